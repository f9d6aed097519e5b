"""Requests and answers between the command line and the running door."""

from datetime import datetime, timedelta

import pytest

from door_access.domain.door.requests import OLDEST_REQUEST, AnswerKind, DoorAnswer
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Reason
from door_access.errors import StorageFault
from door_access.runtime.door.mail import STATE, DoorMail
from door_access.runtime.events import DoorChanged, LogGrew
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

    def open_once(self, note: str) -> DoorAnswer:
        self.opened.append(note)
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

    def look(note: str) -> DoorAnswer:
        assert post.mail.answer_to(request) is None
        return post.open_once(note)

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
    assert post.mail.state() is DoorState.LOCKED
    post.mail.listen(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 1.0))
    post.mail.listen(LogGrew(1))

    assert post.mail.state() is DoorState.UNLOCKED


def test_a_state_that_cannot_be_noted_does_not_stop_the_door(post: Post) -> None:
    def broken(key: str, text: str) -> None:
        raise GONE

    post.notes.set = broken  # type: ignore[method-assign]

    post.mail.listen(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 1.0))


def test_a_state_in_words_of_another_version_is_told_as_locked(post: Post) -> None:
    post.notes.set(f"{STATE}:{DOOR}", "locked_out")

    assert post.mail.state() is DoorState.LOCKED


def test_a_request_opens_no_other_door(post: Post) -> None:
    post.mail.ask("x")

    assert not post.mail_of("garden").serve(post.open_once)
    assert post.serve()
