"""Takes the keys of a card reader that types, before any widget of the door view sees them.

While the door view is open, what a reader may have typed reaches no widget; keys typed by hand
are given out as ``typed``. In the desk view and in dialogs all keys go where they belong.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from door_access.domain.entry.card_readings import CardReading, ReadingOutcome
from door_access.domain.entry.keyboards import ReaderKeyboard
from door_access.domain.entry.wedge import ENTER, Wedge

SILENCE_MS = 100
"""After so long without a key nothing more is expected: twice the longest pause of a reader."""
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMAND = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_KEY_EVENTS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
_MS_PER_S = 1000
_SILENT = (ReadingOutcome.CARD, ReadingOutcome.TYPED, ReadingOutcome.REPEATED)
"""Outcomes that no sentence has to be said about."""


class WedgeFilter(QObject):
    """Tells a reader's keys from a hand's.

    Emits ``card_read`` with a card's number, ``misread`` with the outcome where something is to be said about
    it, ``other_keyboard`` with the keyboards that such a reading gives away, and ``typed`` with what a hand
    typed.
    """

    card_read = Signal(str)
    misread = Signal(object)
    other_keyboard = Signal(object)
    typed = Signal(str)

    def __init__(self, view: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock``: for keys that bear no time of their own; those of a keyboard do."""
        super().__init__(view)
        self._view = view
        self._clock = clock
        self._keyboard = ReaderKeyboard.SAME
        self._wedge = Wedge()
        self._silence = QTimer(self, singleShot=True, interval=SILENCE_MS)
        self._silence.timeout.connect(self._on_silence)

    def use_keyboard(self, keyboard: ReaderKeyboard) -> None:
        """Take it from now on that the reader types as on this keyboard."""
        if keyboard is not self._keyboard:
            self._keyboard, self._wedge = keyboard, Wedge(keyboard)

    def begin(self) -> None:
        """Take keys from now on, whenever the door view is open."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def end(self) -> None:
        """Take no more keys."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a reader's keys; everything else goes on to whom it is meant for."""
        if event.type() in _KEY_EVENTS and isinstance(event, QKeyEvent) and self._is_at_door(watched):
            return self._take(event)
        return False

    def _is_at_door(self, watched: QObject) -> bool:
        if not isinstance(watched, QWidget) or watched.window() is not self._view.window():
            return False
        return self._view.isVisible() and QApplication.activeModalWidget() is None

    def _take(self, event: QKeyEvent) -> bool:
        now_s = event.timestamp() / _MS_PER_S or self._clock()
        if event.key() in _ENTER_KEYS:
            return event.type() == QEvent.Type.KeyPress and self._take_enter(now_s)
        if not self._is_symbol(event, now_s):
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._silence.start()
            self._tell(self._wedge.key(event.text(), now_s))
        return True

    def _take_enter(self, now_s: float) -> bool:
        is_readers = self._wedge.is_burst(now_s)
        self._tell(self._wedge.key(ENTER, now_s))
        return is_readers

    def _is_symbol(self, event: QKeyEvent, now_s: float) -> bool:
        """Say whether the key writes something; a space that follows nothing presses a button instead."""
        text = event.text()
        if len(text) != 1 or not text.isprintable() or event.modifiers() & _COMMAND:
            return False
        return text != " " or self._wedge.is_burst(now_s)

    @Slot()
    def _on_silence(self) -> None:
        self._tell(self._wedge.silence())

    def _tell(self, reading: CardReading | None) -> None:
        if reading is None:
            return
        if reading.outcome is ReadingOutcome.CARD:
            self.card_read.emit(reading.text)
        elif reading.outcome is ReadingOutcome.TYPED:
            self.typed.emit(reading.text)
        if reading.keyboard is not None:
            self.other_keyboard.emit(reading.keyboard)
        if reading.outcome not in _SILENT:
            self.misread.emit(reading.outcome)
