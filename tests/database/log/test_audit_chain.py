"""The access log's chain: whatever is changed in it is found, and where."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.log.audit_chain import BEFORE_THE_FIRST, canonical, header, storable_number, storable_text
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import StorageFault, UnsettledRow
from door_access.ports import LogFilter
from tests.database.building import append_version_1, event

ROWS = 8
OLD_ROWS = 4
"""How many of them are of version 1 where both are mixed."""
COLUMNS = (
    "seq",
    "at_utc",
    "door",
    "outcome",
    "reason",
    "person_id",
    "distance",
    "threshold",
    "second_distance",
    "model",
    "frames",
    "source",
    "note",
    "previous_hash",
    "hash",
    "version",
    "kind",
    "commitment",
    "person_tag",
    "payload",
)


def test_canonical_text_is_sorted_compact_utf8_json():
    cells = {"seq": 1, "note": 'ü "x"', "distance": 0.1 + 0.2, "person_id": None}

    expected = '{"distance":0.30000000000000004,"note":"ü \\"x\\"","person_id":null,"seq":1}'
    assert canonical(cells) == expected.encode()


_TEXT = st.text() | st.binary().map(lambda stored: stored.decode("utf-8", "surrogateescape"))
_ANYTHING = _TEXT | st.integers() | st.floats() | st.binary() | st.none()
_HEADER = ("at_utc", "commitment", "door", "kind", "outcome", "previous_hash", "reason", "seq", "version")


@given(
    st.fixed_dictionaries({name: st.integers() if name in ("seq", "version") else _TEXT for name in _HEADER})
    | st.fixed_dictionaries(dict.fromkeys(_HEADER, _ANYTHING))
)
def test_header_is_canonical_whatever_stands_in_its_cells(cells):
    assume(not any(isinstance(cell, str) and _is_lone(cell) for cell in cells.values()))

    assert header(cells | {"note": "not of the header"}) == canonical(cells)


def _is_lone(text: str) -> bool:
    """Half a pair of surrogates is what no database can hold, nor UTF-8."""
    return any("\ud800" <= letter <= "\udc7f" or "\udd00" <= letter <= "\udfff" for letter in text)


def test_row_of_version_2_is_the_hash_of_a_header_that_other_tools_can_read(log):
    row = log.page(LogFilter(), before_seq=None, limit=1)[0]

    header = json.loads(row.header)
    assert row.hash == hashlib.sha256(row.header.encode()).hexdigest()
    assert header == {
        "seq": ROWS,
        "at_utc": "2026-03-02T12:07:00.000000Z",
        "door": "main entrance",
        "kind": "access",
        "outcome": "denied",
        "reason": "no_match",
        "version": 2,
        "previous_hash": log.page(LogFilter(), before_seq=ROWS, limit=1)[0].hash,
        "commitment": header["commitment"],
    }


def test_one_payload_is_never_committed_to_twice_in_the_same_words(log):
    commitments = {json.loads(row.header)["commitment"] for row in log.oldest_first(LogFilter())}

    assert len(commitments) == ROWS


def test_bytes_are_no_text_to_the_hash():
    assert len({canonical({"note": cell}) for cell in (b"x", "x", "b'x'", '{"blob":"78"}')}) == 4


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), None])
def test_number_that_sqlite_cannot_keep_is_stored_as_none(number):
    assert storable_number(number) is None


def test_undecodable_file_name_becomes_storable():
    assert storable_text("video\udcff.mp4") == "video\\udcff.mp4"


@given(
    numbers=st.tuples(*[st.none() | st.floats()] * 3),
    texts=st.tuples(*[st.text(st.characters()) | st.text(st.characters(categories=["Cs"]))] * 3),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_whatever_is_written_verifies(database, numbers, texts):
    log = SqlAccessLog(database)
    distance, threshold, second = numbers
    door, source, note = texts

    log.append(
        event(
            distance=distance,
            threshold=threshold,
            second_distance=second,
            door=door,
            source=source,
            note=note,
        )
    )

    assert log.verify().is_ok


def test_written_rows_are_whole_across_reading_batches(database, monkeypatch):
    monkeypatch.setattr("database.log.access_log.BATCH_ROWS", 3)
    log = SqlAccessLog(database)
    for minute in range(ROWS):
        log.append(event(minute))

    assert (log.verify().is_ok, log.verify().events) == (True, ROWS)
    assert [row.seq for row in log.oldest_first(LogFilter())] == list(range(1, ROWS + 1))
    for limit in range(ROWS + 2):
        newest = [row.seq for row in log.page(LogFilter(), before_seq=None, limit=limit)]
        assert newest == list(range(ROWS, 0, -1))[:limit]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlAccessLog, sqlite3.Connection]]:
    """Give a log of four rows of each version and a way around the product to its file."""
    with open_database(tmp_path_factory.mktemp("log")) as database:
        log = SqlAccessLog(database)
        for minute in range(ROWS):
            is_grant = minute % 3 == 0
            row = event(
                minute,
                outcome=Outcome.GRANTED if is_grant else Outcome.DENIED,
                reason=Reason.MATCH if is_grant else Reason.NO_MATCH,
                person_id="p-1" if is_grant else None,
                distance=0.25 + minute,
                note="b'x'",
            )
            if minute < OLD_ROWS:
                append_version_1(database, row)
            else:
                log.append(row)
        with closing(sqlite3.connect(database.path, isolation_level=None)) as outsider:
            outsider.execute("CREATE TEMP TABLE untouched AS SELECT * FROM access_events")
            yield log, outsider


def _rows(outsider: sqlite3.Connection) -> list[tuple]:
    """Return every cell as SQL writes it, which tells text, bytes and numbers apart."""
    outsider.text_factory = bytes
    columns = ", ".join(f"quote({column})" for column in COLUMNS)
    return outsider.execute(f"SELECT {columns} FROM access_events ORDER BY seq").fetchall()


def _restore(outsider: sqlite3.Connection) -> None:
    outsider.executescript(
        "DELETE FROM access_events; INSERT INTO access_events SELECT * FROM temp.untouched"
    )


def _forgets(column: str, cell: object) -> bool:
    """Say whether the change drops a payload or leaves it without a key, which is no fault."""
    return (column == "payload" and cell is None) or (column == "person_tag" and cell not in (None, ""))


@given(
    seq=st.integers(1, ROWS),
    column=st.sampled_from(COLUMNS),
    cell=st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.integers(0, 20)
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.binary(max_size=9)
    | st.sampled_from(["b'x'", b"b'x'", b"\xff", "granted", "denied", "access", b"resnet29@0123abcd", ""]),
)
@settings(max_examples=300)
def test_any_other_value_in_any_cell_is_found(written, seq, column, cell):
    log, outsider = written
    assume(seq <= OLD_ROWS or not _forgets(column, cell))
    before = _rows(outsider)
    try:
        outsider.execute(f"UPDATE access_events SET {column} = ? WHERE seq = ?", (cell, seq))
    except sqlite3.Error:
        assume(False)
    try:
        after = _rows(outsider)
        assume(after != before)
        check = log.verify()
    finally:
        _restore(outsider)

    comes_first = int(after[0][0]) < 1
    assert not check.is_ok
    assert check.first_broken == (1 if comes_first else seq)


TAMPERINGS = {
    "row removed in the middle": (["DELETE FROM access_events WHERE seq = 4"], 4),
    "first row removed": (["DELETE FROM access_events WHERE seq = 1"], 1),
    "newest rows removed": (["DELETE FROM access_events WHERE seq > 5"], 6),
    "all rows removed": (["DELETE FROM access_events"], 1),
    "rows swapped": (
        [
            "UPDATE access_events SET seq = 99 WHERE seq = 3",
            "UPDATE access_events SET seq = 3 WHERE seq = 6",
            "UPDATE access_events SET seq = 6 WHERE seq = 99",
        ],
        3,
    ),
    "row removed and the later ones moved up": (
        ["DELETE FROM access_events WHERE seq = 4", "UPDATE access_events SET seq = seq - 1 WHERE seq > 4"],
        4,
    ),
    "copy of a row added at the end": (
        [
            "CREATE TEMP TABLE one AS SELECT * FROM access_events WHERE seq = 8",
            "UPDATE one SET seq = 9",
            "INSERT INTO access_events SELECT * FROM one",
        ],
        9,
    ),
    "row added before the first": (
        [
            "CREATE TEMP TABLE one AS SELECT * FROM access_events WHERE seq = 1",
            "UPDATE one SET seq = 0",
            "INSERT INTO access_events SELECT * FROM one",
        ],
        1,
    ),
    "text replaced by bytes that are no text": (
        ["UPDATE access_events SET door = CAST(X'FF41' AS TEXT) WHERE seq = 2"],
        2,
    ),
    "plain note added to a sealed row": (["UPDATE access_events SET note = 'let in' WHERE seq = 2"], 2),
    "sealed row passed off as an old one": (["UPDATE access_events SET version = 1 WHERE seq = 2"], 2),
    "version of the future without a hash": (
        ["UPDATE access_events SET version = 3, hash = '' WHERE seq = 8"],
        8,
    ),
    "payloads swapped": (
        [
            "CREATE TEMP TABLE old AS SELECT seq, payload FROM access_events",
            "UPDATE access_events SET payload = (SELECT payload FROM old WHERE seq = 6) WHERE seq = 3",
            "UPDATE access_events SET payload = (SELECT payload FROM old WHERE seq = 3) WHERE seq = 6",
        ],
        3,
    ),
    "bytes of every payload changed": (
        ["UPDATE access_events SET payload = substr(payload, 1, 40) || zeroblob(8) || substr(payload, 49)"],
        1,
    ),
    "head set back": (["UPDATE chain_head SET seq = 7"], 9),
    "head removed": (["DELETE FROM chain_head"], 9),
}


@pytest.fixture
def log(sql_log):
    for minute in range(ROWS):
        sql_log.append(event(minute))
    return sql_log


@pytest.mark.parametrize(("statements", "first_broken"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found_and_placed(database, log, statements, first_broken):
    with closing(sqlite3.connect(database.path, isolation_level=None)) as outsider:
        for statement in statements:
            outsider.execute(statement)

    check = log.verify()

    assert (check.is_ok, check.first_broken) == (False, first_broken)


def test_row_appended_after_a_cut_does_not_hide_it(database, log):
    with closing(sqlite3.connect(database.path, isolation_level=None)) as outsider:
        outsider.execute("DELETE FROM access_events WHERE seq > 5")

    with pytest.raises(UnsettledRow, match="has lost row 8"):
        log.append(event())

    assert (log.verify().is_ok, log.verify().first_broken) == (False, 6)


def test_log_without_a_head_takes_no_more_rows(database, log):
    with closing(sqlite3.connect(database.path, isolation_level=None)) as outsider:
        outsider.execute("DELETE FROM chain_head")

    with pytest.raises(StorageFault, match="head of its chain"):
        log.append(event())


def test_row_with_an_unknown_outcome_is_named_when_it_is_to_be_shown(database, log):
    with closing(sqlite3.connect(database.path, isolation_level=None)) as outsider:
        outsider.execute("UPDATE access_events SET outcome = 'perhaps' WHERE seq = 3")

    with pytest.raises(StorageFault, match="row 3 of the access log"):
        log.page(LogFilter(), before_seq=None, limit=99)


def test_first_row_follows_the_agreed_beginning(database, log):
    with closing(sqlite3.connect(database.path)) as outsider:
        (previous,) = outsider.execute("SELECT previous_hash FROM access_events WHERE seq = 1").fetchone()

    assert previous == BEFORE_THE_FIRST == "0" * 64


def test_time_without_zone_is_a_bug(log):
    with pytest.raises(ValueError, match="time zone"):
        log.append(event(at_utc=event().at_utc.replace(tzinfo=None)))
