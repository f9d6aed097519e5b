"""How long finding faces takes: on a picture scaled for the presence zone, against the whole picture."""

import sys
from collections.abc import Callable

import dlib

from benchmarks.report import Row, print_table
from benchmarks.timing import alternating
from door_access.config import ZoneSettings
from door_access.demo.feed import Studio
from door_access.demo.portrait import figure, portrait_path
from door_access.demo.room import room
from door_access.domain.faces import DetectedFace, Rgb
from door_access.vision.alignment import ChipCutter
from door_access.vision.detector import HogDetector
from door_access.vision.quality import ChipQuality

STANDING_FRAMES = (50, 60, 70, 80)
"""Frames of the demo, 640×480, in which somebody stands at the door."""
SMALLEST_SHARE = 0.75
"""Of the zone's narrowest face: from so far away on people are told to step closer."""
CHIP_SIDE_PX, CHIP_PADDING = 150, 0.25
ROUNDS = 8

Find = Callable[[Rgb], object]


def measure() -> list[Row]:
    """Time detection with landmarks against dlib's plain call, and what follows a detection."""
    studio = Studio(figure(portrait_path()), room())
    pictures = [studio.picture(index) for index in STANDING_FRAMES]
    zone, plain = HogDetector(SMALLEST_SHARE * ZoneSettings().min_width_px), dlib.get_frontal_face_detector()
    finds: list[Find] = [zone.detect, lambda rgb: plain(rgb, 0), lambda rgb: plain(rgb, 1)]
    scaled, whole, doubled, cut = _medians_ms([*finds, _cut(zone.detect(pictures[0])[0])], pictures)
    return [
        Row(
            "detection and landmarks",
            scaled,
            "ms",
            f"dlib on the whole frame {whole:.1f} ms ({whole / scaled:.1f}×), "
            f"doubled {doubled:.1f} ms ({doubled / scaled:.1f}×)",
            f"640×480, one face, zone minimum {ZoneSettings().min_width_px:.0f} px, {ROUNDS} rounds",
        ),
        Row("chip and quality", cut, "ms", f"detection {scaled:.1f} ms", f"{CHIP_SIDE_PX} px chip"),
    ]


def _cut(face: DetectedFace) -> Find:
    cutter, meter = ChipCutter(CHIP_SIDE_PX, CHIP_PADDING), ChipQuality(CHIP_PADDING)
    return lambda rgb: meter.measure(face, cutter.chip(rgb, face))


def _medians_ms(finds: list[Find], pictures: list[Rgb]) -> list[float]:
    """Return the median duration of each call on one picture, taken in turns."""
    calls = [lambda find=find: [find(rgb) for rgb in pictures] for find in finds]
    timings = alternating(calls, rounds=ROUNDS, times=[1] * len(calls))
    return [timing.median_ms / len(pictures) for timing in timings]


def main() -> int:
    """Print the rows."""
    print_table(measure(), "Finding faces")
    return 0


if __name__ == "__main__":
    sys.exit(main())
