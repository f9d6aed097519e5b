"""What ``train`` is about to do, found and checked before TensorFlow is loaded."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from door_access.domain.models.model import Model
from door_access.facenet.training.chip_set import ChipSet, Split
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.settings import TripletSettings
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
class PhotoFindings:
    """What looking at the photos gave.

    Attributes:
        refused: photos that gave nothing, each with the reason.
        origin: where the photos are, for the installed model.
        notes: what a person should know before the training begins.
    """

    refused: tuple[tuple[str, str], ...]
    origin: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleTask:
    """People are to be told apart."""

    settings: TripletSettings
    sides: Split
    findings: PhotoFindings
    unit: ClassVar[str] = "people"
    teachers: ClassVar[tuple[Model, ...]] = ()

    @property
    def protocol(self) -> str:
        """Say how the network is judged, and on whom."""
        sizes = self.validation
        return f"all pairs of {sizes.photos} photos of {sizes.count} people held out of training"

    @property
    def training(self) -> Sizes:
        return Sizes.of(self.sides.training)

    @property
    def validation(self) -> Sizes:
        return Sizes.of(self.sides.validation)


@dataclass(frozen=True, slots=True, eq=False)
class FacesTask:
    """Teachers' words on faces are to be learnt."""

    settings: DistilSettings
    sides: TaughtSplit
    findings: PhotoFindings
    teachers: tuple[Model, ...]
    unit: ClassVar[str] = "groups"

    @property
    def protocol(self) -> str:
        """Say how the network is judged, and on whom: nobody has two photos, so each is looked at twice."""
        photos = self.validation.photos
        return f"all pairs of {2 * photos} looks at {photos} faces held out of training"

    @property
    def training(self) -> Sizes:
        return Sizes.of(self.sides.training.chips)

    @property
    def validation(self) -> Sizes:
        return Sizes.of(self.sides.held_out.chips)


TrainingTask = PeopleTask | FacesTask
"""One training; ``unit`` is what photos belong to, and ``teachers`` are none where people are."""
