"""Counts blinks. Its one rule: both eyes change, briefly, and come back; the skin between them does not.

A quick glance to the side looks the same from here; neither a still photo nor one that is moved does either.
"""

from enum import Enum, auto

from door_access.domain.liveness.liveness_measures import EyeLikeness

OPEN = 0.85
"""Correlation of an eye with what it was; still eyes and moved photos keep 0.93 (8 photos, measured)."""
CLOSED = 0.78
"""Mean of both eyes; in the blinks of two people's films it falls to between 0.1 and 0.75 (measured)."""
EACH_CLOSED = 0.88
"""A wink, or one misplaced corner, is no blink."""
LEAST_BRIDGE, LEAST_LEAD = 0.6, 0.15
"""The skin between the eyes keeps so much, and so much more than the eyes do; in blur all three fall."""
LEAST_OPEN_S = 0.15
"""So long must the eyes have looked open before, so that a flicker of the points is no blink."""
LONGEST_S = 0.5
"""Blinks take 0.1 to 0.4 s; longer is a look elsewhere or another person."""
SIGHTINGS = 2
"""One frame is a fault of the picture; at 15 frames a second two are 0.13 s."""


class _Lids(Enum):
    UNKNOWN = auto()
    OPEN = auto()
    CLOSED = auto()


class BlinkCounter:
    """Counts the blinks of one track. Time is the frames' own."""

    def __init__(self) -> None:
        self.blinks = 0
        self._lids = _Lids.UNKNOWN
        self._since_s = 0.0
        self._closed = 0

    def see(self, eyes: EyeLikeness, at_s: float) -> None:
        """Take the next frame."""
        if min(eyes.right, eyes.left) >= OPEN:
            self._see_open(at_s)
        elif self._is_closed(eyes):
            self._see_closed(at_s)
        elif not eyes.bridge >= LEAST_BRIDGE:
            self._lids = _Lids.UNKNOWN

    @staticmethod
    def _is_closed(eyes: EyeLikeness) -> bool:
        mean = (eyes.right + eyes.left) / 2
        is_calm = eyes.bridge >= max(LEAST_BRIDGE, mean + LEAST_LEAD)
        return mean <= CLOSED and max(eyes.right, eyes.left) <= EACH_CLOSED and is_calm

    def _see_open(self, at_s: float) -> None:
        if self._lids is _Lids.OPEN:
            return
        is_brief = 0.0 <= at_s - self._since_s <= LONGEST_S
        if self._lids is _Lids.CLOSED and is_brief and self._closed >= SIGHTINGS:
            self.blinks += 1
        self._lids, self._since_s = _Lids.OPEN, at_s

    def _see_closed(self, at_s: float) -> None:
        self._closed += 1
        if self._lids is _Lids.OPEN and at_s - self._since_s >= LEAST_OPEN_S:
            self._lids, self._since_s, self._closed = _Lids.CLOSED, at_s, 1
        elif self._lids is _Lids.OPEN:
            self._lids = _Lids.UNKNOWN
