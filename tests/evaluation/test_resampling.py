"""The bootstrap over people, against counting anew with everybody as often as drawn."""

from itertools import combinations

import numpy as np
import pytest

from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.resampling import RESAMPLINGS, matched_within, missed_at_shares, resampled
from tests.evaluation.crowds import crowd

COUNTS = [1, 2, 3, 4, 5] * 5
PEOPLE = len(COUNTS)
SHARES = (0.1, 0.02)


@pytest.fixture(scope="module")
def found():
    faces = crowd(COUNTS, spread=0.35)
    return compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(0))


@pytest.fixture(scope="module")
def pairs():
    """Return distance, first and second person of every pair of photos."""
    faces = crowd(COUNTS, spread=0.35)
    places = np.array(list(combinations(range(len(faces.person)), 2)))
    first, second = faces.vectors[places[:, 0]], faces.vectors[places[:, 1]]
    return np.linalg.norm(first - second, axis=1), faces.person[places[:, 0]], faces.person[places[:, 1]]


def drawn_anew(pairs, drawn):
    """Return the genuine and the impostor distances, each as often as its people were drawn; rising."""
    distance, first, second = pairs
    is_same = first == second
    times = np.where(is_same, drawn[first], drawn[first] * drawn[second]).astype(int)
    genuine, strangers = (np.repeat(distance[kind], times[kind]) for kind in (is_same, ~is_same))
    return genuine, np.sort(strangers)


def test_as_many_people_are_drawn_as_there_are() -> None:
    draws = list(resampled(PEOPLE))

    assert len(draws) == RESAMPLINGS
    assert {drawn.sum() for drawn in draws} == {PEOPLE}
    assert len({drawn.tobytes() for drawn in draws}) == RESAMPLINGS


def test_threshold_and_missed_share_follow_the_people_drawn(found, pairs) -> None:
    samples = missed_at_shares(found.impostors, found.genuine, SHARES, people=PEOPLE)

    for sample, drawn in zip(samples, resampled(PEOPLE), strict=True):
        genuine, strangers = drawn_anew(pairs, drawn)
        refused = [strangers[int(share * len(strangers) + 1e-9)] for share in SHARES]
        assert sample == pytest.approx([np.mean(genuine > limit - 1e-5) for limit in refused], abs=0.02)


def test_the_matched_share_follows_the_people_drawn(found, pairs) -> None:
    limit = float(found.impostors.distance[200])
    samples = matched_within(found.impostors, 201, people=PEOPLE)

    expected = [np.mean(drawn_anew(pairs, drawn)[1] < limit + 1e-5) for drawn in resampled(PEOPLE)]

    assert samples == pytest.approx(expected, abs=1e-3)
