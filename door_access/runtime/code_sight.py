"""Looks for passes in a door's pictures: seldom, briefly, only while there are any and somebody comes.

Nobody pays for it who comes with a face: of a second of detection's time it takes a twentieth at most.
"""

import math
from collections.abc import Callable

from door_access.domain.entry.passes import MOST_AT_ONCE, is_ours
from door_access.domain.faces.faces import Frame
from door_access.ports import CodeReader

READ_EVERY_S = 0.25
"""Four looks a second: whoever holds a pass still for half a second is read."""
LEAST_REST = 19.0
"""After a look nothing is read for so many times as long as it took: a twentieth of the time goes there."""


class CodeSight:
    """Reads the passes that are held to the camera. The detection thread owns it."""

    def __init__(
        self,
        reader: CodeReader,
        is_wanted: Callable[[], bool],
        stopwatch: Callable[[], float] | None,
    ) -> None:
        """Take what reads.

        Args:
            is_wanted: says whether there are passes at all.
            stopwatch: tells how long a look takes, in seconds; None in playback, where every run reads alike.
        """
        self._reader = reader
        self._is_wanted = is_wanted
        self._stopwatch = stopwatch or (lambda: 0.0)
        self._read_s = -math.inf
        self._rest_s = READ_EVERY_S
        self._codes: tuple[str, ...] = ()

    def codes(self, frame: Frame, *, is_empty: bool) -> tuple[str, ...]:
        """Return what means to be a pass in this picture, or did so a moment ago.

        ``is_empty``: nobody is there and nothing moves, so what was there is there still.
        """
        if not self._is_wanted():
            self._codes = ()
        elif not is_empty and not 0.0 <= frame.captured_at_s - self._read_s < self._rest_s:
            self._codes = self._read(frame)
        return self._codes

    def _read(self, frame: Frame) -> tuple[str, ...]:
        begun_s = self._stopwatch()
        found = self._reader.read(frame.rgb)
        self._read_s = frame.captured_at_s
        self._rest_s = max(READ_EVERY_S, LEAST_REST * (self._stopwatch() - begun_s))
        return tuple(code for code in found if is_ours(code))[:MOST_AT_ONCE]
