"""A thread that repeats one step, survives its failures, and stops when asked."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from door_access.runtime.mailbox import MailboxClosed

T = TypeVar("T")

_log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
"""After a first failure; doubled by each further one, so that a broken camera does not burn a core."""
LONGEST_PAUSE_S = 8.0


class Worker:
    """Runs ``step`` again and again on a thread of its own.

    A step that raises is logged and reported with its error, and after a growing pause the worker goes on; a
    step that works again is reported with None. ``MailboxClosed`` ends the thread: nothing is left to do.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], object],
        *,
        on_fault: Callable[[str, Exception | None], None],
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self._step = step
        self._on_fault = on_fault
        self._at_end = at_end
        self._stopping = threading.Event()
        self._awake = threading.Event()
        self._failure_pause_s = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the thread end after its current step."""
        self._stopping.set()
        self._awake.set()

    def pause(self, duration_s: float) -> None:
        """Wait on the worker's own thread; :meth:`wake` and a stop end the wait."""
        self._awake.wait(duration_s)
        if not self._stopping.is_set():
            self._awake.clear()

    def wake(self) -> None:
        """End a pause, or the next one if there is none now."""
        self._awake.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end and say whether it came in time."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end that was asked for, and report a late thread."""
        is_ended = self.wait(timeout_s)
        if not is_ended:
            _log.error("the %s thread did not stop within %.1f s", self.name, timeout_s)
        return is_ended

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._step_once()
        except MailboxClosed:
            _log.debug("the %s thread has nothing left to do", self.name)
        finally:
            self._at_end()

    def _step_once(self) -> None:
        try:
            self._step()
        except MailboxClosed:
            raise
        except Exception as error:
            _log.exception("the %s thread failed", self.name)
            self._report(error)
            self._failure_pause_s = min(self._failure_pause_s * 2 or FIRST_PAUSE_S, LONGEST_PAUSE_S)
            self._stopping.wait(self._failure_pause_s)
        else:
            if self._failure_pause_s:
                self._failure_pause_s = 0.0
                self._report(None)

    def _report(self, error: Exception | None) -> None:
        """Tell how the step went; a listener that fails must not end the thread."""
        try:
            self._on_fault(self.name, error)
        except Exception:
            _log.exception("nobody took the report of the %s thread", self.name)


class Inbox(Generic[T]):
    """A queue in which nothing is lost or reordered: decisions and commands."""

    def __init__(self) -> None:
        self._queue: queue.Queue[T | None] = queue.Queue()
        self._is_closed = False

    def put(self, item: T) -> None:
        """Add an item; after :meth:`close` it goes nowhere."""
        if not self._is_closed:
            self._queue.put(item)

    def take(self, timeout_s: float | None = None) -> T | None:
        """Wait for the oldest item; None when none came in time.

        Raises:
            MailboxClosed: it was closed and is empty.
        """
        try:
            item = self._queue.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if item is None:
            self._queue.put(None)
            raise MailboxClosed
        return item

    def close(self) -> None:
        """Say that nothing more will come; what waits can still be taken."""
        self._is_closed = True
        self._queue.put(None)
