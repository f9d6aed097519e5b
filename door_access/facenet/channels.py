"""The edge where pictures of the course come in. One rule: inside, colours are last, RGB, 0…255, float32."""

import numpy as np
from numpy.typing import NDArray

from door_access.errors import BadImage

COLOURS = 3
WHITE = 255.0


def as_chips(pictures: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return ``(m, side, side, 3)`` RGB 0…255 float32, which every network takes.

    Args:
        pictures: RGB, ``(m, 3, side, side)`` as in the course, or ``(m, side, side, 3)``; floats of 0…1, or
            uint8.

    Raises:
        BadImage: the shape, the kind of number or a value is another.
    """
    colours_last = _colours_last(pictures)
    if colours_last.dtype == np.uint8:
        return colours_last.astype(np.float32)
    _check_values(pictures)
    return np.ascontiguousarray(colours_last, np.float32) * np.float32(WHITE)


def _colours_last(pictures: NDArray[np.generic]) -> NDArray[np.generic]:
    shape = pictures.shape
    if len(shape) == 4 and shape[3] == COLOURS and shape[1] == shape[2]:
        return pictures
    if len(shape) == 4 and shape[1] == COLOURS and shape[2] == shape[3]:
        return pictures.transpose(0, 2, 3, 1)
    raise BadImage(f"Pictures are (m, 3, side, side) or (m, side, side, 3), got {shape}.")


def _check_values(pictures: NDArray[np.generic]) -> None:
    if pictures.dtype.kind != "f":
        raise BadImage(f"Pictures are floats of 0…1, or uint8, got {pictures.dtype}.")
    if pictures.size and not (pictures.min() >= 0 and pictures.max() <= 1):
        raise BadImage(f"Pictures of floats lie within 0…1, got {pictures.min():g} to {pictures.max():g}.")
