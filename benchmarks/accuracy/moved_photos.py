"""Films of printed photos, made from single frames of them. They are synthetic, and say so.

NUAA's frames of a print lie seconds apart, so nothing can be followed through them. Here one frame is shown
for some seconds: as it is, or moved as the plane that it is (turned, tilted, shifted, brought nearer, each in
a slow wave of its own), with the blur of an open shutter. Every frame gets noise of its own, as sensors do.
Unlike a real film of a print the surroundings move along, the paper never bends, and the light stays.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from door_access.domain.faces.faces import Rgb

RATE_HZ = 30.0
FILM_S = 5.0
NOISE_LEVELS = 2.5
"""Standard deviation in grey levels: a webcam indoors (guess)."""
JPEG_QUALITY = 90
SHUTTER_S, SUB_FRAMES = 1 / 60, 3
FOCAL_SHARE = 1.2
"""Focal length over the picture's width: a webcam that sees about 45 degrees."""
SLOWEST_HZ, FASTEST_HZ = 0.15, 0.7
REACH = np.array([(0.10, 0.45), (0.08, 0.35), (0.03, 0.20), (10.0, 45.0), (6.0, 30.0), (0.02, 0.12)])
"""Least and largest swing: turn, tilt and roll in radians, shifts in px, nearness as a share."""

Array = Any


def write_still(photo: Rgb, path: Path, *, seed: int) -> Path:
    """Write the film of a photo that nobody moves."""
    base = photo.astype(np.float32)
    return _write((base for _ in range(round(FILM_S * RATE_HZ))), path, seed=seed)


def write_moved(photo: Rgb, path: Path, *, seed: int) -> Path:
    """Write the film of a photo that is moved in the hand."""
    return _write(_moved(photo, np.random.default_rng(seed)), path, seed=seed)


def _moved(photo: Rgb, dice: np.random.Generator) -> Iterator[Array]:
    swing = dice.uniform(REACH[:, 0], REACH[:, 1])
    rate_hz, phase = dice.uniform(SLOWEST_HZ, FASTEST_HZ, len(REACH)), dice.uniform(0, 2 * np.pi, len(REACH))
    for index in range(round(FILM_S * RATE_HZ)):
        moments_s = index / RATE_HZ + np.linspace(0, SHUTTER_S, SUB_FRAMES)
        poses = [swing * np.sin(2 * np.pi * rate_hz * at_s + phase) for at_s in moments_s]
        yield np.mean([_seen(photo, pose) for pose in poses], axis=0)


def _seen(photo: Rgb, pose: Array) -> Array:
    height, width = photo.shape[:2]
    plane = homography(pose, width_px=width, height_px=height)
    seen = cv2.warpPerspective(photo, plane, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return seen.astype(np.float32)


def homography(pose: Array, *, width_px: int, height_px: int) -> Array:
    """Return how a pinhole camera sees the picture's plane after turn, tilt, roll, shifts and nearness."""
    turn, tilt, roll, right, down, nearness = pose
    focal = FOCAL_SHARE * width_px
    rotation = _rotation(0, 0, roll) @ _rotation(0, turn, 0) @ _rotation(tilt, 0, 0)
    camera = np.array([[focal, 0, width_px / 2], [0, focal, height_px / 2], [0, 0, 1]])
    middle = np.array([[1, 0, -width_px / 2], [0, 1, -height_px / 2], [0, 0, 1]])
    place = np.array([right, down, focal / (1 + nearness)])
    return camera @ np.column_stack([rotation[:, 0], rotation[:, 1], place]) @ middle


def _rotation(x: float, y: float, z: float) -> Array:
    return cv2.Rodrigues(np.array([x, y, z], np.float64))[0]


def _write(pictures: Iterator[Array], path: Path, *, seed: int) -> Path:
    noise = np.random.default_rng(seed)
    writer: cv2.VideoWriter | None = None
    for picture in pictures:
        grain = noise.normal(0, NOISE_LEVELS, picture.shape[:2])[..., np.newaxis]
        rgb = np.clip(picture + grain, 0, 255).astype(np.uint8)
        writer = writer or film_writer(path, width_px=rgb.shape[1], height_px=rgb.shape[0])
        writer.write(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    if writer is not None:
        writer.release()
    return path


def film_writer(path: Path, *, width_px: int, height_px: int) -> cv2.VideoWriter:
    """Return a writer of MJPG, as webcams send it."""
    options = [cv2.VIDEOWRITER_PROP_QUALITY, JPEG_QUALITY]
    fourcc = cv2.VideoWriter.fourcc(*"MJPG")
    return cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, fourcc, RATE_HZ, (width_px, height_px), options)
