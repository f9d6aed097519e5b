"""When the pulse ends that a lock was told last, as far as this program knows."""

import time
from collections.abc import Callable


class RunningPulse:
    """Lets the later of two ends count: boards begin a pulse anew with every command, be it shorter."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends_at_s: float | None = None

    def lasting(self, duration_s: float) -> float:
        """Return for how long the board must be told to unlock, so that nothing is cut short."""
        return duration_s if self._ends_at_s is None else max(duration_s, self._ends_at_s - self._clock())

    def begin(self, duration_s: float) -> None:
        """Take note that the board obeyed."""
        self._ends_at_s = self._clock() + duration_s

    def end(self) -> None:
        """Take note that nothing is to stay unlocked."""
        self._ends_at_s = None

    @property
    def is_begun(self) -> bool:
        """Say whether there was a pulse that nobody has ended."""
        return self._ends_at_s is not None

    @property
    def is_over(self) -> bool:
        """Say whether there was a pulse that nobody has ended, and its time is over."""
        return self._ends_at_s is not None and self._clock() >= self._ends_at_s
