"""A plane's movement, measured."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Box, Frame
from door_access.domain.liveness.liveness_measures import PlaneMotion
from door_access.vision.liveness.plane_motion import PlaneMotionMeter
from tests.vision.liveness.moving_faces import FACE, HEIGHT_PX, WIDTH_PX, noisy, texture, turning


def measures(frames, *, box: Box = FACE) -> list[PlaneMotion]:
    meter = PlaneMotionMeter()
    found = [meter.measure(frame, box, track=1) for frame in frames]
    return [one for one in found if one is not None]


def test_a_photo_that_turns_changes_its_view_and_leaves_no_parallax() -> None:
    bent = [one for one in measures(turning(depth_px=0.0)) if one.bent > 0.01]

    assert len(bent) >= 3
    assert max(one.parallax for one in bent) < 0.002


def test_something_that_stands_out_leaves_parallax_when_it_turns() -> None:
    bent = [one for one in measures(turning(depth_px=35.0)) if one.bent > 0.01]

    assert len(bent) >= 3
    assert np.median([one.parallax for one in bent]) > 0.008


def test_a_still_picture_with_noise_does_not_move() -> None:
    found = measures(turning(depth_px=35.0, widest=0.0))

    assert max(one.bent for one in found) < 0.003


def test_measures_come_at_intervals_and_not_before_something_can_have_moved() -> None:
    assert len(measures(turning(depth_px=0.0, seconds=0.3))) == 0
    assert len(measures(turning(depth_px=0.0, seconds=1.3))) <= 6


@pytest.mark.parametrize(
    "box",
    [
        Box(-500.0, -500.0, -300.0, -300.0),
        Box(400.0, 20.0, 600.0, 220.0),
        Box(-100.0, -100.0, 0.5, 0.5),
        Box(0.0, 0.0, float("inf"), 10.0),
    ],
)
def test_a_face_outside_the_picture_is_not_measured(box) -> None:
    assert measures(turning(depth_px=0.0, seconds=1.0), box=box) == []


def test_a_face_that_reaches_over_the_edge_is_measured_by_what_is_seen_of_it() -> None:
    assert measures(turning(depth_px=0.0, seconds=1.0), box=Box(-60.0, -60.0, 180.0, 180.0))


def test_a_face_without_any_corner_is_not_measured() -> None:
    blank = np.full((HEIGHT_PX, WIDTH_PX, 3), 90, np.uint8)

    assert measures(Frame(blank, n / 30, n) for n in range(40)) == []


def test_another_track_and_a_clock_that_runs_backwards_begin_anew() -> None:
    meter = PlaneMotionMeter()
    frames = [Frame(noisy(texture(), n), n / 30, n) for n in range(20)]
    for frame in frames[:-1]:
        meter.measure(frame, FACE, track=1)

    assert meter.measure(frames[-1], FACE, track=2) is None
    assert meter.measure(frames[0], FACE, track=2) is None
    assert meter.measure(frames[-1], FACE, track=2) is not None


def test_a_camera_that_changes_its_size_begins_anew() -> None:
    meter = PlaneMotionMeter()
    frames = [Frame(noisy(texture(), n), n / 30, n) for n in range(20)]
    for frame in frames[:-1]:
        meter.measure(frame, FACE, track=1)
    smaller = Frame(frames[-1].rgb[:100, :120].copy(), frames[-1].captured_at_s, 19)

    assert meter.measure(smaller, FACE, track=1) is None


def test_points_that_are_lost_in_another_picture_give_no_measure() -> None:
    frames = [Frame(texture(n), n / 30, n) for n in range(45)]

    assert measures(frames) == []


def test_a_forgotten_face_is_not_compared_with() -> None:
    meter = PlaneMotionMeter()
    frames = [Frame(noisy(texture(), n), n / 30, n) for n in range(20)]
    meter.measure(frames[0], FACE, track=1)
    meter.forget()

    assert meter.measure(frames[-1], FACE, track=1) is None
