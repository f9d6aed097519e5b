"""SQLite's files beside the database: missed and told when they go under an open one, and never otherwise."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from database.connections import POOLED_CONNECTIONS
from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.people.people import open_people
from door_access.errors import StorageFault
from door_access.ports import LogFilter
from tests.database.beside import other_processes
from tests.database.building import event, newcomer, usually

SIDES = ("-wal", "-shm")


def _side(database, name):
    return database.path.with_name(database.path.name + name)


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize(
    "use", [lambda log: log.append(event()), lambda log: log.count(LogFilter()), lambda log: log.settle()]
)
def test_file_deleted_under_a_running_kiosk_is_a_fault_and_not_a_grave_of_rows(database, sql_log, name, use):
    sql_log.append(event())
    _side(database, name).unlink()

    with pytest.raises(StorageFault, match=f"{name} is gone while it is in use; start the program again"):
        use(sql_log)


@pytest.mark.parametrize("name", SIDES)
def test_file_that_another_was_put_in_place_of_is_a_fault_until_it_is_back(database, sql_log, name):
    sql_log.append(event())
    kept = _side(database, name).rename(database.data_dir / "kept")
    _side(database, name).write_bytes(kept.read_bytes())

    with pytest.raises(StorageFault, match=f"{name} was replaced while it is in use"):
        sql_log.append(event())
    kept.replace(_side(database, name))

    assert sql_log.append(event()) == 2


def test_after_a_fault_the_next_start_finds_every_row(database, sql_log):
    accepted = [sql_log.append(event(minute)) for minute in range(3)]
    _side(database, "-wal").unlink()
    with pytest.raises(StorageFault):
        sql_log.append(event())
    database.close()

    with open_database(database.data_dir) as again:
        log = SqlAccessLog(again)
        assert log.count(LogFilter()) == len(accepted)
        assert log.append(event()) == 4
        assert log.verify().is_ok


def test_database_that_was_closed_and_opened_again_has_other_files_and_no_fault(database, sql_log):
    for number in range(1, 4):
        assert sql_log.append(event()) == number
        database.close()
        assert not _side(database, "-wal").exists()


def _append_and_close(data_dir: Path) -> None:
    for _ in range(5):
        with open_database(data_dir) as database:
            SqlAccessLog(database).append(event())
            open_people(database, usually).enrol(newcomer(count=1))


@pytest.mark.usefixtures("patient")
def test_other_processes_that_open_and_close_are_no_fault(database, sql_log):
    sql_log.append(event())
    with other_processes(2) as others:
        ends = [others.submit(_append_and_close, database.data_dir) for _ in range(2)]
        while not all(end.done() for end in ends):
            sql_log.append(event())
            sql_log.count(LogFilter())
        for end in ends:
            end.result()

    sql_log.settle()
    assert sql_log.verify().is_ok


@pytest.mark.usefixtures("patient")
def test_more_threads_than_pooled_connections_are_no_fault(database, sql_log):
    threads = POOLED_CONNECTIONS + 3
    with ThreadPoolExecutor(threads) as pool:
        counts = list(pool.map(lambda _: (sql_log.append(event()), sql_log.count(LogFilter())), range(60)))

    assert sorted(seq for seq, _ in counts) == list(range(1, 61))
    assert sql_log.verify().is_ok


def test_person_stored_after_a_file_was_lost_is_told_to_be_not_stored(database, sql_people):
    sql_people.enrol(newcomer("Ada"))
    _side(database, "-wal").unlink()

    with pytest.raises(StorageFault, match="-wal is gone"):
        sql_people.enrol(newcomer("Bob"))
