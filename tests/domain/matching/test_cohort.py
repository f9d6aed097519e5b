"""The threshold among the people who are here: crowds lower it, few people change nothing."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.matching.calibration import Configuration
from door_access.domain.matching.cohort import (
    NOBODY,
    SHIPPED,
    Surroundings,
    independent_frames,
    site_threshold,
)
from tests.builders import CURVES

WELL = Configuration(5, 3)
PLAIN = CURVES.threshold(WELL, 1e-4)
LONELY = 1.9
"""A distance at which no stranger ever lies."""
distances = st.lists(st.floats(0.05, LONELY), min_size=1, max_size=120)


def around(
    of_probe: list[float], of_reference: list[float] | None = None, *, templates: int = 5
) -> Surroundings:
    """Return the surroundings, the compared person first."""
    sides = [[math.inf, *side] for side in (of_probe, of_probe if of_reference is None else of_reference)]
    probe, reference = (np.array(side, np.float32) for side in sides)
    return Surroundings(probe, reference, np.full(len(probe), templates, np.intp))


def threshold(
    here: Surroundings, *, fmr: float = 1e-4, compared: Configuration = WELL, spread: float | None = None
) -> float:
    return site_threshold(CURVES, compared, fmr, here, spread=spread)


def usual_crowd(others: int, *, nearer: float = 0.0) -> list[float]:
    """Return the distances at which so many strangers lie by the curve of five templates and three frames."""
    curve = CURVES.curves[WELL]
    return [curve.usual((place + 0.5) / others) - nearer for place in range(others)]


@pytest.mark.parametrize("others", [0, 1, 2])
def test_with_fewer_than_three_others_the_threshold_is_the_plain_one(others: int) -> None:
    assert threshold(around([0.1] * others), spread=0.0) == PLAIN
    assert threshold(NOBODY, spread=0.0) == PLAIN


@pytest.mark.parametrize("others", [50, 500])
def test_strangers_where_the_curve_expects_them_leave_the_threshold_where_it_was(others: int) -> None:
    assert threshold(around(usual_crowd(others))) == pytest.approx(PLAIN, abs=0.003)


def test_a_crowd_lowers_the_threshold_and_more_so_the_more_people_say_so() -> None:
    few, many = (threshold(around(usual_crowd(others, nearer=0.1))) for others in (50, 5000))

    assert PLAIN - 0.1 < many < few < PLAIN - 0.02


def test_where_everybody_lies_nearer_the_threshold_falls_nearly_as_far() -> None:
    assert threshold(around(usual_crowd(20_000, nearer=0.1))) == pytest.approx(PLAIN - 0.1, abs=0.004)


@pytest.mark.parametrize("side", ["of_probe", "of_reference"])
def test_each_side_alone_counts(side: str) -> None:
    usual, crowded = around(usual_crowd(100)), around(usual_crowd(100, nearer=0.1))

    assert threshold(replace(usual, **{side: getattr(crowded, side)})) < threshold(usual) - 0.02


def test_one_look_alike_lowers_the_threshold_by_less_than_three_do() -> None:
    crowd = usual_crowd(100)

    one, three = around([0.2, *crowd[1:]]), around([0.2, 0.2, 0.2, *crowd[3:]])

    assert threshold(three) < threshold(one) < threshold(around(crowd))


def test_however_lonely_a_face_the_threshold_rises_by_half_a_decade_at_most() -> None:
    alone = threshold(around([LONELY] * 1000))

    assert alone == pytest.approx(PLAIN + SHIPPED.largest_gain_decades * CURVES.single.decade)


def test_among_few_others_the_threshold_hardly_rises() -> None:
    assert threshold(around([LONELY] * 5), spread=0.0) < PLAIN + 0.005


@given(distances, st.data())
def test_a_nearer_neighbour_never_makes_the_threshold_larger(
    before: list[float], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(before) - 1))
    nearer = data.draw(st.floats(0.0, before[place]))
    after = [*before[:place], nearer, *before[place + 1 :]]

    assert threshold(around(after)) <= threshold(around(before)) + 1e-9


@given(distances, st.floats(1e-9, 1e-4), st.floats(1e-9, 1e-4), st.floats(0.0, 1.0))
def test_a_stricter_rate_never_has_a_larger_threshold(
    others: list[float], one: float, other: float, spread: float
) -> None:
    stricter, laxer = sorted((one, other))
    here = around(others)

    assert threshold(here, fmr=stricter, spread=spread) <= threshold(here, fmr=laxer, spread=spread) + 1e-9


@given(
    distances,
    st.builds(Configuration, st.integers(1, 30), st.integers(1, 6)),
    st.integers(1, 30),
    st.none() | st.floats(allow_nan=True, allow_infinity=True),
)
def test_the_threshold_is_a_number_from_0_to_the_largest_that_may_be(
    others: list[float], compared: Configuration, templates: int, spread: float | None
) -> None:
    largest = CURVES.threshold(Configuration(1, 1), 1e-4)
    largest += SHIPPED.largest_gain_decades * CURVES.single.decade

    found = threshold(around(others, templates=templates), compared=compared, spread=spread)

    assert 0.0 <= found <= largest


def test_a_crowd_beyond_measure_never_makes_the_threshold_negative() -> None:
    assert threshold(around([0.0] * 5000), fmr=1e-7) == 0.0


def test_distances_that_are_no_numbers_count_as_nobody() -> None:
    assert threshold(around([math.nan] * 10), spread=0.0) == PLAIN


def test_people_of_one_template_lie_farther_by_nature_which_is_no_loneliness() -> None:
    farther = around(usual_crowd(200), templates=1)

    assert threshold(farther) < threshold(around(usual_crowd(200)))


def test_three_frames_of_one_moment_are_worth_one_and_of_three_days_three() -> None:
    same_person = 0.775 * 0.378

    assert independent_frames(CURVES, 3, 0.0) == pytest.approx(1.0)
    assert independent_frames(CURVES, 3, same_person**2 / 3) == pytest.approx(3.0)
    assert independent_frames(CURVES, 3, 0.001) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("spread", [None, math.nan, math.inf])
def test_frames_of_unknown_likeness_count_in_full(spread: float | None) -> None:
    assert independent_frames(CURVES, 3, spread) == 3.0


@given(st.integers(1, 9), st.floats(-1.0, 1.0))
def test_frames_are_worth_one_to_as_many_as_there_are(frames: int, spread: float) -> None:
    assert 1.0 <= independent_frames(CURVES, frames, spread) <= frames + 1e-9


def test_frames_of_one_moment_are_judged_nearly_as_single_ones() -> None:
    crowd = around(usual_crowd(5000, nearer=-0.03))

    assert threshold(crowd, spread=0.0) > threshold(crowd, spread=None)
