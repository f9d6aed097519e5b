"""The presence zone in the settings: on the live picture, and as numbers."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from door_access.config import ZoneSettings
from ui.desk.page import Card
from ui.desk.settings.seen_zone import SeenZone
from ui.desk.settings.zone_editor import ZoneEditor
from ui.widgets.boxes import WholeBox
from ui.widgets.buttons import label

_PER_CENT = 100
_HIGHEST = 0.5
"""Height of the picture over the window's, at most: the numbers below it stay in sight."""
_DIGITS = 3
"""Digits after the point that are kept of a fraction: a tenth of a per cent, under one pixel."""


class ZoneCard(Card):
    """Both ways of editing show the same zone, as it is seen on the screen."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._is_mirrored = True
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
            caption = label(text, self)
            caption.setBuddy(box)
            box.setAccessibleName(text)
            grid.addWidget(caption, place % 2, 2 * (place // 2))
            grid.addWidget(box, place % 2, 2 * (place // 2) + 1)
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
        self.picture.setFixedHeight(min(wanted, round(self.window().height() * _HIGHEST)))

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
