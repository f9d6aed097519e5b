"""The parts of a face's quality one by one, for showing what is good and what is not yet.

Its one rule: a part is good exactly when the gate lets it pass.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.faces.faces import Quality
from door_access.domain.faces.guidance import Guidance, QualityGate

LIMIT_LEVEL = 0.5
"""Where on a bar from 0 to 1 the gate's limit lies: the good half is the upper one."""
FULL_SHARPNESS = 10.0
"""Times the least sharpness at which the bar is full; usual webcam faces lie beyond (45…675 against 9)."""
FULL_WIDTH = 2.0
"""Times the least width at which the bar is full."""


class QualityPart(StrEnum):
    """What is measured of a face's picture."""

    SIZE = "size"
    SHARPNESS = "sharpness"
    EXPOSURE = "exposure"
    POSE = "pose"


@dataclass(frozen=True, slots=True)
class PartReading:
    """One part: how full its bar is, 0…1, and GOOD or what to change."""

    part: QualityPart
    level: float
    hint: Guidance

    @property
    def is_good(self) -> bool:
        return self.hint is Guidance.GOOD


def quality_parts(quality: Quality, gate: QualityGate, *, least_width_px: float) -> tuple[PartReading, ...]:
    """Return a reading of every part; a measure that is no number is not good."""
    return (
        _size(quality, least_width_px),
        _sharpness(quality, gate),
        _exposure(quality, gate),
        _pose(quality, gate),
    )


def _size(quality: Quality, least_px: float) -> PartReading:
    is_good = quality.width_px >= least_px
    hint = Guidance.GOOD if is_good else Guidance.STEP_CLOSER
    return PartReading(QualityPart.SIZE, _bar(quality.width_px / (FULL_WIDTH * least_px)), hint)


def _sharpness(quality: Quality, gate: QualityGate) -> PartReading:
    is_good = quality.sharpness >= gate.least_sharpness
    times = quality.sharpness / max(gate.least_sharpness, 1.0)
    level = LIMIT_LEVEL * (1.0 + math.log(times, FULL_SHARPNESS)) if times > 0 else 0.0
    return PartReading(QualityPart.SHARPNESS, _bar(level), Guidance.GOOD if is_good else Guidance.HOLD_STILL)


def _exposure(quality: Quality, gate: QualityGate) -> PartReading:
    middle, half = (gate.brightest + gate.darkest) / 2, (gate.brightest - gate.darkest) / 2
    level = _bar(1.0 - LIMIT_LEVEL * abs(quality.brightness - middle) / half) if half > 0 else 0.0
    if not quality.brightness >= gate.darkest:
        return PartReading(QualityPart.EXPOSURE, level, Guidance.TOO_DARK)
    is_good = quality.brightness <= gate.brightest
    return PartReading(QualityPart.EXPOSURE, level, Guidance.GOOD if is_good else Guidance.TOO_BRIGHT)


def _pose(quality: Quality, gate: QualityGate) -> PartReading:
    middle, half = (gate.highest_pitch + gate.lowest_pitch) / 2, (gate.highest_pitch - gate.lowest_pitch) / 2
    away = (
        abs(quality.yaw) / gate.widest_yaw,
        abs(quality.pitch - middle) / half if half > 0 else math.inf,
        abs(quality.roll_degrees) / gate.widest_roll_degrees,
    )
    hint = Guidance.GOOD if gate.is_frontal(quality) else Guidance.LOOK_AT_CAMERA
    return PartReading(QualityPart.POSE, _bar(1.0 - LIMIT_LEVEL * max(away)), hint)


def _bar(level: float) -> float:
    return min(max(level, 0.0), 1.0) if math.isfinite(level) else 0.0
