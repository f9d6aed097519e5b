"""Time made from a clock that may jump."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.entry.forward_time import ForwardTime

READINGS = st.lists(st.floats(-1e9, 1e9) | st.sampled_from([math.nan, math.inf, -math.inf]))


def test_time_passes_with_the_clock():
    time = ForwardTime()

    assert [time.at(now_s) for now_s in (5.0, 6.5, 6.5, 10.0)] == [0.0, 1.5, 1.5, 5.0]


def test_a_jump_back_takes_nothing_away_and_time_goes_on_from_there():
    time = ForwardTime()

    assert [time.at(now_s) for now_s in (100.0, 110.0, 3.0, 5.0)] == [0.0, 10.0, 10.0, 12.0]


@pytest.mark.parametrize("reading", [math.nan, math.inf, -math.inf])
def test_a_reading_that_is_no_time_is_left_out(reading):
    time = ForwardTime()

    assert [time.at(now_s) for now_s in (1.0, reading, 2.0)] == [0.0, 0.0, 1.0]


@given(READINGS)
def test_time_never_goes_back_and_is_always_a_number(readings):
    time = ForwardTime()

    passed = [time.at(now_s) for now_s in readings]

    assert passed == sorted(passed)
    assert all(math.isfinite(second) for second in passed)
