"""One person's PIN: set or forget. It says whether there is one and shows no digit of it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.desk.people.new_pin_fields import NewPinFields
from ui.widgets.buttons import Button, label

_MESSAGE_LINES = 2
"""Kept free for a refusal, so that nothing moves or is cut when one is said."""


class PersonPinBox(QWidget):
    """Emits the PIN once it was typed twice alike; the desk judges it."""

    pin_chosen = Signal(str)
    forgetting_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = label("", self, role="muted", wraps=True)
        self.fields = NewPinFields(self)
        self.set_button = Button(self.tr("Se&t the PIN"), self)
        self.forget_button = Button(self.tr("For&get the PIN"), self)
        self.message = label("", self, role="error", wraps=True)
        self._lay_out()
        self._connect()
        self._on_edited()

    def _lay_out(self) -> None:
        self.message.setMinimumHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.addWidget(self.set_button)
        buttons.addWidget(self.forget_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(self.tr("PIN"), self, role="heading"))
        column.addWidget(self.fields)
        column.addWidget(self.message)
        column.addLayout(buttons)
        column.addWidget(self.state)
        column.addStretch(1)

    def _connect(self) -> None:
        for button in (self.set_button, self.forget_button):
            button.setAutoDefault(False)
        self.fields.edited.connect(self._on_edited)
        self.fields.entered.connect(self._on_set)
        self.set_button.clicked.connect(self._on_set)
        self.forget_button.clicked.connect(self.forgetting_requested)

    def show_state(self, has_pin: bool) -> None:
        """Say whether there is a PIN."""
        self.state.setText(self.tr("A PIN is set.") if has_pin else self.tr("No PIN is set."))
        self.forget_button.setEnabled(has_pin)

    def show_set(self) -> None:
        """Say that the new PIN counts."""
        self.state.setText(self.tr("The new PIN is set."))
        self.forget_button.setEnabled(True)

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.message.setText(sentence)
        self.fields.first.setFocus()

    def forget(self) -> None:
        """Let go of digits that were typed and not used."""
        self.fields.forget()
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self.message.setText("")
        self.set_button.setEnabled(not self.fields.is_empty)

    @Slot()
    def _on_set(self) -> None:
        if self.fields.is_empty:
            return
        are_same, pin = self.fields.are_same, self.fields.take()
        self._on_edited()
        if are_same:
            self.pin_chosen.emit(pin)
        else:
            self.refuse(self.tr("The two PINs are not the same."))
