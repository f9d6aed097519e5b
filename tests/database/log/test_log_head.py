"""The record of the log's head outside the database: whatever was lost is named, and nothing else is."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from database import connections
from database.connections import Database
from database.engine import FILE_NAME, open_database
from database.file_lock import FileLock
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.keys.opening import open_keyring
from database.keys.rotation import rotate
from database.log import log_head
from database.log.access_log import SqlAccessLog, open_log
from database.log.audit_chain import BEFORE_THE_FIRST
from database.log.log_head import HEAD_NAME, LOCK_NAME, LogHead
from door_access.atomic_file import PRIVATE
from door_access.errors import StorageFault, UnsettledRow
from door_access.ports import LogFilter, LogKind
from tests.database.building import KEY_FILE, append_version_1, event

ROWS = 5


@pytest.fixture
def log(sql_log: SqlAccessLog) -> SqlAccessLog:
    for minute in range(ROWS):
        sql_log.append(event(minute))
    return sql_log


@pytest.fixture
def head(database: Database, log: SqlAccessLog) -> Path:
    """Return the record's file beside a log of five rows."""
    return database.key_dir / HEAD_NAME


def _outside(database: Database, *statements: str) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as outsider:
        for statement in statements:
            outsider.execute(statement)


def _cut_to(seq: int) -> list[str]:
    return [
        f"DELETE FROM access_events WHERE seq > {seq}",
        f"UPDATE chain_head SET seq = {seq}, hash = (SELECT hash FROM access_events WHERE seq = {seq})",
    ]


def _assert_named(log: SqlAccessLog, words: str) -> None:
    """Assert that verify and settle say so, and that a new row is written but may open nothing."""
    check = log.verify()
    assert (check.is_ok, words in check.fault) == (False, True), check
    with pytest.raises(StorageFault, match=words):
        log.settle()
    with pytest.raises(UnsettledRow, match="nobody is let in until an operator has looked at it"):
        log.append(event())


def _assert_mended_by_acknowledging(log: SqlAccessLog) -> None:
    log.acknowledge(event(kind=LogKind.SYSTEM))
    log.settle()
    log.append(event())
    assert log.verify().is_ok


def test_record_tells_of_the_newest_row_and_only_its_owner_reads_it(head, log):
    newest = log.page(LogFilter(), before_seq=None, limit=1)[0]

    told = json.loads(head.read_text())
    assert (told["seq"], told["hash"]) == (ROWS, newest.hash)
    assert head.stat().st_mode & 0o777 == PRIVATE


def test_rows_that_were_cut_off_with_the_chain_s_head_are_missed(database, log):
    _outside(database, *_cut_to(3))

    check = log.verify()
    assert (check.events, check.first_broken) == (3, 4)
    _assert_named(log, "ends at row 3, but there were 5")
    _assert_mended_by_acknowledging(log)


def test_log_that_grew_again_after_a_cut_is_not_taken_for_the_old_one(database, log):
    _outside(database, *_cut_to(3))
    for _ in range(4):
        with pytest.raises(UnsettledRow):
            log.append(event())

    assert log.verify().events == 7
    _assert_named(log, "has lost row 5 or holds another in its place")
    _assert_mended_by_acknowledging(log)


def test_older_copy_of_the_database_is_named(database, log, tmp_path):
    database.close()
    shutil.copy(database.path, tmp_path / "copy")
    log.append(event())
    database.close()
    shutil.copy(tmp_path / "copy", database.path)

    with open_database(database.data_dir) as restored:
        _assert_named(SqlAccessLog(restored), "ends at row 5, but there were 6")
        _assert_mended_by_acknowledging(SqlAccessLog(restored))


@pytest.mark.parametrize(
    "statement", ["UPDATE chain_head SET seq = 3", "UPDATE chain_head SET seq = 0", "DELETE FROM chain_head"]
)
def test_log_that_does_not_know_its_end_takes_rows_again_once_that_was_acknowledged(database, log, statement):
    _outside(database, statement)

    with pytest.raises(StorageFault, match="has lost the head of its chain; nobody is let in until"):
        log.append(event())
    assert not log.verify().is_ok
    log.acknowledge(event(kind=LogKind.SYSTEM))

    assert log.append(event()) == ROWS + 2
    log.settle()
    assert log.verify().is_ok


def test_row_written_anew_with_the_whole_chain_is_named(database, log):
    nothing = f"UPDATE chain_head SET seq = 0, hash = '{BEFORE_THE_FIRST}'"
    _outside(database, "DELETE FROM access_events", nothing)
    other = SqlAccessLog(database)
    for minute in range(ROWS):
        with pytest.raises(UnsettledRow):
            other.append(event(minute))

    _assert_named(log, "has lost row 5 or holds another in its place")


def test_database_that_is_ahead_is_healed_silently(database, log, head):
    kept = head.read_bytes()
    log.append(event())
    log.append(event())
    head.write_bytes(kept)

    assert log.verify().is_ok
    log.settle()
    assert json.loads(head.read_text())["seq"] == 7


def test_database_that_is_ahead_is_healed_by_the_next_row(log, head):
    kept = head.read_bytes()
    log.append(event())
    head.write_bytes(kept)

    assert log.append(event()) == 7
    assert json.loads(head.read_text())["seq"] == 7


def test_database_that_is_ahead_by_a_row_that_does_not_fit_is_named(database, log, head):
    kept = head.read_bytes()
    log.append(event())
    head.write_bytes(kept)
    _outside(database, "UPDATE access_events SET outcome = 'granted' WHERE seq = 6")

    _assert_named(log, "does not go on at row 6")


def test_record_that_was_deleted_is_missed_also_by_the_next_start(database, log, head):
    head.unlink()

    _assert_named(log, "is missing")
    with open_database(database.data_dir) as again:
        _assert_named(open_log(again), "is missing")
    _assert_mended_by_acknowledging(log)


@pytest.mark.parametrize("part", [0, 1, 40, 150, -2])
def test_record_that_is_half_written_is_named(log, head, part):
    head.write_bytes(head.read_bytes()[:part])

    _assert_named(log, "is damaged")
    _assert_mended_by_acknowledging(log)


@pytest.mark.parametrize("text", ["[]", "null", "{}", '{"mac": 7}', '{"mac": "00"}', "\xff", "[" * 500])
def test_file_that_is_no_record_is_named(log, head, text):
    head.write_bytes(text.encode("latin-1"))

    _assert_named(log, "is damaged")


@given(name=st.sampled_from(["seq", "hash", "site", "at_utc", "mac"]), digit=st.sampled_from("0123456789"))
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_record_that_was_changed_is_named(log, head, name, digit):
    kept = head.read_bytes()
    values = json.loads(kept)
    values[name] = int(digit + "7") if name == "seq" else digit + values[name][1:] + digit + digit
    head.write_text(json.dumps(values))
    try:
        check = log.verify()
    finally:
        head.write_bytes(kept)

    assert not check.is_ok
    assert "was changed or belongs to another key" in check.fault


def test_record_of_another_site_with_the_same_key_is_named(database, log, head, tmp_path):
    other_dir = tmp_path / "other"
    (other_dir / "keys").mkdir(parents=True)
    shutil.copy(database.data_dir / KEY_FILE, other_dir / KEY_FILE)
    with open_database(other_dir) as other:
        SqlAccessLog(other).append(event())
        shutil.copy(other.key_dir / HEAD_NAME, head)

    _assert_named(log, "is the record of another site")
    _assert_mended_by_acknowledging(log)


def test_record_under_another_key_is_named(database, log, head):
    class Elsewhere(Keyring):
        def at(self, connection):
            return Keys(0, {0: bytes(32)})

    LogHead(database, Elsewhere(database)).renew()

    _assert_named(log, "was changed or belongs to another key")


def test_log_of_an_older_version_gets_a_record_at_first_use_and_misses_it_from_then_on(database):
    for minute in range(3):
        append_version_1(database, event(minute))
    log = SqlAccessLog(database)

    assert log.verify().is_ok
    log.settle()

    assert json.loads((database.key_dir / HEAD_NAME).read_text())["seq"] == 3
    (database.key_dir / HEAD_NAME).unlink()
    _assert_named(log, "is missing")


def test_kill_between_the_first_record_and_the_fact_that_there_is_one_is_healed(database, log):
    _outside(database, "DELETE FROM secrets WHERE key = 'log_site'")

    log.settle()

    with closing(sqlite3.connect(database.path)) as outsider:
        (site,) = outsider.execute("SELECT text FROM secrets WHERE key = 'log_site'").fetchone()
    assert site == json.loads((database.key_dir / HEAD_NAME).read_text())["site"]


def test_copy_from_before_there_was_a_record_is_named(database, log):
    _outside(database, "DELETE FROM secrets WHERE key = 'log_site'", *_cut_to(2))

    _assert_named(log, "ends at row 2, but there were 5")


def test_record_that_cannot_be_written_leaves_a_row_that_is_settled_later_and_written_once(
    log, head, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = head.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(log_head, "written_whole", full)
        with pytest.raises(UnsettledRow, match=r"log\.head cannot be written: No space left on device\.$"):
            log.append(event())
        with pytest.raises(StorageFault, match="No space left"):
            log.settle()
        assert (head.read_bytes(), log.verify().is_ok) == (before, True)
    log.settle()

    assert (log.verify().events, json.loads(head.read_text())["seq"]) == (ROWS + 1, ROWS + 1)


def test_record_that_cannot_be_read_is_told_and_needs_nobody_to_acknowledge_it(log, head):
    kept = head.rename(head.with_suffix(".kept"))
    head.mkdir()
    with pytest.raises(UnsettledRow, match=r"log\.head cannot be read: Is a directory\.$"):
        log.append(event())
    head.rmdir()
    kept.rename(head)

    log.settle()
    assert log.verify().is_ok


def test_process_that_holds_the_log_for_too_long_is_told_and_nothing_is_written(database, log, monkeypatch):
    monkeypatch.setattr(log_head, "BUSY_TIMEOUT_S", 0.05)
    with (
        FileLock(database.data_dir / LOCK_NAME),
        pytest.raises(StorageFault, match=r"log\.lock has been locked by another process for too long"),
    ):
        log.append(event())

    assert log.count(LogFilter()) == ROWS


def test_reader_of_an_older_state_makes_the_row_wait_and_the_row_is_written_once(database, log, monkeypatch):
    monkeypatch.setattr(connections, "SETTLE_WITHIN_S", 0.05)
    with database.reading() as reader:
        reader.exec_driver_sql("SELECT COUNT(*) FROM people").fetchall()
        with pytest.raises(UnsettledRow, match="is being read for too long"):
            log.append(event())
    log.settle()

    assert log.verify().is_ok
    assert log.count(LogFilter()) == ROWS + 1


def test_reader_of_the_newest_state_hinders_no_row(database, log):
    log.append(event())
    with database.reading() as reader:
        reader.exec_driver_sql("SELECT COUNT(*) FROM people").fetchall()
        database.settle()


def test_settled_row_survives_the_loss_of_sqlite_s_own_log(database, log, tmp_path):
    log.append(event(note="safe"))
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(database.path, copy / FILE_NAME)
    shutil.copytree(database.key_dir, copy / "keys")

    with open_database(copy) as alone:
        assert SqlAccessLog(alone).verify().is_ok
        assert SqlAccessLog(alone).count(LogFilter()) == ROWS + 1


def test_record_follows_a_change_of_keys_and_so_does_what_it_missed(database, log):
    log.append(event(note="before"))
    rotate(database, open_keyring(database))
    log.append(event(note="after"))
    assert log.verify().is_ok

    with database.writing() as connection:
        connection.execute(text("DELETE FROM access_events WHERE seq = (SELECT seq FROM chain_head)"))
        connection.execute(
            text(
                "UPDATE chain_head SET seq = seq - 1, hash ="
                " (SELECT hash FROM access_events ORDER BY seq DESC LIMIT 1)"
            )
        )
    rotate(database, open_keyring(database))
    assert "but there were" in log.verify().fault
