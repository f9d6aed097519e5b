"""Real video as a camera at a door would give it: 640×480, 30 a second, as MJPG, with people who come and go.

The pictures between two visits show the same light and nobody, and no two of them are equal.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.report import Skipped
from door_access.domain.faces.faces import Rgb
from door_access.vision.cameras.video_file import VideoFile

DATA_VARIABLE = "DOOR_ACCESS_TEST_DATA"
WIDTH_PX, HEIGHT_PX, RATE_HZ = 640, 480, 30.0
JPEG_QUALITY = 80
"""What webcams do is not told; at 80 a picture has about 40 KB, which fits USB 2 at 30 a second."""
COMING_FRAMES = 12
COMING = 0.3, 0.55
"""Whoever comes is first seen so much smaller than at the door, and too far away to be asked for."""
NOBODY_BLUR_PX = 60.0
"""No face is left in a picture blurred so far."""
NOISE_LEVELS = 3.0
NOISE_SEED = 1
EMPTY_FRAMES = 45
"""1.5 s: a face that is gone for half a second has left, and after one second the hall counts as empty."""


def evaluation_data() -> Path:
    """Return the folder of the evaluation data; raises Skipped where there is none."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        raise Skipped(f"{DATA_VARIABLE} is not set, so there are no real faces to measure with.")
    return Path(folder)


def video(name: str) -> Path:
    """Return a video of the evaluation data; raises Skipped where there is none."""
    path = evaluation_data() / "videos" / name
    if not path.is_file():
        raise Skipped(f"{path} is missing from the evaluation data.")
    return path


def frames(path: Path) -> list[Rgb]:
    """Return every frame, 640×480; a picture of another shape is fitted in, with black beside it."""
    source = VideoFile(path)
    source.open()
    read = [_fitted(frame.rgb) for frame in iter(source.read, None)]
    source.close()
    return read


@dataclass(frozen=True, slots=True)
class Visits:
    """How often somebody comes, and for how many frames they stay."""

    person: Sequence[Rgb]
    times: int
    frames: int

    def pictures(self) -> Iterator[Rgb]:
        """Return the frames of all visits, each followed by an empty door to which the next one walks up."""
        empty = empty_door(self.person[0])
        for visit in range(self.times):
            start = visit * self.frames
            yield from (self.person[(start + n) % len(self.person)] for n in range(self.frames))
            yield from (empty() for _ in range(EMPTY_FRAMES - COMING_FRAMES))
            coming = self.person[(start + self.frames) % len(self.person)]
            yield from (_far(coming, empty(), scale) for scale in np.linspace(*COMING, COMING_FRAMES))


def write_visits(path: Path, visits: Sequence[Visits]) -> Path:
    """Write the visits one after the other as an MJPG video; return its path."""
    return write_film(path, (picture for several in visits for picture in several.pictures()))


def arrivals(visits: Sequence[Visits]) -> list[int]:
    """Return the number of the first frame of every visit."""
    lengths = [several.frames + EMPTY_FRAMES for several in visits for _ in range(several.times)]
    return [sum(lengths[:visit]) for visit in range(len(lengths))]


def write_film(path: Path, pictures: Iterable[Rgb], size: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)) -> Path:
    """Write the pictures, all of that size, as an MJPG video; return its path."""
    fourcc = cv2.VideoWriter.fourcc(*"MJPG")
    options = [cv2.VIDEOWRITER_PROP_QUALITY, JPEG_QUALITY]
    writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, fourcc, RATE_HZ, size, options)
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    writer.release()
    return path


def _far(person: Rgb, hall: Rgb, scale: float) -> Rgb:
    """Return the hall with the person in its middle, made smaller."""
    small = cv2.resize(person, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    top, left = (HEIGHT_PX - small.shape[0]) // 2, (WIDTH_PX - small.shape[1]) // 2
    hall[top : top + small.shape[0], left : left + small.shape[1]] = small
    return hall


def _fitted(rgb: Rgb) -> Any:
    height, width = rgb.shape[:2]
    scale = min(WIDTH_PX / width, HEIGHT_PX / height)
    size = round(width * scale), round(height * scale)
    left, top = (WIDTH_PX - size[0]) // 2, (HEIGHT_PX - size[1]) // 2
    fitted = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    fitted[top : top + size[1], left : left + size[0]] = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return fitted


def empty_door(rgb: Rgb, size: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)) -> Callable[[], Any]:
    """Return a function that draws the next picture of nobody, in the light of a picture of 640×480."""
    blurred = cv2.GaussianBlur(rgb, (0, 0), NOBODY_BLUR_PX).astype(np.float32)
    hall = cv2.resize(blurred, size, interpolation=cv2.INTER_LINEAR)
    return partial(_noisy, hall, np.random.default_rng(NOISE_SEED))


def _noisy(hall: Any, noise: np.random.Generator) -> Any:
    grain = noise.normal(0.0, NOISE_LEVELS, hall.shape[:2]).astype(np.float32)
    return np.clip(hall + grain[..., np.newaxis], 0, 255).astype(np.uint8)
