"""Thresholds and rates, against counting by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.matching.metrics import wilson
from door_access.evaluation.comparisons import Genuine, Impostors
from door_access.evaluation.rates import (
    Rate,
    errors_at,
    is_thin,
    matched_within,
    missed_beyond,
    threshold_at,
)

SHARES = st.sampled_from([1e-3, 3e-3, 1e-2, 0.1, 0.25])


def impostors(distances: list[float], *, people: int = 40) -> Impostors:
    """Return comparisons of different pairs of people, one photo each; as many in all as there are pairs."""
    pairs = [(a, b) for a in range(people) for b in range(a + 1, people)][: len(distances)]
    one = np.ones(people, np.int64)
    return Impostors(np.array(sorted(distances), np.float32), np.array(pairs, np.intp), one, one, 0.5)


def genuine(distances: list[float], people: int = 5) -> Genuine:
    return Genuine.of(np.array(distances, np.float32), np.arange(len(distances)) % people)


@settings(max_examples=60)
@given(seed=st.integers(0, 999), digits=st.integers(1, 6), share=SHARES)
def test_a_threshold_is_the_largest_that_lets_in_no_more_than_the_share(seed, digits, share) -> None:
    distances = np.random.default_rng(seed).uniform(0.1, 1.9, 780).round(digits)  # few digits: many ties
    strangers = impostors(distances.tolist())

    threshold = threshold_at(strangers, share)

    matched = int((strangers.distance <= threshold).sum())
    farther = strangers.distance[strangers.distance > threshold]
    assert matched <= share * 780 + 1e-6
    assert int((strangers.distance <= farther[0]).sum()) > share * 780 - 1e-6


def test_missed_people_are_those_farther_than_the_strangers_threshold() -> None:
    strangers = impostors([0.5 + 0.001 * n for n in range(780)])
    found = errors_at(strangers, genuine([0.3, 0.5, 0.505, 0.51, 0.9]), [0.01], people=40)

    assert found[0].threshold == pytest.approx(0.507, abs=1e-4)
    assert (found[0].missed.errors, found[0].missed.trials) == (2, 5)
    assert found[0].missed.value == 0.4
    assert found[0].missed.low <= 0.4 <= found[0].missed.high


def test_a_share_below_one_stranger_lets_in_none_and_is_thin() -> None:
    strangers = impostors([0.5 + 0.001 * n for n in range(780)])

    found = errors_at(strangers, genuine([0.1, 0.4999, 0.5, 0.6]), [1e-3], people=40)[0]

    assert 0.4999 < found.threshold < 0.5
    assert found.missed.errors == 2
    assert found.is_thin


def test_without_strangers_there_is_no_rate() -> None:
    assert errors_at(impostors([]), genuine([0.1]), [0.1], people=40) == ()


def test_without_genuine_trials_the_threshold_stands_without_a_rate() -> None:
    strangers = impostors([0.5 + 0.001 * n for n in range(780)])

    found = errors_at(strangers, genuine([]), [0.1], people=40)

    assert found[0].missed is None


def test_ten_comparisons_of_ten_pairs_of_people_are_enough_and_nine_are_not() -> None:
    strangers = impostors([0.5 + 0.001 * n for n in range(780)])

    assert not is_thin(strangers, 10 / 780)
    assert is_thin(strangers, 9 / 780)


def test_many_comparisons_of_two_look_alikes_are_thin() -> None:
    distances = np.linspace(0.2, 1.0, 1000).astype(np.float32)
    pair = np.zeros((1000, 2), np.intp)
    pair[:, 1] = 1
    pair[1::2] = (1, 0)
    photos = np.array([50, 20])

    assert is_thin(Impostors(distances, pair, photos, photos, 0.5), 0.5)


def test_without_an_error_the_interval_is_wilsons_over_the_people() -> None:
    rate = missed_beyond(genuine([0.1, 0.1, 0.2, 0.2], people=2), 0.5, people=2)

    assert (rate.value, rate.errors, rate.trials) == (0.0, 0, 4)
    assert (rate.low, rate.high) == pytest.approx(wilson(0, 2))


def test_people_who_are_always_missed_widen_the_interval_more_than_single_misses_do() -> None:
    clustered = Genuine.of(np.array([0.9] * 10 + [0.1] * 90, np.float32), np.repeat(np.arange(10), 10))
    scattered = Genuine.of(np.array([0.9] * 10 + [0.1] * 90, np.float32), np.arange(100) % 10)

    one, other = (missed_beyond(trials, 0.5, people=10) for trials in (clustered, scattered))

    assert one.value == other.value == 0.1
    assert one.high - one.low > 3 * (other.high - other.low)


def test_the_share_within_a_given_threshold_is_counted() -> None:
    strangers = impostors([0.5 + 0.001 * n for n in range(780)])

    rate = matched_within(strangers, 0.5389, people=40)

    assert (rate.errors, rate.trials) == (39, 780)
    assert rate.low < 0.05 < rate.high


def test_independent_trials_have_wilsons_interval() -> None:
    assert Rate.of_independent(3, 50) == Rate(0.06, *wilson(3, 50), 3, 50)
