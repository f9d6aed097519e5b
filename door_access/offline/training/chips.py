"""The chips of a training: found, cut and kept in the cache, or taken as they are."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from door_access.atomic_file import private_folder, written_whole_bytes
from door_access.domain.faces.faces import Rgb
from door_access.domain.models.model import Model
from door_access.errors import BadImage, BadInput
from door_access.facenet.installation.model_cache import cache_dir
from door_access.facenet.tensor_file import UNREADABLE
from door_access.facenet.training.data.chip_set import Chips, ChipSet
from door_access.offline.aligned_photos import AlignedPhoto, Failure, aligned_photos
from door_access.offline.encoded_photos import LOOKS
from door_access.offline.photo_folder import Photo, RefusedPhoto, photos_of
from door_access.offline.photos import PhotoReader

FOLDER = "chips"

Counting = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Told what is done and with how many photos, gives what hears of each that is done."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class TrainingChips:
    """What there is to learn from, and the photos that gave nothing, each with the reason.

    Attributes:
        photos: which the chips were cut from, in their order.
    """

    chips: ChipSet
    photos: tuple[Photo, ...]
    refused: tuple[RefusedPhoto, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """What became of each photo: its failure, or an empty text and the next of the chips."""

    chips_rgb: Chips
    failures: tuple[str, ...]


def aligned_chips(folder: Path, model: Model, read: Callable[[Path], Rgb]) -> TrainingChips:
    """Return everybody's chips from photos that are chips already.

    Args:
        read: raises BadImage for what is no picture.

    Raises:
        BadInput: the folder holds no photos of people, none that can be read, or a chip of another size.
    """
    photos = photos_of(folder)
    return _owned(folder, photos, _gathered(_as_it_is(photo, model.chip_side_px, read) for photo in photos))


def cut_chips(
    folder: Path, model: Model, make_reader: Callable[[], PhotoReader], counting: Counting, *, is_cached: bool
) -> TrainingChips:
    """Return everybody's chips as the model's network wants them.

    Args:
        make_reader: what photos are looked at with, once a thread.
        is_cached: what was cut is kept for the next time.

    Raises:
        BadInput: the folder holds no photos of people, or none with a face.
    """
    photos = photos_of(folder)
    path = _cache_path(model, photos) if is_cached else None
    found = _read(path, len(photos)) if path else None
    if found is None:
        with counting("finding faces", len(photos)) as count:
            found = _gathered(_counted(aligned_photos(photos, make_reader), count))
        if path:
            _keep(path, found)
    return _owned(folder, photos, found)


def _counted(photos: Iterable[AlignedPhoto], count: Callable[[int], None]) -> Iterator[AlignedPhoto]:
    for photo in photos:
        yield photo
        count(1)


def _owned(folder: Path, photos: Sequence[Photo], cut: _Cut) -> TrainingChips:
    if not len(cut.chips_rgb):
        raise BadInput(f"None of the {len(photos)} photos in {folder} shows a face that can be used.")
    answers = list(zip(photos, cut.failures, strict=True))
    cut_from = tuple(photo for photo, failure in answers if not failure)
    names, person = np.unique([photo.person for photo in cut_from], return_inverse=True)
    return TrainingChips(
        ChipSet(cut.chips_rgb, person.astype(np.int32), tuple(names.tolist())),
        cut_from,
        tuple(RefusedPhoto(str(photo.file), failure) for photo, failure in answers if failure),
    )


def _as_it_is(photo: Photo, side_px: int, read: Callable[[Path], Rgb]) -> AlignedPhoto:
    try:
        rgb = read(photo.file)
    except BadImage:
        return AlignedPhoto(photo, None, Failure.UNREADABLE, 0)
    if rgb.shape[:2] != (side_px, side_px):
        raise BadInput(
            f"{photo.file} is {rgb.shape[1]}×{rgb.shape[0]} pixels, and a chip of this network is"
            f" {side_px}×{side_px}; without --aligned its face is found and cut."
        )
    return AlignedPhoto(photo, rgb, None, 1)


def _gathered(photos: Iterable[AlignedPhoto]) -> _Cut:
    chips, failures = [], []
    for photo in photos:
        failures.append(str(photo.failure or ""))
        if photo.chip_rgb is not None:
            chips.append(photo.chip_rgb)
    return _Cut(np.stack(chips) if chips else np.zeros((0, 0, 0, 3), np.uint8), tuple(failures))


def _cache_path(model: Model, photos: Sequence[Photo]) -> Path:
    """Return the file whose name says what was cut from what, byte for byte."""
    cut = (LOOKS, model.alignment, model.chip_side_px, model.chip_padding)
    hashed = hashlib.sha256(repr(cut).encode())
    for photo in photos:
        hashed.update(_content_hash(photo.file))
    return cache_dir() / FOLDER / f"{hashed.hexdigest()[:32]}.npz"


def _content_hash(file: Path) -> bytes:
    try:
        return hashlib.sha256(file.read_bytes()).digest()
    except OSError:
        return bytes(hashlib.sha256().digest_size)


def _read(path: Path, photos: int) -> _Cut | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = _Cut(arrays["chips"], tuple(arrays["failures"].tolist()))
    except UNREADABLE as error:
        logger.warning("%s is broken and will be made anew: %s", path, error)
        return None
    is_whole = len(found.failures) == photos and found.failures.count("") == len(found.chips_rgb)
    return found if is_whole else None


def _keep(path: Path, found: _Cut) -> None:
    """Write the file, whole or not at all; a cache that cannot be written costs time, not the result."""
    try:
        private_folder(path.parent)
        with written_whole_bytes(path) as file:
            np.savez(file, chips=found.chips_rgb, failures=np.array(found.failures))
    except OSError as error:
        logger.warning("the chips cannot be kept: %s", error)
