"""Transactions that several stores share, on the database itself."""

import threading

import pytest

from database.engine import open_database
from door_access.errors import Refused
from tests.database.building import MODEL, newcomer


def test_another_thread_sees_nothing_before_the_end(database, sql_people):
    seen: list[int] = []

    def look() -> None:
        seen.append(len(sql_people.people(MODEL)))

    def look_from_elsewhere() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with database.together():
        sql_people.enrol(newcomer("Ada"))
        look_from_elsewhere()
    look_from_elsewhere()

    assert seen == [0, 1]


def test_what_waits_for_its_end_is_done_once_it_is_durable_and_not_before(database, sql_people):
    seen: list[int] = []
    other = open_database(database.data_dir)

    def look() -> None:
        with other.reading() as connection:
            seen.append(connection.exec_driver_sql("SELECT count(*) FROM people").scalar_one())

    with other:
        with database.together():
            sql_people.enrol(newcomer("Ada"))
            database.once_durable(look)
            assert seen == []
        assert seen == [1]
        with pytest.raises(Refused), database.together():
            database.once_durable(look)
            raise Refused("No.")
        assert seen == [1]
        database.once_durable(look)

    assert seen == [1, 1]


def test_the_traces_of_somebody_erased_in_it_are_overwritten_at_its_end(database, sql_people):
    ada = sql_people.enrol(newcomer("Ada Lovelace of Ockham"))
    with database.reading() as connection:
        sealed = connection.exec_driver_sql("SELECT sealed FROM people").scalar_one()
    with database.together():
        sql_people.remove(ada)

    wal = database.path.with_name(f"{database.path.name}-wal")
    assert sealed not in wal.read_bytes() + database.path.read_bytes()
