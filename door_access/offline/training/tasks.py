"""What a training is about to do, found and checked before TensorFlow is loaded: people to tell apart, or
faces of nobody in particular and what teachers say of them.

To be distilled on, a folder holds one folder per group, of which every batch has as many as of any other.
Nobody has two photos there; all that is learnt of who is alike is the teachers' word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import ClassVar

import numpy as np

from door_access.counts import counted, counted_people
from door_access.domain.models.model import Model
from door_access.facenet.training.data.chip_set import ChipSet, Split, split
from door_access.facenet.training.data.taught_faces import (
    TaughtFaces,
    TaughtSplit,
    check_enough,
    joined,
    split_faces,
)
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.settings import TripletSettings
from door_access.offline.encoded_photos import EncodedPhoto
from door_access.offline.photo_folder import Photo, RefusedPhoto
from door_access.offline.training.chips import TrainingChips

FindChips = Callable[[Path], TrainingChips]
"""Raises BadInput where a folder holds no photos with a face."""
Encode = Callable[[Model, Sequence[Photo]], Sequence[EncodedPhoto]]
"""Told a teacher, gives its word on every photo."""


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
class PeopleTask:
    """People are to be told apart.

    Attributes:
        alone: people with too few photos to be learnt from, and not held out either.
        refused: photos that gave nothing.
        origin: where the photos are, for the installed model.
    """

    settings: TripletSettings
    sides: Split
    alone: int
    refused: tuple[RefusedPhoto, ...]
    origin: str
    unit: ClassVar[str] = "people"
    teachers: ClassVar[tuple[Model, ...]] = ()

    @property
    def protocol(self) -> str:
        """Say how the network is judged, and on whom."""
        sizes = self.validation
        held_out = f"{counted(sizes.photos, 'photo')} of {counted_people(sizes.count)}"
        return f"all pairs of {held_out} held out of training"

    @property
    def training(self) -> Sizes:
        return Sizes.of(self.sides.training)

    @property
    def validation(self) -> Sizes:
        return Sizes.of(self.sides.validation)


@dataclass(frozen=True, slots=True, eq=False)
class FacesTask:
    """Teachers' words on faces are to be learnt; ``refused`` and ``origin`` as of people."""

    settings: DistilSettings
    sides: TaughtSplit
    teachers: tuple[Model, ...]
    refused: tuple[RefusedPhoto, ...]
    origin: str
    unit: ClassVar[str] = "groups"

    @property
    def protocol(self) -> str:
        """Say how the network is judged, and on whom: nobody has two photos, so each is looked at twice."""
        photos = self.validation.photos
        return f"all pairs of {2 * photos} looks at {counted(photos, 'face')} held out of training"

    @property
    def training(self) -> Sizes:
        return Sizes.of(self.sides.training.chips)

    @property
    def validation(self) -> Sizes:
        return Sizes.of(self.sides.held_out.chips)


TrainingTask = PeopleTask | FacesTask
"""One training; ``unit`` is what photos belong to, and ``teachers`` are none where people are."""


def people_task(folder: Path, settings: TripletSettings, find_chips: FindChips) -> PeopleTask:
    """Return the training on the people of the folder.

    Raises:
        BadInput: there are no photos, or too few people.
    """
    found = find_chips(folder)
    sides = split(found.chips)
    settings.check_people(len(sides.training.names))
    alone = len(found.chips.names) - len(sides.training.names) - len(sides.validation.names)
    return PeopleTask(settings, sides, alone, found.refused, f"a training on {folder.absolute()}")


def faces_task(
    folders: Sequence[Path],
    settings: DistilSettings,
    teachers: Sequence[Model],
    find_chips: FindChips,
    encode: Encode,
    *,
    dimension: int,
) -> FacesTask:
    """Return the distillation of the teachers on the faces in the folders.

    Args:
        dimension: of the network's vectors.

    Raises:
        BadInput: there are no photos, or too few with a face that teachers can encode.
    """
    answers = [_taught(folder, teachers, find_chips, encode) for folder in folders]
    faces, refused = zip(*answers, strict=True)
    sides = split_faces(_together(faces))
    check_enough(sides.training.taught, dimension)
    places = ", ".join(str(folder.absolute()) for folder in folders)
    return FacesTask(settings, sides, tuple(teachers), tuple(chain(*refused)), f"a distillation on {places}")


def _taught(
    folder: Path, teachers: Sequence[Model], find_chips: FindChips, encode: Encode
) -> tuple[TaughtFaces, tuple[RefusedPhoto, ...]]:
    """Return the faces that every teacher could encode, in groups named after the folder, and the others."""
    found = find_chips(folder)
    answers = [encode(teacher, found.photos) for teacher in teachers]
    failures = [
        next((one.failure for one in said if one.failure), None) for said in zip(*answers, strict=True)
    ]
    seen = [place for place, failure in enumerate(failures) if failure is None]
    names = tuple(f"{folder.absolute().name}/{group}" for group in found.chips.names)
    kept = ChipSet(found.chips.chips_rgb[seen], found.chips.person[seen], names)
    vectors = [
        np.array([answer[place].vector for place in seen], np.float32).reshape(-1, teacher.dimension)
        for teacher, answer in zip(teachers, answers, strict=True)
    ]
    unseen = (
        RefusedPhoto(str(photo.file), failure)
        for photo, failure in zip(found.photos, failures, strict=True)
        if failure
    )
    return TaughtFaces(kept, joined(vectors)), (*found.refused, *unseen)


def _together(parts: Sequence[TaughtFaces]) -> TaughtFaces:
    """Return all faces as one set; groups of two folders stay two groups."""
    names = tuple(name for part in parts for name in part.chips.names)
    before = np.cumsum([0, *(len(part.chips.names) for part in parts)])
    groups = [part.chips.person + start for part, start in zip(parts, before, strict=False)]
    chips_rgb = np.concatenate([part.chips.chips_rgb for part in parts])
    taught = np.concatenate([part.taught for part in parts])
    return TaughtFaces(ChipSet(chips_rgb, np.concatenate(groups).astype(np.int32), names), taught)
