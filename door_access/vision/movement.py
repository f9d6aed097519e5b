"""Whether anything moves in a picture: cheap enough for every frame of an empty hall.

The picture is compared with an earlier one in some five thousand blocks, each the mean of sixteen points: so
grain is four times fainter than a person, and a dim hall does not move. Light that changes slowly does not
either; a lamp that is switched on does, and costs a few looks.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Rgb

BLOCKS_HIGH = 60
"""So many rows of blocks in any picture: a face that is a sixth of its height covers about a hundred."""
BLOCK = 4
"""Points of a block, across and down."""
LEAST_LEVELS = 16
"""Grey levels by which a block must differ: of noise that spreads by twelve one in seven thousand does."""
MOVED_SHARE = 0.003
"""Share of the blocks that differ when somebody moves: fourteen of a 4:3 picture, a hand at some metres."""


class PictureMovement:
    """Compares pictures with the one that was kept last. One thread owns it."""

    def __init__(self) -> None:
        self._newest: NDArray[np.int16] | None = None
        self._kept: NDArray[np.int16] | None = None

    def keep(self) -> None:
        """Compare the pictures that follow with the newest one."""
        self._kept = self._newest

    def has_moved(self, rgb: Rgb) -> bool:
        """Say whether the picture differs by more than noise; one of another shape does, the first not."""
        self._newest = _blocks(rgb)
        if self._kept is None:
            return False
        if self._newest.shape != self._kept.shape:
            return True
        differ = np.abs(self._newest - self._kept) > LEAST_LEVELS
        return bool(np.count_nonzero(differ) >= MOVED_SHARE * differ.size)


def _blocks(rgb: Rgb) -> NDArray[np.int16]:
    """Return the blocks' means of every so-manieth value of the green channel, which is the least noisy."""
    step = max(1, min(rgb.shape[:2]) // (BLOCKS_HIGH * BLOCK))
    points = np.ascontiguousarray(rgb[::step, ::step, 1])
    size = max(1, points.shape[1] // BLOCK), max(1, points.shape[0] // BLOCK)
    return np.asarray(cv2.resize(points, size, interpolation=cv2.INTER_AREA), np.int16)
