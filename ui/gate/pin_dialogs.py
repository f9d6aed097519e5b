"""The dialogs of the operator PIN, which opens the desk as long as there are no accounts."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from ui.gate.secret_entry import LONGEST_PIN, SecretEntry
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Keypad, Role, label
from ui.widgets.fields import digits_field, taken_out

_LETTERS_WIDE = 44
_MESSAGE_LINES, _MESSAGE_LETTERS = 3, 34
"""Room for what is said of a new PIN, so that nothing moves when one is refused."""


class PinDialog(QDialog):
    """Asks until the PIN is right or the operator gives up."""

    pin_entered = Signal(str)

    def __init__(self, purpose: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Operator PIN"))
        self.setModal(True)
        self.purpose = label(purpose, self, role="heading", wraps=True)
        self.entry = SecretEntry(self.tr("Operator PIN"), self)
        self.field, self.keypad, self.message = self.entry.field, self.entry.keypad, self.entry.message
        self.ok_button, self.cancel_button = self.entry.ok_button, self.entry.cancel_button
        self.refuse = self.entry.refuse
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(self.purpose)
        column.addWidget(self.entry)
        self.setMinimumWidth(_LETTERS_WIDE * self.fontMetrics().averageCharWidth())
        self.entry.entered.connect(self.pin_entered)
        self.entry.given_up.connect(self.reject)
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
            caption = label(text, self, buddy=field)
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
