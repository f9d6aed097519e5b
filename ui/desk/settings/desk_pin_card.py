"""The operator PIN among the settings: chosen the first time, and changed by whoever knows the old one."""

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from ui.desk.page import Card
from ui.gate.secret_entry import LONGEST_PIN
from ui.widgets.buttons import Button, label
from ui.widgets.fields import digits_field, taken_out

_MESSAGE_LINES = 2
"""Kept free for a refusal, so that nothing moves when one is said."""


class DeskPinCard(Card):
    """Emits the old PIN, empty where there is none, and a new one that was typed twice alike."""

    change_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.heading = label(self.tr("Operator PIN"), self, role="heading")
        self.old = digits_field(self, self.tr("Old operator PIN"), longest=LONGEST_PIN)
        self.new = digits_field(self, self.tr("New operator PIN"), longest=LONGEST_PIN)
        self.again = digits_field(self, self.tr("New operator PIN again"), longest=LONGEST_PIN)
        self.set_button = Button(self.tr("Set the operator PIN"), self)
        self.message = label("", self, role="error", wraps=True)
        self.state = label("", self, role="muted", wraps=True)
        self._lay_out()
        self._connect()
        self.show_state(has_pin=True)

    def _lay_out(self) -> None:
        self.new.setPlaceholderText(self.tr("six digits or more"))
        self.old_caption = label(self.tr("O&ld PIN"), self)
        grid = QGridLayout()
        for row, (caption, field) in enumerate(
            (
                (self.old_caption, self.old),
                (label(self.tr("&New PIN"), self), self.new),
                (label(self.tr("New PIN a&gain"), self), self.again),
            )
        ):
            caption.setBuddy(field)
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1)
        self.message.setMinimumHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing())
        self.body.addWidget(self.heading)
        self.body.addWidget(self.state)
        self.body.addLayout(grid)
        self.body.addWidget(self.message)
        self.body.addWidget(self.set_button)

        for before, after in pairwise((*self._fields, self.set_button)):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        for field in self._fields:
            field.textEdited.connect(self._on_edited)
        self.old.returnPressed.connect(self.new.setFocus)
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._on_set)
        self.set_button.clicked.connect(self._on_set)
        self._on_edited()

    @property
    def _fields(self) -> tuple[QLineEdit, ...]:
        return self.old, self.new, self.again

    def show_state(self, has_pin: bool) -> None:
        """Say whether there is a PIN, and ask for the old one where there is."""
        for part in (self.old_caption, self.old):
            part.setVisible(has_pin)
        self.state.setText(
            self.tr("Whoever opens the desk or quits the program must know it.")
            if has_pin
            else self.tr("None has been chosen yet: anybody at the door can open the desk.")
        )

    def show_set(self) -> None:
        """Say that the new PIN counts."""
        self.show_state(has_pin=True)
        self.state.setText(self.tr("The new operator PIN is set."))

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.message.setText(sentence)

    def forget(self) -> None:
        """Let go of digits that were typed and not used."""
        for field in self._fields:
            taken_out(field)
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self.message.setText("")
        is_typed = bool(self.new.text() and self.again.text())
        self.set_button.forbid("" if is_typed else self.tr("The new PIN, twice, is missing."))

    @Slot()
    def _on_set(self) -> None:
        if not self.set_button.isEnabled():
            return
        old, new, again = (field.text() for field in self._fields)
        self.forget()
        if new == again:
            self.change_requested.emit(old, new)
        else:
            self.refuse(self.tr("The two new PINs are not the same."))
