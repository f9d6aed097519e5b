"""The demo's story: who stands where at what time."""

from itertools import pairwise

import numpy as np
import pytest

from door_access.demo.motion import stance_of
from door_access.demo.story import (
    FRAMES_PER_ROUND,
    RATE_HZ,
    ROUND,
    Act,
    is_enrolling,
    moment_of,
    round_of,
)
from door_access.domain.faces.faces import Frame

LONGEST_ROUND_S = 24.0
SAMPLES, FRAMES_PER_SAMPLE = 10, 5
"""What the enrolment of the demo takes, and from how many good frames one."""
ATTEMPT_S = 0.5 + 3.0
"""Dwell, and how long an attempt may take."""


def frame(index: int) -> Frame:
    return Frame(np.zeros((2, 2, 3), np.uint8), index / RATE_HZ, index)


def seconds_of(act: Act) -> list[float]:
    return [scene.frames / RATE_HZ for scene in ROUND if scene.act is act]


def test_a_round_is_short_enough_to_wait_for() -> None:
    assert FRAMES_PER_ROUND / RATE_HZ <= LONGEST_ROUND_S


def test_the_stranger_is_enrolled_before_being_known_and_leaves_in_between() -> None:
    acts = [scene.act for scene in ROUND]
    assert [act for act in acts if act in (Act.STRANGER, Act.ENROL, Act.KNOWN)] == [
        Act.STRANGER,
        Act.ENROL,
        Act.KNOWN,
    ]
    assert acts[acts.index(Act.ENROL) + 1 : acts.index(Act.KNOWN)] == [Act.LEAVES, Act.EMPTY, Act.RETURNS]


def test_the_stranger_stands_long_enough_to_be_denied() -> None:
    assert seconds_of(Act.STRANGER)[0] > ATTEMPT_S


def test_the_enrolment_lasts_for_all_its_samples() -> None:
    assert seconds_of(Act.ENROL)[0] * RATE_HZ > (SAMPLES - 1) * FRAMES_PER_SAMPLE + 1


def test_the_hall_is_empty_long_enough_for_the_next_visit_to_be_a_new_one() -> None:
    assert min(seconds_of(Act.EMPTY)[1:]) >= 1.5


def test_every_frame_of_a_round_has_its_act_in_the_order_of_the_table() -> None:
    acts = [moment_of(index).act for index in range(FRAMES_PER_ROUND)]
    changes = [acts[0]] + [b for a, b in pairwise(acts) if a is not b]
    assert changes == [scene.act for scene in ROUND]


def test_progress_begins_at_zero_and_stays_below_one() -> None:
    progress = [moment_of(index).progress for index in range(FRAMES_PER_ROUND)]
    assert progress[0] == 0.0
    assert max(progress) < 1.0


@pytest.mark.parametrize("index", [0, 50, 150, FRAMES_PER_ROUND - 1])
def test_the_second_round_repeats_the_first(index: int) -> None:
    assert moment_of(index + FRAMES_PER_ROUND) == moment_of(index)


def test_rounds_are_counted_from_zero() -> None:
    assert [round_of(frame(i)) for i in (0, FRAMES_PER_ROUND - 1, FRAMES_PER_ROUND)] == [0, 0, 1]


def test_the_enrolment_is_one_unbroken_act() -> None:
    enrolling = [is_enrolling(frame(index)) for index in range(FRAMES_PER_ROUND)]
    assert sum(a != b for a, b in pairwise(enrolling)) == 2
    assert sum(enrolling) == next(scene.frames for scene in ROUND if scene.act is Act.ENROL)


def test_nobody_is_there_exactly_while_the_hall_is_empty() -> None:
    for index in range(FRAMES_PER_ROUND):
        assert (stance_of(index) is None) == (moment_of(index).act is Act.EMPTY)


def test_the_visitor_never_jumps_while_near_the_door() -> None:
    for index in range(FRAMES_PER_ROUND - 1):
        here, there = stance_of(index), stance_of(index + 1)
        if here and there and not (here.is_moving or there.is_moving):
            assert abs(here.x_px - there.x_px) < 14.0
            assert abs(here.y_px - there.y_px) < 14.0
