"""A database and an export that the first version of the product wrote: they open, verify and grow.

``data/version_1.*`` holds six rows, three of them about one person, and the throw-away key they belong to.
"""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from database.connections import Database
from database.engine import FILE_NAME, open_database
from database.log.access_log import SqlAccessLog
from database.people.people import SqlPeopleStore, open_people
from door_access.desk.export import first_difference
from door_access.domain.matching.access import Outcome
from door_access.ports import LogCheck, LogFilter, LogKind
from tests.database.building import KEY_FILE, event, grant, usually

DATA = Path(__file__).with_name("data")
EVERYTHING = LogFilter()
ROWS = 6


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / KEY_FILE).parent.mkdir()
    shutil.copy(DATA / "version_1.db", tmp_path / FILE_NAME)
    shutil.copy(DATA / "version_1.key", tmp_path / KEY_FILE)
    with open_database(tmp_path) as database:
        yield database


@pytest.fixture
def people(old: Database) -> SqlPeopleStore:
    return open_people(old, usually)


@pytest.fixture
def log(old: Database) -> SqlAccessLog:
    return SqlAccessLog(old)


def _exported() -> list[dict[str, str]]:
    with (DATA / "version_1.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_old_database_verifies_grows_and_verifies(log, people):
    ((ada, _),) = people.names().items()
    assert log.verify() == LogCheck(is_ok=True, events=ROWS, first_broken=None)

    log.append(event(person_id=ada, claim="card"))

    assert log.verify() == LogCheck(is_ok=True, events=ROWS + 1, first_broken=None)
    assert [row.version for row in log.oldest_first(EVERYTHING)] == [1] * ROWS + [2]


def test_old_rows_tell_what_they_told(log):
    rows = list(log.oldest_first(EVERYTHING))

    assert [row.person for row in rows] == ["", "Ada Lovelace", "", "Ada Lovelace", "", "Ada Lovelace"]
    assert rows[1].event.distance == 0.1 + 0.2
    assert rows[2].event.note == '=Parcel, "blue"; Grüße 🙂'
    assert {row.event.kind for row in rows} == {LogKind.ACCESS}
    assert not any(row.is_sealed or row.header for row in rows)


def test_rows_of_a_person_are_found_in_both_versions_in_their_order(log, people):
    ((ada, _),) = people.names().items()
    for minute in (10, 11):
        log.append(event(minute, person_id=ada, outcome=Outcome.GRANTED))
    of_ada = LogFilter(person_id=ada)

    assert [row.seq for row in log.page(of_ada, before_seq=None, limit=4)] == [8, 7, 6, 4]
    assert [row.seq for row in log.page(of_ada, before_seq=7, limit=9)] == [6, 4, 2]
    assert [row.seq for row in log.oldest_first(of_ada)] == [2, 4, 6, 7, 8]
    assert log.count(LogFilter(person_id=ada, outcome=Outcome.GRANTED)) == 4


@pytest.mark.parametrize(
    "cell", ["person_id = NULL", "distance = 0.3", "note = ''", "kind = 'access'", "outcome = 'denied'"]
)
def test_changed_cell_of_an_old_row_is_found(old, log, cell):
    log.append(event())
    with old.writing() as connection:
        connection.execute(text(f"UPDATE access_events SET {cell} WHERE seq = 2 OR seq = 3"))

    check = log.verify()

    assert not check.is_ok
    assert check.first_broken == (3 if cell == "note = ''" else 2)


def test_old_export_agrees_with_the_log_that_grew(log):
    log.append(event())

    assert first_difference(_exported(), log.oldest_first(EVERYTHING)) is None


@pytest.mark.parametrize("column", [name for name in _exported()[0] if name not in ("seq", "person")])
def test_changed_cell_of_an_old_export_is_found(log, column):
    exported = _exported()
    exported[3][column] += "x"

    assert first_difference(exported, log.oldest_first(EVERYTHING)) == 4


def test_erasing_somebody_leaves_the_bare_id_in_old_rows_alone(log, people):
    ((ada, _),) = people.names().items()
    log.append(grant(ada))

    people.remove(ada)

    told = [(row.event.person_id, row.person) for row in log.page(LogFilter(), before_seq=None, limit=2)]
    assert told == [(None, ""), (ada, "")]
    assert log.verify() == LogCheck(is_ok=True, events=ROWS + 1, first_broken=None, sealed=1)
