"""What each step of one frame costs, one thread, on real frames: where to look when it should be faster.

``python -m benchmarks --only stages``
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import dlib

from benchmarks.accuracy.footage import frames, video
from benchmarks.report import Row
from benchmarks.speed.galleries import random_gallery
from benchmarks.timing import Timing, alternating
from door_access.bootstrap import data_directory, make_encoder, make_eyes, make_models, make_point
from door_access.config import Settings
from door_access.domain.faces.faces import DetectedFace, Embedding, Rgb, frozen_array
from door_access.domain.faces.tracking import Tracker
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.identification import Probe
from door_access.domain.models.model import Model
from door_access.facenet.installation.shipped import shipped_models
from door_access.runtime.detection import Eyes
from door_access.vision.cameras.stream import as_rgb
from door_access.vision.detector import SMALLEST_FOUND_PX
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


def measure() -> list[Row]:
    """Return a row for each step; takes about 15 seconds. Raises Skipped without evaluation data."""
    pictures = [frozen_array(rgb) for rgb in frames(video(VIDEO))[::EVERY]]
    settings, model = Settings(), shipped_models()["resnet29"]
    eyes = make_eyes(settings, model, Tracker())
    encoder = make_encoder(make_models(data_directory(None)), model, print)
    looks = _looks(eyes, encoder, pictures)
    steps = [*_seeing(eyes, looks), *_knowing(settings, model, encoder, looks), *_showing(looks)]
    calls = [step.once for step in steps]
    return _rows(steps, alternating(calls, rounds=ROUNDS, times=[FRAMES] * len(calls)))


def _looks(eyes: Eyes, encoder: LiteRtEncoder, pictures: list[Rgb]) -> list[Look]:
    looks = (_look(eyes, encoder, rgb) for rgb in pictures)
    return list(itertools.islice((look for look in looks if look), FRAMES))


def _look(eyes: Eyes, encoder: LiteRtEncoder, rgb: Rgb) -> Look | None:
    found = eyes.detector.detect(rgb)
    if not found:
        return None
    chip_rgb = eyes.aligner.chip(rgb, found[0])
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return Look(rgb, jpeg, found[0], chip_rgb, encoder.encode(chip_rgb))


def _seeing(eyes: Eyes, looks: list[Look]) -> list[Step]:
    find = dlib.get_frontal_face_detector()
    scale = SMALLEST_FOUND_PX / eyes.zone.min_width_px
    grey = [cv2.cvtColor(look.rgb, cv2.COLOR_RGB2GRAY) for look in looks]
    turn = itertools.cycle(cv2.resize(rgb, None, fx=scale, fy=scale) for rgb in grey)
    return [
        Step("decode the camera's MJPG", _each(looks, lambda look: as_rgb(cv2.imdecode(look.jpeg, 1)))),
        Step("find faces and their landmarks", _each(looks, lambda look: eyes.detector.detect(look.rgb))),
        Step("… of this, dlib's HOG alone", lambda: find(next(turn), 0), "contained in the line above"),
        Step("cut the chip", _each(looks, lambda look: eyes.aligner.chip(look.rgb, look.face))),
        Step("measure its quality", _each(looks, lambda look: eyes.meter.measure(look.face, look.chip_rgb))),
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
