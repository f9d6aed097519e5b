"""CredentialStore in memory, over the people of a MemoryPeopleStore; passes the tests of the port."""

import uuid
from dataclasses import dataclass, replace

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import (
    Card,
    CardHolder,
    EntryRule,
    card_hint,
    card_number,
)
from door_access.domain.entry.duress import PinMatch, new_pins
from door_access.errors import BadInput, Refused
from tests.fakes import NOON, MemoryPeopleStore


@dataclass
class _Kept:
    person_id: str
    number: str
    card: Card


class MemoryCredentialStore:
    """CredentialStore in dictionaries."""

    def __init__(self, people: MemoryPeopleStore) -> None:
        self._people = people
        self._cards: dict[str, _Kept] = {}

    def find_card(self, number: str) -> CardHolder | None:
        kept = self._with_number(number)
        if kept is None:
            return None
        person = self._people.known(kept.person_id)
        return CardHolder(
            kept.card.id,
            person.id,
            entry=person.entry,
            is_card_disabled=kept.card.is_disabled,
            is_blocked=person.is_denied,
            has_pin=person.pin is not None,
        )

    def add_card(self, person_id: str, number: str) -> str:
        checked, person = card_number(number), self._people.known(person_id)
        holder = self._with_number(checked)
        if holder is not None:
            complaint = Complaint.CARD_HELD if holder.person_id == person_id else Complaint.CARD_TAKEN
            raise Refused(complaint, name=self._people.known(holder.person_id).name)
        card = Card(str(uuid.uuid4()), person_id, card_hint(checked), is_disabled=False, added_at_utc=NOON)
        self._cards[card.id] = _Kept(person_id, checked, card)
        self._people.card_ids.setdefault(person_id, []).append(card.id)
        person.cards += 1
        self._people.raise_version(person_id)
        return card.id

    def renew_card(self, card_id: str, number: str) -> None:
        """Cards in memory are in today's form."""

    def remove_card(self, person_id: str, number_or_id: str) -> None:
        person = self._people.known(person_id)
        kept = self._cards.get(number_or_id) or self._with_number(number_or_id)
        if kept is None or kept.person_id != person_id:
            raise BadInput(f"This person has no card {number_or_id!r}.")
        del self._cards[kept.card.id]
        self._people.disabled_cards.discard(kept.card.id)
        self._people.failures.forget(f"card:{kept.card.id}")
        person.cards -= 1
        self._people.raise_version(person_id)

    def cards_of(self, person_id: str) -> tuple[Card, ...]:
        self._people.known(person_id)
        return tuple(card for card in self.cards() if card.person_id == person_id)

    def cards(self) -> tuple[Card, ...]:
        return tuple(sorted((kept.card for kept in self._living()), key=lambda c: (c.added_at_utc, c.id)))

    def disable_card(self, card_id: str) -> None:
        self._set_disabled(card_id, is_disabled=True)

    def enable_card(self, card_id: str) -> None:
        self._set_disabled(card_id, is_disabled=False)

    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        pins = new_pins(pin, duress)
        person = self._people.known(person_id)
        person.pin, person.duress_pin = pins
        self._people.raise_version(person_id)

    def check_pin(self, person_id: str, pin: str) -> PinMatch:
        person = next((one for one in self._people.everybody() if one.id == person_id), None)
        if person is None:
            return PinMatch.WRONG
        return {person.duress_pin: PinMatch.DURESS, person.pin: PinMatch.RIGHT}.get(pin, PinMatch.WRONG)

    def has_duress_pin(self, person_id: str) -> bool:
        return self._people.known(person_id).duress_pin is not None

    def entry_rule(self, person_id: str) -> EntryRule:
        return self._people.known(person_id).entry

    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        person = self._people.known(person_id)
        if rule.takes_face and not person.templates:
            raise Refused(f"The rule {rule} takes a face and this person has none enrolled.")
        person.entry = rule
        self._people.raise_version(person_id)

    def _set_disabled(self, card_id: str, *, is_disabled: bool) -> None:
        if card_id not in self._cards:
            raise BadInput(f"No card has the id {card_id!r}.")
        kept = self._cards[card_id]
        kept.card = replace(kept.card, is_disabled=is_disabled)
        if is_disabled:
            self._people.disabled_cards.add(card_id)
        else:
            self._people.disabled_cards.discard(card_id)
            self._people.failures.forget(f"card:{card_id}")
        self._people.raise_version(kept.person_id)

    def _with_number(self, number: str) -> _Kept | None:
        try:
            checked = card_number(number)
        except BadInput:
            return None
        return next((kept for kept in self._living() if kept.number == checked), None)

    def _living(self) -> list[_Kept]:
        ids = {person.id for person in self._people.everybody()}
        return [kept for kept in self._cards.values() if kept.person_id in ids]
