"""What one person must show, as three choices in plain words. The desk decides which is possible."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from door_access.domain.entry.credentials import DoorMode, EntryRule
from ui.desk.people.credential_words import choice_words
from ui.widgets.buttons import Button, Role, label


class EntryBox(QWidget):
    """Emits the chosen rule; until the desk has said yes, the old one counts."""

    rule_chosen = Signal(object)
    erasure_requested = Signal()

    def __init__(self, mode: DoorMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label(self.tr("What must be shown"), self, role="heading", wraps=True)
        self.message = label("", self, role="error", wraps=True)
        self.erase_button = Button(self.tr("&Erase the stored face…"), self, role=Role.DANGER)
        self.erase_button.setAutoDefault(False)
        self._group = QButtonGroup(self)
        self.buttons = {rule: QRadioButton(choice_words(rule, mode), self) for rule in EntryRule}
        self._lay_out()
        self._group.buttonClicked.connect(self._on_clicked)
        self.erase_button.clicked.connect(self.erasure_requested)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.heading)
        for button in self.buttons.values():
            button.setAccessibleName(button.text().replace("&", ""))
            self._group.addButton(button)
            column.addWidget(button)
        column.addWidget(self.message)

    def show_rule(self, rule: EntryRule, *, has_face: bool) -> None:
        """Show the rule that counts; a face that is stored and not taken any more can be erased."""
        self.buttons[rule].setChecked(True)
        self.erase_button.setVisible(rule is EntryRule.CARD_PIN and has_face)

    def refuse(self, sentence: str) -> None:
        """Say why not; empty takes it back."""
        self.message.setText(sentence)

    @Slot()
    def _on_clicked(self) -> None:
        chosen = next(rule for rule, button in self.buttons.items() if button.isChecked())
        self.message.setText("")
        self.rule_chosen.emit(chosen)
