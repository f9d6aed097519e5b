"""The kiosk in a process of its own, seen from outside: when it shows a picture, and how much memory it has.

The start: from the command to the first picture, with model and files cached. The memory: on the demo feed,
and on real video with somebody enrolled. ``python -m benchmarks.speed --only startup`` · ``--only memory``
"""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import numpy as np
import psutil

from benchmarks.door_site import ROOT, enrolled_site
from benchmarks.footage import Visits, frames, video, write_visits
from benchmarks.report import Row, Skipped, at_most
from benchmarks.speed.kiosk_child import FIRST_PICTURE, LOADED

LONGEST_START_S = 60.0
"""A kiosk without a picture by then has failed."""
LONGEST_END_S = 15.0
BYTES_PER_MB = 1e6
STARTS = 7
"""The first one warms the caches and is told apart."""
START_SOURCE = "demo"
"""A source that is there at once: a camera's own start is not ours."""
LONGEST_RUN_S = 60.0
WANTED_START_S = 3.0
WANTED_MB = 500.0
WARM_UP_S, WATCHED_S, EVERY_S = 20.0, 10.0, 0.5
END_S = 2.0
PERSON = "apfol_real2.webm"
VISITS, FRAMES = 8, 60
NEEDLESS = {"tensorflow", "keras", "matplotlib", "pandas", "scipy", "sklearn", "torch", "IPython"}
"""Large libraries that a kiosk has no use for."""


class KioskProcess:
    """One running kiosk. ``began_s`` is the monotonic time at which it was started."""

    def __init__(self, data_dir: Path, source: str, *, exit_after_s: float) -> None:
        arguments = [
            "kiosk",
            "--source",
            source,
            "--data-dir",
            str(data_dir),
            "--exit-after",
            str(exit_after_s),
        ]
        self.began_s = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.speed.kiosk_child", *arguments],
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._seen = psutil.Process(self._process.pid)
        self._lines: queue.Queue[str] = queue.Queue()
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def first_picture_s(self) -> float:
        """Return the seconds from the start of the process to the picture; raises Skipped without one."""
        return float(self._line(FIRST_PICTURE, LONGEST_START_S)) - self.began_s

    def loaded(self) -> set[str]:
        """Return the top-level modules that it had loaded, once it has ended by itself."""
        return set(self._line(LOADED, LONGEST_END_S).split())

    def resident_mb(self) -> float:
        """Return the resident memory now, in MB; raises Skipped when the kiosk has ended."""
        try:
            return float(self._seen.memory_info().rss) / BYTES_PER_MB
        except psutil.NoSuchProcess as error:
            raise Skipped(f"the kiosk ended by itself with status {self._process.poll()}.") from error

    def processor_s(self) -> float:
        """Return the processor time that all its threads have taken; raises Skipped when it has ended."""
        try:
            times = self._seen.cpu_times()
        except psutil.NoSuchProcess as error:
            raise Skipped(f"the kiosk ended by itself with status {self._process.poll()}.") from error
        return float(times.user + times.system)

    def end(self) -> None:
        """Ask it to end, and wait."""
        self._process.terminate()
        try:
            self._process.wait(LONGEST_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    def _read(self, stdout: IO[str]) -> None:
        with stdout:
            for line in stdout:
                self._lines.put(line)
        self._lines.put("")

    def _line(self, word: str, timeout_s: float) -> str:
        """Return the rest of the line that begins with the word."""
        end_s = time.monotonic() + timeout_s
        while (left_s := end_s - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left_s)
            except queue.Empty:
                break
            if not line:
                raise Skipped(f"the kiosk ended by itself with status {self._process.wait()}.")
            if line.startswith(word):
                return line.removeprefix(word).strip()
        raise Skipped(f"the kiosk said nothing of {word!r} within {timeout_s:.0f} s.")


@contextmanager
def kiosk_process(data_dir: Path, source: str, *, exit_after_s: float) -> Iterator[KioskProcess]:
    """Start a kiosk and end it again."""
    process = KioskProcess(data_dir, source, exit_after_s=exit_after_s)
    try:
        yield process
    finally:
        process.end()


def measure_start() -> list[Row]:
    """Return the row of the start; takes about 25 seconds."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        first_s, *warm_s = [start_s(Path(folder) / "data") for _ in range(STARTS)]
    note = f"n={len(warm_s)}, slowest {max(warm_s):.2f} s; process, model, self-test, database, window, frame"
    against = f"the first start, with a new database: {first_s:.2f} s"
    return [Row("first picture", float(np.median(warm_s)), "s", against, note, at_most(WANTED_START_S))]


def start_s(data_dir: Path) -> float:
    """Start a kiosk once and return the seconds until it shows a picture."""
    with kiosk_process(data_dir, START_SOURCE, exit_after_s=LONGEST_RUN_S) as kiosk:
        return kiosk.first_picture_s()


def measure_memory() -> list[Row]:
    """Return the rows of the memory; takes about 75 seconds."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        rows = _rows("demo feed", Path(folder) / "data", "demo")
    try:
        return rows + _video_rows()
    except Skipped as reason:
        return [*rows, Row("resident memory, video", float("nan"), "MB", "", f"skipped: {reason}")]


def _video_rows() -> list[Row]:
    person = video(PERSON)
    with enrolled_site(person) as data_dir:
        film = write_visits(data_dir.parent / "visits.avi", [Visits(frames(person), VISITS, FRAMES)])
        return _rows("real video, one person enrolled", data_dir, str(film))[:1]


def _rows(name: str, data_dir: Path, source: str) -> list[Row]:
    with kiosk_process(data_dir, source, exit_after_s=WARM_UP_S + WATCHED_S + END_S) as kiosk:
        kiosk.first_picture_s()
        early_mb = kiosk.resident_mb()
        time.sleep(WARM_UP_S)
        samples = _samples(kiosk)
        needless = sorted(NEEDLESS & kiosk.loaded())
    against = f"at the first picture: {early_mb:.0f} MB"
    note = f"largest of {len(samples)} samples after {WARM_UP_S:.0f} s, window and all threads included"
    found = ", ".join(needless) or f"none of {', '.join(sorted(NEEDLESS))}"
    return [
        Row(f"resident memory, {name}", max(samples), "MB", against, note, at_most(WANTED_MB)),
        Row("libraries loaded in vain", len(needless), "", "", found, at_most(0)),
    ]


def _samples(kiosk: KioskProcess) -> list[float]:
    samples = []
    for _ in range(round(WATCHED_S / EVERY_S)):
        samples.append(kiosk.resident_mb())
        time.sleep(EVERY_S)
    return samples
