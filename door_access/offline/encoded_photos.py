"""The embeddings of a folder of people, each photo detected, aligned and encoded once.

One rule: whatever was computed is kept, even when the run is ended early.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from door_access.domain.faces.faces import Vector
from door_access.domain.models.model import Model
from door_access.offline.aligned_photos import AlignedPhoto, Failure, align
from door_access.offline.encoding_cache import Encoded, EncodingCache
from door_access.offline.parallel_map import parallel_map
from door_access.offline.photo_folder import Photo
from door_access.offline.photos import PhotoReader
from door_access.ports import FaceEncoder

LOOKS = "v3"
"""Raise it whenever faces are found or cut in another way: older answers are then no longer found."""
PLAIN = "no mirror image"
"""Said where a chip is encoded alone; all others keep the names that they have always had."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPhoto:
    """A photo and its face's unit vector, or why it has none."""

    photo: Photo
    encoded: Encoded

    @property
    def vector(self) -> Vector | None:
        return self.encoded.vector

    @property
    def failure(self) -> Failure | None:
        return self.encoded.failure


def encoded_photos(
    photos: Sequence[Photo],
    *,
    make_reader: Callable[[], PhotoReader],
    make_encoder: Callable[[], FaceEncoder],
    cache: EncodingCache,
    on_done: Callable[[int], None],
) -> tuple[EncodedPhoto, ...]:
    """Return every photo's embedding or failure, in the photos' order.

    Args:
        make_reader, make_encoder: called once per thread.
        cache: asked first and told of everything new.
        on_done: told how many more photos are done.
    """
    hashes = [_sha256(photo) for photo in photos]
    answers = [cache.get(sha256) for sha256 in hashes]
    unknown = [place for place, answer in enumerate(answers) if answer is None]
    on_done(len(photos) - len(unknown))

    def make_worker() -> Callable[[Photo], Encoded]:
        return partial(_encoded, reader=make_reader(), encoder=make_encoder())

    with cache.saved():
        encodings = parallel_map(make_worker, [photos[i] for i in unknown])
        for place, encoded in zip(unknown, encodings, strict=True):
            cache.put(hashes[place], encoded)
            answers[place] = encoded
            on_done(1)
    return tuple(EncodedPhoto(photo, one) for photo, one in zip(photos, answers, strict=True) if one)


def cache_name(model: Model) -> str:
    """Return what a model's encodings are kept under; it says with what the faces were cut and encoded."""
    cut = (LOOKS, model.weights_sha256, model.alignment, model.chip_side_px, model.chip_padding)
    way = cut if model.adds_mirror_image else (*cut, PLAIN)
    key = hashlib.sha256(repr(way).encode()).hexdigest()[:16]
    return f"{model.id}-{key}"


def _encoded(photo: Photo, *, reader: PhotoReader, encoder: FaceEncoder) -> Encoded:
    aligned = align(photo, reader)
    if aligned.chip_rgb is None:
        return Encoded(None, aligned.failure, aligned.faces)
    return _vector(aligned, encoder)


def _vector(aligned: AlignedPhoto, encoder: FaceEncoder) -> Encoded:
    assert aligned.chip_rgb is not None
    try:
        return Encoded(encoder.encode(aligned.chip_rgb).vector, None, aligned.faces)
    except ValueError:
        return Encoded(None, Failure.NOT_ENCODED, aligned.faces)


def _sha256(photo: Photo) -> bytes:
    """Return the content's hash; no bytes for a file that cannot be read, which the cache never knows."""
    try:
        return hashlib.sha256(photo.file.read_bytes()).digest()
    except OSError:
        return b""
