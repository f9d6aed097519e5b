"""Things that move before a camera, without a face: a photo that tilts, and a relief that turns."""

from collections.abc import Iterator

import cv2
import numpy as np

from door_access.domain.faces.faces import Box, Frame

WIDTH_PX, HEIGHT_PX = 320, 240
FACE = Box(90.0, 50.0, 230.0, 190.0)
RATE_HZ = 30.0
FOCAL_PX = 400.0


def texture(seed: int = 1) -> np.ndarray:
    """Return a blotchy picture, sharp enough to have corners."""
    coarse = np.random.default_rng(seed).integers(30, 226, (48, 64, 3), np.uint8)
    return cv2.resize(coarse, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)


def noisy(rgb: np.ndarray, seed: int, levels: float = 2.0) -> np.ndarray:
    grain = np.random.default_rng(seed).normal(0, levels, rgb.shape[:2])[..., np.newaxis]
    return np.clip(rgb + grain, 0, 255).astype(np.uint8)


def turned(rgb: np.ndarray, radians: float, *, depth_px: float = 0.0) -> np.ndarray:
    """Return the picture, turned about its upright axis; its middle stands out by ``depth_px``."""
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    x, y = x - WIDTH_PX / 2, y - HEIGHT_PX / 2
    u, v = x / np.cos(radians), y.copy()
    for _ in range(5):  # the place in the picture that is seen at (x, y), by repeated substitution
        height = depth_px * np.exp(-(u**2 + v**2) / (2 * 25.0**2))
        scale = 1 + (height * np.cos(radians) - u * np.sin(radians)) / FOCAL_PX
        u = (x / scale - height * np.sin(radians)) / np.cos(radians)
        v = y / scale
    places = (u + WIDTH_PX / 2).astype(np.float32), (v + HEIGHT_PX / 2).astype(np.float32)
    return cv2.remap(rgb, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def turning(*, depth_px: float, widest: float = 0.4, seconds: float = 2.0) -> Iterator[Frame]:
    """Yield frames of something that turns to and fro."""
    rgb = texture()
    for index in range(int(seconds * RATE_HZ)):
        at_s = index / RATE_HZ
        shown = turned(rgb, widest * np.sin(2 * np.pi * 0.4 * at_s), depth_px=depth_px)
        yield Frame(noisy(shown, index), at_s, index, "camera")
