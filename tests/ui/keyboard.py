"""Keys that bear the times at which they were typed, as the system's do, however busy the machine is."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

FAST_MS, SLOW_MS = 5, 120
"""Between two keys of a reader, and of a hand."""
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Keyboard:
    """Types into one widget."""

    def __init__(self, focused: QWidget) -> None:
        self.focused = focused
        self.now_ms = 1_000

    def press(self, text: str, *, after_ms: int, modifier=NO_MODIFIER, is_repeated: bool = False) -> None:
        self.now_ms += after_ms
        key = {"\r": Qt.Key.Key_Return, " ": Qt.Key.Key_Space}.get(text) or Qt.Key(ord(text.upper()))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifier, text, is_repeated)
            event.setTimestamp(self.now_ms)
            QApplication.sendEvent(self.focused, event)

    def type(self, text: str, *, after_ms: int = FAST_MS) -> None:
        for symbol in text:
            self.press(symbol, after_ms=after_ms)
