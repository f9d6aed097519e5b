"""Cards, PINs and entry rules as operators use them: every change of them leaves a row in the access log.

No row tells a PIN or a card's number; a card is known by its id.
"""

from door_access.desk.acts import Acts
from door_access.domain.entry.credentials import Card, CardHolder, EntryRule
from door_access.domain.entry.duress import PinMatch
from door_access.domain.operators.acts import Act, Changed
from door_access.ports import Change, CredentialStore


class RecordedCredentials:
    """A CredentialStore whose changes are acts of somebody."""

    def __init__(self, store: CredentialStore, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def find_card(self, number: str) -> CardHolder | None:
        """Return whose card has this number; None when it is nobody's or cannot be a card's number."""
        return self._store.find_card(number)

    def cards_of(self, person_id: str) -> tuple[Card, ...]:
        """Return the person's cards, the oldest first."""
        return self._store.cards_of(person_id)

    def cards(self) -> tuple[Card, ...]:
        """Return everybody's cards, the oldest first."""
        return self._store.cards()

    def check_pin(self, person_id: str, pin: str) -> PinMatch:
        """Say what these digits are to the person; slow on purpose."""
        return self._store.check_pin(person_id, pin)

    def has_duress_pin(self, person_id: str) -> bool:
        """Say whether somebody has a PIN for when they are threatened."""
        return self._store.has_duress_pin(person_id)

    def entry_rule(self, person_id: str) -> EntryRule:
        """Return what the person must show."""
        return self._store.entry_rule(person_id)

    def add_card(self, person_id: str, number: str) -> str:
        """Give the person a card and return the card's id."""
        with self._acts.together():
            card_id = self._store.add_card(person_id, number)
            self._acts.record(Act.ADD_CARD, person_id=person_id, object_id=card_id)
        return card_id

    def renew_card(self, card_id: str, number: str) -> None:
        """Store the number of a card of the older form as it is; no operator does this, so no row tells."""
        self._store.renew_card(card_id, number)

    def remove_card(self, person_id: str, number_or_id: str) -> None:
        """Take one of the person's own cards away."""
        with self._acts.together():
            holder = self._store.find_card(number_or_id)
            card_id = number_or_id if holder is None else holder.card_id
            self._store.remove_card(person_id, number_or_id)
            self._acts.record(Act.REMOVE_CARD, person_id=person_id, object_id=card_id, is_needed=False)

    def disable_card(self, card_id: str) -> None:
        """Turn the card away from now on."""
        with self._acts.together():
            self._store.disable_card(card_id)
            holder = self._holder_of(card_id)
            self._acts.record(Act.DISABLE_CARD, person_id=holder, object_id=card_id, is_needed=False)

    def enable_card(self, card_id: str) -> None:
        """Take the card again."""
        with self._acts.together():
            self._store.enable_card(card_id)
            self._acts.record(Act.ENABLE_CARD, person_id=self._holder_of(card_id), object_id=card_id)

    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        """Store both PINs' hashes, or forget them. Only those learn from the row of a second who may."""
        with self._acts.together():
            self._store.set_pin(person_id, pin, duress)
            if pin is None:
                self._acts.record(Act.FORGET_PIN, person_id=person_id, object_id=person_id, is_needed=False)
            else:
                is_duress = duress is not None
                self._acts.record(Act.SET_PIN, person_id=person_id, object_id=person_id, is_duress=is_duress)

    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        """Say what the person must show."""
        with self._acts.together():
            before = self._store.entry_rule(person_id)
            self._store.set_entry_rule(person_id, rule)
            change = Change(Changed.ENTRY, before, rule)
            self._acts.record(Act.SET_ENTRY_RULE, person_id=person_id, object_id=person_id, changes=(change,))

    def _holder_of(self, card_id: str) -> str | None:
        return next((card.person_id for card in self._store.cards() if card.id == card_id), None)
