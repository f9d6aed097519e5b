"""The aligned faces of a folder of people: what a network is trained on and judged by.

One rule: a photo without a usable face is answered with the reason, never left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import starmap

from door_access.domain.faces.faces import DetectedFace, Rgb
from door_access.errors import BadImage
from door_access.offline.parallel_map import parallel_map
from door_access.offline.photo_folder import Photo
from door_access.offline.photos import PhotoReader


class Failure(StrEnum):
    """Why a photo gave no face (ISO/IEC 19795-1: failure to acquire)."""

    UNREADABLE = "unreadable"
    NO_FACE = "no_face"
    NOT_ENCODED = "not_encoded"
    """The network's vector stands for no face (not finite, or without length)."""


@dataclass(frozen=True, slots=True, eq=False)
class AlignedPhoto:
    """A photo's chip ``(side, side, 3)``, or why there is none; exactly one of the two is None.

    Attributes:
        faces: how many faces were found; the one nearest the picture's middle was taken.
    """

    photo: Photo
    chip_rgb: Rgb | None
    failure: Failure | None
    faces: int


def aligned_photos(photos: Sequence[Photo], make_reader: Callable[[], PhotoReader]) -> Iterator[AlignedPhoto]:
    """Align these photos, in their order, on two threads.

    Args:
        make_reader: called once per thread; what it raises is raised here.
    """

    def make_worker() -> Callable[[Photo], AlignedPhoto]:
        reader = make_reader()
        return lambda photo: align(photo, reader)

    return parallel_map(make_worker, photos)


def align(photo: Photo, reader: PhotoReader) -> AlignedPhoto:
    """Cut the chip of the face nearest the picture's middle: the one whom a portrait is of."""
    try:
        rgb = reader.read(photo.file)
    except BadImage:
        return AlignedPhoto(photo, None, Failure.UNREADABLE, 0)
    faces = reader.faces(rgb)
    if not faces:
        return AlignedPhoto(photo, None, Failure.NO_FACE, 0)
    return AlignedPhoto(photo, reader.chip(rgb, most_central(faces, rgb)), None, len(faces))


def most_central(faces: Sequence[DetectedFace], rgb: Rgb) -> DetectedFace:
    """Return the face whose centre is nearest the picture's middle."""
    middle = complex(rgb.shape[1], rgb.shape[0]) / 2
    away = list(starmap(complex, (face.box.centre for face in faces)))
    return min(zip(faces, away, strict=True), key=lambda pair: abs(pair[1] - middle))[0]
