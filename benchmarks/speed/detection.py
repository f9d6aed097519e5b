"""How long finding faces takes: on a picture scaled for the presence zone, against the whole picture."""

import sys
from collections.abc import Callable

import dlib

from benchmarks.report import Row, print_table
from benchmarks.timing import alternating
from door_access.bootstrap import make_eyes
from door_access.config import Settings
from door_access.demo.feed import Studio
from door_access.demo.portrait import figure, portrait_path
from door_access.demo.room import room
from door_access.domain.faces.faces import Rgb
from door_access.domain.faces.tracking import Tracker
from door_access.facenet.installation.shipped import shipped_models

STANDING_FRAMES = (50, 60, 70, 80)
"""Frames of the demo, 640×480, in which somebody stands at the door."""
EMPTY_FRAME = 0
"""One in which nobody does."""
ROUNDS = 8

Find = Callable[[Rgb], object]


def measure() -> list[Row]:
    """Time detection against dlib's plain call and an empty hall, and what follows a detection."""
    studio = Studio(figure(portrait_path()), room())
    pictures, hall = [studio.picture(index) for index in STANDING_FRAMES], studio.picture(EMPTY_FRAME)
    eyes, plain = (
        make_eyes(Settings(), shipped_models()["resnet29"], Tracker()),
        dlib.get_frontal_face_detector(),
    )
    [face, *_] = eyes.detector.detect(pictures[0])
    finds: list[Find] = [
        eyes.detector.detect,
        lambda _: eyes.detector.detect(hall),
        lambda rgb: plain(rgb, 0),
        lambda rgb: plain(rgb, 1),
        lambda rgb: eyes.meter.measure(face, eyes.aligner.chip(rgb, face)),
    ]
    near, empty, whole, doubled, cut = _medians_ms(finds, pictures)
    beside = f"dlib on the whole frame {whole:.1f} ms ({whole / near:.1f}×), doubled {doubled:.1f} ms"
    note = f"640×480, zone minimum {eyes.zone.min_width_px:.0f} px, {ROUNDS} rounds"
    return [
        Row("one face: detection and landmarks", near, "ms", beside, note),
        Row("an empty hall, searched near and far", empty, "ms", f"with a face {near:.1f} ms", note),
        Row("chip and quality", cut, "ms", f"detection {near:.1f} ms", "150 px chip"),
    ]


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
