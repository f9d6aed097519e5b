"""Notes between the command line and the running door."""

from datetime import datetime, timedelta

import pytest

from door_access.domain.entry.door import DoorState
from door_access.domain.matching.access import Reason
from door_access.errors import StorageFault
from door_access.runtime.door.release_requests import OLDEST_REQUEST, REQUEST, STATE, ReleaseRequests
from door_access.runtime.events import DoorChanged, LogGrew
from tests.fakes import NOON, MemorySiteStore

DOOR = "back door"


class Post:
    def __init__(self) -> None:
        self.now = NOON
        self.notes = MemorySiteStore()
        self.mail = ReleaseRequests(self.notes, door=DOOR, utc_now=self._utc_now)

    def _utc_now(self) -> datetime:
        return self.now


@pytest.fixture
def post() -> Post:
    return Post()


def test_nobody_asked_is_no_release(post: Post) -> None:
    assert post.mail.take_release() is None


def test_a_request_is_taken_once_with_its_note(post: Post) -> None:
    request = post.mail.ask_release("A parcel: 包裹")
    assert not post.mail.is_taken(request)

    assert post.mail.take_release() == "A parcel: 包裹"
    assert post.mail.is_taken(request)
    assert post.mail.take_release() is None


@pytest.mark.parametrize(("age", "is_served"), [(OLDEST_REQUEST, True), (OLDEST_REQUEST * 1.01, False)])
def test_a_request_that_nobody_served_in_time_is_void(post: Post, age: timedelta, is_served: bool) -> None:
    post.mail.ask_release("x")
    post.now += age

    assert (post.mail.take_release() == "x") is is_served
    assert post.mail.take_release() is None


def test_a_request_from_the_future_is_void(post: Post) -> None:
    post.mail.ask_release("x")
    post.now -= timedelta(seconds=1)

    assert post.mail.take_release() is None


@pytest.mark.parametrize(
    "stored",
    ["{", "[]", "{}", '{"note": "x"}', '{"note": "x", "at_utc": "soon"}', '{"note": "x", "at_utc": 5}'],
)
def test_a_note_that_makes_no_sense_opens_nothing_and_is_thrown_away(post: Post, stored: str) -> None:
    post.notes.set(f"{REQUEST}:{DOOR}", stored)

    assert post.mail.take_release() is None
    assert post.notes.get(f"{REQUEST}:{DOOR}") == ""


def test_what_cannot_be_removed_is_not_served(post: Post) -> None:
    """A request that stays could open the door again and again."""

    def broken(key: str, text: str) -> None:
        raise StorageFault("The database is read-only.")

    post.mail.ask_release("x")
    post.notes.set = broken  # type: ignore[method-assign]

    with pytest.raises(StorageFault):
        post.mail.take_release()


def test_the_doors_state_is_noted_and_read(post: Post) -> None:
    assert post.mail.state() is DoorState.LOCKED
    post.mail.listen(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 1.0))
    post.mail.listen(LogGrew(1))

    assert post.mail.state() is DoorState.UNLOCKED


def test_a_state_that_cannot_be_noted_does_not_stop_the_door(post: Post) -> None:
    def broken(key: str, text: str) -> None:
        raise StorageFault("The database is read-only.")

    post.notes.set = broken  # type: ignore[method-assign]

    post.mail.listen(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 1.0))


def test_a_state_in_words_of_another_version_is_told_as_locked(post: Post) -> None:
    post.notes.set(f"{STATE}:{DOOR}", "locked_out")

    assert post.mail.state() is DoorState.LOCKED


def test_a_request_opens_no_other_door(post: Post) -> None:
    post.mail.ask_release("x")
    other = ReleaseRequests(post.notes, door="garden", utc_now=lambda: post.now)

    assert other.take_release() is None
    assert post.mail.take_release() == "x"
