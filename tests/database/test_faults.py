"""What goes wrong below is said in a sentence of ours."""

from types import SimpleNamespace

import pytest
from sqlalchemy import text
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
    with pytest.raises(BadInput, match="cannot be stored") as refused:
        sql_people.find("between \udcff us", MODEL)
    assert "between" not in str(refused.value)

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


@pytest.mark.parametrize(
    ("table", "column", "ask"),
    [
        ("people", "enrolled_at_utc", lambda stores, _: stores.people.people(MODEL)),
        ("people", "enrolled_at_utc", lambda stores, _: stores.people.find("Ada Lovelace", MODEL)),
        ("people", "consent_at_utc", lambda stores, ada: stores.people.consent_of(ada)),
        ("people", "entry_rule", lambda stores, _: stores.people.gallery(MODEL)),
        ("people", "entry_rule", lambda stores, _: stores.people.people(MODEL)),
        ("people", "entry_rule", lambda stores, ada: stores.credentials.entry_rule(ada)),
        ("people", "entry_rule", lambda stores, _: stores.credentials.find_card("04A2B8C1")),
        ("cards", "added_at_utc", lambda stores, _: stores.credentials.cards()),
        ("cards", "added_at_utc", lambda stores, ada: stores.credentials.cards_of(ada)),
        ("templates", "created_at_utc", lambda stores, ada: stores.people.templates_of(ada)),
        ("templates", "quality", lambda stores, ada: stores.people.templates_of(ada)),
    ],
)
def test_a_cell_that_no_version_wrote_is_a_storage_fault_that_names_it(
    database, sql_people, sql_credentials, table, column, ask
):
    ada = sql_people.enrol(newcomer())
    sql_credentials.add_card(ada, "04A2B8C1")
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = 'nonsense'"))

    with pytest.raises(StorageFault, match="holds what cannot be read: 'nonsense' is not "):
        ask(SimpleNamespace(database=database, people=sql_people, credentials=sql_credentials), ada)


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
