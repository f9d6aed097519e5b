"""What finding faces costs, and each step of one frame, one thread: where to look when it should be faster.

Detection is timed on the demo's pictures, scaled for the presence zone, beside the whole picture; the steps
are timed on real frames. Times are of the processor.
``python -m benchmarks.speed --only detection`` · ``--only stages``
"""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import dlib
import numpy as np

from benchmarks.footage import HEIGHT_PX, WIDTH_PX, frames, video
from benchmarks.report import Row, at_most
from benchmarks.speed.identification import random_gallery
from benchmarks.timing import Timing, alternating
from door_access.bootstrap.decision import make_point
from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import data_directory
from door_access.bootstrap.vision import aligner_of, door_detectors, make_encoder, meter_of
from door_access.config import Settings
from door_access.demo.feed import Studio, room
from door_access.demo.portrait import figure, portrait_path
from door_access.domain.faces.faces import DetectedFace, Embedding, Rgb, frozen_array
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.identification import Probe
from door_access.domain.models.model import Model
from door_access.facenet.installation.shipped import shipped_models
from door_access.ports import FaceAligner, FaceDetector, QualityMeter
from door_access.vision.cameras.stream import as_rgb
from door_access.vision.codes import ZxingCodeReader
from door_access.vision.detector import SMALLEST_FOUND_PX, FirstToFind
from door_access.vision.encoder import LiteRtEncoder
from ui.door.picture import image_of

VIDEO = "apfol_real2.webm"
"""A man at a webcam, 640×480, his face 150 to 200 px wide."""
FRAMES = 40
EVERY = 5
ROUNDS = 3
PEOPLE = 1_000
JPEG_QUALITY = 80
"""As in ``footage``."""
STANDING_FRAMES = (50, 60, 70, 80)
"""Frames of the demo, 640×480, in which somebody stands at the door."""
EMPTY_FRAME = 0
"""One in which nobody does."""
DETECTION_ROUNDS = 8

SELDOM = "four times a second, only while there are passes"

FULL_HD = 1920, 1080
WANTED_FULL_HD = 1.5

Call = Callable[[], object]


def measure_detection() -> list[Row]:
    """Time detection against dlib's plain call and an empty hall, and what follows a detection."""
    studio = Studio(figure(portrait_path()), room())
    pictures, hall = [studio.picture(index) for index in STANDING_FRAMES], studio.picture(EMPTY_FRAME)
    small = _finding(pictures, hall)
    large = _finding([_full_hd(rgb) for rgb in pictures], _full_hd(hall))
    near, followed, empty, large_near, large_followed, large_empty, whole, doubled, cut = _medians_ms(
        [*small, *large, *_beside(pictures)], len(pictures)
    )
    beside = f"dlib on the whole frame {whole:.1f} ms ({whole / near:.1f}×), doubled {doubled:.1f} ms"
    note = f"640×480, zone minimum {smallest_px(Settings()):.0f} px, {DETECTION_ROUNDS} rounds"
    around, hd = "… around where it was, four frames of five", "cut to 16:9 and enlarged"
    return [
        Row("one face: detection and landmarks", near, "ms", beside, note),
        Row(around, followed, "ms", f"the whole picture {near:.1f} ms", note),
        Row("one face in 1920×1080", large_near, "ms", f"in 640×480 {near:.1f} ms", hd),
        Row("… around where it was", large_followed, "ms", f"in 640×480 {followed:.1f} ms", "as above"),
        Row(
            "… mean of five frames, over that of 640×480",
            (large_near + 4 * large_followed) / (near + 4 * followed),
            "×",
            f"an empty hall, near and far: {large_empty / empty:.2f}×",
            "as above",
            at_most(WANTED_FULL_HD),
        ),
        Row("an empty hall, searched near and far", empty, "ms", f"with a face {near:.1f} ms", note),
        Row("chip and quality", cut, "ms", f"detection {near:.1f} ms", "150 px chip"),
    ]


def _finding(pictures: list[Rgb], hall: Rgb) -> list[Call]:
    """Return calls that look at all pictures: whole, around the face, and as often at nobody."""
    near_look, far_look = door_detectors(Settings())
    detector = FirstToFind(near_look, far_look)
    [face, *_] = detector.detect(pictures[0])
    return [
        lambda: [detector.detect(rgb) for rgb in pictures],
        lambda: [near_look.follow(rgb, face.box) for rgb in pictures],
        lambda: [detector.detect(hall) for _ in pictures],
    ]


def _beside(pictures: list[Rgb]) -> list[Call]:
    """Return dlib's own search, of the picture as it is and doubled, and what is done with a face."""
    plain, model = dlib.get_frontal_face_detector(), shipped_models()["resnet29"]
    aligner, meter = aligner_of(model), meter_of(model)
    [face, *_] = FirstToFind(*door_detectors(Settings())).detect(pictures[0])
    return [
        lambda: [plain(rgb, 0) for rgb in pictures],
        lambda: [plain(rgb, 1) for rgb in pictures],
        lambda: [meter.measure(face, aligner.chip(rgb, face)) for rgb in pictures],
    ]


def _full_hd(rgb: Rgb) -> Rgb:
    """Return what a camera of 1920×1080 would show: a wide cut, the same in more pixels."""
    height = rgb.shape[1] * FULL_HD[1] // FULL_HD[0]
    wide = np.ascontiguousarray(rgb[:height])
    return frozen_array(cv2.resize(wide, FULL_HD, interpolation=cv2.INTER_CUBIC))


def smallest_px(settings: Settings) -> float:
    """Return how wide a face must be at least in the pictures that are measured with."""
    return settings.zone.zone().least_width_px(WIDTH_PX, HEIGHT_PX)


def _medians_ms(calls: list[Call], pictures: int) -> list[float]:
    """Return the median duration of each call on one picture, taken in turns."""
    timings = alternating(calls, rounds=DETECTION_ROUNDS, times=[1] * len(calls), clock=time.process_time)
    return [timing.median_ms / pictures for timing in timings]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a frame's way; ``once`` does it for the next frame."""

    name: str
    once: Callable[[], object]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame and everything that the steps before have made of it."""

    rgb: Rgb
    jpeg: Rgb
    face: DetectedFace
    chip_rgb: Rgb
    embedding: Embedding


def measure_stages() -> list[Row]:
    """Return a row for each step; takes about 15 seconds. Raises Skipped without evaluation data."""
    pictures = [frozen_array(rgb) for rgb in frames(video(VIDEO))[::EVERY]]
    settings, model = Settings(), shipped_models()["resnet29"]
    encoder = make_encoder(make_models(data_directory(None)), model, print)
    detector, aligner = FirstToFind(*door_detectors(settings)), aligner_of(model)
    found = (_look(rgb, detector, aligner, encoder) for rgb in pictures)
    looks = list(itertools.islice((look for look in found if look), FRAMES))
    seeing = _seeing(looks, detector, aligner, meter_of(model), smallest_px=smallest_px(settings))
    steps = [*seeing, *_knowing(settings, model, encoder, looks), *_showing(looks)]
    calls = [step.once for step in steps]
    return _rows(
        steps, alternating(calls, rounds=ROUNDS, times=[FRAMES] * len(calls), clock=time.process_time)
    )


def _look(rgb: Rgb, detector: FaceDetector, aligner: FaceAligner, encoder: LiteRtEncoder) -> Look | None:
    found = detector.detect(rgb)
    if not found:
        return None
    chip_rgb = aligner.chip(rgb, found[0])
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return Look(rgb, jpeg, found[0], chip_rgb, encoder.encode(chip_rgb))


def _seeing(
    looks: list[Look],
    detector: FaceDetector,
    aligner: FaceAligner,
    meter: QualityMeter,
    *,
    smallest_px: float,
) -> list[Step]:
    find, codes = dlib.get_frontal_face_detector(), ZxingCodeReader()
    scale = SMALLEST_FOUND_PX / smallest_px
    grey = [cv2.cvtColor(look.rgb, cv2.COLOR_RGB2GRAY) for look in looks]
    turn = itertools.cycle(cv2.resize(rgb, None, fx=scale, fy=scale) for rgb in grey)
    return [
        Step("decode the camera's MJPG", _each(looks, lambda look: as_rgb(cv2.imdecode(look.jpeg, 1)))),
        Step("find faces and their landmarks", _each(looks, lambda look: detector.detect(look.rgb))),
        Step("… of this, dlib's HOG alone", lambda: find(next(turn), 0), "contained in the line above"),
        Step("cut the chip", _each(looks, lambda look: aligner.chip(look.rgb, look.face))),
        Step("measure its quality", _each(looks, lambda look: meter.measure(look.face, look.chip_rgb))),
        Step("… look for passes", _each(looks, lambda look: codes.read(look.rgb)), SELDOM),
    ]


def _knowing(settings: Settings, model: Model, encoder: LiteRtEncoder, looks: list[Look]) -> list[Step]:
    gallery = random_gallery(PEOPLE, model_key=model.key, dimension=model.dimension)
    policy = AccessPolicy(make_point(settings, model, looks=1))
    encode = _each(looks, lambda look: encoder.encode(look.chip_rgb))
    decide = _each(looks, lambda look: policy.decide(gallery, Probe(look.embedding, 1)))
    return [
        Step("encode chip and mirror image", encode, "only during an attempt"),
        Step(f"search {PEOPLE:,} people and decide", decide, "at most three times an attempt"),
    ]


def _showing(looks: list[Look]) -> list[Step]:
    return [Step("copy the picture for the window", _each(looks, lambda look: image_of(look.rgb)))]


def _each(looks: list[Look], do: Callable[[Look], object]) -> Callable[[], object]:
    """Return a call that does it to the next look, round and round."""
    return partial(_next_of, itertools.cycle(looks), do)


def _next_of(turn: "itertools.cycle[Look]", do: Callable[[Look], object]) -> object:
    return do(next(turn))


def _rows(steps: list[Step], timings: list[Timing]) -> list[Row]:
    whole_ms = sum(t.median_ms for step, t in zip(steps, timings, strict=True) if step.name[0] != "…")
    return [_row(step, timing, whole_ms) for step, timing in zip(steps, timings, strict=True)]


def _row(step: Step, timing: Timing, whole_ms: float) -> Row:
    share = f"{timing.median_ms / whole_ms:.0%} of {whole_ms:.1f} ms for all steps"
    return Row(step.name, timing.median_ms, "ms", share, "; ".join(filter(None, (str(timing), step.note))))
