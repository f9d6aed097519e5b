"""Whose card or pass was shown, and what the rules say of whoever it was."""

from dataclasses import dataclass, replace

from door_access.domain.entry.credentials import CardHolder, Requirement
from door_access.domain.entry.demands import easiest
from door_access.domain.entry.events import Judgement
from door_access.domain.entry.passes import PassHolder, needs_pin_with
from door_access.domain.matching.access import GRANTS, AccessDecision, Outcome, Reason
from door_access.domain.permissions.verdict import Denied, Granted

CARD, PASS = "card", "pass"
"""What was claimed with."""

CARD_ALONE = Requirement(card=True, face=False, pin=False)
"""What is asked of whoever is refused with their card: nothing more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose card or pass was shown and when, what the rules say of them, by which state of the database.

    ``refused``: why a pass opens nothing, whoever shows it; None of a card. ``is_secure``: the door is.
    """

    holder: CardHolder | PassHolder
    judgement: Judgement
    at_s: float
    gallery_version: int
    refused: Reason | None = None
    is_secure: bool = False

    @property
    def subject(self) -> str:
        """Return the card or pass as the throttle knows it."""
        return self.holder.subject

    @property
    def pass_id(self) -> str:
        """Return which pass was shown; empty for a card."""
        return self.holder.entry_pass.id if isinstance(self.holder, PassHolder) else ""

    @property
    def kind(self) -> str:
        """Return what was shown, as rows of the log call it."""
        return PASS if self.pass_id else CARD

    @property
    def requirement(self) -> Requirement:
        """Return what the holder must show."""
        demands = self.judgement.demands if isinstance(self.judgement, Granted) else ()
        return self.asked(easiest(demands) or CARD_ALONE)

    def asked(self, demand: Requirement) -> Requirement:
        """Return what is asked of whoever shows this to meet a demand.

        A pass may ask for a PIN besides; a card alone is never enough, nor is a pass at a secure door.
        """
        if not isinstance(self.holder, PassHolder):
            return replace(demand, pin=demand.pin or not demand.face)
        needs_pin = needs_pin_with(self.holder.entry_pass.terms, is_secure=self.is_secure, face=demand.face)
        return replace(demand, pin=demand.pin or needs_pin)

    @property
    def with_face(self) -> Reason:
        """Return for what the holder is let in whose face was recognised."""
        return Reason.PASS_AND_FACE if self.pass_id else Reason.CARD_AND_FACE

    @property
    def with_pin(self) -> Reason:
        """Return for what the holder is let in who typed the PIN."""
        return Reason.PASS_AND_PIN if self.pass_id else Reason.CARD_AND_PIN

    def is_valid(self, lasts_s: float, now_s: float) -> bool:
        """Say whether it may still be used; a time that runs backwards is too late."""
        return 0 <= now_s - self.at_s < lasts_s

    def refusal(self) -> Reason | None:
        """Return why this card or pass opens nothing, whatever else is shown."""
        if isinstance(self.holder, CardHolder) and self.holder.is_card_disabled:
            return Reason.CARD_DISABLED
        if self.refused:
            return self.refused
        if self.holder.is_blocked:
            return Reason.BLOCKED
        if not isinstance(self.judgement, Granted):
            return why_not(self.judgement)
        return Reason.NO_PIN if self.requirement.pin and not self.holder.has_pin else None

    def answer(self, reason: Reason, now_s: float) -> AccessDecision:
        """Return the decision on what was shown alone, or on that and a PIN."""
        outcome = Outcome.GRANTED if reason in GRANTS else Outcome.DENIED
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
