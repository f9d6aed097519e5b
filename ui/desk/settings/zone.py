"""The presence zone in the settings: on the live picture, where it is dragged, and as numbers.

It is edited as it is seen on the screen, where a mirrored picture swaps left and right.
"""

from dataclasses import dataclass, replace
from enum import Flag, auto
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from door_access.config import ZoneSettings
from ui.desk.page import Card
from ui.door.picture import LivePicture
from ui.theme import DARK
from ui.widgets.buttons import label
from ui.widgets.fields import WholeBox

LEAST_SIDE = 0.1
"""Smallest width and height over the picture's, so that the handles stay apart."""


class Edge(Flag):
    """The edges that a drag or a key moves."""

    NONE = 0
    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()
    ALL = LEFT | TOP | RIGHT | BOTTOM


@dataclass(frozen=True, slots=True)
class SeenZone:
    """A rectangle in fractions of the picture as it is shown, 0…1."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def mirrored(self) -> "SeenZone":
        """Return the same zone for a picture turned left to right; twice gives the first again."""
        return replace(self, left=1.0 - self.right, right=1.0 - self.left)

    def moved(self, edges: Edge, right: float, down: float) -> "SeenZone":
        """Return the zone with these edges moved, kept inside the picture and large enough."""
        if edges is Edge.ALL:
            return self._shifted(right, down)
        return SeenZone(
            _kept(self.left + right, 0.0, self.right - LEAST_SIDE) if Edge.LEFT in edges else self.left,
            _kept(self.top + down, 0.0, self.bottom - LEAST_SIDE) if Edge.TOP in edges else self.top,
            _kept(self.right + right, self.left + LEAST_SIDE, 1.0) if Edge.RIGHT in edges else self.right,
            _kept(self.bottom + down, self.top + LEAST_SIDE, 1.0) if Edge.BOTTOM in edges else self.bottom,
        )

    def _shifted(self, right: float, down: float) -> "SeenZone":
        right = _kept(right, -self.left, 1.0 - self.right)
        down = _kept(down, -self.top, 1.0 - self.bottom)
        return SeenZone(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def edges_at(self, x: float, y: float, reach: float) -> Edge:
        """Return what a touch at the point takes hold of: edges in reach, the whole, or nothing."""
        edges = Edge.NONE
        inside_x = self.left - reach <= x <= self.right + reach
        inside_y = self.top - reach <= y <= self.bottom + reach
        for edge, distance, is_beside in (
            (Edge.LEFT, abs(x - self.left), inside_y),
            (Edge.RIGHT, abs(x - self.right), inside_y),
            (Edge.TOP, abs(y - self.top), inside_x),
            (Edge.BOTTOM, abs(y - self.bottom), inside_x),
        ):
            if distance <= reach and is_beside:
                edges |= edge
        return edges or (Edge.ALL if inside_x and inside_y else Edge.NONE)


def _kept(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


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
        self._least_face = 0.0
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

    def show_least_face(self, share: float) -> None:
        """Draw how wide a face must be to count as present, over the picture's shorter side."""
        self._least_face = share
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
        if not self.has_picture or self._least_face <= 0:
            return
        side = self._least_face * min(place.width(), place.height())
        face = QRectF(0, 0, side, side * 1.25)
        face.moveCenter(self._box(place).center())
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1.5, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(face)


_PER_CENT = 100
_HIGHEST = 0.5
"""Height of the picture over the window's, at most: the numbers below it stay in sight."""
_DIGITS = 3
"""Digits after the point that are kept of a fraction: a tenth of a per cent, under one pixel."""


class ZoneCard(Card):
    """Both ways of editing show the same zone, as it is seen on the screen."""

    edited = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, highest: float = _HIGHEST, has_numbers: bool = True
    ) -> None:
        """``highest``: height of the picture over the window's, at most; without numbers it is only drawn."""
        super().__init__("", parent)
        self._is_mirrored = True
        self._highest = highest
        self._has_numbers = has_numbers
        if has_numbers:
            self.body.addWidget(label(self.tr("Presence zone"), self, role="heading"))
        self.picture = ZoneEditor(self)
        self.body.addWidget(self.picture)
        hint = self.tr(
            "Drag the frame, or use the arrow keys (with Shift to resize). Only faces inside it count."
        )
        self.body.addWidget(label(hint, self, role="muted", wraps=True))
        self.boxes = {edge: self._box() for edge in ("left", "top", "right", "bottom")}
        self.error = label("", self, role="error", wraps=True)
        self._lay_out()
        self.picture.zone_edited.connect(self._on_zone_edited)

    def _box(self) -> WholeBox:
        box = WholeBox(self)
        box.setRange(0, _PER_CENT)
        box.setSuffix(" %")
        box.valueChanged.connect(self._on_number_edited)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout()
        captions = (self.tr("Left edge"), self.tr("Top edge"), self.tr("Right edge"), self.tr("Bottom edge"))
        for place, (text, box) in enumerate(zip(captions, self.boxes.values(), strict=True)):
            caption = label(text, self, buddy=box)
            box.setAccessibleName(text)
            grid.addWidget(caption, place % 2, 2 * (place // 2))
            grid.addWidget(box, place % 2, 2 * (place // 2) + 1)
            caption.setVisible(self._has_numbers)
            box.setVisible(self._has_numbers)
        self.body.addLayout(grid)
        self.body.addWidget(self.error)
        self.error.hide()

    def show_zone(self, zone: ZoneSettings) -> None:
        """Show a zone of the picture; the screen may show it mirrored."""
        stored = SeenZone(zone.left, zone.top, zone.right, zone.bottom)
        self._show(stored.mirrored() if self._is_mirrored else stored)

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Turn the picture and the zone with it: the place in the room stays the same."""
        if is_mirrored != self._is_mirrored:
            self._is_mirrored = is_mirrored
            self.picture.set_mirrored(is_mirrored)
            self._show(self.picture.seen_zone.mirrored())

    def values(self) -> dict[str, Any]:
        """Return the edges in fractions of the unmirrored picture."""
        seen = self._numbers()
        zone = seen.mirrored() if self._is_mirrored else seen
        return {edge: round(getattr(zone, edge), _DIGITS) for edge in self.boxes}

    def complain(self, sentence: str) -> None:
        """Show why the zone cannot be taken; empty shows nothing."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.body.contentsMargins()
        wanted = self.picture.height_for(self.width() - margins.left() - margins.right())
        self.picture.setFixedHeight(min(wanted, round(self.window().height() * self._highest)))

    def _show(self, seen: SeenZone) -> None:
        self.picture.show_seen_zone(seen)
        for edge, box in self.boxes.items():
            box.blockSignals(True)
            box.setValue(round(getattr(seen, edge) * _PER_CENT))
            box.blockSignals(False)

    def _numbers(self) -> SeenZone:
        """Return the drawn zone where it rounds to the numbers, so that a drag keeps its fine steps."""
        drawn = self.picture.seen_zone
        typed = {edge: box.value() / _PER_CENT for edge, box in self.boxes.items()}
        kept = {
            e: v for e, v in typed.items() if round(getattr(drawn, e) * _PER_CENT) != self.boxes[e].value()
        }
        return SeenZone(**{edge: kept.get(edge, getattr(drawn, edge)) for edge in self.boxes})

    @Slot(object)
    def _on_zone_edited(self, seen: SeenZone) -> None:
        self._show(seen)
        self.edited.emit()

    @Slot()
    def _on_number_edited(self) -> None:
        self.picture.show_seen_zone(self._numbers())
        self.edited.emit()
