"""Intervals of measured rates."""

import pytest

from door_access.domain.matching.metrics import wilson


def test_no_error_in_n_trials_proves_only_a_rate_below_about_four_over_n():
    low, high = wilson(0, 1000)
    assert low == pytest.approx(0.0, abs=1e-12)
    assert high == pytest.approx(0.00383, abs=1e-5)


def test_the_interval_holds_the_rate_and_is_symmetric_in_errors_and_successes():
    low, high = wilson(30, 100)
    assert low == pytest.approx(0.2189, abs=1e-4) and high == pytest.approx(0.3958, abs=1e-4)
    assert wilson(70, 100) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("errors", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_rate_is_refused(errors, trials):
    with pytest.raises(ValueError, match="errors"):
        wilson(errors, trials)
