"""What waits to be told. Its rule: whoever puts something in never waits, and it never grows without end."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST_EVENTS = 200
"""A busy door's hour; beyond, the oldest goes."""


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """What is told on a topic.

    Attributes:
        is_state: the broker keeps it for whoever comes later.
        is_quiet: nobody at the door may learn that there was something to tell, nor that it was refused.
    """

    topic: str
    payload: str
    is_state: bool
    is_quiet: bool = False


class Outbox:
    """Of a state only the newest waits; events wait in their order. Any thread may use it."""

    def __init__(self, *, most_events: int = MOST_EVENTS) -> None:
        self.wake: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._states: dict[str, str] = {}
        self._due: dict[str, None] = {}
        self._events: deque[Letter] = deque(maxlen=most_events)
        self._dropped = 0

    def tell(self, topic: str, payload: str) -> None:
        """Tell a state, unless it was told before."""
        with self._lock:
            if self._states.get(topic) == payload:
                return
            self._states[topic] = payload
            self._due[topic] = None
        self.wake()

    def happen(self, topic: str, payload: str, *, is_quiet: bool = False) -> None:
        """Tell an event."""
        with self._lock:
            self._dropped += len(self._events) == self._events.maxlen
            self._events.append(Letter(topic, payload, is_state=False, is_quiet=is_quiet))
        self.wake()

    def tell_again(self) -> None:
        """Tell every state anew, in the order in which they were first told."""
        with self._lock:
            self._due = dict.fromkeys(self._states)
        self.wake()

    def next(self) -> Letter | None:
        """Return what is to be told next, a state before an event; None when nothing waits."""
        with self._lock:
            for topic in self._due:
                return Letter(topic, self._states[topic], is_state=True)
            return self._events[0] if self._events else None

    def done(self, letter: Letter) -> None:
        """Take note that it was told; a state that has changed since waits on."""
        with self._lock:
            if letter.is_state:
                if self._states[letter.topic] == letter.payload:
                    self._due.pop(letter.topic, None)
            elif self._events and self._events[0] is letter:
                self._events.popleft()

    def take_dropped(self) -> int:
        """Return how many events went untold since this was asked last."""
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        return dropped
