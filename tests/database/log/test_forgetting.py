"""What the log forgets, what it keeps, and whose key it takes to read it."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from database.engine import FILE_NAME, open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog, open_log
from database.log.log_keys import LogKeys
from database.people.people import open_people
from door_access.domain.matching.access import Outcome
from door_access.errors import StorageFault
from door_access.ports import LogCheck, LogFilter
from tests.database.building import KEY_FILE, MODEL, event, grant, newcomer, usually

EVERYTHING = LogFilter()
NOTE = "called Wilhelmina at the desk"


def tag_of(database, person_id: str) -> str:
    """Return what the person's rows are found by."""
    with database.reading() as connection:
        return LogKeys(open_keyring(database).at(connection)).person_tag(person_id)


def _files(database) -> bytes:
    return b"".join(path.read_bytes() for path in database.data_dir.iterdir() if path.is_file())


def _grant(person_id: str, minute: int = 0):
    return grant(person_id, minute, note=NOTE)


def test_neither_id_nor_note_of_a_row_lies_in_the_clear(database, sql_log):
    sql_log.append(_grant("0a6d6f2c-the-id-of-somebody"))

    stored = _files(database)
    assert b"0a6d6f2c-the-id-of-somebody" not in stored and NOTE.encode() not in stored
    assert next(sql_log.oldest_first(EVERYTHING)).event.note == NOTE


def test_erased_person_is_in_no_file_any_more(database, sql_people, sql_log):
    person_id = sql_people.enrol(newcomer("Wilhelmina Quartz"))
    for minute in range(40):
        sql_log.append(_grant(person_id, minute))
    tag = tag_of(database, person_id)
    before = [trace.encode() in _files(database) for trace in (person_id, "Wilhelmina", tag)]

    sql_people.remove(person_id)

    after = [trace.encode() in _files(database) for trace in (person_id, "Wilhelmina", tag)]
    assert (before, after) == ([True, False, True], [False] * 3)
    assert sql_log.verify() == LogCheck(is_ok=True, events=40, first_broken=None, sealed=40)


def test_what_is_forgotten_stays_so_with_an_older_copy_of_the_payloads(database, sql_people, sql_log):
    person_id = sql_people.enrol(newcomer())
    sql_log.append(_grant(person_id))
    with closing(sqlite3.connect(database.path)) as outsider:
        kept = outsider.execute("SELECT person_tag, payload FROM access_events").fetchone()

    sql_people.remove(person_id)
    with database.writing() as connection:
        values = dict(zip(("tag", "payload"), kept, strict=True))
        connection.execute(text("UPDATE access_events SET person_tag = :tag, payload = :payload"), values)

    (row,) = sql_log.oldest_first(EVERYTHING)
    assert (row.is_sealed, row.event.person_id) == (True, None)
    assert sql_log.verify() == LogCheck(is_ok=True, events=1, first_broken=None, sealed=1)


def test_person_erased_by_another_process_is_not_written_under_the_forgotten_key(
    database, sql_people, sql_log
):
    person_id = sql_people.enrol(newcomer())
    sql_log.append(_grant(person_id))
    with closing(sqlite3.connect(database.path)) as outsider:
        (kept,) = outsider.execute("SELECT wrapped_key FROM log_keys WHERE tag != ''").fetchone()

    with open_database(database.data_dir) as elsewhere:
        open_people(elsewhere, usually).remove(person_id)
    sql_log.append(_grant(person_id))

    with closing(sqlite3.connect(database.path)) as outsider:
        (made,) = outsider.execute("SELECT wrapped_key FROM log_keys WHERE tag != ''").fetchone()
    assert made != kept
    assert [row.is_sealed for row in sql_log.oldest_first(EVERYTHING)] == [True, False]


@pytest.mark.parametrize(
    ("change", "first_broken"),
    [
        ("UPDATE access_events SET person_tag = NULL WHERE seq = 2", 2),
        ("UPDATE access_events SET person_tag = (SELECT tag FROM log_keys WHERE tag != '' AND tag !="
         " access_events.person_tag) WHERE seq = 3", 3),
        ("UPDATE log_keys SET wrapped_key = zeroblob(60) WHERE tag = (SELECT person_tag FROM access_events"
         " WHERE seq = 3)", 3),
        ("UPDATE access_events SET commitment = (SELECT commitment FROM access_events WHERE seq = 3),"
         " payload = (SELECT payload FROM access_events WHERE seq = 3) WHERE seq = 4", 4),
        ("UPDATE access_events SET kind = 'act' WHERE seq = 1", 1),
        ("UPDATE access_events SET commitment = hash WHERE seq = 4", 4),
    ],
    ids=["as nobody's", "as somebody else's", "key", "another payload", "kind", "commitment"],
)  # fmt: skip
def test_row_changed_in_what_it_seals_is_found(database, sql_log, change, first_broken):
    for person_id in (None, "ada", "bob", "ada"):
        sql_log.append(event(person_id=person_id))
    with database.writing() as connection:
        connection.execute(text(change))

    check = sql_log.verify()

    assert (check.is_ok, check.first_broken) == (False, first_broken)


def test_changed_payload_is_shown_to_nobody(database, sql_log):
    sql_log.append(event(note="first"))
    sql_log.append(event(note="second"))
    with database.writing() as connection:
        connection.execute(
            text("UPDATE access_events SET payload = (SELECT payload FROM access_events WHERE seq = 1)")
        )

    changed, first = sql_log.page(EVERYTHING, before_seq=None, limit=9)
    assert (changed.seq, changed.is_damaged, changed.event.note) == (2, True, "")
    assert (first.is_damaged, first.event.note) == (False, "first")
    assert sql_log.verify().first_broken == 2


def test_dropped_payload_leaves_header_and_chain(database, sql_log):
    for minute in range(3):
        sql_log.append(event(minute))
    with database.writing() as connection:
        connection.execute(text("UPDATE access_events SET payload = NULL WHERE seq = 2"))

    rows = list(sql_log.oldest_first(EVERYTHING))
    assert [row.is_sealed for row in rows] == [False, True, False]
    assert rows[1].event.at_utc == rows[0].event.at_utc + timedelta(minutes=1)
    check = LogCheck(is_ok=True, events=3, first_broken=None, sealed=1, unexplained=1)
    assert sql_log.verify() == check, "a stranger cannot be erased: somebody has dropped it"


@pytest.fixture
def written(tmp_path):
    """Return a closed data directory in which nobody is enrolled and the log has two rows."""
    with open_database(tmp_path) as database:
        log = SqlAccessLog(database)
        log.append(event(note=NOTE))
        log.append(_grant("p-1"))
    return tmp_path


def test_log_without_its_key_tells_headers_and_verifies_their_chain(written):
    (written / KEY_FILE).unlink()

    with open_database(written) as database:
        log = SqlAccessLog(database)
        newest, oldest = log.page(EVERYTHING, before_seq=None, limit=9)
        assert log.verify() == LogCheck(is_ok=True, events=2, first_broken=None, sealed=2)
        assert log.count(LogFilter(outcome=Outcome.GRANTED)) == 1

    assert (newest.event.outcome, newest.event.person_id, newest.is_sealed) == (Outcome.GRANTED, None, True)
    assert (oldest.event.note, oldest.is_sealed) == ("", True)


@pytest.mark.parametrize(
    "use",
    [
        lambda log: log.append(event()),
        lambda log: log.count(LogFilter(person_id="p-1")),
        lambda log: log.grant_histories(MODEL),
    ],
    ids=["append", "rows of a person", "drift"],
)
def test_what_needs_the_key_says_that_it_is_missing_and_makes_no_other(written, use):
    (written / KEY_FILE).unlink()

    with open_database(written) as database, pytest.raises(StorageFault, match="is missing: put it back"):
        use(SqlAccessLog(database))

    assert not (written / KEY_FILE).exists()


@pytest.mark.parametrize(
    "use",
    [
        lambda log: log.append(event()),
        lambda log: log.append(_grant("p-2")),
        lambda log: log.page(EVERYTHING, before_seq=None, limit=9),
        lambda log: log.verify(),
        lambda log: open_log(log._database),
    ],
    ids=["append", "append of somebody new", "page", "verify", "start"],
)
def test_another_key_is_told_and_nothing_is_written_under_it(written, use):
    (written / KEY_FILE).write_bytes(bytes(32))

    with (
        open_database(written) as database,
        pytest.raises(StorageFault, match="not the key that this database was"),
    ):
        use(SqlAccessLog(database))

    with closing(sqlite3.connect(written / FILE_NAME)) as outsider:
        assert outsider.execute("SELECT COUNT(*) FROM access_events").fetchone() == (2,)


def test_key_that_only_a_person_s_row_was_written_with_is_proven_as_well(tmp_path):
    with open_database(tmp_path) as database:
        SqlAccessLog(database).append(_grant("p-1"))
    (tmp_path / KEY_FILE).write_bytes(bytes(32))

    with (
        open_database(tmp_path) as database,
        pytest.raises(StorageFault, match="not the key that this database was"),
    ):
        SqlAccessLog(database).append(_grant("p-2"))
