"""When the service manager hears that the door lives; where it hears nothing, it starts the program anew.

Two things are vouched for: the door thread, which alone may call :meth:`Watchdog.beat`, and recognition,
whose silence the door shows at once and mends by nothing but a new start.
"""

from collections.abc import Callable

RECOGNITION_MAY_BE_DEAD_S = 60.0
"""Longer than any model takes to load again after a failure; a shorter silence is a fault at the door."""


class Watchdog:
    """Feeds the service manager's watchdog now and then, unless recognition has been dead for too long."""

    def __init__(self, feed: Callable[[], None], *, every_s: float) -> None:
        self._feed = feed
        self._every_s = every_s
        self._alive_at_s: float | None = None
        self._fed_at_s: float | None = None

    def beat(self, now_s: float, is_recognition_alive: bool) -> None:
        """Feed if it is time to; the first call counts as a sign of recognition, which then begins."""
        if is_recognition_alive or self._alive_at_s is None:
            self._alive_at_s = now_s
        is_dead = now_s - self._alive_at_s > RECOGNITION_MAY_BE_DEAD_S
        is_time = self._fed_at_s is None or now_s - self._fed_at_s >= self._every_s
        if is_time and not is_dead:
            self._fed_at_s = now_s
            self._feed()
