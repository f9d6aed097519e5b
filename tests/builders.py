"""Values for tests, with every part that a test does not care about filled in."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import (
    Box,
    DetectedFace,
    Embedding,
    FaceSample,
    Frame,
    Quality,
    Rgb,
    SourceKind,
)
from door_access.domain.faces.guidance import Guidance, QualityGate
from door_access.domain.faces.scene import Scene, TrackedFace
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.domain.matching.gallery import Gallery, Reference
from door_access.domain.matching.identification import Probe
from door_access.ports import PeopleStore

MODEL = "resnet29@0123abcd"
FACE_PX = 150.0
CHIP_PX = 24
GOOD_QUALITY = Quality(
    width_px=FACE_PX, sharpness=200.0, brightness=120.0, contrast=40.0, yaw=0.0, pitch=0.75, roll_degrees=0.0
)
GATE = QualityGate(
    darkest=40.0,
    brightest=230.0,
    least_sharpness=9.0,
    widest_yaw=0.32,
    lowest_pitch=0.5,
    highest_pitch=1.05,
    widest_roll_degrees=30.0,
)
CURVES = ImpostorCurves(
    {
        Configuration(1, 1): ImpostorCurve(((1e-2, 0.423), (1e-3, 0.378), (1e-4, 0.3375), (1e-5, 0.300))),
        Configuration(5, 1): ImpostorCurve(((1e-2, 0.393), (1e-3, 0.348), (1e-4, 0.310), (1e-5, 0.276))),
        Configuration(5, 3): ImpostorCurve(((1e-2, 0.364), (1e-3, 0.321), (1e-4, 0.281), (1e-5, 0.248))),
    }
)
"""The shipped curves of ``resnet29``."""


def at_distance(distance: float, *, axis: int = 1, dimension: int = 8, model_key: str = MODEL) -> Embedding:
    """Return the embedding that lies so far from ``at_distance(0)``, towards an axis of its own."""
    angle = 2 * math.asin(distance / 2)
    vector = np.zeros(dimension)
    vector[0], vector[axis] = math.cos(angle), math.sin(angle)
    return Embedding.from_raw(vector, model_key)


def reference(
    person_id: str, embedding: Embedding | None = None, *, templates: int = 5, is_blocked: bool = False
) -> Reference:
    return Reference(person_id, embedding or at_distance(0.0), templates, is_blocked)


def gallery(*references: Reference, version: int = 1) -> Gallery:
    return Gallery.of(references, model_key=MODEL, version=version)


def probe(embedding: Embedding | None = None, *, frames: int = 3, at_s: float = 0.0) -> Probe:
    return Probe(embedding or at_distance(0.0), frames, track=1, at_s=at_s)


def picture(width_px: int = 64, height_px: int = 48, *, grey: int = 90) -> Rgb:
    return np.full((height_px, width_px, 3), grey, np.uint8)


def frame(at_s: float = 0.0, *, index: int = 0, source: str = "camera", kind: SourceKind) -> Frame:
    return Frame(picture(), at_s, index, source, kind)


def face_at(left: float = 0.0, *, width_px: float = FACE_PX) -> DetectedFace:
    return DetectedFace(Box(left, 0.0, left + width_px, width_px), np.zeros((5, 2), np.float32))


def chip_of(person: int, look: int = 0) -> Rgb:
    """Return a made-up chip: the same person's differ by a little, other people's by a lot."""
    pattern = np.random.default_rng(person).integers(40, 216, (4, 4, 3))
    change = np.random.default_rng((person, look)).integers(-10, 11, pattern.shape) if look else 0
    block = CHIP_PX // len(pattern)
    return (pattern + change).repeat(block, axis=0).repeat(block, axis=1).astype(np.uint8)


def faceless_chip() -> Rgb:
    """Return the chip whose embedding has no length with the fake encoder."""
    return np.zeros((CHIP_PX, CHIP_PX, 3), np.uint8)


def sample(at_s: float = 0.0, *, track: int = 1, chip_rgb: Rgb | None = None) -> FaceSample:
    return FaceSample(face_at(), GOOD_QUALITY, chip_of(1) if chip_rgb is None else chip_rgb, track, at_s)


def scene(
    at_s: float = 0.0,
    *,
    track: int = 1,
    chip_rgb: Rgb | None = None,
    guidance: Guidance = Guidance.GOOD,
    source: str = "camera",
    kind: SourceKind = SourceKind.LIVE,
) -> Scene:
    """Return a scene with one present face, which can be compared when the guidance is GOOD."""
    faces = (TrackedFace(face_at(), track, is_present=True),)
    good = sample(at_s, track=track, chip_rgb=chip_rgb) if guidance is Guidance.GOOD else None
    return Scene(frame(at_s, source=source, kind=kind), faces, guidance, good)


def crowd(at_s: float = 0.0, *, tracks: Iterable[int] = (1, 2)) -> Scene:
    """Return a scene with several present faces."""
    faces = tuple(TrackedFace(face_at(160.0 * track), track, is_present=True) for track in tracks)
    return Scene(frame(at_s, kind=SourceKind.LIVE), faces, Guidance.ONE_AT_A_TIME)


def empty_scene(at_s: float = 0.0, *, source: str = "camera", kind: SourceKind = SourceKind.LIVE) -> Scene:
    return Scene(frame(at_s, source=source, kind=kind), (), Guidance.NOBODY)


def template(embedding: Embedding | None = None) -> Template:
    return Template(embedding or at_distance(0.0), GOOD_QUALITY)


def grant(person_id: str = "ada", *, at_s: float = 0.0, **others: Any) -> AccessDecision:
    values: dict[str, Any] = {"person_id": person_id, "at_s": at_s, "distance": 0.2, "threshold": 0.3}
    return AccessDecision(Outcome.GRANTED, Reason.MATCH, **(values | others))


def denial(reason: Reason = Reason.NO_MATCH, *, at_s: float = 0.0, **others: Any) -> AccessDecision:
    return AccessDecision(Outcome.DENIED, reason, at_s=at_s, **others)


def welcomed(people: PeopleStore, person_id: str, *, version: int) -> str | None:
    """Return by which name somebody would be let in for what was so at this version; None for nobody."""
    welcome = people.welcome(person_id, version=version)
    return welcome.name if welcome else None


def face_picture(mark: str = "face", *, size_bytes: int = 200) -> FacePicture:
    """Return what stands for a kept picture; its bytes are no JPEG, but can be looked for."""
    return FacePicture((mark.encode() * size_bytes)[:size_bytes], face_at())
