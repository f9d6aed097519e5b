"""A card was shown: somebody claims to be its holder. One rule: a claim lapses by itself and serves once."""

from dataclasses import dataclass

from door_access.domain.entry.credentials import CardHolder, DoorMode, Requirement, required
from door_access.domain.matching.access import AccessDecision, Outcome, Reason


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose card was shown, when, what they must show besides, and the state of the database that says so."""

    holder: CardHolder
    requirement: Requirement
    at_s: float
    gallery_version: int

    @classmethod
    def of(cls, holder: CardHolder, mode: DoorMode, *, at_s: float, gallery_version: int) -> "Claim":
        """Return the claim of a card's holder at a door of this mode."""
        return cls(holder, required(mode, holder.entry), at_s, gallery_version)

    @property
    def subjects(self) -> tuple[str, str]:
        """Return the card and the person, as lockouts know them."""
        return f"card:{self.holder.card_id}", f"person:{self.holder.person_id}"

    def is_valid(self, lasts_s: float, now_s: float) -> bool:
        """Say whether it may still be used; a time that runs backwards is too late."""
        return 0 <= now_s - self.at_s < lasts_s

    def refusal(self) -> Reason | None:
        """Return why this card opens nothing, whatever else is shown."""
        if self.holder.is_card_disabled:
            return Reason.CARD_DISABLED
        if self.holder.is_blocked:
            return Reason.BLOCKED
        return Reason.NO_PIN if self.requirement.pin and not self.holder.has_pin else None

    def answer(self, reason: Reason, now_s: float) -> AccessDecision:
        """Return the decision on the card alone, or on the card and a PIN."""
        outcome = Outcome.GRANTED if reason is Reason.CARD_AND_PIN else Outcome.DENIED
        return AccessDecision(
            outcome,
            reason,
            at_s=now_s,
            person_id=self.holder.person_id,
            gallery_version=self.gallery_version,
        )
