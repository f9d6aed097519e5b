"""Who a photo is claimed to show: somebody named, or the holder of a card."""

from dataclasses import dataclass

from door_access.bootstrap import Site
from door_access.cli.people.chosen_person import chosen_person
from door_access.domain.enrolment.people import Person
from door_access.domain.matching.access import Reason


@dataclass(frozen=True, slots=True)
class Claim:
    """The claimed person, or why there is none; ``otherwise`` is the reason when the face is not theirs."""

    person: Person | None
    refusal: Reason | None
    otherwise: Reason


def claim_of_name(site: Site, name: str) -> Claim:
    """Return the claim of a typed name; raises BadInput when nobody, or several, are called so."""
    return Claim(chosen_person(site, name), None, Reason.NO_MATCH)


def claim_of_card(site: Site, number: str) -> Claim:
    """Return the claim that a card makes; an unknown or disabled one is refused before any face is seen."""
    holder = site.credentials.find_card(number)
    if holder is None:
        return Claim(None, Reason.CARD_UNKNOWN, Reason.CARD_UNKNOWN)
    person = chosen_person(site, holder.person_id)
    refusal = Reason.CARD_DISABLED if holder.is_card_disabled else None
    return Claim(person, refusal, Reason.CARD_MISMATCH)
