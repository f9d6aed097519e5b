"""The live picture of an enrolment: an oval says where the head belongs."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from door_access.domain.guidance import Guidance
from ui.picture import LivePicture
from ui.theme import DARK

_OVAL_HEIGHT = 0.78
"""Height of the oval over the picture's; a head with room to move, a guess."""
_OVAL_RATIO = 0.76
"""Width over height of a head seen from the front."""
_SHADE = QColor(0, 0, 0, 110)


class GuidedPicture(LivePicture):
    """The live picture with an oval that says where the head belongs."""

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

    def _oval_colour(self) -> QColor:
        is_good = self.scene is not None and self.scene.guidance is Guidance.GOOD
        return QColor(DARK.good if is_good else DARK.warn)
