"""Measures how good a face's picture is: sharpness and light on the chip, pose from the five points.

Sharpness and light are taken from the face proper (the chip without its padding), scaled to ``FACE_SIDE_PX``,
so that one gate fits chips of every size.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import DetectedFace, Quality, Rgb

FACE_SIDE_PX = 100
"""Side of the measured face: that of a 150 px chip with a padding of 0.25, which is so measured unscaled."""


class ChipQuality:
    """Measures a face that was cut with a certain padding."""

    def __init__(self, padding: float, *, drop: float = 0.0) -> None:
        """Take the chip's margin around the face, in face sizes, and how far below the middle the face lies.

        Args:
            padding: 0 or more.
            drop: in chip sides; at most the margin, so that the face lies in the chip.

        Raises:
            ValueError: the padding is negative, or the face does not lie in the chip.
        """
        if padding < 0:
            raise ValueError(f"a chip's padding is 0 or more, got {padding}")
        self._margin = padding / (1 + 2 * padding)
        if not 0 <= drop <= self._margin:
            raise ValueError(f"a face lies from 0 to {self._margin:.3f} below its chip's middle, got {drop}")
        self._drop = drop

    def measure(self, face: DetectedFace, chip_rgb: Rgb) -> Quality:
        """Return the measured properties; what is good enough is for the quality gate to say."""
        grey = self._face_grey(chip_rgb)
        yaw, pitch, roll_degrees = pose(face.landmarks)
        return Quality(
            width_px=face.box.width,
            sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).var()),
            brightness=float(grey.mean()),
            contrast=float(grey.std()),
            yaw=yaw,
            pitch=pitch,
            roll_degrees=roll_degrees,
        )

    def _face_grey(self, chip_rgb: Rgb) -> NDArray[np.uint8]:
        side = chip_rgb.shape[0]
        margin, drop = round(side * self._margin), round(side * self._drop)
        face_rgb = chip_rgb[margin + drop : side - margin + drop, margin : side - margin]
        grey: NDArray[np.uint8] = cv2.cvtColor(face_rgb, cv2.COLOR_RGB2GRAY)
        if grey.shape[0] == FACE_SIDE_PX:
            return grey
        method = cv2.INTER_AREA if grey.shape[0] > FACE_SIDE_PX else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(grey, (FACE_SIDE_PX, FACE_SIDE_PX), interpolation=method))


def pose(landmarks: NDArray[np.float32]) -> tuple[float, float, float]:
    """Return yaw and pitch in eye distances and roll in degrees, as :class:`Quality` explains them.

    Points without an eye distance have no pose: infinite yaw and pitch, which no gate lets pass.
    """
    right, left, nose = landmarks[0:2].mean(axis=0), landmarks[2:4].mean(axis=0), landmarks[4]
    across = right - left
    distance_px = float(np.hypot(*across))
    if distance_px == 0.0:
        return math.inf, math.inf, 0.0
    along = across / distance_px
    down = np.array([-along[1], along[0]])
    offset = (nose - (right + left) / 2) / distance_px
    roll_degrees = math.degrees(math.atan2(float(across[1]), float(across[0])))
    return float(offset @ along), float(offset @ down), roll_degrees
