"""Rows of the log that are one transaction with what they tell of, and the record of the log's head."""

import threading

import pytest

from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.log_head import HEAD_NAME
from database.people.people import SqlPeopleStore
from door_access.errors import Refused, UnsettledRow
from door_access.ports import LogFilter
from tests.database.building import MODEL, event, newcomer, usually

ROWS = 15


def test_the_record_of_the_head_follows_when_it_is_durable(database, sql_log, sql_people):
    with sql_log.together():
        sql_people.enrol(newcomer("Ada"))
        sql_log.append(event())
        sql_log.append(event(1))

    record = (database.key_dir / HEAD_NAME).read_text()
    assert '"seq":2' in record
    assert sql_log.verify().is_ok


def test_the_record_does_not_follow_what_is_undone(database, sql_log, sql_people):
    sql_log.append(event())
    with pytest.raises(Refused), sql_log.together():
        sql_log.append(event(1))
        sql_log.append(event(2))
        raise Refused("No.")

    assert '"seq":1' in (database.key_dir / HEAD_NAME).read_text()
    assert sql_log.append(event(3)) == 2
    assert sql_log.verify().is_ok


def test_first_rows_that_are_undone_leave_no_key_behind(sql_log):
    with pytest.raises(Refused), sql_log.together():
        sql_log.append(event(note="first"))
        sql_log.append(event(1, note="second"))
        raise Refused("No.")
    sql_log.append(event(2, note="third"))

    (row,) = sql_log.oldest_first(LogFilter())
    assert (row.event.note, row.is_sealed) == ("third", False)


@pytest.mark.usefixtures("patient")
def test_the_door_and_the_desk_write_at_once_and_neither_waits_for_the_other_for_ever(database, sql_log):
    faults: list[Exception] = []

    def visits() -> None:
        try:
            for minute in range(ROWS):
                sql_log.append(event(minute))
        except Exception as error:
            faults.append(error)

    def acts() -> None:
        try:
            with open_database(database.data_dir) as other:
                keyring = open_keyring(other)
                log, people = SqlAccessLog(other, keyring), SqlPeopleStore(other, keyring, usually)
                for number in range(ROWS):
                    with log.together():
                        people.enrol(newcomer(f"Number {number}", count=1))
                        log.append(event(number))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for work in (visits, acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sql_log.count(LogFilter()) == 2 * ROWS
    assert sql_log.verify().is_ok


def test_a_log_that_has_lost_rows_takes_another_that_is_not_safe_and_undoes_what_will_not_have_that(
    database, sql_log, sql_people
):
    for minute in range(2):
        sql_log.append(event(minute))
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM access_events WHERE seq = 2")
        connection.exec_driver_sql(
            "UPDATE chain_head SET seq = 1, hash = (SELECT hash FROM access_events WHERE seq = 1)"
        )

    with pytest.raises(UnsettledRow, match="log acknowledge"), sql_log.together():
        sql_people.enrol(newcomer("Ada"))
        sql_log.append(event(3))
    with sql_log.together():
        sql_people.enrol(newcomer("Bea"))
        with pytest.raises(UnsettledRow, match="log acknowledge"):
            sql_log.append(event(4))

    assert [person.name for person in sql_people.people(MODEL)] == ["Bea"]
    assert sql_log.count(LogFilter()) == 2
    assert not sql_log.verify().is_ok
