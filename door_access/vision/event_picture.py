"""A small picture of an answer: one face at most can be recognised in it, and the rest is coarse for good.

All of the picture becomes a mosaic, not the faces alone: a face that the detector did not find is in it as
well. Blocks are so coarse that a face has four of them across; each keeps its mean colour and nothing else,
so what was in it cannot be had back from the file.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from door_access.domain.faces.faces import Box, Rgb
from door_access.errors import StorageFault

WIDTH_PX = 320
"""Enough to tell who was let in; a face at the usual distance is some 80 px wide."""
BLOCKS_ACROSS_A_FACE = 4
LEAST_BLOCKS = 16
"""Blocks across the shorter side where no face was found: four across one that just counts as present."""
_JPEG_QUALITY = 80
_AROUND_SHOWN = 0.25
"""Of the face's size on each side: hair and chin, and no shoulder to look over."""
_AROUND_HIDDEN = 0.3


def event_picture(rgb: Rgb, *, shown: Box | None, hidden: Sequence[Box]) -> bytes:
    """Return a JPEG file in which nobody can be recognised but whoever is in the one box."""
    scale = min(1.0, WIDTH_PX / rgb.shape[1])
    small = _resized(rgb, scale)
    hidden = [box.scaled(scale) for box in hidden]
    coarse = _mosaic(small, _block_px(small, hidden))
    picture = coarse.copy()
    if shown is not None:
        _paste(picture, small, shown.scaled(scale), around=_AROUND_SHOWN)
        for box in hidden:
            _paste(picture, coarse, box, around=_AROUND_HIDDEN)
    return _jpeg(picture)


def _resized(rgb: Rgb, scale: float) -> Rgb:
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _block_px(small: Rgb, hidden: Sequence[Box]) -> int:
    widest = max((max(box.width, box.height) for box in hidden), default=0.0)
    least = min(small.shape[:2]) / LEAST_BLOCKS
    return max(2, int(np.ceil(max(least, widest / BLOCKS_ACROSS_A_FACE))))


def _mosaic(rgb: Rgb, block_px: int) -> Rgb:
    """Return the picture with the mean of each block in its place."""
    rows, columns = (np.arange(0, side, block_px) for side in rgb.shape[:2])
    sums = np.add.reduceat(np.add.reduceat(rgb.astype(np.uint32), rows, axis=0), columns, axis=1)
    heights, widths = (
        np.diff([*begins, side]) for begins, side in zip((rows, columns), rgb.shape, strict=False)
    )
    means = sums // (heights[:, None, None] * widths[None, :, None])
    coarse = np.repeat(np.repeat(means.astype(np.uint8), heights, axis=0), widths, axis=1)
    return np.ascontiguousarray(coarse)


def _paste(onto: Rgb, of: Rgb, box: Box, *, around: float) -> None:
    """Put what is in the box, and a part of its size around it, in its place."""
    wide, high = box.width * around, box.height * around
    left, top = max(0, int(box.left - wide)), max(0, int(box.top - high))
    right, bottom = max(0, int(np.ceil(box.right + wide))), max(0, int(np.ceil(box.bottom + high)))
    onto[top:bottom, left:right] = of[top:bottom, left:right]


def _jpeg(rgb: Rgb) -> bytes:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    is_made, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not is_made:
        raise StorageFault("A picture of an answer could not be made.")
    return encoded.tobytes()
