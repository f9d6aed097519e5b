"""Where a card's number is typed, by a hand or by a reader. Its one rule: it is taken out once, then gone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from door_access.domain.entry.credentials import LONGEST_CARD
from ui.widgets.digits_field import taken_out

_WITH_SEPARATORS = 3
"""Symbols that readers and people may write for one of a number: two of a byte with a colon, and spaces."""


class CardField(QLineEdit):
    """Takes a number as it comes; whoever asks for it judges it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_CARD * _WITH_SEPARATORS)
        self.setAccessibleName(self.tr("Card number"))
        self.setPlaceholderText(self.tr("Hold the card to the reader, or type"))
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)

    def take(self) -> str:
        """Return the number and forget it."""
        return taken_out(self)
