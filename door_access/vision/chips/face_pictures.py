"""The pictures that are kept of enrolled faces: cut from the camera's picture, small, as JPEG.

As long as a face is not larger than ``FACE_PX`` its pixels stay as they are, and its points move by whole
pixels: any chip that is cut from the kept picture is then that of the camera's, but for JPEG's losses.
"""

import math

import cv2
import numpy as np

from door_access.domain.enrolment.chips import LARGEST_CHIP_BYTES, FacePicture
from door_access.domain.faces.faces import Box, DetectedFace, Rgb, frozen_array

FACE_PX = 144.0
"""Widest face that is kept as it is; the largest in any model's chip measures 100 pixels (``resnet29``)."""
AROUND = 2.6
"""The kept square, in face sizes: the widest chip (``facenet``: 1.9) turned by as much as enrolment takes
(30°), which needs 1.9 · (sin 30° + cos 30°)."""
QUALITIES = (92, 80, 60)
"""JPEG's, of which the first is tried first: a picture that is too large is made coarser, never left out."""


class JpegFacePictures:
    """Adapter of the FacePictures port; any thread may use it."""

    def keep(self, rgb: Rgb, face: DetectedFace) -> FacePicture | None:
        """Return the face with its surroundings; None where none of its square lies in the picture."""
        cut = _square(face.box, *rgb.shape[:2])
        if cut is None:
            return None
        left, top, right, bottom = cut
        part_rgb = rgb[top:bottom, left:right]
        scale = min(1.0, FACE_PX / max(face.box.width, face.box.height))
        moved = _moved(face, left, top)
        if scale < 1.0:
            part_rgb, moved = _scaled(part_rgb, moved, scale)
        jpeg = _jpeg(part_rgb)
        return None if jpeg is None else FacePicture(jpeg, moved)

    def open(self, picture: FacePicture) -> Rgb:
        """Return the picture in which the face lies; raises ValueError when it is none."""
        bgr = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
        if bgr is None:
            raise ValueError("a kept picture is no JPEG")
        return frozen_array(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))


def _square(box: Box, height_px: int, width_px: int) -> tuple[int, int, int, int] | None:
    """Return what to cut, in whole pixels of the picture; None for nothing."""
    middle, half = box.centre, max(box.width, box.height) * AROUND / 2
    left, top = (max(0, math.floor(at - half)) for at in middle)
    right, bottom = (
        min(end, math.ceil(at + half)) for at, end in zip(middle, (width_px, height_px), strict=True)
    )
    return (left, top, right, bottom) if right > left and bottom > top else None


def _moved(face: DetectedFace, left: int, top: int) -> DetectedFace:
    return DetectedFace(face.box.moved(-left, -top), face.landmarks - np.array((left, top), np.float32))


def _scaled(rgb: Rgb, face: DetectedFace, scale: float) -> tuple[Rgb, DetectedFace]:
    """Return both smaller; a point is a pixel's middle."""
    height, width = rgb.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    zoom = np.array((size[0] / width, size[1] / height))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    points = ((face.landmarks + 0.5) * zoom - 0.5).astype(np.float32)
    return small, DetectedFace(face.box.scaled(float(zoom.mean())), points)


def _jpeg(rgb: Rgb) -> bytes | None:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    for quality in QUALITIES:
        _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if len(jpeg) <= LARGEST_CHIP_BYTES:
            return bytes(jpeg)
    return None
