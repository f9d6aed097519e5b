"""What every DoorRequests does, the adapter and the fake alike; then what only the adapter can do wrong."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import text

from database.door_requests import SqlDoorRequests
from database.engine import open_database
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import (
    ANSWERS_KEPT,
    OLDEST_REQUEST,
    AnswerKind,
    DoorAnswer,
    DoorRequest,
    Wish,
)
from tests.database.beside import other_processes
from tests.fakes import NOON, MemoryDoorRequests

A_MOMENT = timedelta(microseconds=1)
OPENED = DoorAnswer(AnswerKind.OPENED, seq=12)
REFUSED = DoorAnswer(AnswerKind.REFUSED, "The lock does not answer.", 13)
EXPIRED = DoorAnswer(AnswerKind.EXPIRED)


class Wall:
    """A wall clock that a test sets."""

    now_utc = NOON

    def __call__(self):
        return self.now_utc


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def sql_requests(database, wall) -> SqlDoorRequests:
    return SqlDoorRequests(database, utc_clock=wall)


@pytest.fixture(params=["memory", "sqlite"])
def requests(request, wall):
    return MemoryDoorRequests(wall) if request.param == "memory" else request.getfixturevalue("sql_requests")


def asked(name: str = "1", *, door: str = "front", note: str = "A parcel.") -> DoorRequest:
    return DoorRequest(name, door, note)


def test_what_is_wanted_is_taken_as_it_was_asked(requests):
    wanted = DoorRequest("1", "front", "fair", Wish.MODE, OperatingMode.UNLOCKED, NOON, "user:petra")
    requests.ask(wanted)
    assert requests.take("front") == wanted


def test_nobody_asked_is_nothing_to_take(requests):
    assert requests.take("front") is None


def test_a_request_is_taken_once_as_it_was_asked(requests):
    requests.ask(asked(note="包裹 'quoted'"))

    assert requests.take("front") == asked(note="包裹 'quoted'")
    assert requests.take("front") is None


def test_the_oldest_is_taken_first(requests, wall):
    for number in (2, 3, 1):
        wall.now_utc = NOON + number * A_MOMENT
        requests.ask(asked(str(number)))
    wall.now_utc = NOON + 3 * A_MOMENT

    assert [requests.take("front").id for _ in range(3)] == ["1", "2", "3"]


def test_a_request_is_for_its_door_alone(requests):
    requests.ask(asked())

    assert requests.take("back") is None
    assert requests.take("front") == asked()


@pytest.mark.parametrize("given", [OPENED, REFUSED, DoorAnswer(AnswerKind.OPENED)])
def test_an_answer_is_found_by_the_request_it_answers(requests, given):
    for name in ("1", "2"):
        requests.ask(asked(name))
    requests.take("front")
    assert requests.answer_to("1") is None

    requests.answer("1", given)

    assert (requests.answer_to("1"), requests.answer_to("2")) == (given, None)


def test_a_request_that_nobody_took_cannot_be_answered(requests):
    requests.ask(asked())
    requests.answer("1", OPENED)
    requests.answer("unknown", OPENED)

    assert requests.answer_to("1") is None
    assert requests.take("front") == asked()


@pytest.mark.parametrize("age", [timedelta(0), OLDEST_REQUEST])
def test_a_fresh_request_is_taken(requests, wall, age):
    requests.ask(asked())
    wall.now_utc += age

    assert requests.take("front") == asked()


@pytest.mark.parametrize("age", [OLDEST_REQUEST + A_MOMENT, ANSWERS_KEPT * 2, -A_MOMENT, timedelta(hours=-1)])
def test_a_request_that_is_too_old_or_from_the_future_expires(requests, wall, age):
    requests.ask(asked())
    wall.now_utc += age

    assert requests.take("front") is None
    assert requests.answer_to("1") == EXPIRED
    wall.now_utc = NOON
    assert requests.take("front") is None


def test_a_request_that_expired_keeps_no_other_from_being_taken(requests, wall):
    requests.ask(asked("1"))
    wall.now_utc += OLDEST_REQUEST
    requests.ask(asked("2"))
    wall.now_utc += A_MOMENT

    assert requests.take("front").id == "2"


def test_only_a_request_that_waits_can_be_taken_back(requests):
    requests.ask(asked("1"))
    requests.ask(asked("2"))
    requests.take("front")

    assert (requests.take_back("1"), requests.take_back("2"), requests.take_back("3")) == (False, True, False)
    assert requests.take("front") is None
    requests.answer("1", OPENED)
    assert (requests.take_back("1"), requests.answer_to("1")) == (False, OPENED)


@pytest.mark.parametrize("look_again", ["take", "ask"])
def test_answers_are_forgotten_after_a_minute(requests, wall, look_again):
    requests.ask(asked())
    requests.take("front")
    requests.answer("1", OPENED)
    for later in (ANSWERS_KEPT, ANSWERS_KEPT + A_MOMENT):
        assert requests.answer_to("1") == OPENED
        wall.now_utc = NOON + later
        if look_again == "take":
            requests.take("back")
        else:
            requests.ask(asked(f"at {later}"))

    assert requests.answer_to("1") is None


def rows_of(database) -> list[tuple]:
    with database.reading() as connection:
        query = text("SELECT id, state, note, why, seq FROM door_requests ORDER BY id")
        return [tuple(row) for row in connection.execute(query)]


def test_the_words_of_a_request_are_gone_when_it_was_taken_or_has_expired(sql_requests, database, wall):
    sql_requests.ask(asked("1", note="Mrs Miller forgot her keys."))
    sql_requests.take("front")
    sql_requests.ask(asked("2", note="Mr Smith, too."))
    wall.now_utc += OLDEST_REQUEST + A_MOMENT
    sql_requests.take("front")

    assert rows_of(database) == [("1", "taken", "", "", None), ("2", "expired", "", "", None)]


def test_nothing_is_left_a_minute_later(sql_requests, database, wall):
    for name in ("1", "2"):
        sql_requests.ask(asked(name))
    sql_requests.take("front")
    sql_requests.answer("1", OPENED)
    wall.now_utc += ANSWERS_KEPT + A_MOMENT
    for _ in range(2):
        sql_requests.take("front")

    assert rows_of(database) == []


@pytest.mark.parametrize("at_utc", ["soon", "", "0", "9999"])
def test_a_request_whose_time_makes_no_sense_opens_nothing_and_is_thrown_away(sql_requests, database, at_utc):
    sql_requests.ask(asked())
    with database.writing() as connection:
        connection.execute(text("UPDATE door_requests SET at_utc = :at_utc"), {"at_utc": at_utc})

    assert [sql_requests.take("front") for _ in range(2)] == [None, None]
    assert rows_of(database) == []


def test_while_nobody_asks_looking_waits_for_no_writer(sql_requests, database):
    with database.writing():
        assert sql_requests.take("front") is None


def test_what_is_asked_while_the_door_waits_for_another_writer_is_not_from_the_future(
    sql_requests, database, wall, monkeypatch
):
    writing = database.writing

    def writing_after_another():
        monkeypatch.undo()
        wall.now_utc += A_MOMENT
        sql_requests.ask(asked("2"))
        return writing()

    sql_requests.ask(asked("1"))
    monkeypatch.setattr(database, "writing", writing_after_another)

    assert [sql_requests.take("front").id for _ in range(2)] == ["1", "2"]


def test_what_was_asked_a_moment_later_and_written_first_is_not_from_the_future(sql_requests, wall):
    wall.now_utc += A_MOMENT
    sql_requests.ask(asked("2"))
    wall.now_utc -= A_MOMENT
    sql_requests.ask(asked("1"))
    wall.now_utc += A_MOMENT

    assert [sql_requests.take("front").id for _ in range(2)] == ["1", "2"]


def _take_all(data_dir: Path, door: str) -> list[str]:
    with open_database(data_dir) as database:
        requests, taken = SqlDoorRequests(database, utc_clock=lambda: NOON), []
        while (request := requests.take(door)) is not None:
            taken.append(request.id)
        return taken


@pytest.mark.usefixtures("patient")
def test_however_many_take_every_request_is_taken_exactly_once(sql_requests, database):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: sql_requests.ask(asked(f"{number:02}")), range(40)))
    with other_processes(3) as processes:
        taken = list(processes.map(_take_all, [database.data_dir] * 3, ["front"] * 3))

    assert sorted(chain(*taken)) == [f"{number:02}" for number in range(40)]
