"""What to tell the person, and which faces are good enough."""

from dataclasses import replace

import pytest

from door_access.domain.faces.faces import Box
from door_access.domain.faces.guidance import REASON_OF, Guidance, PresenceZone, before_the_light
from door_access.domain.matching.access import Reason
from tests.builders import GATE, GOOD_QUALITY


@pytest.mark.parametrize(
    ("flaw", "guidance"),
    [
        ({}, Guidance.GOOD),
        ({"brightness": 39.9}, Guidance.TOO_DARK),
        ({"brightness": 40.0}, Guidance.GOOD),
        ({"brightness": 230.1}, Guidance.TOO_BRIGHT),
        ({"sharpness": 8.9}, Guidance.HOLD_STILL),
        ({"yaw": 0.33}, Guidance.LOOK_AT_CAMERA),
        ({"yaw": -0.33}, Guidance.LOOK_AT_CAMERA),
        ({"pitch": 0.49}, Guidance.LOOK_AT_CAMERA),
        ({"pitch": 1.06}, Guidance.LOOK_AT_CAMERA),
        ({"roll_degrees": 31.0}, Guidance.LOOK_AT_CAMERA),
        ({"roll_degrees": -31.0}, Guidance.LOOK_AT_CAMERA),
    ],
)
def test_the_gate_names_the_flaw(flaw: dict[str, float], guidance: Guidance) -> None:
    assert GATE.judge(replace(GOOD_QUALITY, **flaw)) is guidance


@pytest.mark.parametrize("measure", ["brightness", "sharpness", "yaw", "pitch", "roll_degrees"])
def test_a_measure_that_is_no_number_is_never_good(measure: str) -> None:
    assert GATE.judge(replace(GOOD_QUALITY, **{measure: float("nan")})) is not Guidance.GOOD


def test_light_comes_before_stillness_and_stillness_before_pose() -> None:
    dark_blurred_turned = replace(GOOD_QUALITY, brightness=10.0, sharpness=1.0, yaw=0.9)

    assert GATE.judge(dark_blurred_turned) is Guidance.TOO_DARK
    assert GATE.judge(replace(dark_blurred_turned, brightness=100.0)) is Guidance.HOLD_STILL


@pytest.mark.parametrize(
    "edges",
    [
        (0.5, 0.0, 0.5, 1.0),
        (0.6, 0.0, 0.5, 1.0),
        (0.0, 0.9, 1.0, 0.1),
        (-0.1, 0.0, 1.0, 1.0),
        (0.0, 0.0, 1.1, 1.0),
        (0.0, 0.0, 1.0, float("nan")),
    ],
)
def test_a_zone_outside_the_picture_or_inside_out_is_refused(edges: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="left < right and top < bottom"):
        PresenceZone(*edges)


def test_a_zone_covers_faces_whose_middle_lies_in_it() -> None:
    zone = PresenceZone(left=0.5)

    assert zone.area(200, 100) == Box(100, 0, 200, 100)
    assert zone.covers(Box(90, 10, 130, 50), width_px=200, height_px=100)
    assert not zone.covers(Box(70, 10, 120, 50), width_px=200, height_px=100)


@pytest.mark.parametrize(
    ("picture", "least_px"),
    [((640, 480), 120.0), ((480, 640), 120.0), ((1280, 720), 180.0), ((1920, 1080), 270.0)],
)
def test_how_near_a_face_must_be_follows_the_picture(picture: tuple[int, int], least_px: float) -> None:
    zone, (width_px, height_px) = PresenceZone(), picture

    assert zone.is_near(Box(0, 0, least_px, 100), width_px=width_px, height_px=height_px)
    assert not zone.is_near(Box(0, 0, least_px - 0.1, 100), width_px=width_px, height_px=height_px)


def test_in_a_tiny_picture_a_face_must_show_enough_to_be_compared() -> None:
    assert PresenceZone().least_width_px(160, 120) == 60.0


def test_every_guidance_has_a_reason_of_its_own_but_for_two_kinds_of_dark_and_none_is_a_match() -> None:
    assert set(REASON_OF) == set(Guidance)
    assert REASON_OF[Guidance.BACKLIT] is REASON_OF[Guidance.TOO_DARK]
    assert len(set(REASON_OF.values())) == len(Guidance) - 1
    assert Reason.MATCH not in REASON_OF.values()


@pytest.mark.parametrize(
    ("guidance", "bright_quarter", "told"),
    [
        (Guidance.TOO_DARK, 200.0, Guidance.BACKLIT),
        (Guidance.TOO_DARK, 60.0, Guidance.TOO_DARK),
        (Guidance.GOOD, 250.0, Guidance.GOOD),
        (Guidance.HOLD_STILL, 250.0, Guidance.HOLD_STILL),
    ],
)
def test_a_dark_face_in_a_bright_picture_has_the_light_behind_it(
    guidance: Guidance, bright_quarter: float, told: Guidance
) -> None:
    assert before_the_light(guidance, bright_quarter) is told
