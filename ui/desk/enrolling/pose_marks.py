"""The coverage meter: one mark for every pose, filled as its samples come and ticked when it is covered."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from door_access.domain.enrolment.coverage import Coverage, Pose
from ui.desk.enrolling.enrol_words import pose_words
from ui.theme import current_theme
from ui.widgets.icons import Icon, paint_icon

_MARK_LINES = 1.5
"""Height of a mark over that of a line of text."""
_PEN_PX = 3.0
_ORDER = (Pose.LEFT, Pose.UP, Pose.FRONTAL, Pose.DOWN, Pose.RIGHT)
"""From the left of the mirrored picture to its right."""


class PoseMarks(QWidget):
    """Five rings in a row; the one that is asked for stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coverage = Coverage()
        self._asked: Pose | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_coverage(Coverage(), None)

    def show_coverage(self, coverage: Coverage, asked: Pose | None) -> None:
        """Show how many samples of each pose there are, and which one is asked for."""
        self._coverage, self._asked = coverage, asked
        covered = [pose_words(pose) for pose in Pose if coverage.is_covered(pose)]
        self.setAccessibleName(self.tr("Poses covered: {poses}").format(poses=", ".join(covered) or "–"))
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(240, round(line * (_MARK_LINES + 1.2)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(_ORDER)
        for place, pose in enumerate(_ORDER):
            self._paint_pose(painter, pose, QRectF(place * width, 0, width, self.height()))

    def _paint_pose(self, painter: QPainter, pose: Pose, box: QRectF) -> None:
        theme, line = current_theme(), self.fontMetrics().height()
        side = line * _MARK_LINES
        ring = QRectF(box.center().x() - side / 2, _PEN_PX, side, side).adjusted(2, 2, -2, -2)
        is_covered, is_asked = self._coverage.is_covered(pose), pose is self._asked
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent if is_asked else theme.line), _PEN_PX))
        painter.drawEllipse(ring)
        share = min(1.0, self._coverage.count(pose) / self._coverage.enough)
        painter.setPen(QPen(QColor(theme.good), _PEN_PX))
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * share))
        if is_covered:
            paint_icon(painter, Icon.TICK, ring.adjusted(3, 3, -3, -3), QColor(theme.good))
        self._write(painter, pose, box.adjusted(0, side + _PEN_PX, 0, 0), is_asked=is_asked)

    def _write(self, painter: QPainter, pose: Pose, box: QRectF, *, is_asked: bool) -> None:
        theme = current_theme()
        painter.setPen(QColor(theme.accent if is_asked else theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, pose_words(pose))
