"""Requests and answers between the command line and the running door."""

from datetime import datetime, timedelta

import pytest

from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import OLDEST_REQUEST, AnswerKind, DoorAnswer, DoorRequest, Wish
from door_access.domain.door.states import DoorState
from door_access.domain.door.status import DoorStatus
from door_access.domain.matching.access import Reason
from door_access.errors import StorageFault
from door_access.runtime.door.mail import STATUS, DoorMail
from door_access.runtime.events import (
    AlarmsChanged,
    ContactChanged,
    DoorChanged,
    Duress,
    FaultsChanged,
    LockStateChanged,
    LogGrew,
    ModeChanged,
    Noticed,
)
from tests.fakes import NOON, MemoryDoorRequests, MemorySiteStore

DOOR = "back door"
GONE = StorageFault("The database is read-only.")
OPENED = DoorAnswer(AnswerKind.OPENED, seq=7)


class Post:
    def __init__(self) -> None:
        self.now = NOON
        self.requests, self.notes = MemoryDoorRequests(self._utc_now), MemorySiteStore()
        self.mail = self.mail_of(DOOR)
        self.opened: list[str] = []

    def mail_of(self, door: str) -> DoorMail:
        return DoorMail(self.requests, self.notes, door=door)

    def open_once(self, request: DoorRequest) -> DoorAnswer:
        self.opened.append(request.note)
        return OPENED

    def serve(self) -> bool:
        return self.mail.serve(self.open_once)

    def _utc_now(self) -> datetime:
        return self.now


@pytest.fixture
def post() -> Post:
    return Post()


def test_nobody_asked_is_no_release(post: Post) -> None:
    assert not post.serve()


def test_a_request_is_served_once_with_its_note_and_answered(post: Post) -> None:
    request = post.mail.ask("A parcel: 包裹")
    assert post.mail.answer_to(request) is None

    assert post.serve()
    assert post.opened == ["A parcel: 包裹"]
    assert post.mail.answer_to(request) == OPENED
    assert not post.serve()


def test_the_answer_comes_after_the_door_has_acted(post: Post) -> None:
    request = post.mail.ask("x")

    def look(taken: DoorRequest) -> DoorAnswer:
        assert post.mail.answer_to(request) is None
        return post.open_once(taken)

    assert post.mail.serve(look)


def test_several_requests_are_all_served_the_oldest_first(post: Post) -> None:
    for note in "abc":
        post.mail.ask(note)
        post.now += timedelta(milliseconds=1)

    assert [post.serve() for _ in range(4)] == [True, True, True, False]
    assert post.opened == ["a", "b", "c"]


@pytest.mark.parametrize(("age", "is_served"), [(OLDEST_REQUEST, True), (OLDEST_REQUEST * 1.01, False)])
def test_a_request_that_nobody_served_in_time_is_void(post: Post, age: timedelta, is_served: bool) -> None:
    request = post.mail.ask("x")
    post.now += age

    assert post.serve() is is_served
    assert post.mail.answer_to(request) == (OPENED if is_served else DoorAnswer(AnswerKind.EXPIRED))
    assert not post.serve()


def test_a_request_from_the_future_is_void(post: Post) -> None:
    request = post.mail.ask("x")
    post.now -= timedelta(seconds=1)

    assert not post.serve()
    assert post.mail.answer_to(request) == DoorAnswer(AnswerKind.EXPIRED)


def test_a_request_that_was_taken_back_opens_nothing(post: Post) -> None:
    request = post.mail.ask("x")

    assert post.mail.take_back(request)
    assert not post.serve()


def test_a_request_that_was_served_cannot_be_taken_back(post: Post) -> None:
    request = post.mail.ask("x")
    post.serve()

    assert not post.mail.take_back(request)


def test_half_a_character_in_the_note_does_not_bar_the_way(post: Post) -> None:
    post.mail.ask("a\udcffb")
    post.serve()

    assert post.opened == ["a?b"]


def test_what_cannot_be_taken_is_not_served(post: Post) -> None:
    """A request that stays could open the door again and again."""
    post.mail.ask("x")
    post.requests.fault = GONE

    with pytest.raises(StorageFault):
        post.serve()
    assert post.opened == []


def test_the_doors_state_is_noted_and_read(post: Post) -> None:
    assert post.mail.status().state is DoorState.LOCKED
    post.mail.listen(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 1.0))
    post.mail.listen(LogGrew(1))
    assert post.mail.status().state is DoorState.LOCKED

    post.mail.note()
    assert post.mail.status().state is DoorState.UNLOCKED


def test_a_state_that_cannot_be_noted_stops_no_door_and_is_noted_later(post: Post) -> None:
    def broken(key: str, text: str) -> None:
        raise GONE

    post.mail.listen(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 1.0))
    works, post.notes.set = post.notes.set, broken  # type: ignore[method-assign]
    post.mail.ask("x")
    assert post.serve()

    post.notes.set = works  # type: ignore[method-assign]
    post.mail.note()
    assert post.mail.status().state is DoorState.UNLOCKED


def test_a_state_in_words_of_another_version_is_told_as_locked(post: Post) -> None:
    post.notes.set(f"{STATUS}:{DOOR}", "locked_out")

    assert post.mail.status().state is DoorState.LOCKED


@pytest.mark.parametrize("words", ['{"state": "ajar"}', "[]", "{", '{"state": "locked"}', "unlocked"])
def test_a_status_in_words_of_another_version_is_that_of_a_locked_door(post: Post, words: str) -> None:
    post.notes.set(f"{STATUS}:{DOOR}", words)

    assert post.mail.status() == DoorStatus()


def test_a_schedule_and_a_clock_in_doubt_are_told_and_their_end_is(post: Post) -> None:
    post.mail.listen(ModeChanged(OperatingMode.UNLOCKED, None, 1.0, is_by_schedule=True))
    post.mail.listen(Noticed(Notice.CLOCK_DOUBTED, 1.0))
    post.mail.note()
    assert post.mail.status() == DoorStatus(
        mode=OperatingMode.UNLOCKED, is_by_schedule=True, is_clock_in_doubt=True
    )
    post.mail.listen(ModeChanged(OperatingMode.NORMAL, None, 2.0))
    post.mail.listen(Noticed(Notice.CLOCK_BELIEVED, 2.0))
    post.mail.listen(Noticed(Notice.HELD, 2.0))
    post.mail.note()
    assert post.mail.status() == DoorStatus()


def test_everything_that_a_door_says_of_itself_can_be_read_elsewhere(post: Post) -> None:
    for event in (
        DoorChanged(DoorState.FAULT, Reason.LOCK_FAULT, 1.0),
        ModeChanged(OperatingMode.LOCKDOWN, NOON, 1.0),
        LockStateChanged(LockState.UNLOCKED, 1.0),
        ContactChanged(True, 1.0),
        FaultsChanged(("The lock does not answer.",), 1.0),
        AlarmsChanged((Alarm(Notice.FORCED, NOON),), 1.0),
    ):
        post.mail.listen(event)
    post.mail.note()

    assert post.mail_of(DOOR).status() == DoorStatus(
        DoorState.FAULT,
        OperatingMode.LOCKDOWN,
        NOON.isoformat(),
        LockState.UNLOCKED,
        "open",
        ("The lock does not answer.",),
        ("forced",),
    )


def test_a_mode_is_asked_for_with_its_end(post: Post) -> None:
    taken: list[DoorRequest] = []
    post.mail.ask("fair", Wish.MODE, mode=OperatingMode.UNLOCKED, until_utc=NOON)
    post.mail.serve(lambda request: taken.append(request) or OPENED)

    (request,) = taken
    assert (request.wish, request.mode, request.until_utc, request.note) == (
        Wish.MODE,
        OperatingMode.UNLOCKED,
        NOON,
        "fair",
    )


def test_a_request_opens_no_other_door(post: Post) -> None:
    post.mail.ask("x")

    assert not post.mail_of("garden").serve(post.open_once)
    assert post.serve()


def test_that_somebody_is_threatened_is_noted_nowhere(post: Post) -> None:
    before = post.mail.status()
    post.mail.listen(Duress("7f3a", "Ada Lovelace", is_let_in=True, at_s=1.0))
    post.mail.note()

    assert post.mail.status() == before
