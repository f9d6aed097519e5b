"""Tells a frozen and a looping picture by their pixels. Its one rule: a sensor's noise never comes twice.

Two frames of a live camera differ by at least its noise, however still the person stands; so do a frame and
the one before it. A film that runs again repeats its noise as well: it comes far nearer to an old frame
than the camera ever came to the one just before.
"""

import math

from door_access.domain.liveness.liveness import AttackSign
from door_access.domain.liveness.liveness_measures import Recurrence

LONGEST_STILL_S = 0.5
"""Cameras repeat a frame or two when their sensor is slower than their bus, never so many."""
NEARER = 0.5
"""Share of the least change between neighbours; live pictures stay at 1 or above, repeated ones near 0."""
LEAST_RUN_S = 0.25
LEAST_SIGHTINGS = 5
"""A loop shows frame after frame again, all of them equally long ago."""
LAG_TOLERANCE_S = 0.05
"""One and a half frames at 30 a second."""


class RecurrenceWatch:
    """Follows the pixels of one track."""

    def __init__(self) -> None:
        self._still_since_s: float | None = None
        self._least_change = math.inf
        self._run_since_s = 0.0
        self._run = 0
        self._lag_s = math.nan

    def see(self, seen: Recurrence, at_s: float) -> AttackSign | None:
        """Take the next frame and return what it gives away."""
        if seen.change_levels == 0.0:
            return self._see_still(at_s)
        self._still_since_s = None
        self._least_change = min(self._least_change, seen.change_levels)
        return self._see_moving(seen, at_s)

    def _see_still(self, at_s: float) -> AttackSign | None:
        if self._still_since_s is None:
            self._still_since_s = at_s
        return AttackSign.FROZEN if at_s - self._still_since_s >= LONGEST_STILL_S else None

    def _see_moving(self, seen: Recurrence, at_s: float) -> AttackSign | None:
        if seen.nearest_levels is None or not seen.nearest_levels <= NEARER * self._least_change:
            self._lag_s = math.nan
            return None
        if not abs(seen.lag_s - self._lag_s) <= LAG_TOLERANCE_S:
            self._run, self._run_since_s = 0, at_s
        self._run += 1
        self._lag_s = seen.lag_s
        is_long = self._run >= LEAST_SIGHTINGS and at_s - self._run_since_s >= LEAST_RUN_S
        return AttackSign.LOOPING if is_long else None
