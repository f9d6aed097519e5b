"""``train --distil TEACHER --data DIR``: faces of nobody in particular, and what teachers say of them.

A folder holds one folder per group, of which every batch has as many as of any other. Nobody has two photos;
all that is learnt of who is alike is the teachers' word.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from door_access.bootstrap import Site
from door_access.cli.photo_encoding import encode
from door_access.cli.train_people import notes_of_refused
from door_access.cli.training_chips import TrainingChips, training_chips
from door_access.cli.training_order import Order
from door_access.cli.training_task import TrainingTask
from door_access.domain.model_card import ModelCard
from door_access.facenet.training.chip_set import ChipSet
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.taught_faces import TaughtFaces, TaughtSplit, joined, split_faces
from door_access.services.photo_folder import Photo, photos_of


def faces_task(
    folders: Sequence[Path],
    site: Site,
    wanted: Order,
    settings: DistilSettings,
    teachers: Sequence[ModelCard],
    *,
    is_cached: bool,
) -> TrainingTask:
    """Return the distillation of the teachers on the faces in the folders.

    Raises:
        BadInput: there are no photos, or too few with a face.
    """
    taught, refused = [], list[tuple[str, str]]()
    for folder in folders:
        found = training_chips(folder, wanted.base, site.settings, is_aligned=False, is_cached=is_cached)
        taught.append(_taught(folder, found, site, teachers, is_cached=is_cached))
        refused += found.refused
    sides = split_faces(_together(taught))
    notes = (_note(sides), *notes_of_refused(refused))
    places = ", ".join(str(folder.absolute()) for folder in folders)
    origin = f"a distillation on {places}"
    return TrainingTask(settings, sides, tuple(refused), origin, notes, tuple(teachers))


def _taught(
    folder: Path, found: TrainingChips, site: Site, teachers: Sequence[ModelCard], *, is_cached: bool
) -> TaughtFaces:
    """Return the faces that every teacher could encode; their groups carry the folder's name."""
    refused = {file for file, _ in found.refused}
    photos = [photo for photo in photos_of(folder) if str(photo.file) not in refused]
    answers = [_vectors(site, teacher, photos, is_cached=is_cached) for teacher in teachers]
    seen = np.flatnonzero(np.all([np.isfinite(vectors[:, 0]) for vectors in answers], axis=0))
    chips = found.chips
    names = tuple(f"{folder.absolute().name}/{name}" for name in chips.names)
    kept = ChipSet(chips.chips_rgb[seen], chips.person[seen], names)
    return TaughtFaces(kept, joined([vectors[seen] for vectors in answers]))


def _vectors(
    site: Site, teacher: ModelCard, photos: Sequence[Photo], *, is_cached: bool
) -> "np.typing.NDArray[np.float32]":
    """Return the teacher's unit vectors ``(N, D)``; no numbers where it found no face."""
    nothing = np.full(teacher.dimension, np.nan, np.float32)
    encoded = encode(site, teacher, photos, is_cached=is_cached)
    return np.stack([nothing if one.vector is None else one.vector for one in encoded])


def _together(parts: Sequence[TaughtFaces]) -> TaughtFaces:
    """Return all faces as one set; groups of two folders stay two groups."""
    names = tuple(name for part in parts for name in part.chips.names)
    before = np.cumsum([0, *(len(part.chips.names) for part in parts)])
    groups = [part.chips.person + start for part, start in zip(parts, before, strict=False)]
    chips_rgb = np.concatenate([part.chips.chips_rgb for part in parts])
    taught = np.concatenate([part.taught for part in parts])
    return TaughtFaces(ChipSet(chips_rgb, np.concatenate(groups).astype(np.int32), names), taught)


def _note(sides: TaughtSplit) -> str:
    groups = len(sides.training.chips.names)
    return (
        f"{len(sides.training)} faces of {groups} groups are learnt from, {len(sides.held_out)} are held out."
    )
