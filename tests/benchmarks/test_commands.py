"""The commands run on tiny inputs; nothing here is timed."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.footage import DATA_VARIABLE, EMPTY_FRAMES, Visits, frames, write_visits
from benchmarks.speed import identification, soak
from benchmarks.speed.__main__ import main
from benchmarks.speed.kiosk_process import start_s


@pytest.fixture
def tiny(monkeypatch) -> None:
    monkeypatch.setattr(identification, "PEOPLE", 30)
    monkeypatch.setattr(identification, "ROUNDS", 1)
    monkeypatch.setattr(identification, "TIMES", (1, 1, 1, 1, 1))


def test_one_benchmark_is_printed_and_written_with_its_machine(tiny, tmp_path, capsys):
    document = tmp_path / "PERFORMANCE.md"

    status = main(["--only", "identification", "--markdown", str(document)])

    written = document.read_text(encoding="utf-8")
    assert status == 0
    assert "search and decision" in capsys.readouterr().out
    assert "<!-- measured: machine -->" in written
    assert "| search and decision |" in written


def test_without_evaluation_data_a_benchmark_says_so_and_the_others_go_on(tiny, monkeypatch, capsys):
    monkeypatch.delenv(DATA_VARIABLE, raising=False)

    status = main(["--only", "stages", "--only", "identification"])

    said = capsys.readouterr().out
    assert status == 0
    assert f"stages is skipped: {DATA_VARIABLE} is not set" in said
    assert "search and decision" in said


def test_the_written_visits_come_and_go(tmp_path):
    person = [np.full((480, 640, 3), 90, np.uint8)]

    film = write_visits(tmp_path / "visits.avi", [Visits(person, times=2, frames=3)])

    pictures = frames(film)
    assert len(pictures) == 2 * (3 + EMPTY_FRAMES)
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[3], pictures[4])


def test_a_kiosk_shows_its_first_picture(tmp_path):
    assert start_s(tmp_path / "data") > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kills_are_counted_and_break_nothing(capsys):
    (row,) = soak.kills(2)

    assert row.figure == 0
    assert row.note.startswith("2 SIGKILLs")
    assert "2 of 2 kills" in capsys.readouterr().out


def test_the_long_runs_can_be_left_out(tmp_path: Path):
    assert soak.main(["--minutes", "0", "--kills", "0", "--sites", "0"]) == 0


def test_a_site_that_cannot_be_followed_is_told_and_misses_what_is_wanted(monkeypatch):
    monkeypatch.setattr(soak, "ZONES", ("Nowhere/Land",))

    (row,) = soak.ten_years(1)

    assert row.figure == 1 and not row.target.is_met(row.figure)
    assert row.note.startswith("Nowhere/Land, seed 1: ") and "No time zone found" in row.note
