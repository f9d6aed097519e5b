"""Many changes on the database itself: beside a door that writes, under kills, and with keys that change."""

import itertools
import signal
import threading
from multiprocessing import Pipe

import pytest
from sqlalchemy import select

from database.engine import open_database
from database.keys.opening import open_keyring
from database.keys.rotation import rotate
from database.log.access_log import SqlAccessLog
from database.people.failures import SqlFailureStore
from database.people.galleries import PAGE_ROWS
from database.people.people import SqlPeopleStore
from database.people.register import SqlPeopleRegister
from database.schema import access_events, cards, log_keys, memberships, people
from door_access.domain.entry.throttle import FailureCount
from door_access.errors import Refused, StorageFault, UnsettledRow
from door_access.ports import LogFilter
from tests.database.building import MODEL, event, newcomer, templates, usually
from tests.database.forks import killable
from tests.database.import_child import LISTED, import_again_and_again
from tests.database.people.test_register_port import CARD, a_newcomer, an_act, changed

TABLES = (people, cards, memberships, log_keys)


@pytest.fixture
def register(database, sql_log) -> SqlPeopleRegister:
    return SqlPeopleRegister(database, open_keyring(database), sql_log, usually)


def stored(register, log, *changes, rows=()):
    work = register.changes(register.read())
    work.add(changes, rows)
    with log.together():
        work.store()


def test_a_door_that_writes_meanwhile_loses_no_row_and_waits_for_no_piece_but_the_last(
    patient, tmp_path, sql_people
):
    with open_database(tmp_path / "busy") as database:
        log, ring = SqlAccessLog(database), open_keyring(database)
        register = SqlPeopleRegister(database, ring, log, usually)
        work = register.changes(register.read())
        door, written, is_over = SqlAccessLog(database, ring), [], threading.Event()

        def write() -> None:
            for minute in itertools.count():
                written.append(door.append(event(minute)))
                if is_over.is_set():
                    return

        thread = threading.Thread(target=write)
        thread.start()
        for _ in range(4):
            some = [a_newcomer(cards=(f"0000{len(written)}{n}",)) for n in range(20)]
            work.add(some, [an_act(one.after.id) for one in some])
            seen = len(written)
            while len(written) == seen:  # the door goes on while pieces are made ready
                is_over.wait(0.001)
        with log.together():
            work.store()
        is_over.set()
        thread.join()
        assert log.count(LogFilter()) == 80 + len(written)
        assert log.verify().is_ok
        assert len(register.read().people) == 80


def test_more_people_than_one_page_of_changes_are_followed_to_the_end(register, sql_log, sql_people):
    known = sql_people.gallery(MODEL)
    many = [a_newcomer(f"Person {number}", memberships=()) for number in range(PAGE_ROWS + 10)]
    face = a_newcomer("Dan", templates=templates(50, 2))
    stored(register, sql_log, *many, face)
    assert sql_people.gallery(MODEL, known).person_ids == (face.after.id,)
    assert sql_people.version() == PAGE_ROWS + 11


def test_keys_that_were_changed_since_stop_everything(database, register, sql_log, sql_people):
    sql_people.enrol(newcomer("Ada"))
    work = register.changes(register.read())
    cleo = a_newcomer(cards=(CARD,))
    work.add([cleo], [an_act(cleo.after.id)])
    rotate(database, open_keyring(database))
    with pytest.raises(Refused, match="changed since"), sql_log.together():
        work.store()
    assert set(sql_people.names().values()) == {"Ada"}

    stored(register, sql_log, cleo, rows=[an_act(cleo.after.id)])
    assert register.holders([CARD]) == {CARD: cleo.after.id}


def test_somebody_whose_first_row_the_door_writes_meanwhile_is_not_sealed_under_two_keys(
    register, sql_log, sql_people
):
    ada = sql_people.enrol(newcomer("Ada"))
    work = register.changes(register.read())
    work.add([changed(register.read().people[ada], name="Ada King")], [an_act(ada)])
    sql_log.append(event(person_id=ada))
    with pytest.raises(Refused, match="changed since"), sql_log.together():
        work.store()
    assert sql_people.name_of(ada) == "Ada"
    assert sql_log.verify().is_ok


def test_a_log_that_has_lost_rows_lets_nobody_be_imported(database, register, sql_log, sql_people):
    for minute in range(3):
        sql_log.append(event(minute))
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM access_events WHERE seq = 3")
        connection.exec_driver_sql(
            "UPDATE chain_head SET seq = 2, hash = (SELECT hash FROM access_events WHERE seq = 2)"
        )
    cleo = a_newcomer()
    with pytest.raises((UnsettledRow, StorageFault)):
        stored(register, sql_log, cleo, rows=[an_act(cleo.after.id)])
    assert sql_people.names() == {}


def test_whoever_is_unblocked_begins_without_failures(database, register, sql_log, sql_people):
    bob = sql_people.enrol(newcomer("Bob"))
    sql_people.set_blocked(bob, True)
    failures = SqlFailureStore(database)
    failures.write_failures(FailureCount(f"person:{bob}", 3, 9.0))
    stored(register, sql_log, changed(register.read().people[bob], is_blocked=False))
    assert failures.failures() == ()


def test_whoever_was_imported_is_forgotten_as_everybody_is(database, register, sql_log, sql_people):
    cleo = a_newcomer("Cleo of Ockham", cards=(CARD,))
    stored(register, sql_log, cleo, rows=[an_act(cleo.after.id)])
    erasure = sql_people.remove(cleo.after.id)
    assert (erasure.cards, erasure.log_rows) == (1, 1)
    (row,) = sql_log.oldest_first(LogFilter())
    assert row.is_sealed and sql_log.verify().is_ok
    with database.reading() as connection:
        assert [connection.execute(select(table)).all() for table in TABLES[:3]] == [[], [], []]


def test_an_import_that_is_killed_is_whole_or_was_never_begun(tmp_path):
    context = killable()
    for pause_s in (0.0, 0.004, 0.012, 0.03, 0.06):
        told, telling = Pipe(duplex=False)
        process = context.Process(target=import_again_and_again, args=(tmp_path, telling))
        process.start()
        told.recv()
        process.join(pause_s)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        with open_database(tmp_path) as database:
            log, ring = SqlAccessLog(database), open_keyring(database)
            everybody = SqlPeopleRegister(database, ring, log, usually).read().people
            assert len(everybody) % LISTED == 0
            assert log.verify().is_ok
            told_of = {row.event.person_id for row in log.oldest_first(LogFilter())}
            assert told_of == set(everybody)
            with database.reading() as connection:
                held = set(connection.scalars(select(cards.c.person_id)))
                assert held == set(everybody)
                assert len(connection.execute(select(access_events.c.seq)).all()) == len(everybody)
            SqlPeopleStore(database, ring, usually).names()
