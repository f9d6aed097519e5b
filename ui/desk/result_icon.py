"""The large icon that says how something ended."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, current_theme
from ui.widgets.icons import Icon, paint_icon

_SIDE_PX = 72


class ResultIcon(QWidget):
    """A tick, a warning or a cross in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = Icon.CHECK
        self.setFixedHeight(_SIDE_PX)

    def show_icon(self, icon: Icon) -> None:
        """Show another one."""
        self.icon = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(_colour(self.icon, current_theme()))
        paint_icon(painter, self.icon, QRectF(0, 0, self.height(), self.height()), colour)


def _colour(icon: Icon, theme: Theme) -> str:
    return {Icon.CHECK: theme.good, Icon.WARNING: theme.warn}.get(icon, theme.bad)
