"""How long this machine takes for things, each in turn, so that a busy moment meets them all."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

ROUNDS = 40
"""Calls of each, after one that warms up and does not count; some seconds on a small computer."""
MS_PER_S = 1e3


@dataclass(frozen=True, slots=True)
class Speed:
    """The median of so many calls in milliseconds, and between which durations nine in ten of them lie."""

    name: str
    median_ms: float
    low_ms: float
    high_ms: float
    n: int

    def __str__(self) -> str:
        spread = f"90 in 100 within {self.low_ms:.2f}–{self.high_ms:.2f}"
        return f"{self.name}: {self.median_ms:.2f} ms (n={self.n}, {spread})"


def measured(
    calls: Mapping[str, Callable[[], object]],
    *,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Speed, ...]:
    """Time the calls in turns."""
    durations_ms: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            begun_s = clock()
            call()
            durations_ms[name].append((clock() - begun_s) * MS_PER_S)
    return tuple(_speed(name, mine) for name, mine in durations_ms.items())


def _speed(name: str, durations_ms: list[float]) -> Speed:
    low, median, high = (float(value) for value in np.percentile(durations_ms, (5, 50, 95)))
    return Speed(name, median, low, high, len(durations_ms))
