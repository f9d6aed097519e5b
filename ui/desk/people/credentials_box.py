"""Cards and PIN of one person, and what they must show; every wish goes to the desk, which says yes or no."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from door_access.desk.credential_desk import CredentialDesk, HeldCredentials
from door_access.domain.enrolment.people import Erasure, Person
from door_access.domain.entry.credentials import DoorMode, EntryRule
from ui.bridge import Bridge
from ui.desk.people.cards_box import CardsBox
from ui.desk.people.credential_words import choice_words, held_lacking_words
from ui.desk.people.pin_box import PersonPinBox
from ui.desk.people.threat_pin_dialog import ThreatPinDialog
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.questions import confirm


class EntryBox(QWidget):
    """Emits the chosen rule; until the desk has said yes, the old one counts."""

    rule_chosen = Signal(object)
    erasure_requested = Signal()

    def __init__(self, mode: DoorMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label(self.tr("What must be shown"), self, role="heading", wraps=True)
        self.message = Answer(self)
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
        self.buttons[EntryRule.PASS].setVisible(rule is EntryRule.PASS)
        self.erase_button.setVisible(not rule.takes_face and has_face)

    def only_tell(self) -> None:
        """Offer nothing to change."""
        for button in self.buttons.values():
            button.setEnabled(False)
        self.erase_button.setEnabled(False)

    def say(self, sentence: str) -> None:
        """Say what goes on; empty takes it back."""
        self.message.say(sentence)

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.message.refuse(sentence)

    @Slot()
    def _on_clicked(self) -> None:
        chosen = next(rule for rule, button in self.buttons.items() if button.isChecked())
        self.message.say("")
        self.rule_chosen.emit(chosen)


_CARDS_SHARE, _PIN_SHARE = 4, 3
"""Of the width; a refusal that names a card's holder is the longest text."""


class CredentialsBox(QWidget):
    """Shows what the desk last told; emits ``changed`` whenever something was changed."""

    changed = Signal()

    def __init__(
        self, bridge: Bridge, person: Person, parent: QWidget | None = None, *, is_stacked: bool = False
    ) -> None:
        """``is_stacked``: cards and PIN stand below each other, where there is no room for both."""
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self.lacking = label("", self, role="error", wraps=True)
        self.lacking.hide()
        self.cards = CardsBox(self)
        self.pin = PersonPinBox(self)
        is_heard = bridge.settings.is_duress_heard
        self.threat = ThreatPinDialog(person.name, is_heard=is_heard, parent=self)
        self.entry = EntryBox(bridge.settings.door.mode, self)
        self._lay_out(is_stacked)
        self._connect()
        self._show_person(person)

    def _lay_out(self, is_stacked: bool) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACING_PX)
        grid.addWidget(self.cards, 0, 0)
        grid.addWidget(self.pin, *((1, 0) if is_stacked else (0, 1)))
        if not is_stacked:
            grid.setColumnStretch(0, _CARDS_SHARE)
            grid.setColumnStretch(1, _PIN_SHARE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lacking)
        column.addLayout(grid, 1)
        column.addWidget(self.entry)

    def _connect(self) -> None:
        self.cards.add_requested.connect(self._on_add_requested)
        self.cards.removal_requested.connect(self._on_removal_requested)
        self.cards.disabling_requested.connect(self._on_disabling_requested)
        self.pin.pin_chosen.connect(self._on_pin_chosen)
        self.pin.forgetting_requested.connect(self._on_forgetting_requested)
        self.pin.threat_requested.connect(self._on_threat_requested)
        self.threat.pins_chosen.connect(self._on_pins_chosen)
        self.entry.rule_chosen.connect(self._on_rule_chosen)
        self.entry.erasure_requested.connect(self._on_erasure_requested)

    def only_tell(self) -> None:
        """Offer nothing to change."""
        for part in (self.cards, self.pin, self.entry):
            part.only_tell()

    @Slot()
    def fetch(self) -> None:
        """Ask anew what somebody holds."""
        person_id = self._person.id
        self._bridge.ask(
            lambda desk: desk.credentials.held_by(person_id),
            owner=self,
            then=self.show_held,
            otherwise=self.entry.refuse,
        )

    def show_held(self, held: HeldCredentials) -> None:
        """Show what somebody holds, and what they lack."""
        self._show_person(held.person)
        self.cards.show_cards(held.cards)
        lacking = held_lacking_words(held, self._bridge.settings.door.mode)
        self.lacking.setText(lacking)
        self.lacking.setVisible(bool(lacking))

    def _show_person(self, person: Person) -> None:
        if person.has_pin != self._person.has_pin or not self.pin.state.text():
            self.pin.show_state(person.has_pin)
        self._person = person
        self.entry.show_rule(person.entry, has_face=person.templates > 0)

    @property
    def is_pin_typed(self) -> bool:
        """Say whether digits stand there that were not stored."""
        return not self.pin.fields.is_empty

    def forget(self) -> None:
        """Let go of what was typed and not stored."""
        self.cards.forget()
        self.pin.forget()

    def _change(
        self,
        job: Callable[[CredentialDesk], object],
        box: CardsBox | PersonPinBox | ThreatPinDialog | EntryBox,
        then: Callable[[Any], object] = lambda _: None,
    ) -> None:
        """Have the desk do it; a no is said beside the control, and what counts is shown again."""

        def done(answer: object) -> None:
            box.say("")
            then(answer)
            self.fetch()
            self.changed.emit()

        def refused(sentence: str) -> None:
            box.refuse(sentence)
            self.fetch()

        box.say(self.tr("Saving…"))
        self._bridge.ask(lambda desk: job(desk.credentials), owner=self, then=done, otherwise=refused)

    @Slot(str)
    def _on_add_requested(self, number: str) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.add_card(person_id, number), self.cards)

    @Slot(str)
    def _on_removal_requested(self, card_id: str) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.remove_card(person_id, card_id), self.cards)

    @Slot(str, bool)
    def _on_disabling_requested(self, card_id: str, is_disabled: bool) -> None:
        self._change(lambda desk: desk.set_card_disabled(card_id, is_disabled), self.cards)

    @Slot(str)
    def _on_pin_chosen(self, pin: str) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.set_pin(person_id, pin), self.pin, lambda _: self.pin.show_set())

    @Slot()
    def _on_forgetting_requested(self) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.set_pin(person_id, None), self.pin)

    @Slot()
    def _on_threat_requested(self) -> None:
        """Ask for both PINs; what was typed here is typed there."""
        self.pin.forget()
        self.threat.open()

    @Slot(str, str)
    def _on_pins_chosen(self, pin: str, threat: str) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.set_pin(person_id, pin, threat), self.threat, self._on_both_set)

    def _on_both_set(self, _answer: object) -> None:
        self.threat.accept()
        self.pin.show_set()

    @Slot(object)
    def _on_rule_chosen(self, rule: EntryRule) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.set_entry_rule(person_id, rule), self.entry)

    @Slot()
    def _on_erasure_requested(self) -> None:
        confirm(
            self,
            self.tr("Erase the stored face of {name}?").format(name=self._person.name),
            title=self.tr("Erase the face"),
            warning=self.tr("Cards and PIN stay. To enter by face again, it must be enrolled anew."),
            verb=self.tr("&Erase"),
            then=self._erase_face,
        )

    def _erase_face(self) -> None:
        person_id = self._person.id
        self._change(lambda desk: desk.erase_face(person_id), self.entry, self._on_face_erased)

    def _on_face_erased(self, erasure: Erasure) -> None:
        if not erasure.is_whole:
            self.entry.refuse(
                self.tr(
                    "The face opens no door any more. Its last traces in the database file are overwritten as"
                    " soon as no other process reads it."
                )
            )
