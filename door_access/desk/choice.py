"""From what was typed or shown to one person or card, and to what it claims."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import Card
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Actor
from door_access.domain.operators.roles import OS_USER, Operator
from door_access.errors import BadInput
from door_access.ports import CredentialStore, PeopleStore


@dataclass(frozen=True, slots=True)
class Claim:
    """The claimed person, or why a claim is refused before any face is seen.

    Attributes:
        person: None where a card is nobody's.
        refusal: None where the face must say.
        otherwise: the reason when the face is not theirs.
    """

    person: Person | None
    refusal: Reason | None
    otherwise: Reason


def chosen_person(people: PeopleStore, name_or_id: str, model_key: str) -> Person:
    """Return the one person of this name, id or external id.

    Raises:
        BadInput: nobody, or several, are called so.
    """
    found = people.find(name_or_id, model_key)
    if not found:
        raise BadInput(f"Nobody enrolled is called {name_or_id!r}.")
    if len(found) > 1:
        ids = ", ".join(person.id for person in found)
        raise BadInput(f"{len(found)} people are called {name_or_id!r}; use an id instead: {ids}.")
    return found[0]


def chosen_operator(operators: Iterable[Operator], name_or_id: str) -> Operator:
    """Return who works here and has this id, or (in any case) this name; BadInput when nobody does."""
    working = [one for one in operators if not one.is_removed]
    wanted = name_or_id.strip()
    found = [one for one in working if one.id == wanted or one.name.casefold() == wanted.casefold()]
    if not found:
        there = ", ".join(one.name for one in working) or "nobody yet"
        raise BadInput(f"No operator is called {name_or_id!r}; there is {there}.")
    return found[0]


def chosen_doers(operators: Iterable[Operator], text: str) -> tuple[str, ...]:
    """Return by what rows of the log name somebody: operators by name, removed ones too; users; places.

    Raises:
        BadInput: nobody is or was called so.
    """
    everybody = tuple(operators)
    if text in tuple(Actor) or text.startswith(OS_USER):
        return (text,)
    found = tuple(one.id for one in everybody if text in (one.id, one.name) or _is_called(one, text))
    if not found:
        there = ", ".join(one.name for one in everybody) or "nobody yet"
        raise BadInput(
            f"No operator is or was called {text!r}; there is {there}. A user of the command line is written"
            f" {OS_USER}NAME, a place is one of {', '.join(Actor)}."
        )
    return found


def _is_called(operator: Operator, text: str) -> bool:
    return operator.name.casefold() == text.strip().casefold()


def chosen_card(credentials: CredentialStore, number_or_id: str) -> Card:
    """Return the card of this number or id; raises BadInput when there is none."""
    holder = credentials.find_card(number_or_id)
    card_id = number_or_id if holder is None else holder.card_id
    for card in credentials.cards():
        if card.id == card_id:
            return card
    raise BadInput(f"No card has the number or id {number_or_id!r}.")


def claim_of_card(credentials: CredentialStore, number: str, find_person: Callable[[str], Person]) -> Claim:
    """Return the claim that a card makes; an unknown or disabled one is refused before any face is seen.

    Args:
        find_person: returns the holder of this id.
    """
    holder = credentials.find_card(number)
    if holder is None:
        return Claim(None, Reason.CARD_UNKNOWN, Reason.CARD_UNKNOWN)
    refusal = Reason.CARD_DISABLED if holder.is_card_disabled else None
    return Claim(find_person(holder.person_id), refusal, Reason.CARD_MISMATCH)
