"""``log forget``: by hand what a running kiosk does by itself, and what other commands say of it."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access import config
from door_access.bootstrap.site import opened_site
from door_access.config import Settings
from door_access.kept_settings import PrivacySettings
from tests.cli.terminal import Terminal, assert_one_sentence
from tests.database.building import grant

NOW = datetime.now(UTC)
YEAR = range(0, 400, 40)
"""Days ago on which somebody came."""


def _days_ago(days: int):
    return grant("p-1", at_utc=NOW - timedelta(days=days), note="came by bicycle")


@pytest.fixture
def a_year(terminal: Terminal) -> Terminal:
    """A terminal on a site where somebody came every forty days for a year."""
    with opened_site(terminal.data_dir) as site:
        for days in reversed(YEAR):
            site.log.append(_days_ago(days))
    return terminal


def test_old_entries_are_counted_forgotten_and_listed_as_such(a_year):
    counted = a_year("log", "forget", "--only-count")
    assert (counted.status, counted.document["rows"]) == (0, {"access": 7})

    done = a_year("log", "forget")

    assert (done.status, done.document["rows"], done.document["is_overwritten"]) == (0, {"access": 7}, True)
    listed = a_year.plainly("log", "list").out.splitlines()
    assert sum("(forgotten)" in line for line in listed) == 7
    assert "log forgotten" in listed[0] and "access: 7 rows" in listed[0]
    verified = a_year("log", "verify").document
    assert (verified["ok"], verified["forgotten"], verified["sealed"]) == (True, 7, 7)
    assert a_year("log", "forget").document["rows"] == {}


def test_a_clock_in_doubt_is_told_and_confirmed_in_words(terminal):
    with opened_site(terminal.data_dir) as site:
        for days in (500, 480, 0):
            site.log.append(_days_ago(days))

    doubted = terminal("log", "forget")

    assert (doubted.status, doubted.document["rows"]) == (1, {})
    assert "the clock has jumped" in doubted.document["doubt"]
    assert_one_sentence(terminal("log", "forget", "--clock-is-right", " "), status=2)
    confirmed = terminal("log", "forget", "--clock-is-right", "We had closed for a year.")
    assert (confirmed.status, confirmed.document["rows"]) == (0, {"access": 2})
    (row,) = terminal("log", "list", "--act", "confirm_clock").document["events"]
    assert row["note"] == "We had closed for a year."


def test_an_anchor_older_than_the_checkpoint_is_covered_by_it(terminal, tmp_path):
    anchor, export = tmp_path / "anchor.json", tmp_path / "export.csv"
    config_path = terminal.data_dir / config.FILE_NAME
    with opened_site(terminal.data_dir) as site:
        for days in range(1500, 1450, -10):
            site.log.append(_days_ago(days))
    terminal("log", "anchor", "--out", anchor)
    with opened_site(terminal.data_dir) as site:
        for days in range(1450, -1, -50):
            site.log.append(_days_ago(days))
    terminal("log", "export", "--file", export)
    config.write(Settings(privacy=PrivacySettings(headers_years=3)), config_path)

    done = terminal("log", "forget").document

    assert done["cut"] == 5 + 8
    told = terminal.plainly("log", "verify", "--anchor", anchor, "--file", export).out.splitlines()
    assert any("covered by the checkpoint of row 13" in line for line in told)
    assert any("Rows up to 13 were cut off for being old" in line for line in told)
    assert terminal("log", "verify", "--file", export).document["cut"] == 13


def test_doctor_tells_of_a_retention_that_is_behind(a_year):
    checks = {one["name"]: one for one in a_year("doctor").document["checks"]}
    assert not checks["retention"]["ok"] and "access: 7 rows" in checks["retention"]["detail"]
    a_year("log", "forget")
    checks = {one["name"]: one for one in a_year("doctor").document["checks"]}
    assert checks["retention"]["ok"]


def test_a_retention_that_would_delete_everything_is_refused_in_a_sentence(a_year):
    (a_year.data_dir / config.FILE_NAME).write_text("[privacy]\nentries_days = 0\n")

    answer = a_year("log", "forget")

    assert_one_sentence(answer, status=2)
    assert "0 days would forget everything at once; at least 7 are needed" in answer.err
