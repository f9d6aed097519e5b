"""Time that only goes forward, made from a clock that may jump back. It never runs faster than the clock."""

import math


class ForwardTime:
    """Adds up the clock's steps forward; a step back, or a reading that is no time, adds nothing."""

    def __init__(self) -> None:
        self._read_s: float | None = None
        self._passed_s = 0.0

    def at(self, now_s: float) -> float:
        """Take the clock's reading and return how much time has passed since the first, in seconds."""
        if not math.isfinite(now_s):
            return self._passed_s
        if self._read_s is not None:
            self._passed_s += max(0.0, now_s - self._read_s)
        self._read_s = now_s
        return self._passed_s
