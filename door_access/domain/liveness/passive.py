"""Fuses what was measured of a track into what is known of it. Its one rule: an attack sign stands.

What speaks for life lapses with every break: who was seen alive may have raised a photo since.

A plane's movement speaks only when the view of the face has changed: a head that only shifts looks as flat as
a photo. Then what one homography explains speaks for a photo or a screen, what it does not for a head. Each
measure cancels one of the other kind, and what was seen long ago does not pile up against what is seen now.
A film of a person, played to the camera, is a head by these measures.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from door_access.domain.faces.tracking import LONGEST_MISS_S
from door_access.domain.liveness.blinks import BlinkCounter
from door_access.domain.liveness.liveness import AttackSign, Liveness, LivenessEvidence
from door_access.domain.liveness.liveness_measures import LivenessMeasures, PlaneMotion
from door_access.domain.liveness.recurrence import RecurrenceWatch


@dataclass(frozen=True, slots=True)
class MotionRules:
    """From where a measure of movement speaks. Figures: docs/ACCURACY.md.

    Attributes:
        least_bent: the view has changed enough to say anything, in widths of the face.
        flat_ratio, flat_parallax: at most so much is left over from a plane.
        deep_ratio, deep_parallax: at least so much is left over from a head.
        flat_needed, deep_needed: so many more measures of one kind than of the other decide.
    """

    least_bent: float = 0.010
    flat_ratio: float = 0.15
    flat_parallax: float = 0.003
    deep_ratio: float = 0.25
    deep_parallax: float = 0.006
    flat_needed: int = 4
    deep_needed: int = 3

    def balance(self, motion: PlaneMotion) -> int:
        """Return −1 for a plane's movement, 1 for a head's, 0 for one that says nothing."""
        if not motion.bent >= self.least_bent:
            return 0
        is_flat = motion.parallax <= min(self.flat_parallax, self.flat_ratio * motion.bent)
        is_deep = motion.parallax >= max(self.deep_parallax, self.deep_ratio * motion.bent)
        return int(is_deep) - int(is_flat)


@dataclass(slots=True)
class _Track:
    """What is known of one track."""

    first_s: float
    last_s: float
    sign: AttackSign | None = None
    balance: int = 0
    blinks_before: int = 0
    lids: BlinkCounter = field(default_factory=BlinkCounter)
    pixels: RecurrenceWatch = field(default_factory=RecurrenceWatch)

    def see(self, measures: LivenessMeasures, rules: MotionRules) -> None:
        if not measures.is_unbroken:
            self.balance, self.blinks_before = min(self.balance, 0), self.lids.blinks
        if measures.eyes is not None:
            self.lids.see(measures.eyes, measures.at_s)
        if measures.motion is not None:
            self.balance = min(self.balance + rules.balance(measures.motion), rules.deep_needed)
        again = measures.recurrence and self.pixels.see(measures.recurrence, measures.at_s)
        flat = AttackSign.PLANAR if self.balance <= -rules.flat_needed else None
        self.sign = self.sign or again or flat

    def evidence(self, rules: MotionRules) -> LivenessEvidence:
        return LivenessEvidence(self._verdict(rules), self.sign, self.lids.blinks, self.last_s - self.first_s)

    def _verdict(self, rules: MotionRules) -> Liveness:
        if self.sign is not None:
            return Liveness.ATTACK
        has_blinked = self.lids.blinks > self.blinks_before
        is_alive = self.balance >= rules.deep_needed or (has_blinked and self.balance >= 0)
        return Liveness.BONA_FIDE if is_alive else Liveness.UNDECIDED


class LivenessFusion:
    """Keeps what is known of every track in sight. One thread owns it; time is the frames' own."""

    def __init__(self, rules: MotionRules | None = None) -> None:
        self._rules = rules or MotionRules()
        self._tracks: dict[int, _Track] = {}

    def keep(self, tracks: Iterable[int], at_s: float) -> None:
        """Take who is in sight now, and forget the tracks that have ended."""
        in_sight = set(tracks)
        for number, track in self._tracks.items():
            track.last_s = at_s if number in in_sight and at_s >= track.last_s else track.last_s
        self._tracks = {
            number: track
            for number, track in self._tracks.items()
            if 0.0 <= at_s - track.last_s <= LONGEST_MISS_S
        }

    def see(self, measures: LivenessMeasures) -> LivenessEvidence:
        """Take what was measured of one track and return what is known of it now."""
        track = self._tracks.setdefault(measures.track, _Track(measures.at_s, measures.at_s))
        track.see(measures, self._rules)
        track.last_s = max(track.last_s, measures.at_s)
        return track.evidence(self._rules)
