"""A serial card reader on a thread of its own, for as long as the kiosk runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from door_access.hardware.readers.serial_reader import SerialCardReader
from door_access.runtime.card_watch import CardListener, CardWatch
from door_access.runtime.worker import Worker

STOP_WITHIN_S = 2.0
"""Longer than one reading; a reader at a port that hangs is left behind and said to be late."""


@contextmanager
def serial_cards(port: str, listener: CardListener) -> Iterator[None]:
    """Read cards at the port until the end; the listener is called on the reader's thread."""

    def pause(wait_s: float) -> None:
        worker.pause(wait_s)

    watch = CardWatch(SerialCardReader(port), listener, pause=pause, clock=time.monotonic)
    worker = Worker("card reader", watch.step, on_fault=_nobody, at_end=watch.close)
    worker.start()
    try:
        yield
    finally:
        worker.ask_to_stop()
        worker.join(STOP_WITHIN_S)


def _nobody(_worker: str, _error: Exception | None) -> None:
    """Tell nobody: the worker has logged its error, and the reader's troubles go to the listener."""
