"""Hand-over between two threads: one place. Live, the newest wins; in playback, nothing is lost."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class MailboxClosed(Exception):
    """Nothing more will come."""


class Mailbox(Generic[T]):
    """A single place for the next item; one thread puts, one takes."""

    def __init__(self, *, keeps_all: bool = False) -> None:
        """``keeps_all``: :meth:`put` waits until the place is free instead of replacing what lies there."""
        self._keeps_all = keeps_all
        self._changed = threading.Condition()
        self._items: list[T] = []
        self._is_closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Return how many items were replaced before anybody took them."""
        return self._dropped

    def put(self, item: T) -> None:
        """Leave an item; after :meth:`close` it goes nowhere."""
        with self._changed:
            while self._keeps_all and self._items and not self._is_closed:
                self._changed.wait()
            if self._is_closed:
                return
            self._dropped += len(self._items)
            self._items[:] = [item]
            self._changed.notify_all()

    def take(self, timeout_s: float | None = None) -> T | None:
        """Wait for the next item; None when none came in time.

        Raises:
            MailboxClosed: it was closed and is empty.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._is_closed, timeout_s)
            if not self._items:
                if self._is_closed:
                    raise MailboxClosed
                return None
            item = self._items.pop()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Say that nothing more will come; an item that lies there can still be taken."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
