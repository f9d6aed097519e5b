"""The faces under test, as arrays. One rule: a photo without a usable face is counted with its person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Vector

Counts = NDArray[np.int64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPhoto:
    """One photo under test; ``vector`` is None for a failure to acquire."""

    person: str
    stem: str
    vector: Vector | None
    enrols: bool = True
    """It may become a template."""
    probes: bool = True
    """It may be searched for."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceSet:
    """Unit vectors and whose they are.

    Attributes:
        names: the people, ``P`` of them, also those without any usable face.
        vectors: ``(N, D)`` float32.
        person: whose each vector is, ``(N,)``, as a place in ``names``.
        enrols, probes: which photos may be templates and which may be searched for, ``(N,)``.
        lost_enrols, lost_probes: failures to acquire of each person, ``(P,)``.
    """

    names: tuple[str, ...]
    vectors: NDArray[np.float32]
    person: Places
    enrols: NDArray[np.bool_]
    probes: NDArray[np.bool_]
    lost_enrols: Counts
    lost_probes: Counts

    @property
    def is_symmetric(self) -> bool:
        """Say whether every photo may take either side of a comparison."""
        return bool(self.enrols.all() and self.probes.all())

    @property
    def has_failures(self) -> bool:
        """Say whether there are photos without a usable face."""
        return bool(self.lost_enrols.any() or self.lost_probes.any())

    def count(self, chosen: NDArray[np.bool_]) -> Counts:
        """Return how many of the chosen faces each person has, ``(P,)``."""
        return np.bincount(self.person[chosen], minlength=len(self.names))

    def lost_pairs(self) -> Counts:
        """Return how many of each person's genuine pairs have a photo without a face, ``(P,)``."""
        enrols, probes = self.count(self.enrols), self.count(self.probes)
        everything = self._pairs(enrols + self.lost_enrols, probes + self.lost_probes)
        return everything - self._pairs(enrols, probes)

    def _pairs(self, enrols: Counts, probes: Counts) -> Counts:
        return enrols * (enrols - 1) // 2 if self.is_symmetric else enrols * probes


def face_set(photos: Sequence[LabelledPhoto]) -> FaceSet:
    """Put the photos in arrays, in their order."""
    names = tuple(sorted({photo.person for photo in photos}))
    place = {name: i for i, name in enumerate(names)}
    seen = [(photo, photo.vector) for photo in photos if photo.vector is not None]
    lost = [photo for photo in photos if photo.vector is None]
    vectors = [vector for _, vector in seen]
    return FaceSet(
        names,
        np.stack(vectors).astype(np.float32) if vectors else np.zeros((0, 0), np.float32),
        np.array([place[photo.person] for photo, _ in seen], np.intp),
        np.array([photo.enrols for photo, _ in seen], bool),
        np.array([photo.probes for photo, _ in seen], bool),
        _counts([place[photo.person] for photo in lost if photo.enrols], len(names)),
        _counts([place[photo.person] for photo in lost if photo.probes], len(names)),
    )


def _counts(places: list[int], people: int) -> Counts:
    return np.bincount(np.array(places, np.intp), minlength=people)
