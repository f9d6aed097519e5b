"""Many ``door release`` commands at once, beside a running kiosk: each exit status agrees with a row.

``DOOR_ACCESS_RELEASES`` is how many times how many are tried; ``make releases`` tries four times twenty.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.door.test_kiosk_process import command, door, finished, needs_linux, told
from tests.facenet.resnet29 import converted_resnet29

ROUNDS, AT_ONCE = map(int, os.environ.get("DOOR_ACCESS_RELEASES", "1x5").split("x"))
ANSWER_S = 300


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
        """Return what operators did, by number."""
        rows = told("log", "list", "--limit", 10_000, "--data-dir", self.data_dir)["events"]
        return {row["seq"]: row for row in rows if row["kind"] == "act"}


@pytest.fixture
def kiosk(tmp_path, tmp_path_factory) -> Iterator[RunningKiosk]:
    converted_resnet29(tmp_path_factory)
    data_dir = tmp_path / "data"
    running = RunningKiosk(
        data_dir,
        command(
            "kiosk", "--demo-without-display", "--data-dir", data_dir, "--screenshot", tmp_path / "kiosk.png",
            "--exit-after", 3000,
        ),
    )  # fmt: skip
    try:
        assert door(data_dir, "status", until="running")["running"]
        yield running
    finally:
        running.end()


@needs_linux
def test_every_release_that_says_it_opened_has_a_row_and_an_opening_of_its_own(kiosk):
    opened, statuses = {}, []
    for turn in range(ROUNDS):
        notes = [f"turn {turn}, visitor {number}" for number in range(AT_ONCE)]
        asked = {
            note: command("door", "release", "--note", note, "--data-dir", kiosk.data_dir, "--json")
            for note in notes
        }
        for note, process in asked.items():
            out, err = process.communicate(timeout=ANSWER_S)
            statuses.append(process.returncode)
            assert process.returncode in (0, 3), err
            if process.returncode == 0:
                opened[json.loads(out)["seq"]] = note
            else:
                assert len(err.splitlines()) == 1
    rows = kiosk.rows()
    kiosk.end()

    assert {seq: row["note"] for seq, row in rows.items()} == opened
    assert {(row["outcome"], row["reason"]) for row in rows.values()} == {("granted", "operator_release")}
    assert kiosk.printed.count("door unlocked: operator release") == len(opened) == statuses.count(0)
    assert opened, statuses
