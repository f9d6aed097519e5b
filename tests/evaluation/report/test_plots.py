"""What the report's curve of errors shows."""

import numpy as np
import pytest

from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.report.plots import det
from tests.evaluation.crowds import crowd


def found(counts: list[int]):
    return compared(crowd(counts), ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(0))


def test_a_point_of_the_curve_is_what_is_missed_where_so_many_strangers_match() -> None:
    comparisons = found([3] * 60)
    strangers, genuine = comparisons.impostors.distance, comparisons.genuine.distance

    rates, missed = det(comparisons)

    assert rates[-1] == pytest.approx(1e-2)
    for rate, share in zip(rates, missed, strict=True):
        threshold = strangers[int(rate * len(strangers) + 1e-6) - 1]
        assert (strangers <= threshold).sum() <= rate * len(strangers) + 1e-6
        assert share == pytest.approx((genuine > threshold).mean())


def test_rates_below_one_stranger_are_not_shown() -> None:
    comparisons = found([3] * 60)

    assert det(comparisons)[0][0] * comparisons.impostors.trials >= 1


def test_without_two_photos_of_anybody_there_is_no_curve() -> None:
    assert [len(part) for part in det(found([1] * 60))] == [0, 0]
