"""What the desk does about cards, PINs and what somebody must show; runs on the desk's own thread.

Whoever comes without a face has a card and a PIN, or is not stored at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from door_access.desk.permitted import permitted
from door_access.desk.session import Authority
from door_access.domain.enrolment.people import Erasure, Person, checked_name
from door_access.domain.entry.credentials import Card, EntryRule, card_number, new_pin
from door_access.domain.entry.keyboards import ReaderKeyboard, as_meant
from door_access.domain.operators.roles import Permit
from door_access.errors import BadInput, Refused
from door_access.ports import CredentialStore, NewPerson, PeopleStore, UnitOfWork


@dataclass(frozen=True, slots=True)
class HeldCredentials:
    """A person as lists show them, with their cards, the oldest first."""

    person: Person
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class NewWithoutFace:
    """Somebody who declines face recognition or cannot use it, with the words they agreed to."""

    name: str
    consent: str
    card: str = field(repr=False)
    pin: str = field(repr=False)


class CredentialDesk:
    """Every wish about cards and PINs. Blocking; raises the product's errors."""

    def __init__(
        self,
        people: PeopleStore,
        credentials: CredentialStore,
        together: UnitOfWork,
        *,
        model_key: str,
        keyboard: Callable[[], ReaderKeyboard],
        session: Authority,
    ) -> None:
        """``keyboard``: tells as which one the reader types into a field; ``session``: who is at the desk."""
        self.session = session
        self._keyboard = keyboard
        self._people = people
        self._credentials = credentials
        self._together = together
        self._model_key = model_key

    @permitted(Permit.SEE_PEOPLE)
    def held_by(self, person_id: str) -> HeldCredentials:
        """Return what somebody holds; raises BadInput when they are not enrolled (any more)."""
        cards = self._credentials.cards_of(person_id)
        found = self._people.find(person_id, self._model_key)
        return HeldCredentials(next(person for person in found if person.id == person_id), cards)

    @permitted(Permit.SEE_PEOPLE)
    def holder_of(self, number: str) -> str | None:
        """Return the id of whose card this is; None when it is nobody's, or cannot be a card's number."""
        holder = self._credentials.find_card(as_meant(number, self._keyboard()))
        return None if holder is None else holder.person_id

    @permitted(Permit.SEE_PEOPLE)
    def hints(self) -> dict[str, str]:
        """Return what may be told of the numbers of somebody's cards, by the person's id."""
        found: dict[str, str] = {}
        for card in self._credentials.cards():
            found[card.person_id] = f"{found.get(card.person_id, '')} {card.hint}"
        return found

    @permitted(Permit.CHANGE_PEOPLE)
    def add_card(self, person_id: str, number: str) -> None:
        """Give a card; Refused, naming the holder, when it is somebody's already."""
        self._credentials.add_card(person_id, as_meant(number, self._keyboard()))

    @permitted(Permit.CHANGE_PEOPLE)
    def remove_card(self, person_id: str, card_id: str) -> None:
        self._credentials.remove_card(person_id, card_id)

    @permitted(Permit.CHANGE_PEOPLE)
    def set_card_disabled(self, card_id: str, is_disabled: bool) -> None:
        """Turn a card away from now on, or take it again."""
        change = self._credentials.disable_card if is_disabled else self._credentials.enable_card
        change(card_id)

    @permitted(Permit.CHANGE_PEOPLE)
    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        """Store a PIN, and one for when somebody is threatened, or forget them.

        Raises:
            BadInput: one cannot be a PIN, is guessed first, or that under duress is too like the other.
        """
        self._credentials.set_pin(person_id, pin, duress)

    @permitted(Permit.CHANGE_PEOPLE)
    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        """Say what somebody must show; Refused for a rule that takes a face when none is enrolled."""
        self._credentials.set_entry_rule(person_id, rule)

    @permitted(Permit.CHANGE_PEOPLE)
    def erase_face(self, person_id: str) -> Erasure:
        """Erase the face of somebody who enters by card and PIN; Refused for anybody else."""
        return self._people.erase_templates(person_id)

    @permitted(Permit.ENROL)
    def enrol_without_face(self, wanted: NewWithoutFace) -> str:
        """Store the person with card and PIN, all or nothing, and return the new id.

        Raises:
            BadInput: name, card or PIN cannot be one.
            Refused: the card is somebody's already.
        """
        name, pin = checked_name(wanted.name), new_pin(wanted.pin)
        number = card_number(as_meant(wanted.card, self._keyboard()))
        person = NewPerson(name, wanted.consent, templates=(), entry=EntryRule.CARD_PIN)
        try:
            return self._stored(person, number, pin)
        except (BadInput, Refused) as error:
            raise type(error)(f"{error} {name} was not enrolled.") from error

    def _stored(self, person: NewPerson, number: str, pin: str) -> str:
        with self._together():
            person_id = self._people.enrol(person)
            self._credentials.add_card(person_id, number)
            self._credentials.set_pin(person_id, pin)
        return person_id
