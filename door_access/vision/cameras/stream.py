"""A camera at this machine, opened by OpenCV, as RGB pictures. OpenCV's BGR and properties end here."""

import os
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np

from door_access.domain.faces.faces import Rgb, frozen_array

LARGEST_SIDE_PX = 1920
"""Larger pictures are scaled down: 4K shows no more of a face at a door, and costs four times as much."""

SQUARE_WITHIN = 0.01
"""Pixels whose sides differ by less count as square: encoders round a shape to whole pixels."""
MOST_ASPECT = 4.0
"""A pixel that is longer than so many times its other side is not believed (guess)."""


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """How to open a camera at this machine.

    Attributes:
        target: its index or device path.
        backend: OpenCV's CAP_… number.
        wishes: properties to ask for once it is open; a camera may ignore them.
        pixel_aspect: width of a pixel over its height; no such camera tells.
    """

    target: int | str
    backend: int
    wishes: tuple[tuple[int, float], ...] = ()
    pixel_aspect: float = 1.0


class Stream(Protocol):
    """What live cameras need of an open stream; tests bring their own."""

    def next_rgb(self) -> Rgb | None:
        """Return the next picture; None when there is none, now or ever. Raises CameraFault to say why."""

    def skip(self) -> bool:
        """Let the next picture go by undecoded; False when there is none. Raises CameraFault to say why."""

    def close(self) -> None: ...


def open_stream(plan: StreamPlan) -> Stream | None:
    """Open it; None when it cannot be opened."""
    silence_opencv()
    capture = cv2.VideoCapture(plan.target, plan.backend)
    if not capture.isOpened():
        capture.release()
        return None
    for key, value in plan.wishes:
        capture.set(key, value)
    return OpenCvStream(capture, pixel_aspect=plan.pixel_aspect)


class OpenCvStream:
    """A ``cv2.VideoCapture`` that is open."""

    def __init__(self, capture: Any, *, pixel_aspect: float = 1.0) -> None:
        self._capture = capture
        self._pixel_aspect = pixel_aspect

    def next_rgb(self) -> Rgb | None:
        """Return the next picture; None when the camera fails."""
        is_read, bgr = self._capture.read()
        return as_rgb(bgr, pixel_aspect=self._pixel_aspect) if is_read else None

    def skip(self) -> bool:
        """Let the next picture go by as the camera sent it; False when the camera fails."""
        return bool(self._capture.grab())

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()


def as_rgb(picture: Any, *, pixel_aspect: float = 1.0) -> Rgb | None:
    """Return OpenCV's picture as read-only RGB of a sane size; None for an empty or non-8-bit one."""
    if picture is None or picture.size == 0 or picture.dtype != np.uint8:
        return None
    code = cv2.COLOR_GRAY2RGB if picture.ndim == 2 else cv2.COLOR_BGR2RGB
    return frozen_array(cv2.cvtColor(sane_size(with_square_pixels(picture, pixel_aspect)), code))


def with_square_pixels(picture: Any, pixel_aspect: float) -> Any:
    """Return the picture as it was before its pixels were made wider or higher; no side becomes shorter."""
    is_believed = 1 / MOST_ASPECT <= pixel_aspect <= MOST_ASPECT
    if not is_believed or abs(pixel_aspect - 1) < SQUARE_WITHIN:
        return picture
    height, width = picture.shape[:2]
    size = round(width * max(1.0, pixel_aspect)), round(height * max(1.0, 1 / pixel_aspect))
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)


def sane_size(picture: Any) -> Any:
    """Return the picture, scaled down where it is larger than anybody needs."""
    height, width = picture.shape[:2]
    factor = LARGEST_SIDE_PX / max(height, width)
    if factor >= 1:
        return picture
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def silence_opencv() -> None:
    """Keep OpenCV from writing to the terminal; operators who set the variable see it all."""
    if "OPENCV_LOG_LEVEL" not in os.environ:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
