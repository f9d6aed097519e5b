"""Measures how far a face's pixels are from those of old frames. Pixels, and no averages.

An average would smooth away the sensor's noise, which is what a live picture never repeats. The memory is the
source's and not the face's: a film that begins again brings back its frames whoever is tracked.
"""

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Box, Frame
from door_access.domain.liveness.liveness_measures import Recurrence

MEMORY_S = 10.0
MOST_FRAMES = 300
"""Ten seconds at 30 frames a second: 6 MB."""
WIDEST_PX = 160
"""Pictures are remembered with every few pixels only, so that they are about so wide."""
GRID = 24
"""Points across and down the face that are compared."""
LEAST_LAG_S = 0.3
"""Frames nearer than that are alike because nobody moves so fast."""
GREEN = 1
"""The channel with half of a sensor's pixels, and so the least interpolated one."""


class RecurrenceMeter:
    """Remembers the pictures of one source. One thread owns it."""

    def __init__(self) -> None:
        self._pictures: NDArray[np.uint8] | None = None
        self._times_s = np.full(MOST_FRAMES, -np.inf)
        self._source = ""
        self._count = 0

    def remember(self, frame: Frame) -> None:
        """Take the next frame, whoever is in it; another source or size, or time that runs back, forgets."""
        step = max(1, frame.width_px // WIDEST_PX)
        sampled = frame.rgb[::step, ::step, GREEN]
        if self._pictures is None or not self._continues(frame, sampled.shape):
            self._pictures = np.zeros((MOST_FRAMES, *sampled.shape), np.uint8)
            self._times_s[:], self._source, self._count = -np.inf, frame.source, 0
        slot = self._count % MOST_FRAMES
        self._pictures[slot], self._times_s[slot] = sampled, frame.captured_at_s
        self._count += 1

    def measure(self, frame: Frame, box: Box) -> Recurrence | None:
        """Compare the face in the frame remembered last; None for the first one, and outside the picture."""
        if self._pictures is None or self._count < 2:
            return None
        points = _points(box, self._pictures.shape, scale=self._pictures.shape[2] / frame.width_px)
        if points is None:
            return None
        newest, before = ((self._count - back) % MOST_FRAMES for back in (1, 2))
        older = self._old_enough(self._times_s[newest])
        shown = self._pictures[(np.array([newest, before, *older])[:, np.newaxis, np.newaxis], *points)]
        change, *differences = _differences(shown[0], shown[1:]).tolist()
        if not differences:
            return Recurrence(change)
        nearest = int(np.argmin(differences))
        return Recurrence(change, differences[nearest], self._times_s[newest] - self._times_s[older[nearest]])

    def _continues(self, frame: Frame, shape: tuple[int, ...]) -> bool:
        is_later = frame.captured_at_s >= self._times_s[(self._count - 1) % MOST_FRAMES]
        is_same = self._pictures is not None and self._pictures.shape[1:] == shape
        return bool(is_later) and is_same and frame.source == self._source

    def _old_enough(self, now_s: float) -> NDArray[np.intp]:
        """Return where the frames lie that the newest is compared with."""
        age_s = now_s - self._times_s
        return np.flatnonzero((age_s >= LEAST_LAG_S) & (age_s <= MEMORY_S))


def _points(box: Box, shape: tuple[int, ...], *, scale: float) -> tuple[NDArray[np.intp], ...] | None:
    """Return rows and columns of the face's grid in a remembered picture; None outside it."""
    across = np.linspace(box.left * scale, box.right * scale, GRID).astype(np.intp)
    down = np.linspace(box.top * scale, box.bottom * scale, GRID).astype(np.intp)
    across = across[(across >= 0) & (across < shape[2])]
    down = down[(down >= 0) & (down < shape[1])]
    return (down[:, np.newaxis], across) if len(across) and len(down) else None


def _differences(one: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the mean absolute difference to each of the others, in grey levels."""
    apart = np.maximum(one, others) - np.minimum(one, others)
    return np.asarray(apart.mean(axis=(1, 2)))
