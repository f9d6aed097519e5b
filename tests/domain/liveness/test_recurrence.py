"""Frozen and looping pictures, by numbers."""

import math

import pytest

from door_access.domain.liveness.liveness import AttackSign
from door_access.domain.liveness.liveness_measures import Recurrence
from door_access.domain.liveness.recurrence import RecurrenceWatch

FRAME_S = 1 / 30
LIVE = Recurrence(change_levels=2.0, nearest_levels=2.1, lag_s=1.0)
AGAIN = Recurrence(change_levels=2.5, nearest_levels=0.2, lag_s=3.0)
SAME = Recurrence(change_levels=0.0, nearest_levels=0.0, lag_s=0.3)


def signs_of(*seen: Recurrence) -> list[AttackSign | None]:
    watch = RecurrenceWatch()
    return [watch.see(one, n * FRAME_S) for n, one in enumerate(seen)]


def test_a_live_picture_has_no_sign() -> None:
    assert set(signs_of(*[LIVE] * 300)) == {None}


def test_a_picture_that_does_not_change_for_half_a_second_is_frozen() -> None:
    signs = signs_of(LIVE, *[SAME] * 17)

    assert signs[-1] is AttackSign.FROZEN
    assert set(signs[:16]) == {None}


def test_a_frame_that_comes_twice_now_and_then_is_not_frozen() -> None:
    assert set(signs_of(*[LIVE, SAME, SAME] * 30)) == {None}


def test_frames_that_come_again_equally_late_are_a_loop() -> None:
    assert signs_of(*[LIVE] * 10, *[AGAIN] * 9)[-1] is AttackSign.LOOPING


def test_a_loop_that_was_never_compressed_comes_back_exactly() -> None:
    exact = Recurrence(change_levels=2.0, nearest_levels=0.0, lag_s=1.0)

    assert signs_of(*[exact] * 9)[-1] is AttackSign.LOOPING


@pytest.mark.parametrize(
    "again",
    [
        [AGAIN] * 4,
        [AGAIN, LIVE] * 30,
        [Recurrence(2.5, 0.2, lag_s=3.0 + n) for n in range(30)],
        [Recurrence(2.5, 1.1, 3.0)] * 30,
        [Recurrence(2.5, None)] * 30,
        [Recurrence(2.5, math.nan, 3.0)] * 30,
        [Recurrence(2.5, 0.2, math.nan)] * 30,
    ],
    ids=["briefly", "now and then", "ever later", "not near", "too young", "no number", "no time"],
)
def test_what_only_resembles_an_old_frame_is_no_loop(again) -> None:
    assert set(signs_of(*[LIVE] * 10, *again)) == {None}
