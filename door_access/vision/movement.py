"""Whether anything moves in a picture: cheap enough for every frame of an empty hall.

A few thousand points are compared with those of an earlier picture. What counts as noise follows from the
pictures themselves: half of all points differ by no more than the median, and as long as most of the hall
stands still, that is noise. So a dim, grainy picture does not move, and neither does a cloud before the sun.
"""

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Rgb

POINTS_HIGH = 60
"""So many rows of points in any picture: a face that is a sixth of its height covers about a hundred."""
LEAST_LEVELS = 16
"""Grey levels by which a point must differ in any case (guess)."""
NOISE_TIMES = 8
"""A point has changed when it differs by so many times the median: of pure noise one in ten million does."""
MOVED_SHARE = 0.003
"""Share of the points that change when somebody moves: fourteen of a 4:3 picture, a hand at some metres."""


class PictureMovement:
    """Compares pictures with the one that was kept last. One thread owns it."""

    def __init__(self) -> None:
        self._kept: NDArray[np.int16] | None = None

    def keep(self, rgb: Rgb) -> None:
        """Compare the pictures that follow with this one."""
        self._kept = _points(rgb)

    def has_moved(self, rgb: Rgb) -> bool:
        """Say whether the picture differs by more than noise; one of another shape does, the first not."""
        if self._kept is None:
            return False
        points = _points(rgb)
        if points.shape != self._kept.shape:
            return True
        change = np.abs(points - self._kept)
        noise = max(float(LEAST_LEVELS), NOISE_TIMES * float(np.median(change)))
        return bool(np.count_nonzero(change > noise) >= MOVED_SHARE * change.size)


def _points(rgb: Rgb) -> NDArray[np.int16]:
    """Return every so-manieth value of the green channel, which is the least noisy one."""
    step = max(1, min(rgb.shape[:2]) // POINTS_HIGH)
    return rgb[::step, ::step, 1].astype(np.int16)
