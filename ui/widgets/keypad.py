"""Digits for screens without a keyboard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.buttons import Button, Role

_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫")
_COLUMNS = 3
BACKSPACE = "⌫"


class Keypad(QWidget):
    """Emits the digit, or ``erased``; it leaves the keyboard's focus where it is."""

    digit_pressed = Signal(str)
    erased = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self.keys = {key: self._key(key) for key in _KEYS if key}
        for place, key in enumerate(_KEYS):
            if key:
                grid.addWidget(self.keys[key], place // _COLUMNS, place % _COLUMNS)

    def _key(self, key: str) -> Button:
        button = Button(key, self, role=Role.KEY)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoDefault(False)
        if key == BACKSPACE:
            button.setAccessibleName(self.tr("Erase"))
            button.clicked.connect(self.erased)
        else:
            button.clicked.connect(lambda: self.digit_pressed.emit(key))
        return button
