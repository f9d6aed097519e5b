"""A rounded panel of one tone beside the picture, with letters and icons that read on it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Tone, current_theme

_CORNER = 0.03
"""Rounding over the shorter side."""
_MARGIN = 0.06
"""Free rim over the shorter side, above and below half of it."""


class TonedPanel(QWidget):
    """Paints the ground and lays its parts out in one ``column``; :meth:`dress` brings it up to date."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.CALM
        self.column = QVBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def dress(self, tone: Tone) -> None:
        """Take this tone, and the theme's letters for all parts."""
        self._tone = tone
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(current_theme().on_ground))
        for child in self.findChildren(QWidget):
            child.setPalette(palette)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = round(min(self.width(), self.height()) * _MARGIN)
        self.column.setContentsMargins(side, side // 2, side, side // 2)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().grounds[self._tone]))
        corner = max(8.0, min(self.width(), self.height()) * _CORNER)
        painter.drawRoundedRect(QRectF(self.rect()), corner, corner)
