"""What every page of the desk is: it opens with fresh values and closes without leaving anything running."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.theme import SPACING_PX, current_theme
from ui.widgets.buttons import label
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.scrolled import Scrolled

READABLE_LETTERS = 110
"""Widest card of running text, in average letters."""


class Page(QWidget):
    """A page with the bridge to the kiosk."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge

    def open(self) -> None:
        """Fetch what the page shows; called whenever it comes to the front."""

    def leave(self, then: Callable[[], object]) -> None:
        """Call ``then`` once the page may be left; a page that would lose something asks first."""
        then()

    def go_up(self) -> bool:
        """Go back to the page to which this one belongs, and say whether there is one."""
        return False

    def close_up(self) -> None:
        """End what is running; called when it leaves the front and when the desk closes."""


class Card(QFrame):
    """A rounded ground with a heading; ``body`` takes the content."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACING_PX, SPACING_PX, SPACING_PX, SPACING_PX)
        self.body.setSpacing(SPACING_PX // 2)
        if heading:
            self.body.addWidget(label(heading, self, role="heading"))


def readable_card(owner: QWidget) -> Card:
    """Give the owner one card at its top, no wider than running text reads well, and return it."""
    card = Card(parent=owner)
    card.setMaximumWidth(READABLE_LETTERS * owner.fontMetrics().averageCharWidth())
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
    column.addStretch(1)
    return card


class AsHighAsItsRows(Scrolled):
    """Scrolls only what does not fit."""

    def __init__(self, rows: QWidget, parent: QWidget) -> None:
        super().__init__(rows, parent)
        self._rows = rows
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return self._rows.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what is never scrolled sideways, and as little of its height as may be."""
        bar_px = self.verticalScrollBar().sizeHint().width()
        return QSize(self._rows.minimumSizeHint().width() + bar_px, super().minimumSizeHint().height())


class PictureAndSide(QWidget):
    """A picture and what belongs to it: beside each other, or below each other where the page is upright."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING_PX)

    def put(self, picture: QWidget, side: QLayout) -> None:
        """Lay both out."""
        self._row.addWidget(picture, 3)
        self._row.addLayout(side, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_upright = self.height() > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_upright else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        super().resizeEvent(event)


_SIDE_PX = 72


class ResultIcon(QWidget):
    """A tick, a warning or a cross in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = Icon.CHECK
        self.setFixedSize(_SIDE_PX, _SIDE_PX)

    def show_icon(self, icon: Icon) -> None:
        """Show another one."""
        self.icon = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        colour = {Icon.CHECK: theme.good, Icon.WARNING: theme.warn}.get(self.icon, theme.bad)
        paint_icon(painter, self.icon, QRectF(0, 0, self.height(), self.height()), QColor(colour))
