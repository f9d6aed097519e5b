"""A change in the office while people stand at the entrance: how long recognition and the window are held.

The kiosk with its window looks at a film in which a stranger comes and goes. Another process blocks one
person or lets them in again; in turns with it, the same command names somebody whom nobody knows: it takes as
much of the processor and changes nothing. ``python -m benchmarks.speed --only reload``
"""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QMetaObject, Qt

from benchmarks.door_site import command
from benchmarks.footage import empty_door, frames, video, write_film
from benchmarks.report import Row, Skipped, at_most
from benchmarks.speed.growing_site import PEOPLE
from benchmarks.speed.kiosk_recorder import KioskRecorder
from benchmarks.speed.large_site import fill
from benchmarks.speed.pipeline import application, observe, within
from database.engine import open_database
from database.keys.opening import open_keyring
from door_access.domain.faces.faces import Rgb
from door_access.facenet.installation.shipped import shipped_models

STRANGER = "liveportrait_d9.mp4"
VISITS, STANDS_FRAMES, GONE_FRAMES = 40, 90, 25
"""Gone for less than a second, so that the hall never rests: at rest, gaps are wanted."""
NOBODY = "Nobody At All"
ROUNDS = 5
SETTLED_S, AFTERWARDS_S, EVERY_S = 3.0, 1.0, 0.02
LONGEST_S = 60.0
"""What is not known by then never will be."""
LONGEST_RUN_S = 300.0
WANTED_START_S, WANTED_MORE_MS = 3.0, 100.0


@dataclass(slots=True)
class Turns:
    """What was done in turns, and when: from a command's start until a second after what it did was known."""

    windows: list[tuple[float, float]] = field(default_factory=list)
    gaps_ms: list[float] = field(default_factory=list)
    stalls_ms: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Reload:
    """What was seen at one size: of the start, of turns without and with a change, and of the changes."""

    start_cpu_s: float = 0.0
    quiet: Turns = field(default_factory=Turns)
    changing: Turns = field(default_factory=Turns)
    known_s: list[float] = field(default_factory=list)
    command_s: list[float] = field(default_factory=list)

    def rows(self, count: int) -> list[Row]:
        """Return the rows of a site with so many people."""
        of = f"{count:,} people"
        command_s = float(np.median(self.command_s))
        without, gap = max(self.quiet.gaps_ms), max(self.changing.gaps_ms)
        still, stall = max(self.quiet.stalls_ms), max(self.changing.stalls_ms)
        n = f"longest in {ROUNDS} changes"
        return [
            Row(
                f"start until all are known, {of}",
                self.start_cpu_s,
                "s",
                "",
                "processor time of the whole process, imports and window included",
                at_most(WANTED_START_S),
            ),
            Row(
                f"recognition without a frame, {of}",
                gap,
                "ms",
                f"nothing changed: {without:.0f} ms",
                f"{n}; each: {' '.join(f'{one:.0f}' for one in self.changing.gaps_ms)}, "
                f"nothing changed: {' '.join(f'{one:.0f}' for one in self.quiet.gaps_ms)}",
                at_most(round(without + WANTED_MORE_MS)),
            ),
            Row(f"the window held, {of}", stall, "ms", f"nothing changed: {still:.0f} ms", n),
            Row(
                f"until the change is known, {of}",
                float(np.median(self.known_s)),
                "s",
                f"the command itself: {command_s:.2f} s",
                f"median of {ROUNDS}, slowest {max(self.known_s):.2f} s; from the command's start",
            ),
        ]


def measure() -> list[Row]:
    """Return the rows of all sizes; takes about three minutes. Raises Skipped without evaluation data."""
    person = frames(video(STRANGER))
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        film = write_film(Path(folder) / "stranger.avi", _visits(person))
        return [row for count in PEOPLE for row in _measured(Path(folder), film, count).rows(count)]


def _visits(person: list[Rgb]) -> Iterator[Rgb]:
    empty = empty_door(person[0])
    for _ in range(VISITS):
        yield from islice(person, STANDS_FRAMES)
        yield from (empty() for _ in range(GONE_FRAMES))


def _measured(folder: Path, film: Path, count: int) -> Reload:
    """Fill a site, and watch a kiosk over it, which has a process of its own."""
    data_dir = folder / str(count)
    with open_database(data_dir) as database:
        model = shipped_models()["resnet29"].key
        somebody, *_ = fill(database, open_keyring(database), count, model=model)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return child.submit(_watched, data_dir, film, count, somebody).result()


def _watched(data_dir: Path, film: Path, count: int, somebody: str) -> Reload:
    """Run the kiosk here while another process changes somebody."""
    recorder = KioskRecorder()
    app = application(["Door Access", "-platform", "offscreen"])
    with ThreadPoolExecutor(1) as office:
        working = office.submit(_change_again_and_again, data_dir, recorder, count, somebody)
        quit_later = partial(QMetaObject.invokeMethod, app, "quit", Qt.ConnectionType.QueuedConnection)
        working.add_done_callback(lambda _: quit_later())
        seen = observe(data_dir, film, length_s=LONGEST_RUN_S, recorder=recorder)
        reload = working.result()
    for turns in (reload.quiet, reload.changing):
        turns.gaps_ms = [recorder.longest_gap_ms(window) for window in turns.windows]
        turns.stalls_ms = [max(within(seen.beats, [window])) for window in turns.windows]
    return reload


def _change_again_and_again(data_dir: Path, recorder: KioskRecorder, count: int, somebody: str) -> Reload:
    _wait_for_people(recorder, 0, count)
    reload = Reload(start_cpu_s=time.process_time())
    time.sleep(SETTLED_S)
    for number in range(ROUNDS):
        begun_s = time.monotonic()
        _office(data_dir, "block", NOBODY)
        time.sleep(AFTERWARDS_S)
        reload.quiet.windows.append((begun_s, time.monotonic()))
        told, begun_s = len(recorder.galleries), time.monotonic()
        _office(data_dir, "unblock" if number % 2 else "block", somebody)
        reload.command_s.append(time.monotonic() - begun_s)
        reload.known_s.append(_wait_for_people(recorder, told, count) - begun_s)
        time.sleep(AFTERWARDS_S)
        reload.changing.windows.append((begun_s, time.monotonic()))
    return reload


def _office(data_dir: Path, *arguments: str) -> None:
    subprocess.run(
        command("people", *arguments, "--data-dir", str(data_dir)), capture_output=True, check=False
    )


def _wait_for_people(recorder: KioskRecorder, told: int, count: int) -> float:
    """Return when a gallery of so many was told, after those that had been told before."""
    end_s = time.monotonic() + LONGEST_S
    while time.monotonic() < end_s:
        for at_s, gallery in recorder.galleries[told:]:
            if gallery.people == count:
                return at_s
        time.sleep(EVERY_S)
    raise Skipped(f"a gallery of {count:,} people was not read within {LONGEST_S:.0f} s.")
