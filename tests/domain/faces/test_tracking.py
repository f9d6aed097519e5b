"""Which face is whose: numbers stay while a face is in sight and are never given twice."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Box, DetectedFace
from door_access.domain.faces.tracking import LONGEST_MISS_S, Tracker

FRAME_S = 1 / 15
SIDE_PX = 100.0


def face_at(left: float, top: float = 0.0) -> DetectedFace:
    return DetectedFace(Box(left, top, left + SIDE_PX, top + SIDE_PX), np.zeros((5, 2), np.float32))


def test_a_face_that_moves_a_little_keeps_its_number() -> None:
    tracker = Tracker()
    numbers = [tracker.track((face_at(10.0 * n),), n * FRAME_S) for n in range(20)]
    assert set(numbers) == {(1,)}


def test_a_face_somewhere_else_gets_a_new_number() -> None:
    tracker = Tracker()
    tracker.track((face_at(0),), 0.0)
    assert tracker.track((face_at(300),), FRAME_S) == (2,)


@pytest.mark.parametrize(("shift_px", "number"), [(53.0, 1), (54.0, 2)])
def test_an_overlap_below_three_tenths_is_somebody_else(shift_px: float, number: int) -> None:
    tracker = Tracker()
    tracker.track((face_at(0),), 0.0)
    assert tracker.track((face_at(shift_px),), FRAME_S) == (number,)


@pytest.mark.parametrize(("missed_s", "number"), [(LONGEST_MISS_S, 1), (LONGEST_MISS_S + 0.01, 2)])
def test_a_number_survives_a_short_miss_and_no_longer_one(missed_s: float, number: int) -> None:
    tracker = Tracker()
    tracker.track((face_at(0),), 0.0)
    tracker.track((), missed_s / 2)
    assert tracker.track((face_at(0),), missed_s) == (number,)


def test_numbers_follow_the_faces_when_their_order_changes() -> None:
    tracker = Tracker()
    assert tracker.track((face_at(0), face_at(300)), 0.0) == (1, 2)
    assert tracker.track((face_at(300), face_at(0)), FRAME_S) == (2, 1)


def test_of_two_faces_on_one_track_the_better_overlap_keeps_the_number() -> None:
    tracker = Tracker()
    tracker.track((face_at(0),), 0.0)
    assert tracker.track((face_at(40), face_at(5)), FRAME_S) == (2, 1)


def test_one_face_between_two_tracks_takes_the_nearer_one_and_the_other_waits() -> None:
    tracker = Tracker()
    tracker.track((face_at(0), face_at(60)), 0.0)
    assert tracker.track((face_at(40),), FRAME_S) == (2,)
    assert tracker.track((face_at(40), face_at(-10)), 2 * FRAME_S) == (2, 1)


def test_a_number_is_never_given_twice() -> None:
    tracker = Tracker()
    numbers = [tracker.track((face_at(0),), n * 10.0)[0] for n in range(5)]
    assert numbers == [1, 2, 3, 4, 5]


def test_a_clock_that_runs_backwards_starts_new_tracks() -> None:
    tracker = Tracker()
    tracker.track((face_at(0),), 100.0)
    assert tracker.track((face_at(0),), 0.0) == (2,)


def test_no_face_has_no_number() -> None:
    assert Tracker().track((), 0.0) == ()
