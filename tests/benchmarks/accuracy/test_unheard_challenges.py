"""Challenges to which nobody listens."""

import math
from dataclasses import replace

from benchmarks.accuracy.unheard_challenges import DRAWN, Moment, chances
from tests.builders import GOOD_QUALITY

RATE_HZ = 20


def film(seconds: float, yaw_of=lambda at_s: 0.0, *, track: int | None = 1) -> list[Moment]:
    times = [n / RATE_HZ for n in range(int(seconds * RATE_HZ))]
    return [Moment(at_s, track, replace(GOOD_QUALITY, yaw=yaw_of(at_s)), blinks=0) for at_s in times]


def test_a_still_picture_passes_no_challenge() -> None:
    assert chances(film(10))[0] == 0


def test_challenges_begin_every_half_second_while_there_is_time_for_one() -> None:
    assert chances(film(10))[1] == 4 * DRAWN


def test_a_film_that_is_too_short_or_without_a_face_meets_no_challenge() -> None:
    assert chances(film(7)) == (0, 0)
    assert chances([replace(one, quality=None) for one in film(10)]) == (0, 0)


def test_a_head_that_is_shaken_all_the_time_passes_few() -> None:
    passed, drawn = chances(film(20, lambda at_s: 0.3 * math.sin(2 * math.pi * at_s / 2)))

    assert 0 <= passed < 0.25 * drawn
