"""What somebody at the broker may ask of the door, and which of it counts.

Its rule: a command counts only when it was surely sent just now. So none counts that was sent to be kept, or
in a way (QoS 1 and 2) in which its sender or the broker keeps it while the other is away, or that comes while
the broker has not answered us of late. The most that can be asked is to open once: no emergency, no end of a
lockdown, and nothing that lasts.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from door_access.interfaces.mqtt.topics import DoorTopics

if TYPE_CHECKING:
    from door_access.broker import Heard  # whose library is loaded only where there is a broker

_log = logging.getLogger(__name__)

OPEN, LOCK = "OPEN", "LOCK"
NOTE = "MQTT"
"""What the log's row says of who has asked."""
FRESH_WITHIN_S = 5.0
REPEATED_WITHIN_S = 1.0
"""Two networks, or two taps, deliver a command twice."""
SAY_AGAIN_AFTER_S = 60.0
"""A flood of commands is no flood of sentences."""


@dataclass(frozen=True, slots=True)
class DoorControls:
    """What a command can do to the door: open it once, with a note, and lock it now. Both return at once."""

    release: Callable[[str], None]
    lock: Callable[[], None]


class Commands:
    """Judges each command on the connection's thread, and says now and then why it does not count."""

    def __init__(
        self,
        topics: DoorTopics,
        controls: DoorControls,
        *,
        is_release_allowed: bool,
        clock: Callable[[], float],
        fresh_within_s: float,
    ) -> None:
        self._controls = controls
        self._is_allowed = is_release_allowed
        self._clock = clock
        self._fresh_within_s = fresh_within_s
        self._known = {topics.release_set: (OPEN, LOCK), topics.lock_set: (LOCK,)}
        self._opened_at_s = float("-inf")
        self._said_at_s: dict[str, float] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(self._known)

    def take(self, message: "Heard", *, proven_s: float) -> None:
        """Do what is asked, if it counts; ``proven_s``: the message was sent by the broker after that."""
        now_s = self._clock()
        word = message.payload.decode("utf-8", "replace")
        doubt = self._doubt(message, word, is_late=now_s - proven_s > self._fresh_within_s)
        if not doubt and word == OPEN and now_s - self._opened_at_s < REPEATED_WITHIN_S:
            doubt = "it was only just asked for"
        if doubt:
            self._ignore(message.topic, doubt, now_s)
        else:
            self._do(word, now_s)

    def _doubt(self, message: "Heard", word: str, *, is_late: bool) -> str:
        if not self._is_allowed:
            return "mqtt.release_allowed is off"
        if message.is_retained:
            return "it was sent to be kept (retained), and may be of any age"
        if message.qos:
            return f"it was sent with QoS {message.qos} and may have waited; send commands with QoS 0"
        if is_late:
            return "the broker has not answered of late, so it may have waited"
        if not message.payload:
            return "it is empty"
        known = self._known[message.topic]
        return "" if word in known else f"it is not {' or '.join(known)}"

    def _do(self, word: str, now_s: float) -> None:
        if word == OPEN:
            self._opened_at_s = now_s
            self._controls.release(NOTE)
        else:
            self._controls.lock()

    def _ignore(self, topic: str, doubt: str, now_s: float) -> None:
        if now_s - self._said_at_s.get(doubt, float("-inf")) >= SAY_AGAIN_AFTER_S:
            self._said_at_s[doubt] = now_s
            _log.warning("a command on %s is ignored: %s", topic, doubt)
