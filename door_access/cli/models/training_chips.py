"""The chips of ``train``: found, cut and kept in the cache, or with ``--aligned`` taken as they are."""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from door_access.bootstrap import make_photo_eyes
from door_access.cli.photos.photo_encoding import LOOKS
from door_access.cli.progress_bar import progress_bar
from door_access.config import Settings
from door_access.domain.models.model import Model
from door_access.errors import BadImage, BadInput
from door_access.facenet.installation.durable import private_folder
from door_access.facenet.installation.model_cache import cache_dir
from door_access.facenet.tensor_file import UNREADABLE
from door_access.facenet.training.chip_set import Chips, ChipSet
from door_access.offline.aligned_photos import AlignedPhoto, Failure, aligned_photos
from door_access.offline.photo_folder import Photo, photos_of
from door_access.vision.stills import read_picture
from door_access.whole_file import written_whole_bytes

FOLDER = "chips"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class TrainingChips:
    """What there is to learn from, and the photos that gave nothing, each with the reason.

    Attributes:
        photos: which the chips were cut from, in their order.
    """

    chips: ChipSet
    photos: tuple[Photo, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """What became of each photo: its failure, or an empty text and the next of the chips."""

    chips_rgb: Chips
    failures: tuple[str, ...]


def training_chips(
    folder: Path, model: Model, settings: Settings, *, is_aligned: bool, is_cached: bool
) -> TrainingChips:
    """Return everybody's chips as the model's network wants them.

    Args:
        is_aligned: the photos are chips already.
        is_cached: what was cut is kept for the next time.

    Raises:
        BadInput: the folder holds no photos of people, none with a face, or a chip of another size.
    """
    photos = photos_of(folder)
    if is_aligned:
        cut = _gathered([_as_it_is(photo, model.chip_side_px) for photo in photos])
    else:
        cut = _cut(photos, model, settings, is_cached=is_cached)
    if not len(cut.chips_rgb):
        raise BadInput(f"None of the {len(photos)} photos in {folder} shows a face that can be used.")
    return _owned(photos, cut)


def _owned(photos: Sequence[Photo], cut: _Cut) -> TrainingChips:
    answers = list(zip(photos, cut.failures, strict=True))
    cut_from = tuple(photo for photo, failure in answers if not failure)
    names, person = np.unique([photo.person for photo in cut_from], return_inverse=True)
    return TrainingChips(
        ChipSet(cut.chips_rgb, person.astype(np.int32), tuple(names.tolist())),
        cut_from,
        tuple((str(photo.file), failure) for photo, failure in answers if failure),
    )


def _as_it_is(photo: Photo, side_px: int) -> AlignedPhoto:
    try:
        rgb = read_picture(photo.file)
    except BadImage:
        return AlignedPhoto(photo, None, Failure.UNREADABLE, 0)
    if rgb.shape[:2] != (side_px, side_px):
        raise BadInput(
            f"{photo.file} is {rgb.shape[1]}×{rgb.shape[0]} pixels, and a chip of this network is"
            f" {side_px}×{side_px}; without --aligned its face is found and cut."
        )
    return AlignedPhoto(photo, rgb, None, 1)


def _cut(photos: Sequence[Photo], model: Model, settings: Settings, *, is_cached: bool) -> _Cut:
    if not is_cached:
        return _gathered(_aligned(photos, model, settings))
    path = _cache_path(model, photos)
    found = _read(path, len(photos))
    if found is None:
        found = _gathered(_aligned(photos, model, settings))
        _keep(path, found)
    return found


def _aligned(photos: Sequence[Photo], model: Model, settings: Settings) -> Iterator[AlignedPhoto]:
    with progress_bar() as bar:
        task = bar.add_task("finding faces", total=len(photos))
        for aligned in aligned_photos(photos, lambda: make_photo_eyes(settings, model)):
            yield aligned
            bar.advance(task)


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
