"""The chips of a training: found, cut and kept in the cache, or taken as they are."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from door_access.counts import counted
from door_access.domain.faces.faces import Rgb
from door_access.domain.models.model import Model
from door_access.errors import BadImage, BadInput
from door_access.facenet.training.data.chip_set import Chips, ChipSet
from door_access.offline.aligned_photos import AlignedPhoto, Failure, aligned_photos
from door_access.offline.encoded_photos import LOOKS
from door_access.offline.photo_folder import Photo, RefusedPhoto, photos_of
from door_access.offline.photos import PhotoReader
from door_access.ports import CacheKind, FaceCache

Counting = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Told what is done and with how many photos, gives what hears of each that is done."""


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
    folder: Path,
    model: Model,
    make_reader: Callable[[], PhotoReader],
    counting: Counting,
    *,
    cache: FaceCache | None,
) -> TrainingChips:
    """Return everybody's chips as the model's network wants them.

    Args:
        make_reader: what photos are looked at with, once a thread.
        cache: keeps what was cut for the next time; None keeps nothing.

    Raises:
        BadInput: the folder holds no photos of people, or none with a face.
    """
    photos = photos_of(folder)
    name = _cache_name(model, photos) if cache else ""
    found = _read(cache, name, len(photos)) if cache else None
    if found is None:
        with counting("finding faces", len(photos)) as count:
            found = _gathered(_counted(aligned_photos(photos, make_reader), count))
        if cache:
            arrays = {"failures": np.array(found.failures), "chips": found.chips_rgb}
            cache.put(CacheKind.CHIPS, name, arrays, photos=len(photos))
    return _owned(folder, photos, found)


def _counted(photos: Iterable[AlignedPhoto], count: Callable[[int], None]) -> Iterator[AlignedPhoto]:
    for photo in photos:
        yield photo
        count(1)


def _owned(folder: Path, photos: Sequence[Photo], cut: _Cut) -> TrainingChips:
    if not len(cut.chips_rgb):
        raise BadInput(f"{folder} has {counted(len(photos), 'photo')}, none with a face that can be used.")
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


def _cache_name(model: Model, photos: Sequence[Photo]) -> str:
    """Return what the chips are kept under; it says what was cut from what, byte for byte."""
    cut = (LOOKS, model.alignment, model.chip_side_px, model.chip_padding)
    hashed = hashlib.sha256(repr(cut).encode())
    for photo in photos:
        hashed.update(_content_hash(photo.file))
    return hashed.hexdigest()[:32]


def _content_hash(file: Path) -> bytes:
    try:
        return hashlib.sha256(file.read_bytes()).digest()
    except OSError:
        return bytes(hashlib.sha256().digest_size)


def _read(cache: FaceCache, name: str, photos: int) -> _Cut | None:
    arrays = cache.get(CacheKind.CHIPS, name)
    if arrays is None:
        return None
    try:
        found = _Cut(arrays["chips"], tuple(map(str, arrays["failures"].tolist())))
    except KeyError:
        return None
    is_whole = (
        len(found.failures) == photos
        and found.failures.count("") == len(found.chips_rgb)
        and found.chips_rgb.dtype == np.uint8
    )
    return found if is_whole else None
