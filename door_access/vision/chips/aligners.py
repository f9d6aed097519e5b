"""What cuts and what measures the chips of a model. Both are of one alignment, so ask here for both."""

from collections.abc import Callable

import dlib
import numpy as np

from door_access.domain.faces.faces import DetectedFace, Rgb, frozen_array
from door_access.domain.models.model import Alignment
from door_access.ports import FaceAligner
from door_access.vision.chips import arcface_templates
from door_access.vision.chips.template_cutter import Template, TemplateCutter
from door_access.vision.detector import as_rectangle
from door_access.vision.quality import ChipQuality


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


TEMPLATES: dict[Alignment, Callable[[], Template]] = {
    Alignment.ARCFACE_EYES: arcface_templates.eyes,
    Alignment.ARCFACE_EYES_NOSE: arcface_templates.eyes_and_nose,
    Alignment.ARCFACE_5: arcface_templates.five,
    Alignment.ARCFACE_68: arcface_templates.sixty_eight,
}
"""All alignments but dlib's own."""

ARCFACE_PADDING, ARCFACE_DROP = 0.335, 0.128
"""The margin at which dlib's chip shows a face as large as ArcFace's does, and how far below the chip's
middle the face then lies, in chip sides. From the eye centres: in dlib's mean face they are 0.5255 face sizes
apart and 0.2213 below its top, in ArcFace's chip 0.3146 sides apart and 0.4607 below its top. So the face
measures 0.3146 / 0.5255 = 0.5988 = 1 / (1 + 2 · 0.335) of the side, and its middle lies at
0.4607 + (0.5 − 0.2213) · 0.5988 = 0.628."""


def make_aligner(alignment: Alignment, *, side_px: int, padding: float) -> FaceAligner:
    """Return what cuts a model's chips.

    Raises:
        ValueError: the side is not positive, or the padding is negative.
        WeightsFault: the alignment needs a landmark model that is missing or broken.
    """
    if alignment is Alignment.DLIB:
        return ChipCutter(side_px, padding)
    return TemplateCutter(side_px, TEMPLATES[alignment]())


def make_meter(alignment: Alignment, *, padding: float) -> ChipQuality:
    """Return what measures a model's chips, always the same part of the face."""
    if alignment is Alignment.DLIB:
        return ChipQuality(padding)
    return ChipQuality(ARCFACE_PADDING, drop=ARCFACE_DROP)
