"""The log commands."""

import csv
import hashlib
import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.terminal import assert_one_sentence

OLD = Path(__file__).parents[2] / "database" / "log" / "data"
"""What the first version of the product wrote."""


def database(terminal):
    return sqlite3.connect(terminal.data_dir / "door_access.sqlite3")


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
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    previous = "0" * 64
    for row in rows:
        header = json.loads(row["header"])
        assert hashlib.sha256(row["header"].encode()).hexdigest() == row["hash"]
        assert (header["previous_hash"], header["outcome"]) == (previous, row["outcome"])
        previous = row["hash"]
    assert len(rows) > 1


def test_an_export_from_before_acts_had_rows_still_agrees(after_demo, tmp_path):
    file = tmp_path / "log.csv"
    after_demo("log", "export", "--file", file)
    with file.open(encoding="utf-8", newline="") as text:
        rows = [row[:-1] for row in csv.reader(text)]
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)
    assert rows[0][-1] == "header"
    assert after_demo("log", "verify", "--file", file).document["ok"] is True


def test_an_old_database_and_its_export_agree(terminal):
    terminal.data_dir.joinpath("keys").mkdir(parents=True)
    shutil.copy(OLD / "version_1.db", terminal.data_dir / "door_access.sqlite3")
    shutil.copy(OLD / "version_1.key", terminal.data_dir / "keys" / "templates.key")
    held = terminal("log", "verify", "--file", OLD / "version_1.csv")
    assert (held.status, held.document) == (0, {"ok": True, "events": 6, "first_broken": None, "sealed": 0})
    with database(terminal) as connection:
        connection.execute("UPDATE access_events SET distance = 0.1 WHERE seq = 4")
    connection.close()
    assert terminal("log", "verify").document["first_broken"] == 4


def test_an_export_is_a_csv_in_which_no_cell_is_a_formula(after_demo, tmp_path):
    after_demo("people", "rename", "Grace Hopper", "=HYPERLINK(1)")
    file = tmp_path / "log.csv"
    answer = after_demo("log", "export", "--file", file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(answer.document["events"])
    assert rows[-1]["person"] == "'=HYPERLINK(1)"


def test_an_export_to_nowhere_is_one_sentence(after_demo, tmp_path):
    assert_one_sentence(
        after_demo("log", "export", "--file", tmp_path / "no" / "such" / "folder.csv"), status=3
    )


def test_an_export_kept_elsewhere_finds_rows_that_were_cut_off(after_demo, tmp_path):
    file = tmp_path / "log.csv"
    after_demo("log", "export", "--file", file)
    after_demo("people", "rename", "Grace Hopper", "Another Name")
    assert after_demo("log", "verify", "--file", file).document["ok"] is True
    with database(after_demo) as connection:
        _renamed, (newest, before) = connection.execute(
            "SELECT seq, previous_hash FROM access_events ORDER BY seq DESC LIMIT 2"
        ).fetchall()
        connection.execute("DELETE FROM access_events WHERE seq >= ?", (newest,))
        connection.execute("UPDATE chain_head SET seq = ?, hash = ?", (newest - 1, before))
    connection.close()
    assert after_demo("log", "verify").document["ok"] is True
    held = after_demo("log", "verify", "--file", file)
    assert (held.status, held.document["first_broken"]) == (1, newest)


def test_a_file_that_is_no_export_is_refused(after_demo, tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    assert_one_sentence(after_demo("log", "verify", "--file", tmp_path / "notes.csv"), status=2)
    missing = after_demo("log", "verify", "--file", tmp_path / "missing.csv")
    assert_one_sentence(missing, status=2)
    assert "Errno" not in missing.err


def test_an_export_that_was_emptied_does_not_agree_with_the_log(after_demo, tmp_path):
    (tmp_path / "emptied.csv").touch()
    assert_one_sentence(after_demo("log", "verify", "--file", tmp_path / "emptied.csv"), status=2)
