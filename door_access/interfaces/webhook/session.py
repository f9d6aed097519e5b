"""The thread that hands messages over, tries again when it could not, and gives up in the end.

Its rule: no trouble is told at the door, on no screen and in no list. A sentence that comes a moment after
somebody has typed a PIN could say which one it was. Only the program's own log tells, not of what.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from door_access.counts import counted
from door_access.interfaces.webhook.waiting import Message, Waiting

_log = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""Between attempts, doubled by each that fails; something urgent that is new is tried at once."""
LASTS_S = 24 * 3600.0
"""Whoever hears of it a day later reads it in the access log just as well."""
IDLE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the thread is given: a monotonic clock, and a wait that others can end."""

    clock: Callable[[], float]
    pause: Callable[[float], None]


class Session:
    """Sends one message after the other. One thread owns it."""

    def __init__(
        self, waiting: Waiting, trouble_with: Callable[[Message], str], around: Surroundings
    ) -> None:
        """``trouble_with``: sends a message, and says what kept it from being taken; empty for nothing."""
        self._waiting = waiting
        self._trouble_with = trouble_with
        self._around = around
        self._again_at_s = self._pause_s = 0.0
        self._trouble = ""

    def step(self) -> None:
        """Make one attempt, or wait."""
        now_s, message = self._around.clock(), self._waiting.next()
        if self._waiting.take_urgent_news():
            self._again_at_s = now_s
        if message is None:
            self._around.pause(IDLE_S)
        elif now_s - message.since_s > LASTS_S:
            self._waiting.done(message)
            _log.warning("a message was not taken for a day, and is given up")
        elif now_s < self._again_at_s:
            self._around.pause(self._again_at_s - now_s)
        else:
            self._attempt(message)

    def close(self) -> None:
        """Leave unsent what waits: the access log has it."""
        if self._waiting.next() is not None:
            _log.warning("messages to the webhook are left unsent at the end")

    def _attempt(self, message: Message) -> None:
        trouble = self._trouble_with(message)
        if trouble:
            self._waiting.postpone(message)
            self._pause_s = min(self._pause_s * 2 or FIRST_PAUSE_S, LONGEST_PAUSE_S)
            self._again_at_s = self._around.clock() + self._pause_s
        else:
            self._waiting.done(message)
            self._pause_s = 0.0
        dropped = self._waiting.take_dropped()
        if dropped:
            _log.warning("%s to the webhook went unsent: too many waited", counted(dropped, "message"))
        self._say(trouble)

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            _log.warning("%s", trouble or "The webhook takes messages again.")
