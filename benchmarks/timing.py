"""How long a call takes: median and quartiles, never the best of many."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

MS_PER_S = 1e3


@dataclass(frozen=True, slots=True)
class Timing:
    """The durations of calls, in milliseconds."""

    durations_ms: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        return float(np.median(self.durations_ms))

    @property
    def mean_ms(self) -> float:
        """Return the mean, for calls that are not equal: every fifth frame is searched whole."""
        return float(np.mean(self.durations_ms))

    def __str__(self) -> str:
        """Return number, and the middle half of the durations."""
        low, high = np.percentile(self.durations_ms, (25, 75))
        return f"n={len(self.durations_ms)}, middle half {low:.2f}–{high:.2f} ms"


def alternating(
    calls: Sequence[Callable[[], object]],
    *,
    rounds: int,
    times: Sequence[int],
    clock: Callable[[], float] = time.perf_counter,
) -> list[Timing]:
    """Time the calls in turns, so that a busy moment of the machine meets them all.

    Args:
        times: how often each is called in a round; the first call of each round warms the caches, uncounted.
        clock: ``time.process_time`` where only the processor's time is wanted.
    """
    durations: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, count, mine in zip(calls, times, durations, strict=True):
            call()
            mine += [_duration_ms(call, clock) for _ in range(count)]
    return [Timing(tuple(mine)) for mine in durations]


def _duration_ms(call: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    call()
    return (clock() - begin) * MS_PER_S
