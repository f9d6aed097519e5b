"""What waits to be sent. Its rule: whoever puts something in never waits, and it never grows without end."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 200
"""Of urgent messages, and of others; beyond, the oldest goes. Decisions never push out an alarm."""


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One message, the same at every attempt. ``since_s`` is monotonic: when it was made."""

    id: str
    body: bytes = field(repr=False)
    is_urgent: bool
    since_s: float


class Waiting:
    """Urgent messages come first, each kind in its order. Any thread may use it."""

    def __init__(self, *, most: int = MOST) -> None:
        self.wake: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._urgent: deque[Message] = deque(maxlen=most)
        self._usual: deque[Message] = deque(maxlen=most)
        self._dropped = 0
        self._has_urgent_news = False

    def put(self, message: Message) -> None:
        """Add a message."""
        queue = self._queue_of(message)
        with self._lock:
            self._dropped += len(queue) == queue.maxlen
            queue.append(message)
            self._has_urgent_news |= message.is_urgent
        self.wake()

    def next(self) -> Message | None:
        """Return what is to be sent next; None when nothing waits."""
        with self._lock:
            queue = self._urgent or self._usual
            return queue[0] if queue else None

    def done(self, message: Message) -> None:
        """Take note that it needs no further attempt."""
        with self._lock:
            queue = self._queue_of(message)
            if message in queue:
                queue.remove(message)

    def postpone(self, message: Message) -> None:
        """Let others of its kind go first: it may be this one alone that is not taken."""
        with self._lock:
            queue = self._queue_of(message)
            if message in queue:
                queue.remove(message)
                queue.append(message)

    def take_urgent_news(self) -> bool:
        """Say whether something urgent has come since this was asked last."""
        with self._lock:
            has_news, self._has_urgent_news = self._has_urgent_news, False
        return has_news

    def take_dropped(self) -> int:
        """Return how many went unsent since this was asked last."""
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        return dropped

    def _queue_of(self, message: Message) -> deque[Message]:
        return self._urgent if message.is_urgent else self._usual
