"""What guides a newcomer: an oval for the head, the poses still asked for, and how good the picture is."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from door_access.domain.enrolment.coverage import Coverage, Pose
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.quality_parts import LIMIT_LEVEL, PartReading, QualityPart
from ui import words
from ui.door.picture import LivePicture
from ui.theme import DARK, current_theme
from ui.widgets.icons import Icon, paint_icon
from ui.words import QT_TRANSLATE_NOOP

_CONTEXT = "enrolment"

_POSES: dict[Pose, str] = {
    Pose.FRONTAL: QT_TRANSLATE_NOOP("enrolment", "Front"),
    Pose.LEFT: QT_TRANSLATE_NOOP("enrolment", "Left"),
    Pose.RIGHT: QT_TRANSLATE_NOOP("enrolment", "Right"),
    Pose.UP: QT_TRANSLATE_NOOP("enrolment", "Up"),
    Pose.DOWN: QT_TRANSLATE_NOOP("enrolment", "Down"),
}

_REQUESTS: dict[Pose, str] = {
    Pose.FRONTAL: QT_TRANSLATE_NOOP("enrolment", "Look straight at the camera"),
    Pose.LEFT: QT_TRANSLATE_NOOP("enrolment", "Turn your head a little to your left"),
    Pose.RIGHT: QT_TRANSLATE_NOOP("enrolment", "Turn your head a little to your right"),
    Pose.UP: QT_TRANSLATE_NOOP("enrolment", "Lift your chin a little"),
    Pose.DOWN: QT_TRANSLATE_NOOP("enrolment", "Lower your chin a little"),
}

_PARTS: dict[QualityPart, str] = {
    QualityPart.SIZE: QT_TRANSLATE_NOOP("enrolment", "Size"),
    QualityPart.SHARPNESS: QT_TRANSLATE_NOOP("enrolment", "Sharp"),
    QualityPart.EXPOSURE: QT_TRANSLATE_NOOP("enrolment", "Light"),
    QualityPart.POSE: QT_TRANSLATE_NOOP("enrolment", "Pose"),
}


_TWO_NAMES = QT_TRANSLATE_NOOP("enrolment", "{first} and {last}")


def pose_words(pose: Pose) -> str:
    """Return the pose's short name."""
    return _translated(_POSES[pose])


def request_words(pose: Pose) -> str:
    """Return what the newcomer is asked to do."""
    return _translated(_REQUESTS[pose])


def part_words(part: QualityPart) -> str:
    return _translated(_PARTS[part])


def reading_words(reading: PartReading) -> str:
    """Return the part with what to change, as a screen reader tells it."""
    return f"{part_words(reading.part)}: {words.guidance_words(reading.hint)}"


def listed(names: list[str]) -> str:
    """Return two names or more as one would say them."""
    return _translated(_TWO_NAMES).format(first=", ".join(names[:-1]), last=names[-1])


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


_OVAL_HEIGHT = 0.78
"""Height of the oval over the picture's; a head with room to move, a guess."""
_OVAL_RATIO = 0.76
"""Width over height of a head seen from the front."""
_SHADE = QColor(0, 0, 0, 110)
_ARROW_SHARE = 0.2
"""Size of the arrow over the oval's height."""
_DIRECTIONS: dict[Pose | None, QPointF] = {
    Pose.LEFT: QPointF(-1, 0),
    Pose.RIGHT: QPointF(1, 0),
    Pose.UP: QPointF(0, -1),
    Pose.DOWN: QPointF(0, 1),
}
"""Where each pose lies in the mirrored picture."""


class GuidedPicture(LivePicture):
    """The live picture with an oval for the head, and an arrow that says where to look."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: Pose | None = None

    def image_place(self) -> QRectF:
        """Return the place at the top, level with what stands beside the picture."""
        place = super().image_place()
        place.moveTop(0)
        return place

    def paint_marks(self, painter: QPainter, place: QRectF) -> None:
        oval = QRectF(0, 0, place.height() * _OVAL_HEIGHT * _OVAL_RATIO, place.height() * _OVAL_HEIGHT)
        oval.moveCenter(place.center())
        shade = QPainterPath()
        shade.addRect(place)
        hole = QPainterPath()
        hole.addEllipse(oval)
        painter.fillPath(shade.subtracted(hole), _SHADE)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._oval_colour(), max(3.0, place.height() * 0.012)))
        painter.drawEllipse(oval)
        if self._asked in _DIRECTIONS:
            self._paint_arrow(painter, oval, _DIRECTIONS[self._asked])

    def ask_for(self, pose: Pose | None) -> None:
        """Point where the newcomer is asked to look; None, or straight on, points nowhere."""
        self._asked = pose
        self.update()

    @property
    def asked(self) -> Pose | None:
        """Return the pose that is pointed at."""
        return self._asked

    def _paint_arrow(self, painter: QPainter, oval: QRectF, direction: QPointF) -> None:
        """Draw an arrow from the oval's edge outwards, as the newcomer sees it: in a mirror left is left."""
        if not self.is_mirrored:
            direction = QPointF(-direction.x(), direction.y())
        size = oval.height() * _ARROW_SHARE
        reach = QPointF(direction.x() * oval.width(), direction.y() * oval.height()) / 2
        across = QPointF(-direction.y(), direction.x()) * size / 2
        base = oval.center() + reach - direction * size * (1.1 if direction.y() else 0.2)
        head = QPolygonF([base + across, base + direction * size * 0.8, base - across])
        painter.setPen(QPen(QColor(DARK.picture), max(2.0, size * 0.08)))
        painter.setBrush(QColor(DARK.accent))
        painter.drawPolygon(head)

    def _oval_colour(self) -> QColor:
        is_good = self.scene is not None and self.scene.guidance is Guidance.GOOD
        return QColor(DARK.good if is_good else DARK.warn)


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


_BAR_PX = 6
_GAP_PX = 8
_LINES = 1.9
"""Height of the widget over that of a line of text: a line, a bar and the space between."""


class QualityBars(QWidget):
    """Four bars in a row, empty while no face is measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.readings: tuple[PartReading, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_readings(())

    def show_readings(self, readings: tuple[PartReading, ...]) -> None:
        """Show these parts; an empty tuple shows empty bars."""
        self.readings = readings
        told = "; ".join(reading_words(reading) for reading in readings)
        self.setAccessibleName(told or self.tr("No face is measured"))
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, round(self.fontMetrics().height() * _LINES))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        readings = {reading.part: reading for reading in self.readings}
        width = (self.width() - _GAP_PX * (len(QualityPart) - 1)) / len(QualityPart)
        for place, part in enumerate(QualityPart):
            box = QRectF(place * (width + _GAP_PX), 0, width, self.height())
            self._paint_part(painter, part, readings.get(part), box)

    def _paint_part(
        self, painter: QPainter, part: QualityPart, reading: PartReading | None, box: QRectF
    ) -> None:
        theme, line = current_theme(), float(self.fontMetrics().height())
        colour = QColor(theme.muted)
        if reading is not None:
            colour = QColor(theme.good if reading.is_good else theme.warn)
            icon = Icon.TICK if reading.is_good else Icon.WARNING
            paint_icon(painter, icon, QRectF(box.left(), 1, line, line - 2), colour)
        painter.setPen(QColor(theme.text))
        text = box.adjusted(line + 2 if reading else 0, 0, 0, line - box.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, part_words(part))
        self._paint_bar(painter, box, reading.level if reading else 0.0, colour)

    def _paint_bar(self, painter: QPainter, box: QRectF, level: float, colour: QColor) -> None:
        bar = QRectF(box.left(), box.bottom() - _BAR_PX - 1, box.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().line))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        painter.setBrush(colour)
        full = QRectF(bar.left(), bar.top(), bar.width() * level, _BAR_PX)
        painter.drawRoundedRect(full, _BAR_PX / 2, _BAR_PX / 2)
        limit = bar.left() + bar.width() * LIMIT_LEVEL
        painter.setBrush(QColor(current_theme().text))
        painter.drawRect(QRectF(limit - 0.5, bar.top() - 2, 1.0, _BAR_PX + 4))
