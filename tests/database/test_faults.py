"""What goes wrong below is said in a sentence of ours."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from database.connections import Database
from database.faults import storage_faults
from database.log.access_log import SqlAccessLog
from door_access.errors import BadInput, StorageFault
from door_access.ports import LogFilter
from tests.database.building import MODEL, event, newcomer


def test_undecodable_text_is_refused_in_a_sentence(sql_people):
    with pytest.raises(BadInput, match="cannot be stored"):
        sql_people.enrol(newcomer(consent="I \udcff agree."))
    with pytest.raises(BadInput, match="cannot be stored"):
        sql_people.find("\udcff", MODEL)

    assert sql_people.people(MODEL) == ()


def test_unforeseen_database_error_names_the_file_and_says_what_the_library_said(tmp_path):
    with (
        pytest.raises(StorageFault, match=r"a\.sqlite3 cannot be used: the pool is empty\.$"),
        storage_faults(tmp_path / "a.sqlite3"),
    ):
        raise SQLAlchemyError("the pool is empty")


def test_bug_of_ours_passes_unchanged(tmp_path):
    with pytest.raises(ZeroDivisionError), storage_faults(tmp_path):
        raise ZeroDivisionError


@pytest.fixture
def open_log(database: Database) -> SqlAccessLog:
    log = SqlAccessLog(database)
    log.append(event())
    return log


@pytest.mark.parametrize("use", [lambda log: log.append(event()), lambda log: log.count(LogFilter())])
def test_a_database_deleted_under_a_running_kiosk_is_a_fault_and_not_a_grave_of_rows(database, open_log, use):
    database.path.unlink()
    with pytest.raises(StorageFault, match="is gone while it is in use"):
        use(open_log)


def test_a_database_that_another_was_put_in_place_of_is_a_fault_until_it_is_back(database, open_log):
    kept = database.path.rename(database.path.with_suffix(".kept"))
    database.path.write_bytes(kept.read_bytes())
    with pytest.raises(StorageFault, match="was replaced while it is in use"):
        open_log.append(event())
    kept.replace(database.path)
    assert open_log.append(event()) == 2
