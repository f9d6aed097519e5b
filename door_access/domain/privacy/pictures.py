"""Which decisions are kept in a picture, and whose face may be seen in it."""

from enum import StrEnum

from door_access.domain.matching.access import AccessDecision, Reason

NOT_THE_FACE = frozenset(
    {Reason.CARD_MISMATCH, Reason.FACE_CHANGED, Reason.SPOOF_SUSPECTED, Reason.CHALLENGE_FAILED}
)
"""Why somebody was denied in whose place another may stand before the camera."""


class PicturesOf(StrEnum):
    """Of which answers a picture is kept."""

    ALL = "all"
    GRANTED = "granted"
    DENIED = "denied"

    def fits(self, decision: AccessDecision) -> bool:
        """Say whether this answer is one of them."""
        return self is PicturesOf.ALL or (self is PicturesOf.GRANTED) == decision.is_granted


def shown_track(decision: AccessDecision, *, shows_denied: bool) -> int | None:
    """Return whose face may be seen in the picture of a decision; None: nobody's.

    Nothing of a face is kept that was not recognised, whatever the settings say.

    Args:
        shows_denied: also the face of somebody who was recognised and not let in.
    """
    if decision.person_id is None or decision.distance is None or decision.threshold is None:
        return None
    is_theirs = decision.distance < decision.threshold and decision.reason not in NOT_THE_FACE
    return decision.track if is_theirs and (decision.is_granted or shows_denied) else None
