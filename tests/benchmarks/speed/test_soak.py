"""Memory that only fills up at first does not grow; memory that keeps rising does."""

import pytest

from benchmarks.speed.soak import Growth

HOUR_S = 3600


def samples(mb_at) -> Growth:
    return Growth(tuple((float(at_s), mb_at(at_s)) for at_s in range(0, HOUR_S + 1, 60)))


def test_a_steady_rise_is_told_per_hour_and_in_all():
    growth = samples(lambda at_s: 300 + 20 * at_s / HOUR_S)

    assert growth.slope_mb_per_h == pytest.approx(20)
    assert growth.grown_mb == pytest.approx(19)


def test_what_fills_up_during_the_warm_up_does_not_count():
    growth = samples(lambda at_s: 300 if at_s > 120 else 200)

    assert growth.grown_mb == pytest.approx(0, abs=1e-6)


def test_one_sample_has_no_slope():
    assert Growth(((0.0, 300.0),)).grown_mb == 0
