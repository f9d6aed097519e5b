"""What every page of the desk is: it opens with fresh values and closes without leaving anything running."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.theme import SPACING_PX
from ui.widgets.buttons import label

READABLE_LETTERS = 110
"""Widest card of running text, in average letters."""


class Page(QWidget):
    """A page with the bridge to the kiosk."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge

    def open(self) -> None:
        """Fetch what the page shows; called whenever it comes to the front."""

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
