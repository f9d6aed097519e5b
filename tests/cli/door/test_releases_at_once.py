"""Many ``door release`` commands at once, beside a running kiosk: each exit status agrees with a row.

``DOOR_ACCESS_RELEASES`` is how many times how many are tried; ``make releases`` tries four times twenty.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.door.test_kiosk_process import (
    LONG_S,
    asked,
    command,
    finished,
    needs_linux,
    wait_until_running,
)
from tests.facenet.resnet29 import converted_resnet29
from tests.patience import PATIENCE_S

ROUNDS, AT_ONCE = map(int, os.environ.get("DOOR_ACCESS_RELEASES", "1x5").split("x"))


@dataclass
class RunningKiosk:
    data_dir: Path
    process: subprocess.Popen[str]
    printed: str = ""

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.printed = finished(self.process)[1]

    def rows(self) -> dict[int, dict]:
        """Return the releases, by number; the demo enrols and removes somebody beside them."""
        rows = asked("log", "list", "--limit", 10_000, "--data-dir", self.data_dir)["events"]
        return {row["seq"]: row for row in rows if row["reason"] == "operator_release"}


@pytest.fixture
def kiosk(tmp_path, tmp_path_factory) -> Iterator[RunningKiosk]:
    converted_resnet29(tmp_path_factory)
    data_dir = tmp_path / "data"
    running = RunningKiosk(
        data_dir,
        command(
            "kiosk", "--demo-without-display", "--data-dir", data_dir, "--screenshot", tmp_path / "kiosk.png",
            "--exit-after", LONG_S,
        ),
    )  # fmt: skip
    try:
        wait_until_running(data_dir)
        yield running
    finally:
        running.end()


class Asked:
    """What each command was answered: the notes of those that opened, by the number of the row."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self.opened: dict[int, str] = {}
        self.statuses: list[int] = []

    def at_once(self, *notes: str) -> None:
        asked = [
            command("door", "release", "--note", note, "--data-dir", self._data_dir, "--json")
            for note in notes
        ]
        for note, process in zip(notes, asked, strict=True):
            out, err = process.communicate(timeout=PATIENCE_S)
            self.statuses.append(process.returncode)
            if process.returncode == 0:
                self.opened[json.loads(out)["seq"]] = note
            else:
                assert (process.returncode, len(err.splitlines())) == (3, 1), err

    def until_it_opens(self, note: str) -> None:
        """Ask again while the kiosk, which owns the door already, is still starting."""
        deadline_s = time.monotonic() + PATIENCE_S
        while not self.opened and time.monotonic() < deadline_s:
            self.at_once(note)


@needs_linux
def test_every_release_that_says_it_opened_has_a_row_and_an_opening_of_its_own(kiosk):
    asked = Asked(kiosk.data_dir)
    asked.until_it_opens("the first")
    for turn in range(ROUNDS):
        asked.at_once(*(f"turn {turn}, visitor {number}" for number in range(AT_ONCE)))
    rows = kiosk.rows()
    kiosk.end()
    print(f"{len(asked.statuses)} releases, {asked.statuses.count(0)} opened, {len(rows)} rows")

    assert asked.opened
    assert {seq: row["note"] for seq, row in rows.items()} == asked.opened
    assert {(row["outcome"], row["reason"]) for row in rows.values()} == {("granted", "operator_release")}
    assert kiosk.printed.count("door unlocked: operator release") == len(asked.opened)
    assert asked.statuses.count(0) == len(asked.opened)
