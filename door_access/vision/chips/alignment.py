"""Cuts the upright, centred chip of a face, exactly as dlib does for its own networks."""

import dlib
import numpy as np

from door_access.domain.faces.faces import DetectedFace, Rgb, frozen_array
from door_access.vision.landmarks import as_rectangle


class ChipCutter:
    """Five-point alignment to a square chip; the numbers come from the encoder's model."""

    def __init__(self, side_px: int, padding: float) -> None:
        """Cut chips of so many pixels a side, with a margin of ``padding`` face sizes on every side.

        Raises:
            ValueError: the side is not positive, or the padding is negative.
        """
        if side_px < 1 or padding < 0:
            raise ValueError(
                f"a chip needs a side above 0 and a padding of 0 or more, got {side_px}, {padding}"
            )
        self._side_px = side_px
        self._padding = padding

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        """Return the aligned face, ``(side, side, 3)``; black where it reaches past the picture."""
        points = dlib.points([dlib.point(round(x), round(y)) for x, y in face.landmarks.tolist()])
        shape = dlib.full_object_detection(as_rectangle(face.box), points)
        chip = dlib.get_face_chip(rgb, shape, size=self._side_px, padding=self._padding)
        return frozen_array(np.ascontiguousarray(chip))
