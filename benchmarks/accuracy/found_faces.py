"""``python -m benchmarks.accuracy.found_faces [--markdown FILE]``: faces found, also in poor light.

Every picture in which the plain detector finds a face is shown again dark, before a bright window, blurred,
tilted and masked, and looked at as the door does, with even light where the plain look finds nobody, and as
it did before, without. The altered copies are made, not filmed. What is found in pictures turned upside down,
where no face stands upright, is no face.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.footage import evaluation_data, frames, video
from benchmarks.markdown import add_option, grid, publish
from door_access.bootstrap.vision import SEEN_BEFORE_NEAR
from door_access.domain.faces.faces import Box, Rgb, frozen_array
from door_access.evaluation.rates import Rate
from door_access.ports import FaceDetector
from door_access.vision.detector import FirstToFind, HogDetector
from door_access.vision.stills import read_picture

BLOCK = "found faces"
EVERY_LFW, EVERY_NUAA, EVERY_FRAME = 48, 4, 24
"""Neighbours are alike; so many are left out that the run takes a few minutes."""
FILMS = ("apfol_real2.webm", "liveportrait_s18.mp4", "liveportrait_d9.mp4")
NEAR_PX = {"LFW": 60.0, "NUAA": 120.0, "videos": 120.0}
"""The zone's narrowest face; those of LFW are about 90 px wide."""
SAME_FACE = 0.3
"""Overlap from which a box is the face's."""
SEED = 1
NOISE_LEVELS = 2.0
JPEG_QUALITY = 80
DARK, IN_SHADOW, WINDOW_LEVELS, VEIL = 0.08, 0.12, 190.0, 0.06
"""Shares of the light that is left, how bright the window is, and how much of it the lens spreads."""
BLUR_SHARE = 0.035
"""Of the face's width, as a standard deviation: 4 px of a face of 120."""
TURN_DEGREES = 30.0
MASK_RGB = (120.0, 160.0, 190.0)

Picture = NDArray[np.float32]
Change = Callable[[Picture, Box], Picture]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture and its widest face."""

    rgb: Rgb
    face: Box


def main(arguments: list[str]) -> int:
    """Print the table; with ``--markdown``, write it into the document."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.found_faces", description="Faces found in poor light."
    )
    add_option(parser)
    wanted = parser.parse_args(arguments)
    publish("\n".join(lines()), wanted.markdown, name=BLOCK)
    return 0


def lines() -> Iterator[str]:
    """Yield the table."""
    heads = ["pictures", "shown", "n", "before, % (95 %)", "with even light, % (95 %)"]
    yield "Faces found. The intervals (Wilson) take pictures of one person for independent: too narrow."
    yield ""
    yield from grid(heads, [row for name, near_px in NEAR_PX.items() for row in _rows(name, near_px)])


def _rows(name: str, near_px: float) -> Iterator[list[str]]:
    before, now = detectors(near_px)
    pictures = list(_pictures(name))
    shown = [Shown(rgb, found[0].box) for rgb in pictures if (found := before.detect(rgb))]
    for change_name, change in CHANGES.items():
        print(f"{name}, {change_name} …", file=sys.stderr, flush=True)
        dice = np.random.default_rng(SEED)
        altered = [
            Shown(filmed(change(one.rgb.astype(np.float32), one.face), dice), one.face) for one in shown
        ]
        yield [name, change_name, str(len(altered)), *(_rate(_hits(each, altered)) for each in (before, now))]
    fallen = [frozen_array(np.ascontiguousarray(rgb[::-1])) for rgb in pictures]
    wrong = [[bool(each.detect(rgb)) for rgb in fallen] for each in (before, now)]
    yield [name, "upside down: no face", str(len(fallen)), *map(_rate, wrong)]


def detectors(near_px: float) -> tuple[FaceDetector, FaceDetector]:
    """Return how the door looked at a frame before light was evened, and how it does now."""
    near, far_px = HogDetector(near_px), near_px * SEEN_BEFORE_NEAR
    return FirstToFind(near, HogDetector(far_px)), FirstToFind(
        near, HogDetector(far_px, is_light_evened=True)
    )


def _pictures(name: str) -> Iterator[Rgb]:
    data = evaluation_data()
    if name == "LFW":
        yield from map(read_picture, _some(data / "lfw_dev", EVERY_LFW))
    elif name == "NUAA":
        yield from map(read_picture, _some(data / "nuaa_dev" / "live", EVERY_NUAA))
    else:
        for film in FILMS:
            yield from frames(video(film))[::EVERY_FRAME]


def _some(folder: Path, every: int) -> Sequence[Path]:
    return sorted(folder.glob("*/*.jpg"))[::every]


def _hits(detector: FaceDetector, shown: Sequence[Shown]) -> list[bool]:
    return [
        any(found.box.overlap(one.face) >= SAME_FACE for found in detector.detect(one.rgb)) for one in shown
    ]


def _rate(hits: Sequence[bool]) -> str:
    rate = Rate.of_independent(sum(hits), len(hits))
    return f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"


def filmed(picture: Picture, dice: np.random.Generator) -> Rgb:
    """Return the picture as a camera gives it: noisy, in 8 bits, compressed."""
    noisy = picture + dice.normal(0.0, NOISE_LEVELS, picture.shape).astype(np.float32)
    bgr = np.clip(noisy, 0, 255).astype(np.uint8)[..., ::-1]
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    decoded = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
    return frozen_array(np.ascontiguousarray(decoded[..., ::-1]))


def backlit(picture: Picture, face: Box) -> Picture:
    """Return somebody in shadow before a bright window, some of whose light the lens spreads."""
    person = _person(picture.shape, face)[..., np.newaxis]
    window = np.clip(picture * 0.5 + WINDOW_LEVELS, 0, 255)
    seen = person * picture * IN_SHADOW + (1 - person) * window
    return np.asarray(seen * (1 - VEIL) + cv2.GaussianBlur(seen, (0, 0), face.width) * VEIL, np.float32)


def _person(shape: tuple[int, ...], face: Box) -> Picture:
    """Return where head and shoulders are, 0…1."""
    across, down = face.centre
    mask = np.zeros(shape[:2], np.uint8)
    for below, half_width, half_height in ((-0.1, 0.72, 0.95), (2.3, 1.7, 1.6)):
        centre = int(across), int(down + below * face.width)
        axes = int(half_width * face.width), int(half_height * face.width)
        cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), max(1.0, 0.03 * face.width))
    return np.asarray(soft / np.float32(255), np.float32)


def _blurred(picture: Picture, face: Box) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR_SHARE * face.width), np.float32)


def _turned(picture: Picture, face: Box) -> Picture:
    turn = cv2.getRotationMatrix2D(face.centre, TURN_DEGREES, 1.0)
    size = picture.shape[1], picture.shape[0]
    return np.asarray(cv2.warpAffine(picture, turn, size, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _masked(picture: Picture, face: Box) -> Picture:
    masked = picture.copy()
    centre = int(face.centre[0]), int(face.centre[1] + 0.33 * face.width)
    axes = int(0.45 * face.width), int(0.33 * face.width)
    cv2.ellipse(masked, centre, axes, 0, 0, 360, MASK_RGB, -1)
    return masked


CHANGES: dict[str, Change] = {
    "as they are": lambda picture, _: picture,
    "dark": lambda picture, _: picture * DARK,
    "before a window": backlit,
    "blurred": _blurred,
    "head tilted by 30°": _turned,
    "masked": _masked,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
