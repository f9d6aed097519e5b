"""The chips that a training learns from, and whose they are. One rule: nobody is on both sides of a split."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import frozen_array
from door_access.errors import BadInput

VALIDATION_SHARE = 0.2
FEWEST_PEOPLE = 4
"""With two photos or more each: two to train on, two to validate on."""
PAIR = 2
"""Photos that a person needs to be compared with themselves."""

Chips = NDArray[np.uint8]
Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class ChipSet:
    """Aligned faces of several people.

    Attributes:
        chips_rgb: ``(N, side, side, 3)`` uint8.
        person: ``(N,)`` int32, a place in ``names``.
        names: of everybody, in order.
    """

    chips_rgb: Chips
    person: Places
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.chips_rgb.ndim != 4 or self.chips_rgb.dtype != np.uint8:
            raise ValueError(f"chips are (N, side, side, 3) uint8, got {self.chips_rgb.shape}")
        if self.person.shape != self.chips_rgb.shape[:1]:
            raise ValueError(f"{len(self.chips_rgb)} chips need as many owners, got {self.person.shape}")
        frozen_array(self.chips_rgb)
        frozen_array(self.person)

    @property
    def counts(self) -> Places:
        """Return how many chips everybody has, ``(people,)``."""
        return np.bincount(self.person, minlength=len(self.names)).astype(np.int32)

    def digest(self) -> str:
        """Return the SHA-256 of all pixels and owners: another one is another training."""
        hashed = hashlib.sha256(repr((self.names, self.chips_rgb.shape)).encode())
        hashed.update(np.ascontiguousarray(self.person, "<i4").data)
        hashed.update(np.ascontiguousarray(self.chips_rgb).data)
        return hashed.hexdigest()

    def of(self, people: "NDArray[np.intp] | list[int]") -> "ChipSet":
        """Return the chips of these people (places in ``names``), in the same order."""
        chosen = np.flatnonzero(np.isin(self.person, people))
        kept = np.unique(np.asarray(people))
        owner = np.searchsorted(kept, self.person[chosen]).astype(np.int32)
        return ChipSet(self.chips_rgb[chosen], owner, tuple(self.names[place] for place in kept))


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Two sets without a common person. Everybody in ``training`` has at least two photos."""

    training: ChipSet
    validation: ChipSet


def split(chips: ChipSet) -> Split:
    """Hold a fifth of the people out for validation, chosen by their names' hashes.

    The seed has no say: figures of several trainings on one folder are of the same people. People with one
    photo train nothing; those of the validation's fifth are strangers to the others there.

    Raises:
        BadInput: too few people have two photos.
    """
    several = np.flatnonzero(chips.counts >= PAIR)
    if len(several) < FEWEST_PEOPLE:
        raise BadInput(
            f"Training compares people: at least {FEWEST_PEOPLE} with two photos or more are needed,"
            f" got {len(several)} among {len(chips.names)}."
        )
    held_out = [*_held_out(chips, several), *_held_out(chips, np.flatnonzero(chips.counts == 1))]
    return Split(chips.of(np.setdiff1d(several, held_out)), chips.of(held_out))


def _held_out(chips: ChipSet, people: NDArray[np.intp]) -> list[int]:
    ordered = sorted(people.tolist(), key=lambda place: hashlib.sha256(chips.names[place].encode()).digest())
    return ordered[: max(min(PAIR, len(ordered)), round(VALIDATION_SHARE * len(ordered)))]
