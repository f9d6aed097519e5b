"""A kiosk in a process of its own, seen from outside: when it shows a picture, and how much memory it has."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

from benchmarks.door_site import ROOT
from benchmarks.report import Skipped
from benchmarks.speed.kiosk_child import FIRST_PICTURE, LOADED

LONGEST_START_S = 60.0
"""A kiosk without a picture by then has failed."""
LONGEST_END_S = 15.0
BYTES_PER_MB = 1e6


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
