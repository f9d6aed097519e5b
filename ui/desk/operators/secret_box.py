"""A new PIN or password, typed twice: with fingers on the keypad, or on a keyboard.

What will do is decided where it is stored; here both must but be the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ui.gate.secret_entry import LONGEST_PIN, take_secret
from ui.widgets.buttons import Answer, Keypad, label
from ui.widgets.fields import digits_field, taken_out

_MESSAGE_LINES = 2


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody shows that they are who they say."""

    text: str
    is_pin: bool

    def __repr__(self) -> str:
        return f"Secret(is_pin={self.is_pin})"


class TypedByFinger(QObject):
    """Lets a keypad type into that of several fields which has the keyboard, or had it last."""

    def __init__(self, keypad: Keypad, fields: Callable[[], tuple[QLineEdit, ...]]) -> None:
        super().__init__(keypad)
        self._keypad = keypad
        self._fields = fields
        keypad.digit_pressed.connect(self._on_digit_pressed)
        keypad.erased.connect(self._on_erased)

    def _field(self) -> QLineEdit:
        fields = self._fields()
        focused = self._keypad.window().focusWidget()
        return next((field for field in fields if field is focused), fields[0])

    @Slot(str)
    def _on_digit_pressed(self, digit: str) -> None:
        self._field().insert(digit)

    @Slot()
    def _on_erased(self) -> None:
        self._field().backspace()


class NewSecretBox(QWidget):
    """Emits ``edited``, and ``ended`` at Enter in its last field. Whoever owns it lays out ``keypad``."""

    edited = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pin_choice = QRadioButton(self.tr("&PIN"), self)
        self.password_choice = QRadioButton(self.tr("Pass&word"), self)
        self.first = digits_field(self, "", longest=LONGEST_PIN)
        self.second = digits_field(self, "", longest=LONGEST_PIN)
        self.first_caption, self.second_caption = label("", self), label("", self)
        self.message = Answer(self)
        self.keypad = Keypad(self)
        self._lay_out()
        self._connect()
        self.pin_choice.setChecked(True)

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.addWidget(self.pin_choice)
        kinds.addWidget(self.password_choice)
        kinds.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(kinds)
        for caption, field in ((self.first_caption, self.first), (self.second_caption, self.second)):
            caption.setBuddy(field)
            column.addWidget(caption)
            column.addWidget(field)
        column.addWidget(self.message)
        self.message.setMinimumHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing())
        policy = self.keypad.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.keypad.setSizePolicy(policy)

    def _connect(self) -> None:
        for choice in (self.pin_choice, self.password_choice):
            choice.toggled.connect(self._on_kind_chosen)
        for field in (self.first, self.second):
            field.textEdited.connect(self._on_edited)
            field.textChanged.connect(self._on_edited)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self.ended)

    @property
    def is_pin(self) -> bool:
        return self.pin_choice.isChecked()

    @property
    def is_empty(self) -> bool:
        return not (self.first.text() or self.second.text())

    def offer_pin_only(self) -> None:
        """Leave passwords out, where there may be no keyboard."""
        self.pin_choice.hide()
        self.password_choice.hide()

    def missing(self) -> str:
        """Return what is still to be typed; empty when nothing is."""
        if self.first.text() and self.second.text():
            return ""
        return (
            self.tr("The PIN, twice, is missing.")
            if self.is_pin
            else self.tr("The password, twice, is missing.")
        )

    def taken(self) -> Secret | None:
        """Take what was typed out of both fields; None, and said why, where they are not the same."""
        first, second = taken_out(self.first), taken_out(self.second)
        if first == second:
            return Secret(first, self.is_pin)
        self.refuse(
            self.tr("The two PINs are not the same. Please type both anew.")
            if self.is_pin
            else self.tr("The two passwords are not the same. Please type both anew.")
        )
        return None

    def refuse(self, sentence: str) -> None:
        """Say why it will not do."""
        self.message.refuse(sentence)
        self.first.setFocus()

    def forget(self) -> None:
        """Let go of what was typed and not used."""
        for field in (self.first, self.second):
            taken_out(field)
        self.message.say("")

    @Slot()
    def _on_edited(self) -> None:
        if not self.is_empty:
            self.message.say("")
        self.edited.emit()

    @Slot()
    def _on_kind_chosen(self) -> None:
        is_pin = self.is_pin
        for field in (self.first, self.second):
            taken_out(field)
            take_secret(field, is_pin=is_pin)
        new = self.tr("&New PIN, six digits or more") if is_pin else self.tr("&New password")
        again = self.tr("The same PIN a&gain") if is_pin else self.tr("The same password a&gain")
        for caption, field, text in (
            (self.first_caption, self.first, new),
            (self.second_caption, self.second, again),
        ):
            caption.setText(text)
            field.setAccessibleName(text.replace("&", ""))
        self.keypad.setVisible(is_pin)
        self.message.say("" if is_pin else self.tr("A password is typed on a keyboard, also to sign in."))
        self.edited.emit()
