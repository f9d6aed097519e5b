"""What stands beside the picture: the sign, or the one thing that the person is asked for.

The PIN pad shows neither a digit nor a name, and judges nothing.
"""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.entry.credentials import LONGEST_PIN, SHORTEST_PIN
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.runtime.events import PromptChanged
from ui import words
from ui.door.panels import AskedStep, ChallengePanel, DoorPanel, TimeBar
from ui.widgets.buttons import Button, Role
from ui.widgets.letters import FittedLabel

SMALLEST_KEY_PX = 60
"""Side of the smallest key in logical pixels: wider than a fingertip on a 7-inch panel of 800×480 (11 mm)."""
LARGEST_KEY_PX = 120
TIMEOUT_MS = 15_000
"""Without a key for so long the person has left, or gave up; a guess."""
_DIGITS = "123456789"
_COLUMNS = 3
_ROWS = 4
_GAP_PX = 8
_KEY_WIDTH = 1.3
"""Of a key over its height, where there is room."""
_KEYS_SHARE = 2 / 3
"""Of the pad's height; headline, dots and time have the rest."""
_HEADLINE_LETTERS = 0.05
_DOTS_LETTERS = 0.07
_KEY_LETTERS = 0.36
_WORD_LETTERS = 0.24
"""Height of a digit, and of the words on the other two keys, over the key's."""
_DOT, _NO_DOT, _TOGETHER = "●", "○", "\u00a0"


class PinPad(QWidget):
    """Emits ``pin_entered`` with the digits, or ``given_up`` when nobody goes on."""

    pin_entered = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None, *, timeout_ms: int = TIMEOUT_MS) -> None:
        super().__init__(parent)
        self._digits = ""
        self._timeout = QTimer(self, singleShot=True, interval=timeout_ms)
        self.headline = FittedLabel(self, largest=_HEADLINE_LETTERS, weight=600)
        self.dots = FittedLabel(self, largest=_DOTS_LETTERS)
        self.time_bar = TimeBar(self)
        self.keys = {digit: self._digit_key(digit) for digit in "0" + _DIGITS}
        self.clear_button = self._key(self.tr("Clear"), Role.PLAIN)
        self.ok_button = self._key(self.tr("OK"), Role.PRIMARY)
        self.headline.setText(self.tr("Please enter your PIN"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self.clear_button.clicked.connect(self._on_clear)
        self.ok_button.clicked.connect(self._on_ok)
        self._timeout.timeout.connect(self._on_time_over)
        self._show_digits()

    def ask(self) -> None:
        """Begin anew, with nothing typed and all the time."""
        self._forget()
        self._begin_waiting()
        self.setFocus()

    def stop(self) -> None:
        """Ask no longer: forget what was typed, and say nothing about it."""
        self._timeout.stop()
        self.time_bar.run(0)
        self._forget()

    @Slot(str)
    def type(self, text: str) -> None:
        """Take digits from a keyboard; other characters are left out."""
        for digit in text:
            if digit in self.keys and len(self._digits) < LONGEST_PIN:
                self._digits += digit
        self._touched()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits, Backspace, Enter and Escape as the keys on the screen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_ok()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_time_over()
        elif event.key() == Qt.Key.Key_Backspace:
            self._digits = self._digits[:-1]
            self._touched()
        elif event.text() in self.keys:
            self.type(event.text())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._key_size()
        for key in (*self.keys.values(), self.clear_button, self.ok_button):
            key.setFixedSize(size)
            font = key.font()
            letters = _KEY_LETTERS if key in self.keys.values() else _WORD_LETTERS
            font.setPixelSize(round(size.height() * letters))
            key.setFont(font)

    def minimumSizeHint(self) -> QSize:
        """Return the room for the smallest keys, however large they are now: a window may shrink again."""
        keys = QSize(_COLUMNS, _ROWS) * (SMALLEST_KEY_PX + _GAP_PX)
        return QSize(keys.width() + _GAP_PX, round(keys.height() / _KEYS_SHARE))

    def _key_size(self) -> QSize:
        widest = (self.width() - _GAP_PX) // _COLUMNS - _GAP_PX
        side = min(round(self.height() * _KEYS_SHARE) // _ROWS - _GAP_PX, widest)
        side = max(SMALLEST_KEY_PX, min(side, LARGEST_KEY_PX))
        return QSize(max(side, min(round(side * _KEY_WIDTH), widest)), side)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(_GAP_PX)
        grid.addWidget(self.time_bar, 0, 0, 1, _COLUMNS)
        for place, digit in enumerate(_DIGITS):
            grid.addWidget(self.keys[digit], 1 + place // _COLUMNS, place % _COLUMNS)
        for place, key in enumerate((self.clear_button, self.keys["0"], self.ok_button)):
            grid.addWidget(key, _ROWS, place)
        grid.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(_GAP_PX, _GAP_PX, _GAP_PX, _GAP_PX)
        column.addWidget(self.headline, 3)
        column.addWidget(self.dots, 3)
        column.addLayout(grid)
        column.addStretch(1)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def _digit_key(self, digit: str) -> Button:
        key = self._key(digit, Role.PLAIN)
        key.clicked.connect(lambda: self.type(digit))
        return key

    def _key(self, text: str, role: Role) -> Button:
        key = Button(text, self, role=role)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setAutoDefault(False)
        return key

    @Slot()
    def _on_clear(self) -> None:
        self._forget()
        self._touched()

    @Slot()
    def _on_ok(self) -> None:
        if len(self._digits) < SHORTEST_PIN or not self._timeout.isActive():
            return
        pin = self._digits
        self.stop()
        self.pin_entered.emit(pin)

    @Slot()
    def _on_time_over(self) -> None:
        self.stop()
        self.given_up.emit()

    def _touched(self) -> None:
        self._show_digits()
        if self._timeout.isActive():
            self._begin_waiting()

    def _begin_waiting(self) -> None:
        self._timeout.start()
        self.time_bar.run(self._timeout.interval() / 1000)

    def _forget(self) -> None:
        self._digits = ""
        self._show_digits()

    def _show_digits(self) -> None:
        """Show how many digits there are, and never how many there must be beyond the fewest."""
        typed = len(self._digits)
        self.dots.setText(_TOGETHER.join(_DOT * typed + _NO_DOT * max(0, SHORTEST_PIN - typed)))
        one, more = self.tr("{count} digit entered"), self.tr("{count} digits entered")
        self.dots.setAccessibleName(words.counted(typed, one, more))
        is_long = typed >= SHORTEST_PIN
        self.ok_button.forbid(
            "" if is_long else self.tr("A PIN has at least {count} digits.").format(count=SHORTEST_PIN)
        )


PAD_MS = 30_000
"""Longer than recognition waits for a PIN, so that it, and not the screen, ends the attempt."""


class DoorSide(QStackedWidget):
    """Shows the sign unless somebody has to move or to type; emits ``pin_entered`` or ``pin_given_up``."""

    pin_entered = Signal(str)
    pin_given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = DoorPanel(self)
        self.challenge = ChallengePanel(self)
        self.pad = PinPad(self, timeout_ms=PAD_MS)
        for part in (self.panel, self.challenge, self.pad):
            self.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.pad.pin_entered.connect(self._on_pin_entered)
        self.pad.given_up.connect(self.show_sign)
        self.pad.given_up.connect(self.pin_given_up)

    def ask(self, changed: PromptChanged) -> None:
        """Ask for what the prompt says; what is only words stays with the sign."""
        prompt = changed.prompt
        if prompt and prompt.step:
            self._ask_to_move(prompt, changed.at_s)
        elif prompt and prompt.kind is PromptKind.PIN:
            self._ask_for_pin()
        else:
            self.show_sign()

    @Slot()
    def show_sign(self) -> None:
        """Show the sign again; what was typed is forgotten."""
        self.challenge.clear()
        self.pad.stop()
        self.setCurrentWidget(self.panel)

    def _ask_to_move(self, prompt: Prompt, now_s: float) -> None:
        assert prompt.step is not None
        asked = AskedStep(prompt.step, prompt.number, prompt.count, prompt.ends_at_s or now_s)
        self.challenge.ask(asked, now_s=now_s)
        self.setCurrentWidget(self.challenge)

    def _ask_for_pin(self) -> None:
        if self.currentWidget() is not self.pad:
            self.setCurrentWidget(self.pad)
            self.pad.ask()

    @Slot(str)
    def _on_pin_entered(self, digits: str) -> None:
        self.show_sign()
        self.pin_entered.emit(digits)
