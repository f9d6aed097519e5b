"""What counts as a blink."""

import math

import pytest

from door_access.domain.liveness.blinks import BlinkCounter
from door_access.domain.liveness.liveness_measures import EyeLikeness

FRAME_S = 1 / 30
OPEN = EyeLikeness(0.97, 0.96, 0.98)
SHUT = EyeLikeness(0.3, 0.2, 0.9)
BETWEEN = EyeLikeness(0.82, 0.8, 0.95)
BLURRED = EyeLikeness(0.3, 0.2, 0.4)
SMEARED = EyeLikeness(0.6, 0.6, 0.65)
WINK = EyeLikeness(0.95, 0.2, 0.95)
NOT_A_NUMBER = EyeLikeness(math.nan, math.nan, math.nan)


def blinks_in(*seen: tuple[EyeLikeness, int]) -> int:
    counter, frame = BlinkCounter(), 0
    for eyes, times in seen:
        for _ in range(times):
            counter.see(eyes, frame * FRAME_S)
            frame += 1
    return counter.blinks


@pytest.mark.parametrize("frames", [2, 5, 12])
def test_both_eyes_that_close_and_open_again_are_a_blink(frames) -> None:
    assert blinks_in((OPEN, 10), (SHUT, frames), (OPEN, 3)) == 1


def test_lids_on_their_way_belong_to_the_blink() -> None:
    assert blinks_in((OPEN, 10), (BETWEEN, 2), (SHUT, 3), (BETWEEN, 2), (OPEN, 3)) == 1


def test_every_blink_counts() -> None:
    assert blinks_in((OPEN, 10), *[(SHUT, 3), (OPEN, 8)] * 4) == 4


@pytest.mark.parametrize(
    "seen",
    [
        [(OPEN, 30)],
        [(OPEN, 10), (SHUT, 1), (OPEN, 10)],
        [(OPEN, 10), (SHUT, 20), (OPEN, 10)],
        [(OPEN, 10), (SHUT, 5)],
        [(OPEN, 10), (WINK, 5), (OPEN, 10)],
        [(OPEN, 10), (BLURRED, 5), (OPEN, 10)],
        [(OPEN, 10), (SMEARED, 5), (OPEN, 10)],
        [(OPEN, 10), (SHUT, 3), (BLURRED, 1), (OPEN, 10)],
        [(SHUT, 4), (OPEN, 10)],
        [(OPEN, 2), (SHUT, 4), (OPEN, 2)],
        [(NOT_A_NUMBER, 10), (SHUT, 3), (OPEN, 9)],
    ],
    ids=[
        "eyes that stay open",
        "one frame",
        "eyes that stay closed",
        "closed and not yet open",
        "a wink",
        "blur",
        "a smear",
        "blur in between",
        "eyes that were never seen open",
        "a flicker",
        "no numbers",
    ],
)
def test_anything_else_is_no_blink(seen) -> None:
    assert blinks_in(*seen) == 0


def test_a_clock_that_runs_backwards_ends_no_blink() -> None:
    counter = BlinkCounter()
    for frame in range(10):
        counter.see(OPEN, 5 + frame * FRAME_S)
    counter.see(SHUT, 5.4)
    counter.see(SHUT, 5.43)
    counter.see(OPEN, 1.0)

    assert counter.blinks == 0
