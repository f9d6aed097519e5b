"""What is asked of somebody, held against what they have shown. Of several demands any one is enough."""

from collections.abc import Iterable

from door_access.domain.entry.credentials import Requirement
from door_access.domain.matching.access import AccessDecision, Reason

_WITH_FACE = (Reason.MATCH, Reason.CARD_AND_FACE, Reason.PASS_AND_FACE, Reason.FACE_AND_PIN)
_WITH_PIN = (Reason.FACE_AND_PIN, Reason.CARD_AND_PIN, Reason.PASS_AND_PIN)


def easiest(demands: Iterable[Requirement]) -> Requirement | None:
    """Return the demand without a PIN if there is one, else the first; None of none."""
    return min(demands, key=lambda demand: demand.pin, default=None)


def by_face(demands: Iterable[Requirement], *, has_card: bool) -> Requirement | None:
    """Return the easiest demand that somebody can meet whose face was recognised; None when there is none.

    ``has_card``: their card was shown before.
    """
    return easiest(demand for demand in demands if demand.face and (has_card or not demand.card))


def shown_for(grant: AccessDecision) -> Requirement:
    """Return all that somebody has shown who is to be let in for this; a pass stands for a card."""
    return Requirement(card=grant.claim != "", face=grant.reason in _WITH_FACE, pin=grant.reason in _WITH_PIN)


def lacking(demands: tuple[Requirement, ...], shown: Requirement) -> Reason | None:
    """Return what is missing of the first demand; None when one of them is met."""
    if any(_is_met(demand, shown) for demand in demands):
        return None
    asked = demands[0]
    if asked.card and not shown.card:
        return Reason.CARD_REQUIRED
    return Reason.CARD_WITHOUT_FACE if asked.face and not shown.face else Reason.NO_PIN


def _is_met(demand: Requirement, shown: Requirement) -> bool:
    return demand.card <= shown.card and demand.face <= shown.face and demand.pin <= shown.pin
