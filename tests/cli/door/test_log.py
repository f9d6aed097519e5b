"""The log commands."""

import csv
import hashlib
import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from door_access.bootstrap.site import opened_site
from door_access.desk.export import FORMATS
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogEntry
from tests.cli.terminal import assert_one_sentence

OLD = Path(__file__).parents[2] / "database" / "log" / "data"
"""What the first version of the product wrote."""


def database(terminal):
    return sqlite3.connect(terminal.data_dir / "door_access.sqlite3")


def cut_newest_row(terminal, rows: int = 1):
    """Take the newest rows away and let the chain end before them; return the first one's number."""
    with database(terminal) as connection:
        cut, before = connection.execute(
            "SELECT seq, previous_hash FROM access_events ORDER BY seq DESC LIMIT 1 OFFSET ?", (rows - 1,)
        ).fetchone()
        connection.execute("DELETE FROM access_events WHERE seq >= ?", (cut,))
        connection.execute("UPDATE chain_head SET seq = ?, hash = ?", (cut - 1, before))
    connection.close()
    return cut


def test_a_whole_log_verifies_and_a_changed_row_is_named(after_demo):
    whole = after_demo("log", "verify")
    assert (whole.status, whole.document["ok"], whole.document["first_broken"]) == (0, True, None)
    with database(after_demo) as connection:
        connection.execute("UPDATE access_events SET outcome = 'granted' WHERE seq = 2")
    connection.close()
    broken = after_demo("log", "verify")
    assert (broken.status, broken.document["ok"], broken.document["first_broken"]) == (1, False, 2)


def test_the_log_is_filtered_by_person_outcome_and_day(after_demo):
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    granted = after_demo("log", "list", "--outcome", "granted").document["events"]
    assert {row["person"] for row in granted} == {"Grace Hopper"}
    hers = after_demo("log", "list", "--person", "Grace Hopper").document["events"]
    assert [row for row in hers if row["kind"] == "access"] == granted
    assert [(row["reason"], row["outcome"]) for row in hers if row["kind"] == "act"] == [("enrol", "done")]
    assert after_demo("log", "list", "--since", tomorrow).document["events"] == []
    assert_one_sentence(after_demo("log", "list", "--since", "yesterday"), status=2)


def test_an_erased_person_leaves_a_header_and_a_whole_chain(after_demo, tmp_path):
    file = tmp_path / "log.csv"
    after_demo("log", "export", "--file", file)
    [before] = after_demo("log", "list", "--outcome", "granted").document["events"]
    after_demo("people", "remove", "Grace Hopper")
    [row] = after_demo("log", "list", "--outcome", "granted").document["events"]
    assert (before["sealed"], before["person"], row["sealed"]) == (False, "Grace Hopper", True)
    assert (row["person"], row["person_id"], row["distance"], row["source"]) == ("", None, None, "")
    assert all(
        row[key] == before[key] for key in ("seq", "at_utc", "door", "kind", "reason", "hash", "header")
    )
    assert "(removed)" in after_demo.plainly("log", "list", "--outcome", "granted").out
    verified = after_demo("log", "verify", "--file", file)
    assert (verified.document["ok"], verified.document["sealed"]) == (True, 2)
    assert "2 of them" in after_demo.plainly("log", "verify").out


def test_without_its_key_the_log_is_verified_and_its_headers_are_listed(after_demo):
    (after_demo.data_dir / "keys" / "templates.key").unlink()
    check = after_demo("log", "verify").document
    rows = after_demo("log", "list").document["events"]
    assert check["ok"] is True and check["sealed"] == check["events"] == len(rows) > 0
    assert {row["outcome"] for row in rows} == {"granted", "denied", "done"}
    assert {row["person"] for row in rows} == {""}
    for words in (("list", "--person", "Grace Hopper"), ("export",)):
        refused = after_demo("log", *words)
        assert_one_sentence(refused, status=3)
        assert "templates.key is missing: put it back" in refused.err


def test_an_export_can_be_checked_without_the_log_and_without_a_key(after_demo, tmp_path):
    file = tmp_path / "log.csv"
    after_demo("log", "export", "--file", file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    previous = "0" * 64
    for row in rows:
        header = json.loads(row["header"])
        assert hashlib.sha256(row["header"].encode()).hexdigest() == row["hash"]
        assert (header["previous_hash"], header["outcome"]) == (previous, row["outcome"])
        previous = row["hash"]
    assert len(rows) > 1


@pytest.mark.parametrize("columns", FORMATS[1:-1], ids=len)
def test_an_export_of_fewer_columns_from_earlier_still_agrees(after_demo, tmp_path, columns):
    file = tmp_path / "log.csv"
    after_demo("log", "export", "--file", file)
    with file.open(encoding="utf-8", newline="") as text:
        rows = [row[: len(columns)] for row in csv.reader(text)]
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)
    assert rows[0][-1] == columns[-1]
    assert after_demo("log", "verify", "--file", file).document["ok"] is True


def test_an_old_database_and_its_export_agree(terminal):
    terminal.data_dir.joinpath("keys").mkdir(parents=True)
    shutil.copy(OLD / "version_1.db", terminal.data_dir / "door_access.sqlite3")
    shutil.copy(OLD / "version_1.key", terminal.data_dir / "keys" / "templates.key")
    held = terminal("log", "verify", "--file", OLD / "version_1.csv")
    whole = {"ok": True, "events": 6, "first_broken": None, "sealed": 0, "acknowledged": [], "fault": None}
    whole |= {"epochs": [], "forgotten": 0, "unexplained": 0, "cut": 0}
    assert (held.status, held.document) == (0, whole)
    with database(terminal) as connection:
        connection.execute("UPDATE access_events SET distance = 0.1 WHERE seq = 4")
    connection.close()
    assert terminal("log", "verify").document["first_broken"] == 4


def test_an_export_is_a_csv_in_which_no_cell_is_a_formula(after_demo, tmp_path):
    after_demo("people", "rename", "Grace Hopper", "=HYPERLINK(1)")
    file = tmp_path / "log.csv"
    answer = after_demo("log", "export", "--file", file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(answer.document["events"])
    assert rows[-1]["person"] == "'=HYPERLINK(1)"


def test_an_exported_file_has_a_byte_order_mark_and_the_screen_none(after_demo, tmp_path):
    after_demo("people", "rename", "Grace Hopper", "Jürgen Groß")
    file = tmp_path / "log.csv"
    assert after_demo.plainly("log", "export", "--file", file).status == 0
    shown = after_demo.plainly("log", "export").out
    assert file.read_bytes() == b"\xef\xbb\xbf" + shown.replace("\n", "\r\n").replace("\r\r", "\r").encode()
    assert "Jürgen Groß" in shown


def test_an_export_agrees_with_the_log_with_its_byte_order_mark_or_without(after_demo, tmp_path):
    file, bare = tmp_path / "log.csv", tmp_path / "bare.csv"
    after_demo("log", "export", "--file", file)
    bare.write_bytes(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert bare.read_bytes() != file.read_bytes()
    for kept in (file, bare):
        assert after_demo("log", "verify", "--file", kept).document["ok"] is True


def test_two_rows_of_the_hour_that_the_clock_shows_twice_can_be_told_apart(terminal, in_berlin):
    with opened_site(terminal.data_dir) as site:
        for at_utc in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)):
            site.log.append(LogEntry(at_utc, "main entrance", Outcome.DENIED, Reason.NO_MATCH))
    newest, before = terminal.plainly("log", "list").out.splitlines()
    assert "  2026-10-25 02:10:00+01:00  " in newest
    assert "  2026-10-25 02:30:00+02:00  " in before


def test_an_export_to_nowhere_is_one_sentence(after_demo, tmp_path):
    assert_one_sentence(
        after_demo("log", "export", "--file", tmp_path / "no" / "such" / "folder.csv"), status=3
    )


def test_an_export_kept_elsewhere_finds_rows_that_were_cut_off(after_demo, tmp_path):
    file = tmp_path / "log.csv"
    after_demo("log", "export", "--file", file)
    after_demo("people", "rename", "Grace Hopper", "Another Name")
    assert after_demo("log", "verify", "--file", file).document["ok"] is True
    newest = cut_newest_row(after_demo, rows=2)  # that of the renaming, too, which no export holds
    (after_demo.data_dir / "keys" / "log.head").unlink()
    assert after_demo("log", "acknowledge", "--note", "a test").status == 0
    assert after_demo("log", "verify").document["ok"] is True
    held = after_demo("log", "verify", "--file", file)
    assert (held.status, held.document["first_broken"]) == (1, newest)


def test_rows_that_were_cut_off_with_the_chain_s_head_are_missed_until_somebody_acknowledges_it(after_demo):
    newest = cut_newest_row(after_demo)
    verified, plain = after_demo("log", "verify"), after_demo.plainly("log", "verify")
    assert (verified.status, verified.document["ok"], verified.document["first_broken"]) == (1, False, newest)
    assert f"ends at row {newest - 1}, but there were {newest}" in verified.document["fault"]
    assert verified.document["fault"] in plain.out
    doctor = {check["name"]: check for check in after_demo("doctor").document["checks"]}
    assert (doctor["access log"]["ok"], doctor["access log"]["detail"]) == (
        False,
        verified.document["fault"],
    )
    assert_one_sentence(after_demo("log", "anchor"), status=3)
    told = after_demo("log", "acknowledge", "--note", "The backup of Monday.")
    assert (told.status, told.document) == (0, {"acknowledged": verified.document["fault"]})
    [row] = after_demo("log", "list", "--limit", "1").document["events"]
    assert (row["kind"], row["actor"], row["reason"]) == ("system", "command line", "log_acknowledged")
    assert row["note"] == f"{verified.document['fault']} The backup of Monday."
    assert after_demo("log", "verify").document["ok"] is True


def test_with_nothing_lost_there_is_nothing_to_acknowledge(after_demo):
    before = after_demo("log", "verify").document
    assert_one_sentence(after_demo("log", "acknowledge", "--note", "just in case"), status=1)
    assert after_demo("log", "verify").document == before
    assert after_demo("log", "acknowledge").status == 2


def test_an_anchor_kept_elsewhere_holds_while_the_log_grows_and_no_longer_once_it_was_made_anew(
    after_demo, tmp_path
):
    file = tmp_path / "anchor.json"
    told = after_demo("log", "anchor", "--out", file)
    [newest] = after_demo("log", "list", "--limit", "1").document["events"]
    assert told.document == {key: newest[key] for key in ("seq", "hash", "at_utc")}
    assert json.loads(file.read_text(encoding="utf-8")) == told.document
    assert told.document["hash"] in after_demo.plainly("log", "anchor").out
    (after_demo.data_dir / "keys" / "log.head").unlink()
    after_demo("log", "acknowledge", "--note", "one row more")
    assert after_demo("log", "verify", "--anchor", file).status == 0
    for _ in range(2):
        cut_newest_row(after_demo)
    after_demo("log", "acknowledge", "--note", "made anew")
    assert after_demo("log", "verify").status == 0
    held = after_demo("log", "verify", "--anchor", file)
    assert (held.status, held.document["ok"]) == (1, False)
    assert f"Row {newest['seq']} is not in the log" in held.document["fault"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        '{"seq": 1}',
        '{"seq": true, "hash": "x", "at_utc": ""}',
        '{"seq": 1, "hash": 3, "at_utc": 0}',
    ],
)
def test_a_file_that_is_no_anchor_is_refused(after_demo, tmp_path, text):
    (tmp_path / "anchor.json").write_text(text)
    assert_one_sentence(after_demo("log", "verify", "--anchor", tmp_path / "anchor.json"), status=2)
    assert_one_sentence(after_demo("log", "verify", "--anchor", tmp_path / "missing.json"), status=2)


def test_an_anchor_that_never_ends_is_refused(after_demo):
    refused = after_demo("log", "verify", "--anchor", os.devnull)
    assert_one_sentence(refused, status=2)
    assert "no ordinary file" in refused.err


def test_an_empty_log_has_an_anchor(terminal, tmp_path):
    told = terminal("log", "anchor", "--out", tmp_path / "anchor.json")
    assert told.document == {"seq": 0, "hash": "0" * 64, "at_utc": ""}
    assert terminal("log", "verify", "--anchor", tmp_path / "anchor.json").status == 0


def test_a_file_that_is_no_export_is_refused(after_demo, tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    assert_one_sentence(after_demo("log", "verify", "--file", tmp_path / "notes.csv"), status=2)
    missing = after_demo("log", "verify", "--file", tmp_path / "missing.csv")
    assert_one_sentence(missing, status=2)
    assert "Errno" not in missing.err


def test_an_export_that_was_emptied_does_not_agree_with_the_log(after_demo, tmp_path):
    (tmp_path / "emptied.csv").touch()
    assert_one_sentence(after_demo("log", "verify", "--file", tmp_path / "emptied.csv"), status=2)


def test_the_log_is_filtered_by_reasons_groups_of_them_and_a_text(after_demo):
    def listed(*options: str) -> list[str]:
        return [row["reason"] for row in after_demo("log", "list", *options).document["events"]]

    assert set(listed("--reason", "nobody_enrolled", "--reason", "enrol")) == {"nobody_enrolled", "enrol"}
    assert set(listed("--reason", "not recognised")) == {"nobody_enrolled"}
    assert set(listed("--text", "HOPPER")) == {"enrol", "match"}
    assert listed("--text", "hopper", "--outcome", "granted") == ["match"]
    assert set(listed("--text", "nobody enrolled")) == {"nobody_enrolled"}
    assert listed("--text", "nobody is called so") == []
    assert "No row of the log fits." in after_demo.plainly("log", "list", "--text", "zzzz").out
    wrong = after_demo("log", "list", "--reason", "not_recognized")
    assert_one_sentence(wrong, status=2)
    assert "not_recognised" in wrong.err
