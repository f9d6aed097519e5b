"""What comparing faces gave: genuine distances, and the nearest impostor distances with their people.

One rule: whoever a distance belongs to stays beside it, because rates vary by person, not by pair.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from door_access.evaluation.face_set import Counts, Places

Distances = NDArray[np.float32]
Weights = NDArray[np.float64]
"""How often each person counts, ``(P,)``; a resampling of people draws some twice and others never."""
ROUNDING = 1e-6
"""1e-3 of 7,000 trials is 7 of them, whatever the product is in floating point."""


def below(distance: Distances, allowed: int) -> float:
    """Return the largest threshold that at most ``allowed`` of the rising distances lie within."""
    if allowed >= len(distance):
        return float(distance[-1])
    return float(np.nextafter(distance[allowed], np.float32(-1.0)))


@dataclass(frozen=True, slots=True, eq=False)
class Genuine:
    """Trials that should match: distances, rising, ``(M,)``, and whose they are. inf never matches."""

    distance: Distances
    person: Places

    @classmethod
    def of(cls, distance: Distances, person: Places) -> "Genuine":
        """Sort the trials."""
        order = np.argsort(distance)
        return cls(distance[order], person[order])

    @property
    def people(self) -> int:
        return len(np.unique(self.person))

    def and_lost(self, lost: Counts) -> "Genuine":
        """Return the trials with so many more of each person that cannot match, ``(P,)``."""
        person = np.repeat(np.arange(len(lost)), lost)
        never = np.full(len(person), np.inf, np.float32)
        return Genuine(np.append(self.distance, never), np.append(self.person, person))

    def __len__(self) -> int:
        return len(self.distance)


class Strangers(Protocol):
    """Trials that should not match, of which only the nearest need be kept."""

    @property
    def distance(self) -> Distances:
        """The nearest distances, rising."""

    def weights(self, people: Weights) -> Weights:
        """Return how often each kept trial counts."""

    def total(self, people: Weights) -> float:
        """Return how many trials there are in all, kept or not."""

    def allowed(self, share: float) -> int:
        """Return how many trials may match for at most this share to do so."""

    def parties(self, nearest: int) -> int:
        """Return how many different people, or pairs of people, stand behind so many nearest trials."""

    def nearest(self, count: int) -> "Strangers":
        """Return the same trials with fewer of them kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Impostors:
    """Comparisons of two people's faces.

    Attributes:
        distance: the nearest, rising, ``(K,)``.
        pair: the two people of each, ``(K, 2)``.
        references, probes: how many each person brought to one round, ``(P,)``.
        rounds: how many rounds were compared; ½ where every pair was compared once.
    """

    distance: Distances
    pair: Places
    references: Counts
    probes: Counts
    rounds: float

    def weights(self, people: Weights) -> Weights:
        weights: Weights = people[self.pair[:, 0]] * people[self.pair[:, 1]]
        return weights

    @property
    def people(self) -> int:
        """Return how many people were compared."""
        return int(np.count_nonzero(self.references + self.probes))

    def total(self, people: Weights) -> float:
        references, probes = self.references * people, self.probes * people
        return float(self.rounds * (references.sum() * probes.sum() - references @ probes))

    def allowed(self, share: float) -> int:
        return int(share * self.trials + ROUNDING)

    def parties(self, nearest: int) -> int:
        return len(np.unique(np.sort(self.pair[:nearest], axis=1), axis=0))

    def nearest(self, count: int) -> "Impostors":
        return replace(self, distance=self.distance[:count], pair=self.pair[:count])

    @property
    def trials(self) -> int:
        return round(self.total(np.ones(len(self.references))))


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """All of one configuration. ``histogram`` counts every impostor distance in equal bins over 0…2."""

    genuine: Genuine
    impostors: Impostors
    histogram: Counts
