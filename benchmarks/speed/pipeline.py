"""The running kiosk with its window, on two people who come and go: how fast it answers, how smooth it stays.

Everything is the product's own, from the file's frames to the painted window (off-screen); only the event
loop's application object is one that counts. ``python -m benchmarks.speed --only pipeline``
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from benchmarks.door_site import enrolled_site
from benchmarks.footage import EMPTY_FRAMES, RATE_HZ, Visits, arrivals, frames, video, write_visits
from benchmarks.report import Row, Skipped, at_least, at_most
from benchmarks.speed.kiosk_recorder import KioskRecorder
from benchmarks.timing import MS_PER_S
from door_access.bootstrap.kiosk import Kiosk, build_kiosk
from door_access.config import Settings
from ui.app import open_kiosk

KNOWN, STRANGER = "apfol_real2.webm", "liveportrait_d9.mp4"
KNOWN_VISITS, KNOWN_FRAMES = 40, 45
"""Each stays 1.5 s: half a second of dwell, the answer, and some time to spare."""
STRANGER_VISITS, STRANGER_FRAMES = 8, 100
"""Each stays 3.3 s: an attempt that never matches lasts until its third look."""
LONG_ATTEMPT_S = 1.0
"""Attempts from which a rate of frames can be told."""
WANTED_ANSWER_MS, WANTED_RATE_HZ, WANTED_HOLD_MS = 250.0, 15.0, 16.0
SLOW_EVENT_MS = 1.0
"""Shorter events hold nobody up; they are the many timers and moves between the pictures."""
CAMERA_SHARE = "a probe is three frames: at 30 a second the camera alone takes 67 to 100 ms"
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


@dataclass(frozen=True, slots=True)
class Observed:
    """One run: what the kiosk said, how its event loop felt, and the processor time it took."""

    recorder: KioskRecorder
    beats: list[Held]
    events: list[Held]
    cores: float


@dataclass(frozen=True, slots=True)
class Options:
    """What ``ui.app`` wants to know."""

    build: Callable[[], Kiosk]
    exit_after_s: float
    is_fullscreen: bool = False
    screenshot: Path | None = None
    is_display_needed: bool = False


def measure() -> list[Row]:
    """Return the rows of the running kiosk; takes about three minutes. Raises Skipped without video."""
    known = video(KNOWN)
    visits = [
        Visits(frames(known), KNOWN_VISITS, KNOWN_FRAMES),
        Visits(frames(video(STRANGER)), STRANGER_VISITS, STRANGER_FRAMES),
    ]
    with enrolled_site(known) as data_dir:
        film = write_visits(data_dir.parent / "visits.avi", visits)
        length_s = sum(v.times * (v.frames + EMPTY_FRAMES) for v in visits) / RATE_HZ
        return rows(observe(data_dir, film, length_s=length_s), arrivals(visits))


def observe(
    data_dir: Path, film: Path, *, length_s: float, recorder: KioskRecorder | None = None
) -> Observed:
    """Run the kiosk on the film for so long; a recorder that is given may be read meanwhile."""
    if threading.current_thread() is not threading.main_thread():
        raise Skipped("a window needs the main thread.")
    recorder = recorder or KioskRecorder()
    app = application(["Door Access", "-platform", "offscreen"])
    heartbeat = Heartbeat(app)
    before_s, began_s = _processor_s(), time.monotonic()
    open_kiosk(Options(lambda: _build(data_dir, film, recorder, heartbeat), exit_after_s=length_s))
    cores = (_processor_s() - before_s) / (time.monotonic() - began_s)
    return Observed(recorder, heartbeat.beats, _events(app), cores)


def _build(data_dir: Path, film: Path, recorder: KioskRecorder, heartbeat: Heartbeat) -> Kiosk:
    kiosk = build_kiosk(data_dir, str(film), print)
    kiosk.hub.subscribe(recorder.listen)
    heartbeat.begin()
    return kiosk


def _processor_s() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)


def _events(app: TimedApplication) -> list[Held]:
    return [event for event in app.events if event.duration_ms >= SLOW_EVENT_MS]


def rows(seen: Observed, came: Sequence[int]) -> list[Row]:
    """Return what one run tells of visits that began with these frames.

    Raises:
        Skipped: nobody was answered.
    """
    entries = seen.recorder.entries_ms(Settings().zone.dwell_s, came, RATE_HZ)
    long = seen.recorder.comparing(at_least_s=LONG_ATTEMPT_S)
    if not entries or not long:
        raise Skipped("no attempt was answered: this machine is too slow or too busy for the measurement.")
    return [*_entry_rows(entries), *_rate_rows(seen, long), *_window_rows(seen, long)]


def _entry_rows(entries: list[float]) -> list[Row]:
    p50, p95 = (_percentile(entries, percent) for percent in (50, 95))
    note = f"n={len(entries)} entries; from the first frame shown and the dwell to row and command"
    return [
        Row("face in the zone → entry, median", p50, "ms", CAMERA_SHARE, note, at_most(WANTED_ANSWER_MS)),
        Row("… 95th percentile", p95, "ms", f"{p95 / p50:.1f}× the median", f"slowest {max(entries):.0f} ms"),
    ]


def _rate_rows(seen: Observed, long: list[tuple[float, float]]) -> list[Row]:
    rates = seen.recorder.encoded_per_s(long)
    lost, given = seen.recorder.dropped(long)
    alone, among = seen.recorder.dropped(seen.recorder.waiting())
    note = f"n={len(rates)} attempts of a stranger, slowest {min(rates):.1f}/s"
    return [
        Row(
            "frames recognised per second",
            float(np.median(rates)),
            "1/s",
            f"the camera gives {RATE_HZ:.0f}/s",
            note,
            at_least(WANTED_RATE_HZ),
        ),
        Row(
            "frames dropped by the mailboxes during attempts",
            100 * lost / max(1, given),
            "%",
            f"while nobody is there: {100 * alone / max(1, among):.1f} %",
            f"{lost} of {given}; the newest wins, none waits",
        ),
        Row("processor time", seen.cores, "cores", f"{psutil.cpu_count()} there are", "the whole process"),
    ]


def _window_rows(seen: Observed, long: list[tuple[float, float]]) -> list[Row]:
    busy, idle = within(seen.beats, long), within(seen.beats, seen.recorder.waiting())
    events = within(seen.events, long)
    return [
        Row(
            "event loop held while recognising, 99th percentile",
            _percentile(busy, 99),
            "ms",
            f"while nobody is there: {_percentile(idle, 99):.1f} ms",
            f"n={len(busy)} beats of {BEAT_MS} ms, late by median {_percentile(busy, 50):.2f} ms, "
            f"longest {max(busy):.1f} ms",
            at_most(WANTED_HOLD_MS),
        ),
        Row(
            "… of this, one event of the window (paint, slot), 99th percentile",
            _percentile(events, 99),
            "ms",
            f"{len(events) / max(1e-9, sum(b - a for a, b in long)):.0f} such events a second",
            f"n={len(events)} events above {SLOW_EVENT_MS:g} ms, median {_percentile(events, 50):.1f} ms",
        ),
    ]


def _percentile(values: list[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else float("nan")
