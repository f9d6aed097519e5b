"""The gate before everything that is not for passers-by: it opens with the operator's PIN.

The desk decides whether a PIN is right; the dialogs pass digits on. Until a PIN has been chosen the gate
stands open.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.desk.operator_pin import PinAnswer
from ui.bridge import Bridge
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Keypad, Role, label
from ui.widgets.fields import digits_field, taken_out

LONGEST_PIN = 32
"""Digits the field takes; far more than anybody remembers."""
_TICK_MS = 200
_LETTERS_WIDE = 44
_MESSAGE_LINES, _MESSAGE_LETTERS = 3, 34
"""Room for what is said of a new PIN, so that nothing moves when one is refused."""


class PinDialog(QDialog):
    """Asks until the PIN is right or the operator gives up; counts a waiting time down."""

    pin_entered = Signal(str)

    def __init__(self, purpose: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Operator PIN"))
        self.setModal(True)
        self._deadline = QDeadlineTimer(0)
        self._tick = QTimer(self, interval=_TICK_MS)
        self.purpose = label(purpose, self, role="heading", wraps=True)
        self.field = digits_field(self, self.tr("Operator PIN"), longest=LONGEST_PIN)
        self.field.setPlaceholderText(self.tr("Operator PIN"))
        self.message = Answer(self)
        self.keypad = Keypad(self)
        self.ok_button = Button(self.tr("&OK"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for part in (self.purpose, self.field, self.message, self.keypad):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.ok_button)
        column.addLayout(buttons)
        self.message.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.setMinimumWidth(_LETTERS_WIDE * self.fontMetrics().averageCharWidth())
        self.ok_button.setDefault(True)
        self.field.setFocus()

    def _connect(self) -> None:
        self._tick.timeout.connect(self._on_tick)
        self.field.textChanged.connect(self._on_typed)
        self.keypad.digit_pressed.connect(self.field.insert)
        self.keypad.erased.connect(self.field.backspace)
        self.ok_button.clicked.connect(self._on_ok)
        self.cancel_button.clicked.connect(self.reject)

    def refuse(self, wait_s: float) -> None:
        """Say that the PIN was wrong, and for how long to wait."""
        taken_out(self.field)
        if wait_s > 0:
            self._deadline = QDeadlineTimer(math.ceil(wait_s * 1000))
            self._tick.start()
            self._show_wait()
        else:
            self.message.refuse(self.tr("That PIN is not right. Please try again."))
            self._let_try(True)

    @Slot()
    def _on_ok(self) -> None:
        if self.field.text():
            self.message.say(self.tr("Checking…"))
            self._let_try(False)
            self.pin_entered.emit(self.field.text())

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
        self.message.refuse(self.tr("Too many wrong PINs. Please wait {seconds} s.").format(seconds=left_s))
        self._let_try(False)

    def _let_try(self, is_possible: bool) -> None:
        self.ok_button.forbid("" if is_possible else self.message.text())
        self.keypad.setEnabled(is_possible)
        self.field.setReadOnly(not is_possible)  # disabled, it would give the keyboard to Cancel
        self.field.setFocus()


class NewPinDialog(QDialog):
    """Asks for a new PIN twice; passes it on when both are the same. What was refused is typed anew."""

    pin_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose an operator PIN"))
        self.setModal(True)
        self.first = digits_field(self, self.tr("New PIN"), longest=LONGEST_PIN)
        self.second = digits_field(self, self.tr("Repeat the PIN"), longest=LONGEST_PIN)
        self.message = label("", self, role="error", wraps=True)
        self.keypad = Keypad(self)
        self.ok_button = Button(self.tr("&Set the PIN"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self._connect()
        self._on_typed()

    def _lay_out(self) -> None:
        why = self.tr(
            "Before the first person is enrolled, choose a PIN of six digits or more. The desk asks for it."
        )
        fields = QVBoxLayout()
        fields.addWidget(label(why, self, wraps=True))
        for text, field in ((self.tr("&New PIN"), self.first), (self.tr("&Repeat it"), self.second)):
            caption = label(text, self)
            caption.setBuddy(field)
            fields.addWidget(caption)
            fields.addWidget(field)
        fields.addWidget(self.message)
        fields.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setSpacing(SPACING_PX)
        grid.addLayout(fields, 0, 0)
        grid.addWidget(self.keypad, 0, 1)
        grid.addWidget(self.cancel_button, 1, 0)
        grid.addWidget(self.ok_button, 1, 1)
        self.message.setMinimumHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing())
        self.message.setMinimumWidth(_MESSAGE_LETTERS * self.fontMetrics().averageCharWidth())
        self.ok_button.setDefault(True)
        self.first.setFocus()

    def _connect(self) -> None:
        for field in (self.first, self.second):
            field.textChanged.connect(self._on_typed)
        self.first.returnPressed.connect(self.second.setFocus)
        self.keypad.digit_pressed.connect(self._on_digit_pressed)
        self.keypad.erased.connect(self._on_erased)
        self.ok_button.clicked.connect(self._on_ok)
        self.cancel_button.clicked.connect(self.reject)

    def refuse(self, sentence: str) -> None:
        """Say why this PIN will not do."""
        self.message.setText(sentence)
        self.first.setFocus()

    def _field(self) -> QLineEdit:
        return self.second if self.focusWidget() is self.second else self.first

    @Slot(str)
    def _on_digit_pressed(self, digit: str) -> None:
        self._field().insert(digit)

    @Slot()
    def _on_erased(self) -> None:
        self._field().backspace()

    @Slot()
    def _on_typed(self) -> None:
        typed = self.first.text(), self.second.text()
        self.ok_button.forbid("" if all(typed) else self.tr("The PIN, twice, is missing."))
        if any(typed):
            self.message.setText("")

    @Slot()
    def _on_ok(self) -> None:
        first, second = taken_out(self.first), taken_out(self.second)
        if first == second:
            self.pin_chosen.emit(first)
        else:
            self.refuse(self.tr("The two PINs are not the same. Please type both anew."))


class PinGate(QObject):
    """Asks one question at a time; emits ``asked`` when a question comes up."""

    asked = Signal()

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._dialog: PinDialog | NewPinDialog | None = None
        self._then: Callable[[], object] = _nothing
        self._purpose = ""
        self._is_asking = False

    @property
    def dialog(self) -> PinDialog | NewPinDialog | None:
        """Return the open question; None when there is none."""
        return self._dialog

    def pass_through(self, purpose: str, then: Callable[[], object]) -> None:
        """Call ``then`` once the operator has shown the PIN; at once where none has been chosen."""
        if not self._begin(then):
            return
        self._purpose = purpose
        self._bridge.ask(
            lambda desk: desk.has_pin(), owner=self, then=self._on_pin_known, otherwise=self._on_trouble
        )

    def ensure_pin(self, then: Callable[[], object]) -> None:
        """Call ``then`` once a PIN exists; ask for a new one where none has been chosen."""
        if self._begin(then):
            self._bridge.ask(
                lambda desk: desk.has_pin(), owner=self, then=self._on_need_known, otherwise=self._on_trouble
            )

    def shut(self) -> None:
        """Give up the open question."""
        if self._dialog is not None:
            self._dialog.reject()

    def _begin(self, then: Callable[[], object]) -> bool:
        if self._is_asking:
            return False
        self._is_asking = True
        self._then = then
        return True

    def _on_pin_known(self, has_pin: bool) -> None:
        if not has_pin:
            self._open()
            return
        dialog = PinDialog(self._purpose, self._window)
        dialog.pin_entered.connect(self._on_pin_entered)
        self._show(dialog)

    def _on_need_known(self, has_pin: bool) -> None:
        if has_pin:
            self._open()
            return
        dialog = NewPinDialog(self._window)
        dialog.pin_chosen.connect(self._on_pin_chosen)
        self._show(dialog)

    def _show(self, dialog: PinDialog | NewPinDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self.asked.emit()

    @Slot(str)
    def _on_pin_entered(self, pin: str) -> None:
        purpose = self._purpose
        self._bridge.ask(
            lambda desk: desk.check_pin(pin, purpose),
            owner=self,
            then=self._on_pin_checked,
            otherwise=self._on_trouble,
        )

    @Slot(str)
    def _on_pin_chosen(self, pin: str) -> None:
        self._bridge.ask(
            lambda desk: desk.set_pin(pin), owner=self, then=self._on_pin_set, otherwise=self._on_pin_refused
        )

    def _on_pin_checked(self, answer: PinAnswer) -> None:
        if not isinstance(self._dialog, PinDialog):
            return
        if answer.is_right:
            self._dialog.accept()
            self._open()
        else:
            self._dialog.refuse(answer.wait_s)

    def _on_pin_set(self, _answer: None) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._open()

    def _on_pin_refused(self, sentence: str) -> None:
        if isinstance(self._dialog, NewPinDialog):
            self._dialog.refuse(sentence)

    def _on_trouble(self, sentence: str) -> None:
        """Stay shut: without an answer nobody may pass."""
        self.shut()
        self._is_asking = False
        self._bridge.refused.emit(sentence)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._is_asking = False

    def _open(self) -> None:
        self._is_asking = False
        then, self._then = self._then, _nothing
        then()


def _nothing() -> None:
    """Stand in while nobody waits at the gate."""
