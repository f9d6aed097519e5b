"""From wanted rates to thresholds: never laxer than asked, whatever was not measured is stricter."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.matching.calibration import (
    LAXEST_FMR,
    Configuration,
    ImpostorCurve,
    ImpostorCurves,
    comparison_fmr,
)
from tests.builders import CURVES

CURVE = ImpostorCurve(((1e-2, 0.40), (1e-3, 0.30), (1e-4, 0.20)))
rates = st.floats(1e-9, 1e-2)
fpirs = st.floats(1e-6, 0.5)
people = st.integers(1, 1_000_000)
configurations = st.builds(Configuration, st.integers(1, 40), st.integers(1, 10))


@given(fpirs, people)
def test_the_comparisons_rate_is_that_of_the_formula_and_never_above_the_cap(fpir: float, n: int) -> None:
    assert comparison_fmr(fpir, n) == pytest.approx(min(LAXEST_FMR, 1 - (1 - fpir) ** (1 / n)), rel=1e-6)


def test_few_people_keep_the_cap() -> None:
    assert comparison_fmr(0.003, 1) == LAXEST_FMR
    assert comparison_fmr(0.003, 30) == LAXEST_FMR


def test_a_thousand_people_need_a_stricter_comparison() -> None:
    assert comparison_fmr(0.003, 1000) == pytest.approx(3.0045e-6, rel=1e-4)


@given(fpirs, people, people)
def test_more_people_are_never_laxer(fpir: float, fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))

    assert comparison_fmr(fpir, more) <= comparison_fmr(fpir, fewer)


@pytest.mark.parametrize("fpir", [0.0, 1.0, -0.1, 1.5, math.nan])
def test_a_rate_that_is_no_rate_is_refused(fpir: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        comparison_fmr(fpir, 1)


def test_a_search_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        comparison_fmr(0.003, 0)


@pytest.mark.parametrize(
    ("templates", "frames", "fmr", "distance"),
    [
        (1, 1, 1e-2, 0.423),
        (1, 1, 1e-3, 0.378),
        (1, 1, 1e-4, 0.3375),
        (1, 1, 1e-5, 0.300),
        (5, 1, 1e-4, 0.310),
        (5, 1, 1e-5, 0.276),
        (5, 3, 1e-4, 0.281),
        (5, 3, 1e-5, 0.248),
    ],
)
def test_a_measured_point_is_the_threshold(templates: int, frames: int, fmr: float, distance: float) -> None:
    assert CURVES.threshold(Configuration(templates, frames), fmr) == pytest.approx(distance)


def test_between_two_points_the_distance_follows_the_logarithm_of_the_rate() -> None:
    assert CURVE.threshold(math.sqrt(1e-2 * 1e-3)) == pytest.approx(0.35)


def test_beyond_the_last_point_the_last_decades_slope_goes_on() -> None:
    curves = CURVES.curves[Configuration(5, 3)]

    assert curves.threshold(1e-6) == pytest.approx(0.248 - (0.281 - 0.248))
    assert curves.threshold(1e-7) == pytest.approx(0.248 - 2 * (0.281 - 0.248))


def test_a_threshold_is_never_negative() -> None:
    assert CURVE.threshold(1e-12) == 0.0


def test_a_rate_laxer_than_the_first_point_was_never_measured() -> None:
    with pytest.raises(ValueError, match=r"starts at FMR 0\.01"):
        CURVE.threshold(0.02)


@pytest.mark.parametrize("fmr", [0.0, -1e-4, math.nan])
def test_a_rate_that_is_none_has_no_threshold(fmr: float) -> None:
    with pytest.raises(ValueError, match="asked for"):
        CURVE.threshold(fmr)


@given(configurations, rates, rates)
def test_a_stricter_rate_never_has_a_larger_threshold(wanted: Configuration, a: float, b: float) -> None:
    stricter, laxer = sorted((a, b))

    assert CURVES.threshold(wanted, stricter) <= CURVES.threshold(wanted, laxer)


@given(configurations, rates)
def test_no_configuration_is_laxer_than_one_template_and_one_frame(wanted: Configuration, fmr: float) -> None:
    assert CURVES.threshold(wanted, fmr) <= CURVES.threshold(Configuration(1, 1), fmr)


@given(configurations, configurations, rates)
def test_more_templates_and_frames_are_never_laxer(a: Configuration, b: Configuration, fmr: float) -> None:
    """Fused vectors of strangers lie nearer to each other, so their threshold must be smaller."""
    fewer = Configuration(min(a.templates, b.templates), min(a.frames, b.frames))
    more = Configuration(max(a.templates, b.templates), max(a.frames, b.frames))

    assert CURVES.threshold(more, fmr) <= CURVES.threshold(fewer, fmr)


@pytest.mark.parametrize(
    ("templates", "frames", "like"),
    [
        (2, 1, (5, 1)),
        (4, 1, (5, 1)),
        (2, 2, (5, 3)),
        (5, 2, (5, 3)),
        (20, 1, (5, 1)),
        (20, 3, (5, 3)),
        (7, 9, (5, 3)),
    ],
)
def test_an_unmeasured_configuration_takes_its_stricter_neighbours_threshold(
    templates: int, frames: int, like: tuple[int, int]
) -> None:
    wanted = CURVES.threshold(Configuration(templates, frames), 1e-4)

    assert wanted == CURVES.threshold(Configuration(*like), 1e-4)


@pytest.mark.parametrize("frames", [2, 3, 5])
def test_one_template_against_fused_frames_is_not_judged_by_the_curve_of_single_frames(frames: int) -> None:
    """(1, 3) was never measured; its neighbour (1, 1) alone would be too lax."""
    assert CURVES.threshold(Configuration(1, frames), 1e-4) == pytest.approx(0.281)


def test_extrapolation_is_told_for_any_curve_that_was_looked_at() -> None:
    assert not CURVES.is_extrapolated(Configuration(5, 3), 1e-5)
    assert CURVES.is_extrapolated(Configuration(5, 3), 0.99e-5)
    assert CURVES.is_extrapolated(Configuration(2, 2), 1e-6)


@pytest.mark.parametrize(
    "points",
    [
        (),
        ((1e-2, 0.4),),
        ((1e-3, 0.3), (1e-2, 0.4)),
        ((1e-2, 0.3), (1e-3, 0.4)),
        ((1e-2, 0.4), (1e-2, 0.3)),
        ((1e-2, 0.4), (0.0, 0.3)),
        ((1e-2, 0.4), (1e-3, 0.0)),
        ((1e-2, math.nan), (1e-3, 0.3)),
    ],
)
def test_points_that_do_not_fall_are_no_curve(points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="two or more falling points"):
        ImpostorCurve(points)


def test_a_model_without_a_curve_decides_nothing() -> None:
    with pytest.raises(ValueError, match="without an impostor curve"):
        ImpostorCurves({})


@pytest.mark.parametrize(("templates", "frames"), [(0, 1), (1, 0)])
def test_a_comparison_of_nothing_is_none(templates: int, frames: int) -> None:
    with pytest.raises(ValueError, match="at least one template and one frame"):
        Configuration(templates, frames)


@pytest.mark.parametrize(("share", "distance"), [(1e-2, 0.423), (1e-3, 0.378), (0.05, 0.464), (0.2, 0.513)])
def test_the_usual_distance_of_a_large_share_lies_where_lfw_has_it(share: float, distance: float) -> None:
    assert CURVES.single.usual(share) == pytest.approx(distance, abs=0.004)


@given(st.floats(1e-6, 0.9), st.floats(1e-6, 0.9))
def test_a_larger_share_never_lies_nearer(one: float, other: float) -> None:
    fewer, more = sorted((one, other))

    assert CURVES.single.usual(fewer) <= CURVES.single.usual(more)


def test_a_decade_is_what_a_ten_times_stricter_rate_costs() -> None:
    assert CURVES.single.decade == pytest.approx(0.3375 - 0.300)


def test_the_single_curve_is_that_of_the_fewest_templates_and_frames() -> None:
    assert CURVES.single is CURVES.curves[Configuration(1, 1)]


def at_1e_4(curve: ImpostorCurve) -> float:
    return curve.threshold(1e-4)


@pytest.mark.parametrize(
    ("templates", "frames", "distance"),
    [
        (1, 1, 0.3375),
        (5, 1, 0.310),
        (5, 3, 0.281),
        (9, 4, 0.281),
        (2, 1, 0.3203),
        (1, 2, 0.3203),
        (5, 2, 0.288),
    ],
)
def test_between_the_measured_configurations_a_reading_follows_the_inverse_counts(
    templates: int, frames: float, distance: float
) -> None:
    assert CURVES.between(templates, frames, at_1e_4) == pytest.approx(distance, abs=5e-4)


@given(st.integers(1, 40), st.floats(1, 10), rates, rates)
def test_between_them_a_stricter_rate_is_never_laxer(
    templates: int, frames: float, a: float, b: float
) -> None:
    stricter, laxer = sorted((a, b))

    def threshold(fmr: float) -> float:
        return CURVES.between(templates, frames, lambda curve: curve.threshold(fmr))

    assert threshold(stricter) <= threshold(laxer) + 1e-12


@given(configurations, rates)
def test_between_them_no_threshold_leaves_the_measured_ones(wanted: Configuration, fmr: float) -> None:
    measured = [curve.threshold(fmr) for curve in CURVES.curves.values()]

    found = CURVES.between(wanted.templates, wanted.frames, lambda curve: curve.threshold(fmr))

    assert min(measured) - 1e-12 <= found <= max(measured) + 1e-12


def test_curves_without_a_corner_give_the_smallest_reading() -> None:
    curves = ImpostorCurves({c: CURVES.curves[c] for c in (Configuration(1, 1), Configuration(5, 3))})

    assert curves.between(1, 1, at_1e_4) == pytest.approx(0.281)


def test_a_single_curve_is_its_own_between() -> None:
    curves = ImpostorCurves({Configuration(1, 1): CURVE})

    assert curves.between(7, 2.5, at_1e_4) == pytest.approx(0.20)
