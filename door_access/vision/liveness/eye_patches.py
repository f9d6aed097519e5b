"""Measures how much the eyes look as they did in the last second. No landmarks but dlib's five.

The corners of an eye place its patch, so that it holds still while the head moves; the inner corners place a
third one, on the bridge of the nose, where nothing blinks.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import DetectedFace, Frame, Rgb
from door_access.domain.liveness.liveness_measures import EyeLikeness

PATCH_PX = (32, 20)
"""Width and height. Eyes of the narrowest faces that are compared are 20 px wide."""
CORNERS_SHARE = 0.6
"""Of the patch's width lies between the two corners."""
CUT_PX = 3
"""Left off at every edge of the patch when two are compared."""
SMOOTHING_PX = 0.8
MEMORY_S = 1.0
"""How fast the usual look follows: a blink of 0.2 s changes it by a fifth."""
CORNERS = ((0, 1), (2, 3), (1, 3))
"""The landmarks of the eye at the picture's right, at its left, and of the bridge."""

Patches = NDArray[np.float32]
"""Shape ``(3, height, width)``."""


class EyePatches:
    """Compares the eyes of one track with their usual look. One thread owns it."""

    def __init__(self) -> None:
        self._usual: Patches | None = None
        self._track = 0
        self._at_s = 0.0

    def forget(self) -> None:
        """Begin anew with the next frame."""
        self._usual = None

    def measure(self, frame: Frame, face: DetectedFace, track: int) -> EyeLikeness | None:
        """Take the next frame; None for the first one, and where the corners of an eye are one point."""
        patches = _patches(frame.rgb, face)
        if patches is None:
            return None
        usual, passed_s = self._usual, frame.captured_at_s - self._at_s
        self._at_s = frame.captured_at_s
        if usual is None or track != self._track or not 0.0 <= passed_s <= MEMORY_S:
            self._usual, self._track = patches, track
            return None
        self._usual = usual + (1 - math.exp(-passed_s / MEMORY_S)) * (patches - usual)
        right, left, bridge = (_correlation(a, b) for a, b in zip(patches, usual, strict=True))
        return EyeLikeness(right, left, bridge)


def _patches(rgb: Rgb, face: DetectedFace) -> Patches | None:
    corners = [(face.landmarks[a], face.landmarks[b]) for a, b in CORNERS]
    if any(not 1.0 < np.linalg.norm(b - a) < np.inf for a, b in corners):
        return None
    return np.stack([_patch(rgb, a, b) for a, b in corners])


def _patch(rgb: Rgb, one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the grey patch with the two corners level, the picture's left one at the left."""
    left, right = (one, other) if one[0] < other[0] else (other, one)
    width, height = PATCH_PX
    along = (right - left) * (CORNERS_SHARE * width / float(np.sum(np.square(right - left))))
    turn = np.array([[along[0], along[1]], [-along[1], along[0]]], np.float64)
    shift = np.array([width / 2, height / 2]) - turn @ ((left + right) / 2)
    cut = cv2.warpAffine(rgb, np.column_stack([turn, shift]), PATCH_PX, borderMode=cv2.BORDER_REPLICATE)
    grey = cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), SMOOTHING_PX)[CUT_PX:-CUT_PX, CUT_PX:-CUT_PX])


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return Pearson's; 0 where a patch has no contrast."""
    a, b = one - one.mean(), other - other.mean()
    size = math.sqrt(float(np.sum(a * a)) * float(np.sum(b * b)))
    return float(np.sum(a * b)) / size if size > 0 else 0.0
