"""The parts of a face's quality: good exactly where the gate lets them pass, and a bar for how nearly."""

import math
from dataclasses import replace

import pytest

from door_access.domain.faces.faces import Quality
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.quality_parts import PartReading, QualityPart, quality_parts
from tests.builders import GATE, GOOD_QUALITY

LEAST_PX = 120.0


def read(quality: Quality) -> dict[QualityPart, PartReading]:
    return {one.part: one for one in quality_parts(quality, GATE, least_width_px=LEAST_PX)}


@pytest.mark.parametrize(
    ("change", "part", "hint"),
    [
        ({"width_px": 119.0}, QualityPart.SIZE, Guidance.STEP_CLOSER),
        ({"sharpness": 8.9}, QualityPart.SHARPNESS, Guidance.HOLD_STILL),
        ({"sharpness": 0.0}, QualityPart.SHARPNESS, Guidance.HOLD_STILL),
        ({"brightness": 39.0}, QualityPart.EXPOSURE, Guidance.TOO_DARK),
        ({"brightness": 231.0}, QualityPart.EXPOSURE, Guidance.TOO_BRIGHT),
        ({"yaw": -0.33}, QualityPart.POSE, Guidance.LOOK_AT_CAMERA),
        ({"pitch": 0.49}, QualityPart.POSE, Guidance.LOOK_AT_CAMERA),
        ({"roll_degrees": 31.0}, QualityPart.POSE, Guidance.LOOK_AT_CAMERA),
        ({"brightness": math.nan}, QualityPart.EXPOSURE, Guidance.TOO_DARK),
        ({"yaw": math.inf}, QualityPart.POSE, Guidance.LOOK_AT_CAMERA),
    ],
)
def test_what_the_gate_refuses_is_the_one_part_that_is_not_good(
    change: dict[str, float], part: QualityPart, hint: Guidance
) -> None:
    parts = read(replace(GOOD_QUALITY, **change))

    assert parts[part].hint is hint
    assert parts[part].level < 0.5
    assert [other.part for other in parts.values() if not other.is_good] == [part]


@pytest.mark.parametrize(
    "at_the_limit",
    [
        {"width_px": LEAST_PX},
        {"sharpness": GATE.least_sharpness},
        {"brightness": GATE.darkest},
        {"brightness": GATE.brightest},
        {"yaw": GATE.widest_yaw},
        {"roll_degrees": -GATE.widest_roll_degrees},
    ],
)
def test_at_the_limit_a_bar_is_half_full_and_good(at_the_limit: dict[str, float]) -> None:
    parts = read(replace(GOOD_QUALITY, **at_the_limit)).values()

    assert all(one.is_good for one in parts)
    assert min(one.level for one in parts) == pytest.approx(0.5)


def test_a_perfect_face_fills_every_bar() -> None:
    perfect = Quality(240.0, 675.0, 135.0, 40.0, 0.0, 0.775, 0.0)

    assert [one.level for one in read(perfect).values()] == pytest.approx([1.0] * 4)


def test_a_gate_that_lets_only_one_value_pass_has_no_half() -> None:
    narrow = replace(GATE, darkest=120.0, brightest=120.0, lowest_pitch=0.75, highest_pitch=0.75)
    parts = quality_parts(GOOD_QUALITY, narrow, least_width_px=LEAST_PX)

    assert [(one.is_good, one.level) for one in parts][2:] == [(True, 0.0), (True, 0.0)]
