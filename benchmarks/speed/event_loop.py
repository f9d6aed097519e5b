"""How long the window's event loop is held, seen from inside it: a heartbeat, and the time of every event."""

import time
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from benchmarks.timing import MS_PER_S

BEAT_MS = 2
"""Short against the 16 ms of a screen's picture, long against what a beat costs (0.01 ms)."""


@dataclass(frozen=True, slots=True)
class Held:
    """The event loop at one time: a late beat, or an event that took so long."""

    at_s: float
    duration_ms: float


class TimedApplication(QApplication):
    """An application that notes how long each event takes, events inside events counted once."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.events: list[Held] = []
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        begin_s = time.monotonic()
        self._depth += 1
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if not self._depth:
                self.events.append(Held(begin_s, (time.monotonic() - begin_s) * MS_PER_S))


class Heartbeat(QObject):
    """A timer that notes how much later than its interval each beat came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.beats: list[Held] = []
        self._last_s = time.monotonic()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)

    def begin(self) -> None:
        """Beat from now on."""
        self._last_s = time.monotonic()
        self._timer.start()

    @Slot()
    def _on_beat(self) -> None:
        now_s = time.monotonic()
        late_ms = (now_s - self._last_s) * MS_PER_S - BEAT_MS
        self.beats.append(Held(now_s, max(0.0, late_ms)))
        self._last_s = now_s


def within(held: list[Held], windows: list[tuple[float, float]]) -> list[float]:
    """Return the durations of those that lie in one of the windows of time, in milliseconds."""
    return [one.duration_ms for one in held if any(a <= one.at_s <= b for a, b in windows)]


def application(arguments: list[str]) -> Any:
    """Return the timed application; the one there is, when it is one."""
    there = QApplication.instance()
    return there if isinstance(there, TimedApplication) else TimedApplication(arguments)
