"""A probe says how different the frames are that it was made of."""

import pytest

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.fusion import AgreeingFrames
from tests.builders import at_distance


def spread(*frames: Embedding) -> float | None:
    gathered = AgreeingFrames(limit=3, agreement=2.0)
    for frame in frames:
        gathered.add(frame, at_s=0.0)
    return gathered.take(track=1).spread


def test_one_picture_three_times_has_no_spread() -> None:
    assert spread(*[at_distance(0.0)] * 3) == pytest.approx(0.0, abs=1e-7)


def test_the_spread_is_that_of_the_mean_squared_distance() -> None:
    """Three vectors with a mean squared distance of s² have a mean of the squared length 1 − s²/3."""
    frames = at_distance(0.0), at_distance(0.3), at_distance(0.3, axis=2)
    squared = [
        a.distance_to(b) ** 2
        for a, b in ((frames[0], frames[1]), (frames[0], frames[2]), (frames[1], frames[2]))
    ]

    assert spread(*frames) == pytest.approx(sum(squared) / 9, abs=1e-6)
