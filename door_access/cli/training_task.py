"""What ``train`` is about to do, found and checked before TensorFlow is loaded."""

from dataclasses import dataclass

import numpy as np

from door_access.domain.model_card import ModelCard
from door_access.facenet.training.chip_set import ChipSet, Split
from door_access.facenet.training.settings import TrainingSettings
from door_access.facenet.training.taught_faces import TaughtSplit


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """How much one side holds: so many of what (people or groups), with so many photos."""

    count: int
    photos: int

    @classmethod
    def of(cls, chips: ChipSet) -> "Sizes":
        """Return the sizes of a side; who has no photo there does not count."""
        return cls(int(np.count_nonzero(chips.counts)), len(chips.person))


@dataclass(frozen=True, slots=True, eq=False)
class TrainingTask:
    """One training.

    Attributes:
        sides: people, or faces that teachers have seen.
        refused: photos that gave nothing, each with the reason.
        origin: where the photos are, for the installed card.
        teachers: whose vectors are learnt; none where people are.
        notes: what a person should know before it begins.
    """

    settings: TrainingSettings
    sides: Split | TaughtSplit
    refused: tuple[tuple[str, str], ...]
    origin: str
    notes: tuple[str, ...]
    teachers: tuple[ModelCard, ...] = ()

    @property
    def protocol(self) -> str:
        """Say how the network is judged, and on whom; a face that has one photo is looked at twice."""
        sizes = self.validation
        if isinstance(self.sides, Split):
            return f"all pairs of {sizes.photos} photos of {sizes.count} people held out of training"
        return f"all pairs of {2 * sizes.photos} looks at {sizes.photos} faces held out of training"

    @property
    def unit(self) -> str:
        """Return what the photos belong to."""
        return "people" if isinstance(self.sides, Split) else "groups"

    @property
    def training(self) -> Sizes:
        sides = self.sides
        return Sizes.of(sides.training if isinstance(sides, Split) else sides.training.chips)

    @property
    def validation(self) -> Sizes:
        sides = self.sides
        return Sizes.of(sides.validation if isinstance(sides, Split) else sides.held_out.chips)
