"""The live picture of an enrolment: an oval says where the head belongs, an arrow where to look."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.faces.guidance import Guidance
from ui.door.picture import LivePicture
from ui.theme import DARK

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
