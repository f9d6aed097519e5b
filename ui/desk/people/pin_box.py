"""One person's PIN: typed twice, set or forgotten. It says whether there is one and shows no digit of it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.domain.entry.credentials import LONGEST_PIN, SHORTEST_PIN
from ui.widgets.buttons import Answer, Button, label
from ui.widgets.fields import digits_field, taken_out


class NewPinFields(QWidget):
    """Two fields beside each other; Enter goes from the first to the second, then emits ``entered``."""

    edited = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None, *, caption: str = "", again: str = "") -> None:
        """``caption`` and ``again``: what is typed, where that is not the PIN, with a letter underlined."""
        super().__init__(parent)
        names = [text.replace("&", "") for text in (caption, again)]
        self.first = digits_field(self, names[0] or self.tr("New PIN"), longest=LONGEST_PIN)
        self.second = digits_field(self, names[1] or self.tr("Type the PIN again"), longest=LONGEST_PIN)
        hint = self.tr("{least} to {most} digits").format(least=SHORTEST_PIN, most=LONGEST_PIN)
        self.first.setPlaceholderText(hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self._with_caption(caption or self.tr("New P&IN"), self.first))
        row.addLayout(self._with_caption(again or self.tr("T&ype it again"), self.second))
        for field in (self.first, self.second):
            field.textEdited.connect(self.edited)
        self.first.returnPressed.connect(self._on_first_entered)
        self.second.returnPressed.connect(self.entered)

    def _with_caption(self, text: str, field: QLineEdit) -> QVBoxLayout:
        caption = label(text, self, buddy=field)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(caption)
        column.addWidget(field)
        return column

    @property
    def is_empty(self) -> bool:
        return not (self.first.text() or self.second.text())

    @property
    def are_same(self) -> bool:
        """Say whether the same was typed twice."""
        return self.first.text() == self.second.text()

    def take(self) -> str:
        """Return what was typed first, and forget it."""
        taken_out(self.second)
        return taken_out(self.first)

    def forget(self) -> None:
        """Empty both fields."""
        self.take()

    @Slot()
    def _on_first_entered(self) -> None:
        self.second.setFocus()


_MESSAGE_LINES = 2
"""Kept free for a refusal, so that nothing moves or is cut when one is said."""


class PersonPinBox(QWidget):
    """Emits the PIN once it was typed twice alike; the desk judges it."""

    pin_chosen = Signal(str)
    forgetting_requested = Signal()
    threat_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = label("", self, role="muted", wraps=True)
        self.fields = NewPinFields(self)
        self.set_button = Button(self.tr("Se&t the PIN"), self)
        self.forget_button = Button(self.tr("For&get the PIN"), self)
        self.threat_button = Button(self.tr("PIN under t&hreat…"), self)
        self.message = Answer(self)
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
        column.addWidget(self.threat_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _connect(self) -> None:
        for button in (self.set_button, self.forget_button, self.threat_button):
            button.setAutoDefault(False)
        self.fields.edited.connect(self._on_edited)
        self.fields.entered.connect(self._on_set)
        self.set_button.clicked.connect(self._on_set)
        self.forget_button.clicked.connect(self.forgetting_requested)
        self.threat_button.clicked.connect(self.threat_requested)

    def show_state(self, has_pin: bool) -> None:
        """Say whether there is a PIN."""
        self.state.setText(self.tr("A PIN is set.") if has_pin else self.tr("No PIN is set."))
        self.forget_button.forbid("" if has_pin else self.tr("There is no PIN to forget."))

    def show_set(self) -> None:
        """Say that the new PIN counts."""
        self.state.setText(self.tr("The new PIN is set."))
        self.forget_button.forbid("")

    def only_tell(self) -> None:
        """Offer nothing to change."""
        for part in (self.fields, self.set_button, self.forget_button, self.threat_button):
            part.hide()

    def say(self, sentence: str) -> None:
        """Say what goes on; empty takes it back."""
        self.message.say(sentence)

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.message.refuse(sentence)
        self.fields.first.setFocus()

    def forget(self) -> None:
        """Let go of digits that were typed and not used."""
        self.fields.forget()
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self.message.say("")
        self.set_button.forbid("" if not self.fields.is_empty else self.tr("The PIN, twice, is missing."))

    @Slot()
    def _on_set(self) -> None:
        if self.fields.is_empty:
            return
        are_same, pin = self.fields.are_same, self.fields.take()
        self.fields.first.setFocus()  # before the button goes grey: it would give the keyboard to Forget
        self._on_edited()
        if are_same:
            self.pin_chosen.emit(pin)
        else:
            self.refuse(self.tr("The two PINs are not the same."))
