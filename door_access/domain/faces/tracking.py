"""The same face keeps its number from frame to frame; a number is never given twice."""

from dataclasses import dataclass

from door_access.domain.faces.faces import Box, DetectedFace

LEAST_OVERLAP = 0.3
"""Intersection over union: at 15 frames a second a walking person's face overlaps itself by far more."""
LONGEST_MISS_S = 0.5
"""A face unseen for longer starts anew; fused frames may be half a second old at most (``AttemptRules``)."""


@dataclass(frozen=True, slots=True)
class _Track:
    number: int
    box: Box
    seen_s: float

    def is_alive(self, at_s: float) -> bool:
        """A clock that runs backwards (another source) ends every track."""
        return 0.0 <= at_s - self.seen_s <= LONGEST_MISS_S


class Tracker:
    """Numbers faces by box overlap, the best overlaps first. One thread owns it."""

    def __init__(self) -> None:
        self._tracks: tuple[_Track, ...] = ()
        self._newest = 0

    def track(self, faces: tuple[DetectedFace, ...], at_s: float) -> tuple[int, ...]:
        """Return the faces' numbers, from 1, in the faces' order; ``at_s`` is the frame's time."""
        alive = [track for track in self._tracks if track.is_alive(at_s)]
        known = _best_pairs(faces, alive)
        numbers = tuple(known.get(index) or self._new_number() for index in range(len(faces)))
        seen = [_Track(number, face.box, at_s) for number, face in zip(numbers, faces, strict=True)]
        missed = [track for track in alive if track.number not in numbers]
        self._tracks = (*seen, *missed)
        return numbers

    def _new_number(self) -> int:
        self._newest += 1
        return self._newest


def _best_pairs(faces: tuple[DetectedFace, ...], tracks: list[_Track]) -> dict[int, int]:
    """Return the track number of each face's index that overlaps one, every track used at most once."""
    pairs: dict[int, int] = {}
    for _, index, number in sorted(_overlaps(faces, tracks)):
        if index not in pairs and number not in pairs.values():
            pairs[index] = number
    return pairs


def _overlaps(faces: tuple[DetectedFace, ...], tracks: list[_Track]) -> list[tuple[float, int, int]]:
    """Return (negative overlap, face's index, track's number) of every pair that may belong together."""
    found = [(-face.box.overlap(t.box), i, t.number) for i, face in enumerate(faces) for t in tracks]
    return [pair for pair in found if -pair[0] >= LEAST_OVERLAP]
