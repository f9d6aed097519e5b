"""Whether a face has moved away from its templates, told by the distances at which the person was let in.

Its one rule: it only proposes. A grant's distance is never above its threshold, so that trouble shows as
distances that crowd below it, long before the person is turned away for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

RECENT_GRANTS = 20
"""Two weeks of somebody who comes twice a day: enough for a median that one bad morning does not move."""
NEAR_SHARE = 0.9
"""Median distance over threshold from which every second entry is a close call; a guess, to be measured."""
NOTABLE_SHARE = 0.75
"""A face may move as far as it likes while it stays well below the threshold."""
MOVED_SHARE = 0.36
"""Of the threshold, in distance: about as far as two templates that differ; a guess, to be measured."""


class Drift(StrEnum):
    """Why somebody is proposed for enrolment anew."""

    NEAR_LIMIT = "near_limit"
    FARTHER = "farther"


@dataclass(frozen=True, slots=True)
class Grant:
    """The distance at which somebody was let in, and what was allowed then."""

    distance: float
    threshold: float

    @property
    def share(self) -> float:
        """Return how much of the allowed distance was used, 0…1."""
        return self.distance / self.threshold if self.threshold > 0 else 1.0


@dataclass(frozen=True, slots=True)
class GrantHistory:
    """One person's grants since their newest template: the first ones and the latest, in any order."""

    first: Sequence[Grant]
    latest: Sequence[Grant]


def drift_of(history: GrantHistory) -> Drift | None:
    """Return why the person should be enrolled anew; None while there is no reason, or too little to tell."""
    if len(history.latest) < RECENT_GRANTS:
        return None
    share = median(grant.share for grant in history.latest)
    if share >= NEAR_SHARE:
        return Drift.NEAR_LIMIT
    if share < NOTABLE_SHARE or not history.first:
        return None
    moved = median(_distances(history.latest)) - median(_distances(history.first))
    far = MOVED_SHARE * median(grant.threshold for grant in history.latest)
    return Drift.FARTHER if moved >= far else None


def drifts(histories: Mapping[str, GrantHistory]) -> dict[str, Drift]:
    """Return everybody who is proposed for enrolment anew, and why."""
    found = {person_id: drift_of(history) for person_id, history in histories.items()}
    return {person_id: drift for person_id, drift in found.items() if drift is not None}


def _distances(grants: Sequence[Grant]) -> list[float]:
    return [grant.distance for grant in grants]
