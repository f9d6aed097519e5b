"""Whose card was shown, and what the rules say of whoever it was."""

from dataclasses import dataclass, replace

from door_access.domain.entry.credentials import CardHolder, Requirement
from door_access.domain.entry.demands import easiest
from door_access.domain.entry.events import Judgement
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.permissions.verdict import Denied, Granted

CARD_ALONE = Requirement(card=True, face=False, pin=False)
"""What is asked of whoever is refused with their card: nothing more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose card was shown and when, what the rules say of them, and by which state of the database."""

    holder: CardHolder
    judgement: Judgement
    at_s: float
    gallery_version: int

    @property
    def subject(self) -> str:
        """Return the card as the throttle knows it."""
        return f"card:{self.holder.card_id}"

    @property
    def requirement(self) -> Requirement:
        """Return what the holder must show."""
        demands = self.judgement.demands if isinstance(self.judgement, Granted) else ()
        return easiest(demands) or CARD_ALONE

    def is_valid(self, lasts_s: float, now_s: float) -> bool:
        """Say whether it may still be used; a time that runs backwards is too late."""
        return 0 <= now_s - self.at_s < lasts_s

    def refusal(self) -> Reason | None:
        """Return why this card opens nothing, whatever else is shown."""
        if self.holder.is_card_disabled:
            return Reason.CARD_DISABLED
        if self.holder.is_blocked:
            return Reason.BLOCKED
        if not isinstance(self.judgement, Granted):
            return why_not(self.judgement)
        return Reason.NO_PIN if self.requirement.pin and not self.holder.has_pin else None

    def answer(self, reason: Reason, now_s: float) -> AccessDecision:
        """Return the decision on the card alone, or on the card and a PIN."""
        outcome = Outcome.GRANTED if reason is Reason.CARD_AND_PIN else Outcome.DENIED
        person_id, version = self.holder.person_id, self.gallery_version
        decision = AccessDecision(outcome, reason, at_s=now_s, person_id=person_id, gallery_version=version)
        return named(decision, self.judgement)


def why_not(judgement: Denied | Reason) -> Reason:
    """Return why somebody may not enter."""
    return Reason(judgement.why) if isinstance(judgement, Denied) else judgement


def named(decision: AccessDecision, judgement: Judgement) -> AccessDecision:
    """Return the decision with the right by which somebody may enter, and the version of the rules."""
    if isinstance(judgement, Reason):
        return decision
    right = judgement.right.id if isinstance(judgement, Granted) else ""
    return replace(decision, right=right, rules_version=judgement.version)
