"""``train --distil TEACHER --data DIR``: faces of nobody in particular, and what teachers say of them.

A folder holds one folder per group, of which every batch has as many as of any other. Nobody has two photos;
all that is learnt of who is alike is the teachers' word.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from door_access.bootstrap import Site
from door_access.cli.models.train_people import notes_of_refused
from door_access.cli.models.training_chips import TrainingChips, training_chips
from door_access.cli.models.training_order import Order
from door_access.cli.models.training_task import FacesTask, PhotoFindings, Sizes
from door_access.cli.photos.photo_encoding import encode
from door_access.domain.models.model import Model
from door_access.facenet.training.chip_set import ChipSet
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.taught_faces import TaughtFaces, check_enough, joined, split_faces
from door_access.offline.encoded_photos import EncodedPhoto

Refused = tuple[tuple[str, str], ...]
"""Photos that gave nothing, each with the reason."""


def faces_task(
    folders: Sequence[Path],
    site: Site,
    wanted: Order,
    settings: DistilSettings,
    teachers: Sequence[Model],
    *,
    is_cached: bool,
) -> FacesTask:
    """Return the distillation of the teachers on the faces in the folders.

    Raises:
        BadInput: there are no photos, or too few with a face that teachers can encode.
    """
    faces, refused = _all_taught(folders, site, wanted, teachers, is_cached=is_cached)
    sides = split_faces(faces)
    check_enough(sides.training.taught, wanted.base.dimension)
    notes = (
        _note(Sizes.of(sides.training.chips), Sizes.of(sides.held_out.chips)),
        *notes_of_refused(refused),
    )
    places = ", ".join(str(folder.absolute()) for folder in folders)
    findings = PhotoFindings(refused, f"a distillation on {places}", notes)
    return FacesTask(settings, sides, findings, tuple(teachers))


def _all_taught(
    folders: Sequence[Path], site: Site, wanted: Order, teachers: Sequence[Model], *, is_cached: bool
) -> tuple[TaughtFaces, Refused]:
    """Return the faces of all folders, and the photos that gave none."""
    answers = [_taught(folder, site, wanted, teachers, is_cached=is_cached) for folder in folders]
    faces, refused = zip(*answers, strict=True)
    return _together(faces), tuple(chain.from_iterable(refused))


def _taught(
    folder: Path, site: Site, wanted: Order, teachers: Sequence[Model], *, is_cached: bool
) -> tuple[TaughtFaces, Refused]:
    found = training_chips(folder, wanted.base, site.settings, is_aligned=False, is_cached=is_cached)
    answers = [encode(site, teacher, found.photos, is_cached=is_cached) for teacher in teachers]
    faces, unseen = _seen_by_all(folder.absolute().name, found, teachers, answers)
    return faces, (*found.refused, *unseen)


def _seen_by_all(
    name: str, found: TrainingChips, teachers: Sequence[Model], answers: Sequence[Sequence[EncodedPhoto]]
) -> tuple[TaughtFaces, Refused]:
    """Return the faces that every teacher could encode, in groups named after the folder, and the others.

    Args:
        answers: each teacher's, on every photo.
    """
    of_photos = list(zip(*answers, strict=True))
    failures = [next((one.failure for one in said if one.failure), None) for said in of_photos]
    seen = [place for place, failure in enumerate(failures) if failure is None]
    chips = found.chips
    names = tuple(f"{name}/{group}" for group in chips.names)
    kept = ChipSet(chips.chips_rgb[seen], chips.person[seen], names)
    vectors = [
        np.array([answer[place].vector for place in seen], np.float32).reshape(-1, teacher.dimension)
        for teacher, answer in zip(teachers, answers, strict=True)
    ]
    unseen = tuple(
        (str(photo.file), failure) for photo, failure in zip(found.photos, failures, strict=True) if failure
    )
    return TaughtFaces(kept, joined(vectors)), unseen


def _together(parts: Sequence[TaughtFaces]) -> TaughtFaces:
    """Return all faces as one set; groups of two folders stay two groups."""
    names = tuple(name for part in parts for name in part.chips.names)
    before = np.cumsum([0, *(len(part.chips.names) for part in parts)])
    groups = [part.chips.person + start for part, start in zip(parts, before, strict=False)]
    chips_rgb = np.concatenate([part.chips.chips_rgb for part in parts])
    taught = np.concatenate([part.taught for part in parts])
    return TaughtFaces(ChipSet(chips_rgb, np.concatenate(groups).astype(np.int32), names), taught)


def _note(learnt: Sizes, held_out: Sizes) -> str:
    return (
        f"{learnt.photos} faces of {learnt.count} groups are learnt from,"
        f" {held_out.photos} of {held_out.count} are held out."
    )
