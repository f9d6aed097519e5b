"""The presence zone on the live picture: drag an edge, a corner or the whole, or use the arrow keys."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from ui.desk.settings.seen_zone import Edge, SeenZone
from ui.door.picture import LivePicture
from ui.theme import DARK

KEY_STEP = 0.01
"""How far one press of an arrow key moves, over the picture's side."""
_REACH = 0.04
"""How near a touch must be to an edge, over the picture's side."""
_HANDLE_PX = 5.0
_SHADE = QColor(0, 0, 0, 120)
_ARROWS = {
    Qt.Key.Key_Left: (-KEY_STEP, 0.0),
    Qt.Key.Key_Right: (KEY_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -KEY_STEP),
    Qt.Key.Key_Down: (0.0, KEY_STEP),
}


class ZoneEditor(LivePicture):
    """Emits the zone as seen whenever the operator changes it.

    Arrow keys move the zone; with Shift they move its right and bottom edge.
    """

    zone_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = SeenZone()
        self._min_width_px = 0.0
        self._held = Edge.NONE
        self._last = QPointF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Presence zone"))
        self.setAccessibleDescription(self.tr("Arrow keys move the zone, with Shift they resize it."))

    @property
    def seen_zone(self) -> SeenZone:
        return self._seen

    def show_seen_zone(self, zone: SeenZone) -> None:
        """Show another zone without telling anybody."""
        self._seen = zone
        self.update()

    def show_least_face(self, min_width_px: float) -> None:
        """Draw how wide a face must be to count as present."""
        self._min_width_px = min_width_px
        self.update()

    def paint_marks(self, painter: QPainter, place: QRectF) -> None:
        self._paint_zone_frame(painter, place)
        self._paint_least_face(painter, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        is_resize = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._move(Edge.RIGHT | Edge.BOTTOM if is_resize else Edge.ALL, *step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = self._fraction(event.position())
        self._held = self._seen.edges_at(self._last.x(), self._last.y(), _REACH)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        now = self._fraction(event.position())
        if self._held is not Edge.NONE:
            self._move(self._held, now.x() - self._last.x(), now.y() - self._last.y())
        self._last = now

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = Edge.NONE

    def _move(self, edges: Edge, right: float, down: float) -> None:
        self._seen = self._seen.moved(edges, right, down)
        self.update()
        self.zone_edited.emit(self._seen)

    def _fraction(self, position: QPointF) -> QPointF:
        place = self.image_place()
        x, y = (position.x() - place.left()) / place.width(), (position.y() - place.top()) / place.height()
        return QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def _box(self, place: QRectF) -> QRectF:
        zone = self._seen
        top_left = place.topLeft() + QPointF(zone.left * place.width(), zone.top * place.height())
        bottom_right = place.topLeft() + QPointF(zone.right * place.width(), zone.bottom * place.height())
        return QRectF(top_left, bottom_right)

    def _paint_zone_frame(self, painter: QPainter, place: QRectF) -> None:
        box = self._box(place)
        outside = QPainterPath()
        outside.addRect(place)
        inside = QPainterPath()
        inside.addRect(box)
        painter.fillPath(outside.subtracted(inside), _SHADE)
        style = Qt.PenStyle.SolidLine if self.hasFocus() else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(DARK.accent), 3.0 if self.hasFocus() else 2.0, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1, 1, -1, -1))
        self._paint_handles(painter, box.adjusted(_HANDLE_PX, _HANDLE_PX, -_HANDLE_PX, -_HANDLE_PX))

    def _paint_handles(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.accent))
        for point in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
            painter.drawEllipse(point, _HANDLE_PX, _HANDLE_PX)

    def _paint_least_face(self, painter: QPainter, place: QRectF) -> None:
        if not self.has_picture or self._min_width_px <= 0:
            return
        side = self._min_width_px * place.width() / self.image_width_px
        face = QRectF(0, 0, side, side * 1.25)
        face.moveCenter(self._box(place).center())
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1.5, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(face)
