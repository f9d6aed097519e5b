"""Pixels that come again."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Box, Frame
from door_access.vision.liveness.recurrence import MOST_FRAMES, RecurrenceMeter
from tests.vision.liveness.moving_faces import FACE, noisy, texture

NOISE_LEVELS = 2.0


def shown(*pictures: np.ndarray, rate_hz: float = 30.0) -> list:
    meter, found = RecurrenceMeter(), []
    for n, rgb in enumerate(pictures):
        frame = Frame(rgb.copy(), n / rate_hz, n, "camera")
        meter.remember(frame)
        found.append(meter.measure(frame, FACE))
    return found


def scene(seed: int, shift: int = 0) -> np.ndarray:
    return noisy(np.roll(texture(), shift, axis=1), seed, NOISE_LEVELS)


def test_the_first_frame_has_nothing_to_be_compared_with() -> None:
    assert shown(scene(0)) == [None]


def test_a_still_scene_is_never_nearer_to_an_old_frame_than_to_the_one_before() -> None:
    found = shown(*(scene(n) for n in range(60)))
    least = min(one.change_levels for one in found[1:])

    assert least > 0.5 * NOISE_LEVELS
    assert min(one.nearest_levels for one in found[12:]) > 0.8 * least


def test_a_picture_that_stands_still_does_not_change() -> None:
    assert [one.change_levels for one in shown(*[scene(0)] * 5)[1:]] == [0.0] * 4


def test_a_loop_comes_back_exactly_and_tells_how_long_ago() -> None:
    film = [scene(n, shift=n) for n in range(20)]
    last = shown(*film, *film)[-1]

    assert last.nearest_levels == 0.0
    assert last.lag_s == pytest.approx(20 / 30)
    assert last.change_levels > 1.0


def test_young_frames_are_not_compared_with() -> None:
    assert [one.nearest_levels for one in shown(*[scene(0)] * 8)[1:]] == [None] * 7


def test_the_memory_is_bounded_and_its_oldest_frames_are_forgotten() -> None:
    film = [scene(0, shift=90), *(scene(n) for n in range(1, MOST_FRAMES + 1)), scene(0, shift=90)]

    assert shown(*film, rate_hz=60.0)[-1].nearest_levels > 5.0


def test_frames_of_more_than_ten_seconds_ago_are_forgotten() -> None:
    film = [scene(0, shift=90), *(scene(n) for n in range(1, 24)), scene(0, shift=90)]

    assert shown(*film, rate_hz=2.0)[-1].nearest_levels > 5.0


@pytest.mark.parametrize(
    "other",
    [
        Frame(scene(1), 9.0, 1, "another camera"),
        Frame(scene(1), 0.5, 1, "camera"),
        Frame(scene(1)[:100], 9.0, 1, "camera"),
    ],
    ids=["another source", "time runs backwards", "another size"],
)
def test_a_new_beginning_forgets_everything(other) -> None:
    meter = RecurrenceMeter()
    meter.remember(Frame(scene(0), 1.0, 0, "camera"))
    meter.remember(other)

    assert meter.measure(other, FACE) is None


def test_a_face_outside_the_picture_is_not_measured() -> None:
    meter = RecurrenceMeter()
    for n in range(2):
        frame = Frame(scene(n), float(n), n)
        meter.remember(frame)

    assert meter.measure(frame, Box(900.0, 900.0, 950.0, 950.0)) is None


def test_nothing_remembered_is_not_measured() -> None:
    assert RecurrenceMeter().measure(Frame(scene(0), 0.0, 0), FACE) is None
