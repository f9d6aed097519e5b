"""Searches among N people by the enrolled and by strangers (ISO/IEC 19795-1: open-set identification).

One rule: whoever is not in the gallery is a stranger, and finding somebody else first is a miss.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from door_access.domain.matching.calibration import Configuration
from door_access.evaluation.comparer import Faces, from_cosine
from door_access.evaluation.comparisons import ROUNDING, Distances, Genuine, Weights
from door_access.evaluation.configurations import draw
from door_access.evaluation.face_set import Counts, FaceSet, Places
from door_access.evaluation.rates import ErrorAt, errors_at

FPIRS = (1e-2, 3e-3, 1e-3)
"""3e-3 is what the door wants by default, and NIST's operating point for access control."""
GALLERIES = (10, 100, 500, 1000, 5000)
"""Enrolled people: a flat, a house, a firm, a works and a small town."""
ENROLLED_IN_ALL = 5000
FEWEST_DRAWS, MOST_DRAWS = 20, 200
"""Small galleries are drawn more often, so that about as many people are enrolled in all."""
MOST_COMPARISONS = 400_000_000
"""Of all draws together, about ten seconds; a large collection gets fewer draws."""
BLOCK = 4096
"""Probes searched at once."""

Searches = tuple[Distances, Places]
"""The nearest distance of each search, and who searched."""


@dataclass(frozen=True, slots=True, eq=False)
class StrangerSearches:
    """Searches by people who are not enrolled.

    Attributes:
        distance: to the nearest person of the gallery, rising; the nearest searches, ``(K,)``.
        person: who searched.
        searches: of each person in all, ``(P,)``.
    """

    distance: Distances
    person: Places
    searches: Counts

    @classmethod
    def of(cls, searches: Sequence[Searches], people: int) -> "StrangerSearches":
        """Sort the searches of all draws."""
        distance, person = _joined(searches)
        order = np.argsort(distance)
        return cls(distance[order], person[order], np.bincount(person, minlength=people))

    @property
    def trials(self) -> int:
        return int(self.searches.sum())

    def weights(self, people: Weights) -> Weights:
        weights: Weights = people[self.person]
        return weights

    def total(self, people: Weights) -> float:
        return float(self.searches @ people)

    def allowed(self, share: float) -> int:
        return int(share * self.trials + ROUNDING)

    def parties(self, nearest: int) -> int:
        return len(np.unique(self.person[:nearest]))

    def nearest(self, count: int) -> "StrangerSearches":
        return replace(self, distance=self.distance[:count], person=self.person[:count])


@dataclass(frozen=True, slots=True)
class Identification:
    """What searches among so many people gave.

    Attributes:
        people: how many were enrolled in each of ``draws`` random galleries.
        searches, stranger_searches: of all draws together.
        missed: FNIR at each FPIR that could be shown.
    """

    configuration: Configuration
    people: int
    draws: int
    searches: int
    stranger_searches: int
    missed: tuple[ErrorAt, ...]


def identifications(
    faces: FaceSet, configuration: Configuration, dice: np.random.Generator
) -> tuple[Identification, ...]:
    """Search random galleries of every size that the people suffice for."""
    references, probes = draw(faces, configuration, dice)
    searchers = len(np.unique(probes.person))
    able = len(np.intersect1d(references.person, probes.person))
    sizes = gallery_sizes(able=able, searchers=searchers)
    return tuple(_identification(faces, configuration, size, dice) for size in sizes)


def gallery_sizes(*, able: int, searchers: int) -> list[int]:
    """Return the sizes of galleries; some people must be left out of each to be strangers.

    Args:
        able: people with enough photos for a reference and a probe.
        searchers: people with enough photos for a probe.
    """
    most = min(able, searchers - 1)
    sizes = [size for size in GALLERIES if size <= most]
    return sizes or ([half] if (half := min(able, searchers // 2)) > 0 else [])


def draws_of(size: int, *, photos: int) -> int:
    """Return how many random galleries of this size are searched for so many photos."""
    wanted = min(MOST_DRAWS, max(FEWEST_DRAWS, ENROLLED_IN_ALL // size))
    return max(1, min(wanted, MOST_COMPARISONS // (size * photos)))


def _identification(
    faces: FaceSet, configuration: Configuration, size: int, dice: np.random.Generator
) -> Identification:
    people = len(faces.names)
    draws = draws_of(size, photos=len(faces.vectors))
    enrolled, strangers = zip(*_draws(faces, configuration, size, draws, dice), strict=True)
    genuine, others = Genuine.of(*_joined(enrolled)), StrangerSearches.of(strangers, people)
    missed = errors_at(others, genuine, FPIRS, people=people)
    return Identification(configuration, size, draws, len(genuine), others.trials, missed)


def _draws(
    faces: FaceSet, configuration: Configuration, size: int, draws: int, dice: np.random.Generator
) -> Iterator[tuple[Searches, Searches]]:
    for _ in range(draws):
        references, probes = draw(faces, configuration, dice)
        able = np.flatnonzero(np.isin(references.person, probes.person))
        chosen = dice.choice(able, size, replace=False)
        gallery = Faces(references.vectors[chosen], references.person[chosen])
        enrolled, strangers = search(gallery, probes)
        unseen = unseen_searches(faces, gallery.person, configuration.frames)
        yield _joined((enrolled, unseen)), strangers


def unseen_searches(faces: FaceSet, people: Places, frames: int) -> Searches:
    """Return the searches of these people of which no frame shows a face: misses, infinitely far away.

    Strangers who are not seen are let in by nobody; theirs are left out, so that the FPIR looks no better.
    """
    person = np.repeat(people, faces.lost_probes[people] // frames)
    return np.full(len(person), np.inf, np.float32), person


def search(gallery: Faces, probes: Faces) -> tuple[Searches, Searches]:
    """Return the searches of the enrolled and of strangers; a wrong person found is infinitely far away."""
    best, distance = _nearest(gallery, probes)
    is_enrolled = np.isin(probes.person, gallery.person)
    is_wrong = gallery.person[best] != probes.person
    found = np.where(is_wrong, np.float32(np.inf), distance)
    return (
        (found[is_enrolled], probes.person[is_enrolled]),
        (distance[~is_enrolled], probes.person[~is_enrolled]),
    )


def _nearest(gallery: Faces, probes: Faces) -> tuple[Places, Distances]:
    best, nearest = [], []
    for begin in range(0, len(probes), BLOCK):
        cosine = probes.vectors[begin : begin + BLOCK] @ gallery.vectors.T
        best.append(cosine.argmax(axis=1))
        nearest.append(from_cosine(cosine.max(axis=1)))
    return np.concatenate(best), np.concatenate(nearest)


def _joined(searches: Sequence[Searches]) -> Searches:
    distance, person = zip(*searches, strict=True)
    return np.concatenate(distance), np.concatenate(person)
