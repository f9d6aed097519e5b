"""SIGKILL at any moment leaves a database that opens, whole people, and no unlocking without its row."""

import sys

import pytest

ROUNDS = 50


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_at_any_moment_breaks_nothing(tmp_path):
    from tests.database.crashes import crash_rounds  # noqa: PLC0415 - the module needs the fork server

    tally = crash_rounds(ROUNDS, tmp_path)

    assert tally.rounds == ROUNDS
    assert tally.asked > ROUNDS
    assert min(tally.entries, tally.unlockings) >= tally.asked
    assert tally.people >= tally.asked * 2 // 3, "one in three is erased"
