"""``python -m research.quality``: what the quality gate says of good and of spoilt pictures.

It also prints what real faces measure, from which the limits were chosen.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.footage import evaluation_data
from benchmarks.report import Skipped
from door_access.config import QualitySettings
from door_access.domain.faces.faces import DetectedFace, Quality, Rgb
from door_access.domain.faces.guidance import Guidance
from door_access.vision.cameras.video_file import VideoFile
from door_access.vision.chips.aligners import ChipCutter
from door_access.vision.detector import HogDetector
from door_access.vision.quality import ChipQuality
from door_access.vision.stills import read_picture

SMALLEST_FACE_PX = 60.0
CHIP_SIDE_PX, CHIP_PADDING = 150, 0.25
"""The chip of ``resnet29``."""
EVERY_FRAME = 2
"""Of a video, every second frame is measured; neighbours say the same."""
EVERY_LFW_PERSON = 3
PERCENTILES = (1, 50, 99)
MEASURES = ("sharpness", "brightness", "contrast", "yaw", "pitch", "roll_degrees")
VIDEOS = (
    "apfol_real2.webm",
    "liveportrait_d9.mp4",
    "liveportrait_d14.mp4",
    "liveportrait_s18.mp4",
    "apfol_fake2.webm",
    "short_hamilton_clip.mp4",
)

Spoil = Callable[[Rgb, float], Any]
"""Takes a picture and the width of the face in it."""


def darkened(rgb: Rgb, _: float) -> Any:
    """Return the picture with 0.15 of its light."""
    return (rgb * 0.15).astype(np.uint8)


def overexposed(rgb: Rgb, _: float) -> Any:
    """Return the picture 2.5 times as bright on a veil of 60 grey levels."""
    return np.clip(rgb * 2.5 + 60, 0, 255).astype(np.uint8)


def defocused(rgb: Rgb, face_px: float) -> Any:
    """Return the picture blurred with a Gaussian whose sigma is 3.5 % of the face's width."""
    return cv2.GaussianBlur(rgb, (0, 0), 0.035 * face_px)


def smeared(rgb: Rgb, face_px: float) -> Any:
    """Return the picture with a sideways movement of 15 % of the face's width."""
    length = max(3, int(0.15 * face_px))
    return cv2.filter2D(rgb, -1, np.full((1, length), 1 / length))


SPOILT: dict[str, Spoil] = {
    "as it is": lambda rgb, _: rgb,
    "light × 0.15": darkened,
    "over-exposed": overexposed,
    "out of focus": defocused,
    "moving sideways": smeared,
}


class Bench:
    """Finds, cuts and measures the largest face of each picture."""

    def __init__(self) -> None:
        self._detector = HogDetector(SMALLEST_FACE_PX)
        self._cutter = ChipCutter(CHIP_SIDE_PX, CHIP_PADDING)
        self._meter = ChipQuality(CHIP_PADDING)
        self._gate = QualitySettings().gate()

    def run(self, name: str, pictures: Iterable[Rgb]) -> None:
        """Print the measures and the gate's verdicts for one set of pictures."""
        verdicts: dict[str, Counter[Guidance]] = {label: Counter() for label in SPOILT}
        qualities: list[Quality] = []
        total = 0
        for rgb in pictures:
            total += 1
            for face in self._detector.detect(rgb)[:1]:
                qualities.append(self._measure(rgb, face))
                self._judge_spoilt(rgb, face, verdicts)
        print(f"\n{name}: {total} pictures, a face found in {len(qualities)}")
        _print_measures(qualities)
        _print_verdicts(verdicts)

    def _measure(self, rgb: Rgb, face: DetectedFace) -> Quality:
        return self._meter.measure(face, self._cutter.chip(rgb, face))

    def _judge_spoilt(self, rgb: Rgb, face: DetectedFace, verdicts: dict[str, Counter[Guidance]]) -> None:
        for label, spoil in SPOILT.items():
            quality = self._measure(spoil(rgb, face.box.width), face)
            verdicts[label][self._gate.judge(quality)] += 1


def _print_measures(qualities: list[Quality]) -> None:
    for measure in MEASURES:
        values = np.percentile([getattr(quality, measure) for quality in qualities], PERCENTILES)
        listed = "  ".join(f"p{p} {value:8.2f}" for p, value in zip(PERCENTILES, values, strict=True))
        print(f"  {measure:14s} {listed}")


def _print_verdicts(verdicts: dict[str, Counter[Guidance]]) -> None:
    for label, counted in verdicts.items():
        share = counted[Guidance.GOOD] / max(1, counted.total())
        others = ", ".join(f"{guidance} {n}" for guidance, n in counted.most_common() if guidance != "good")
        print(f"  {label:16s} passes {share:6.1%} of {counted.total()}   {others}")


def _photos(paths: Iterable[Path]) -> Iterator[Rgb]:
    return (read_picture(path) for path in paths)


def _frames(path: Path) -> Iterator[Rgb]:
    video = VideoFile(path)
    video.open()
    while (frame := video.read()) is not None:
        if frame.index % EVERY_FRAME == 0:
            yield frame.rgb
    video.close()


def main(arguments: list[str]) -> int:
    """Measure every set of pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m research.quality", description="The quality gate on real and spoilt faces."
    )
    parser.parse_args(arguments)
    try:
        root, bench = evaluation_data(), Bench()
    except Skipped as reason:
        print(f"Skipped: {reason}")
        return 0
    bench.run("NUAA live webcam", _photos(sorted(root.glob("nuaa_dev/live/*/*.jpg"))))
    for video in VIDEOS:
        bench.run(f"{video}, every second frame", _frames(root / "videos" / video))
    lfw = sorted(root.glob("lfw_dev/*/*_0001.jpg"))
    bench.run("LFW, one photo of every third person", _photos(islice(lfw, 0, None, EVERY_LFW_PERSON)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
