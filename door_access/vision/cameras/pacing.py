"""Plays a recorded source in real time. It waits; it never skips: who is late gets the next frame at once."""

import time
from collections.abc import Callable

from door_access.domain.faces.faces import Frame, SourceKind
from door_access.ports import FrameSource


class Paced:
    """A source whose frames come no earlier than their own times say, counted from the first one."""

    def __init__(
        self,
        source: FrameSource,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """Wrap a source; ``wait`` pauses for seconds and may come back early (an event's, on stopping)."""
        self._source = source
        self._clock = clock
        self._wait = wait
        self._begun_s: float | None = None

    @property
    def name(self) -> str:
        """Return the source's name."""
        return self._source.name

    @property
    def kind(self) -> SourceKind:
        """Return the source's kind."""
        return self._source.kind

    def open(self) -> None:
        """Open the source; the first frame will not be waited for."""
        self._begun_s = None
        self._source.open()

    def read(self) -> Frame | None:
        """Return the next frame when it is due, unchanged; None at the end."""
        frame = self._source.read()
        if frame is not None:
            self._await(frame.captured_at_s)
        return frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _await(self, at_s: float) -> None:
        now_s = self._clock()
        if self._begun_s is None:
            self._begun_s = now_s - at_s
        early_s = self._begun_s + at_s - now_s
        if early_s > 0:
            self._wait(early_s)
