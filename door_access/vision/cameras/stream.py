"""One open OpenCV video stream that gives RGB pictures. OpenCV's BGR, properties and silence end here."""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np

from door_access.domain.faces.faces import Rgb, frozen_array

LARGEST_SIDE_PX = 1920
"""Larger pictures are scaled down: 4K shows no more of a face at a door, and costs four times as much."""

FFMPEG_QUIET = "-8"
"""AV_LOG_QUIET of FFmpeg."""
FFMPEG_OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """How to open a stream.

    Attributes:
        target: a camera's index, a device path, a file, or an address.
        backend: OpenCV's CAP_… number.
        at_open: properties that must hold from the start; the stream does not open without them.
        wishes: properties to ask for once it is open; a camera may ignore them.
        ffmpeg_options: FFmpeg's own options as ``key;value|key;value``.
    """

    target: int | str
    backend: int
    at_open: tuple[tuple[int, int], ...] = ()
    wishes: tuple[tuple[int, float], ...] = ()
    ffmpeg_options: str = ""


class Stream(Protocol):
    """What cameras and files need from OpenCV; tests bring their own."""

    def next_rgb(self) -> Rgb | None:
        """Return the next picture; None when there is none, now or ever."""

    def position_s(self) -> float:
        """Return the newest picture's time in the file; what the file says, which may be wrong."""

    def frames_per_second(self) -> float:
        """Return the rate that the stream claims; 0 when it claims none."""

    def close(self) -> None: ...


def open_stream(plan: StreamPlan) -> Stream | None:
    """Open it; None when it cannot be opened."""
    silence_opencv()
    flat = [number for pair in plan.at_open for number in pair]
    with _ffmpeg_options(plan.ffmpeg_options):
        capture = cv2.VideoCapture(plan.target, plan.backend, flat)
    if not capture.isOpened():
        capture.release()
        return None
    for key, value in plan.wishes:
        capture.set(key, value)
    return OpenCvStream(capture)


class OpenCvStream:
    """A ``cv2.VideoCapture`` that is open."""

    def __init__(self, capture: Any) -> None:
        self._capture = capture

    def next_rgb(self) -> Rgb | None:
        """Return the next picture; None at the end, or when the stream fails."""
        is_read, bgr = self._capture.read()
        return as_rgb(bgr) if is_read else None

    def position_s(self) -> float:
        """Return what the file says of the newest picture's time."""
        return float(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000

    def frames_per_second(self) -> float:
        """Return what the file says of its rate."""
        claimed = float(self._capture.get(cv2.CAP_PROP_FPS))
        return claimed if math.isfinite(claimed) and claimed > 0 else 0.0

    def close(self) -> None:
        """Let go of the device or file."""
        self._capture.release()


def as_rgb(picture: Any) -> Rgb | None:
    """Return OpenCV's picture as read-only RGB of a sane size; None for an empty or non-8-bit one."""
    if picture is None or picture.size == 0 or picture.dtype != np.uint8:
        return None
    code = cv2.COLOR_GRAY2RGB if picture.ndim == 2 else cv2.COLOR_BGR2RGB
    return frozen_array(cv2.cvtColor(_sane_size(picture), code))


def _sane_size(picture: Any) -> Any:
    height, width = picture.shape[:2]
    factor = LARGEST_SIDE_PX / max(height, width)
    if factor >= 1:
        return picture
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def silence_opencv() -> None:
    """Keep OpenCV and FFmpeg from writing to the terminal; operators who set the variables see it all."""
    if "OPENCV_LOG_LEVEL" not in os.environ:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", FFMPEG_QUIET)


@contextmanager
def _ffmpeg_options(options: str) -> Iterator[None]:
    """Set the options only while a stream opens: OpenCV takes them from the environment alone."""
    if not options or FFMPEG_OPTIONS in os.environ:
        yield
        return
    os.environ[FFMPEG_OPTIONS] = options
    try:
        yield
    finally:
        del os.environ[FFMPEG_OPTIONS]
