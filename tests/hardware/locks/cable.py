"""A serial port of the tests: one end is a device of the system, and a board speaks at the other."""

import os
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path

AS_IT_COMES = 4096


class Cable:
    """A pseudo-terminal with a thread for the far end, which can be pulled out and put back.

    The near end stays open all the time, as the kernel keeps a real port: what a program wrote before it
    died still arrives.
    """

    def __init__(self, port: Path, hear: Callable[[bytes], None]) -> None:
        """``hear`` is called on the cable's thread with whatever comes out of it."""
        self.port = port
        self._hear = hear
        self._far = self._near = self._wake = -1
        self._thread: threading.Thread | None = None

    def plug_in(self) -> None:
        if self._thread is not None:
            return
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        woken, self._wake = os.pipe()
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self._near))
        self._thread = threading.Thread(target=self._listen, args=(self._far, woken))
        self._thread.start()

    def unplug(self) -> None:
        if self._thread is None:
            return
        self.port.unlink(missing_ok=True)
        os.close(self._wake)
        self._thread.join()
        self._thread = None
        for end in (self._far, self._near):
            os.close(end)

    @property
    def is_in(self) -> bool:
        return self._thread is not None

    def answer(self, sent: bytes) -> None:
        os.write(self._far, sent)

    def say_at_near_end(self, sent: bytes) -> None:
        """Send from the driver's own end, after all that it has sent."""
        os.write(self._near, sent)

    def _listen(self, far: int, woken: int) -> None:
        while True:
            ready, _, _ = select.select([far, woken], [], [])
            if woken in ready:
                os.close(woken)
                return
            self._hear(os.read(far, AS_IT_COMES))
