"""Cards and PINs of the fake desk, in memory; it refuses what the stores refuse, in their words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from door_access.complaints import Complaint
from door_access.desk.credential_desk import HeldCredentials, NewWithoutFace
from door_access.domain.enrolment.people import Erasure, Person, checked_name
from door_access.domain.entry.credentials import Card, EntryRule, card_hint, card_number
from door_access.domain.entry.duress import new_pins
from door_access.errors import BadInput, Refused

ADDED_UTC = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


class FakeCredentialDesk:
    """The credentials of the people in the dictionary, which is the fake desk's own."""

    def __init__(self, people: dict[str, Person]) -> None:
        self._people = people
        self.numbers: dict[str, str] = {}
        self.cards: dict[str, Card] = {}
        self.pins: dict[str, str] = {}
        self.duress_pins: dict[str, str] = {}
        self.is_erasure_whole = True
        self.wait: Callable[[], object] = lambda: None
        """Called before anything is stored."""

    def held_by(self, person_id: str) -> HeldCredentials:
        return HeldCredentials(self._known(person_id), self._cards_of(person_id))

    def holder_of(self, number: str) -> str | None:
        try:
            card_id = self.numbers.get(card_number(number))
        except BadInput:
            return None
        return None if card_id is None else self.cards[card_id].person_id

    def hints(self) -> dict[str, str]:
        return {one: " ".join(card.hint for card in self._cards_of(one)) for one in self._people}

    def add_card(self, person_id: str, number: str) -> None:
        self.wait()
        checked = card_number(number)
        if checked in self.numbers:
            holder = self._people[self.cards[self.numbers[checked]].person_id]
            complaint = Complaint.CARD_HELD if holder.id == person_id else Complaint.CARD_TAKEN
            raise Refused(complaint, name=holder.name)
        card_id = f"card-{len(self.numbers)}"
        self.numbers[checked] = card_id
        self.cards[card_id] = Card(card_id, person_id, card_hint(checked), False, ADDED_UTC)
        self._change(person_id)

    def remove_card(self, person_id: str, card_id: str) -> None:
        del self.cards[card_id]
        self.numbers = {number: kept for number, kept in self.numbers.items() if kept != card_id}
        self._change(person_id)

    def set_card_disabled(self, card_id: str, is_disabled: bool) -> None:
        self.cards[card_id] = replace(self.cards[card_id], is_disabled=is_disabled)

    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        self.wait()
        checked, checked_duress = new_pins(pin, duress)
        for kept, one in ((self.pins, checked), (self.duress_pins, checked_duress)):
            kept.pop(person_id, None)
            if one is not None:
                kept[person_id] = one
        self._change(person_id)

    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        if rule is not EntryRule.CARD_PIN and not self._known(person_id).templates:
            raise Refused("This takes a face and this person has none enrolled; enrol the face first.")
        self._change(person_id, entry=rule)

    def erase_face(self, person_id: str) -> Erasure:
        count = self._known(person_id).templates
        self._change(person_id, templates=0)
        return Erasure(person_id, ADDED_UTC, count, is_whole=self.is_erasure_whole)

    def enrol_without_face(self, wanted: NewWithoutFace) -> str:
        name, person_id = checked_name(wanted.name), f"id-{wanted.name}"
        self._people[person_id] = Person(
            person_id, name, 0, False, False, ADDED_UTC, entry=EntryRule.CARD_PIN
        )
        try:
            self.add_card(person_id, wanted.card)
            self.set_pin(person_id, wanted.pin)
        except (BadInput, Refused) as error:
            del self._people[person_id]
            raise type(error)(f"{error} {name} was not enrolled.") from error
        return person_id

    def _known(self, person_id: str) -> Person:
        if person_id not in self._people:
            raise BadInput(f"Nobody enrolled has the id {person_id!r}.")
        return self._people[person_id]

    def _cards_of(self, person_id: str) -> tuple[Card, ...]:
        return tuple(card for card in self.cards.values() if card.person_id == person_id)

    def _change(self, person_id: str, **values: object) -> None:
        counted = {"cards": len(self._cards_of(person_id)), "has_pin": person_id in self.pins}
        self._people[person_id] = replace(self._known(person_id), **counted, **values)
