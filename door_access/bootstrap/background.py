"""What goes on beside the door on a thread of its own, until a block ends: a card reader, a broker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from door_access.runtime.worker import Worker


class Stepping(Protocol):
    """What is repeated; it tells of its troubles itself."""

    def step(self) -> None:
        """Do one thing, or pause."""

    def close(self) -> None:
        """Let go of everything, on the thread's last breath."""


@contextmanager
def in_background(name: str, make: Callable[[Worker], Stepping], *, stops_within_s: float) -> Iterator[None]:
    """Repeat the steps of what is made until the block ends; ``make`` is given the worker, to pause with it.

    Who does not stop in time is left behind and said to be late.
    """

    def step() -> None:
        stepping.step()

    def close() -> None:
        stepping.close()

    worker = Worker(name, step, on_fault=_logged_already, at_end=close)
    stepping = make(worker)
    worker.start()
    try:
        yield
    finally:
        worker.ask_to_stop()
        worker.join(stops_within_s)


def _logged_already(_worker: str, _error: Exception | None) -> None:
    """The worker has logged its error, and goes on after a pause."""
