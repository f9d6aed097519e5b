"""What stands in a table of growth."""

import pytest

from benchmarks.speed import commands, log_growth
from benchmarks.speed.growth import grown


def test_each_size_is_told_beside_the_one_before():
    first, second = grown("verify", {10: 2.0, 100: 5.0}, of="rows", unit="µs", note="")

    assert (first.name, first.compared_with) == ("verify, 10 rows", "")
    assert (second.name, second.figure, second.compared_with) == ("verify, 100 rows", 5.0, "2.50× that of 10")


def test_a_log_of_every_size_is_whole_and_measured(monkeypatch):
    monkeypatch.setattr(log_growth, "SIZES", (20, 60))
    monkeypatch.setattr(log_growth, "AT_ONCE", 25)
    monkeypatch.setattr(log_growth, "LOOKS", 1)
    checked = []
    monkeypatch.setattr(log_growth, "_median_s", lambda call, times: checked.append(call()) or 1.0)

    rows = log_growth.measure()

    assert len(rows) == 2 * 5
    assert [check.is_ok for check in checked if hasattr(check, "is_ok")] == [True, True]


def test_commands_are_run_and_counted(monkeypatch):
    monkeypatch.setattr(commands, "SIZES", (2,))
    monkeypatch.setattr(commands, "TIMES", 1)

    names = [row.name for row in commands.measure()]

    assert [name.partition(",")[0] for name in names] == ["--help", "door status", "people list of 2"]


def test_a_command_that_fails_is_no_figure(tmp_path):
    with pytest.raises(commands.Skipped, match="No such command"):
        commands.cost_of("no-such-command", times=1)
