"""Where somebody shows who they are: a PIN on the keypad, or a password where there is a keyboard.

Nobody's secret is judged here. Whoever asks passes it on, and says what became of it.
"""

import math

from PySide6.QtCore import QDeadlineTimer, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.domain.operators import desk_pin, secret
from ui.widgets.buttons import Answer, Button, Keypad, Role
from ui.widgets.fields import digits_field, take_digits, taken_out

LONGEST_PIN = 2 * desk_pin.LONGEST
"""Digits the field takes: more than a PIN has, so that one that is too long is refused and not cut."""
LONGEST_PASSWORD = 16 * secret.LONGEST_PASSWORD
"""Units of UTF-16 the field takes, likewise; letters may be composed of several."""
_TICK_MS = 200


def take_secret(field: QLineEdit, *, is_pin: bool) -> None:
    """Let a masked field take a PIN's digits, or a password."""
    take_digits(field, is_only=is_pin, longest=LONGEST_PIN if is_pin else LONGEST_PASSWORD)


class SecretEntry(QWidget):
    """Emits what was ``entered``; counts a waiting time down."""

    entered = Signal(str)
    given_up = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name``: what is asked for while it is a PIN, such as "Operator PIN"."""
        super().__init__(parent)
        self._deadline = QDeadlineTimer(0)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._is_pin = True
        self.field = digits_field(self, name, longest=LONGEST_PIN)
        self.field.setPlaceholderText(name)
        self.message = Answer(self)
        self.keypad = Keypad(self)
        self.ok_button = Button(self.tr("&OK"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.field, self.message, self.keypad):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.ok_button)
        column.addLayout(buttons)
        self.message.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.ok_button.setDefault(True)

    def _connect(self) -> None:
        self._tick.timeout.connect(self._on_tick)
        self.field.textChanged.connect(self._on_typed)
        self.keypad.digit_pressed.connect(self.field.insert)
        self.keypad.erased.connect(self.field.backspace)
        self.ok_button.clicked.connect(self._on_ok)
        self.cancel_button.clicked.connect(self.given_up)

    def ask_for(self, *, is_pin: bool, name: str) -> None:
        """Begin anew with another PIN, or a password, for which the keypad is of no use."""
        self._is_pin = is_pin
        self._tick.stop()
        self.field.setText("")
        take_secret(self.field, is_pin=is_pin)
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.keypad.setVisible(is_pin)
        self.message.say("" if is_pin else self.tr("A password is typed on a keyboard."))
        self._let_try(True)

    def refuse(self, wait_s: float) -> None:
        """Say that it was wrong, and for how long to wait."""
        taken_out(self.field)
        if wait_s > 0:
            self._deadline = QDeadlineTimer(math.ceil(wait_s * 1000))
            self._tick.start()
            self._show_wait()
        else:
            self.message.refuse(
                self.tr("That PIN is not right. Please try again.")
                if self._is_pin
                else self.tr("That password is not right. Please try again.")
            )
            self._let_try(True)

    @Slot()
    def _on_ok(self) -> None:
        if self.field.text():
            self.message.say(self.tr("Checking…"))
            self._let_try(False)
            self.entered.emit(self.field.text())

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if text:
            self.message.setText("")

    @Slot()
    def _on_tick(self) -> None:
        if self._deadline.hasExpired():
            self._tick.stop()
            self.message.say("")
            self._let_try(True)
        else:
            self._show_wait()

    def _show_wait(self) -> None:
        left_s = math.ceil(self._deadline.remainingTime() / 1000)
        self.message.refuse(
            self.tr("Too many wrong PINs. Please wait {seconds} s.").format(seconds=left_s)
            if self._is_pin
            else self.tr("Too many wrong passwords. Please wait {seconds} s.").format(seconds=left_s)
        )
        self._let_try(False)

    def _let_try(self, is_possible: bool) -> None:
        self.ok_button.forbid("" if is_possible else self.message.text())
        self.keypad.setEnabled(is_possible)
        self.field.setReadOnly(not is_possible)  # disabled, it would give the keyboard to Cancel
        self.field.setFocus()
