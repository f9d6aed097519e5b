"""Compares references with probes, block by block. One rule: exact, and the memory stays bounded.

Eleven million pairs take three seconds. Of the impostors only the nearest are kept: there thresholds lie.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from door_access.domain.matching.calibration import LARGEST_DISTANCE
from door_access.evaluation.comparisons import Comparisons, Distances, Genuine, Impostors
from door_access.evaluation.face_set import Counts, Places

BLOCK = 256
"""References compared at once: with 10,000 probes a block of distances takes 10 MB."""
BINS = 400
KEPT_AT_LEAST = 1_000_000
KEPT_SHARE = 0.02
"""Of the impostors, the nearest: twice the laxest rate that is asked for, room for resampling."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Unit vectors ``(N, D)`` and whose they are ``(N,)``."""

    vectors: NDArray[np.float32]
    person: Places

    def __len__(self) -> int:
        return len(self.person)


def distances(references: NDArray[np.float32], probes: NDArray[np.float32]) -> Distances:
    """Return the Euclidean distances of unit vectors, ``(R, Q)``: |a − b|² = 2 − 2 a·b."""
    return from_cosine(references @ probes.T)


def from_cosine(cosine: NDArray[np.float32]) -> Distances:
    """Return the distances that belong to cosines of unit vectors."""
    squared: Distances = 2.0 - 2.0 * cosine
    return np.sqrt(np.maximum(squared, 0.0, out=squared), out=squared)


class Comparer:
    """Gathers one configuration's comparisons over one or more rounds."""

    def __init__(self, people: int, *, expected: int, always_below: float = 0.0) -> None:
        """Prepare for about so many impostor comparisons; none at ``always_below`` or nearer is let go."""
        self._people = people
        self._nearest = _Nearest(max(KEPT_AT_LEAST, int(KEPT_SHARE * expected)), always_below)
        self._genuine: list[tuple[Distances, Places]] = []
        self._histogram = np.zeros(BINS, np.int64)
        self._counts: tuple[Counts, Counts] | None = None
        self._rounds = 0.0

    def add(self, references: Faces, probes: Faces) -> None:
        """Compare every reference with every probe; each round brings the same number of a person's."""
        self._compare(references, probes, is_once=False)
        self._rounds += 1.0

    def add_pairs(self, faces: Faces) -> None:
        """Compare every face with every other one, each pair once."""
        self._compare(faces, faces, is_once=True)
        self._rounds += 0.5

    def comparisons(self) -> Comparisons:
        """Return what was gathered."""
        distance, pair = self._nearest.sorted()
        none = np.zeros(self._people, np.int64)
        references, probes = self._counts or (none, none)
        return Comparisons(
            self._genuine_trials(),
            Impostors(distance, pair, references, probes, self._rounds),
            self._histogram,
        )

    def _compare(self, references: Faces, probes: Faces, *, is_once: bool) -> None:
        counts = tuple(np.bincount(f.person, minlength=self._people) for f in (references, probes))
        self._counts = counts[0], counts[1]
        places = np.arange(len(probes))
        for begin in range(0, len(references), BLOCK):
            rows = slice(begin, begin + BLOCK)
            distance = distances(references.vectors[rows], probes.vectors)
            is_new = places > places[rows, np.newaxis] if is_once else np.ones(distance.shape, bool)
            self._take(distance, is_new, references.person[rows], probes.person)

    def _take(self, distance: Distances, is_new: NDArray[np.bool_], first: Places, second: Places) -> None:
        is_same = first[:, np.newaxis] == second
        row, column = np.nonzero(is_same & is_new)
        self._genuine.append((distance[row, column], first[row]))
        is_impostor = is_new & ~is_same
        bins = (distance[is_impostor] * (BINS / LARGEST_DISTANCE)).astype(np.intp)
        self._histogram += np.bincount(np.minimum(bins, BINS - 1), minlength=BINS)
        self._nearest.add(distance, is_impostor, first, second)

    def _genuine_trials(self) -> Genuine:
        if not self._genuine:
            return Genuine(np.zeros(0, np.float32), np.zeros(0, np.intp))
        distance, person = zip(*self._genuine, strict=True)
        return Genuine.of(np.concatenate(distance), np.concatenate(person))


class _Nearest:
    """Keeps the nearest of a stream of impostor comparisons."""

    def __init__(self, keep: int, always_below: float) -> None:
        self._keep, self._always_below = keep, always_below
        self._bound = np.inf
        self._distance = [np.zeros(0, np.float32)]
        self._pair = [np.zeros((0, 2), np.intp)]
        self._count = 0

    def add(self, distance: Distances, chosen: NDArray[np.bool_], first: Places, second: Places) -> None:
        row, column = np.nonzero(chosen & (distance <= self._bound))
        self._distance.append(distance[row, column])
        self._pair.append(np.stack([first[row], second[column]], axis=1))
        self._count += len(row)
        if self._count > 2 * self._keep:
            self._forget_the_farthest()

    def sorted(self) -> tuple[Distances, Places]:
        distance, pair = np.concatenate(self._distance), np.concatenate(self._pair)
        order = np.argsort(distance)
        return distance[order], pair[order]

    def _forget_the_farthest(self) -> None:
        distance, pair = np.concatenate(self._distance), np.concatenate(self._pair)
        kth = float(np.partition(distance, self._keep)[self._keep])
        self._bound = max(kth, self._always_below)
        stays = distance <= self._bound
        self._distance, self._pair = [distance[stays]], [pair[stays]]
        self._count = int(stays.sum())
