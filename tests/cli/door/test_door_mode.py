"""``door mode`` and ``door acknowledge``: asked of a running door, answered by it."""

import pytest

from door_access.bootstrap.site import door_mail, opened_site
from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import AnswerKind, DoorAnswer, DoorRequest, Wish
from door_access.domain.door.states import DoorState
from door_access.runtime.events import DoorChanged, ModeChanged, Noticed
from tests.cli.door.asked_door import running_door, unhurried
from tests.cli.terminal import assert_one_sentence

__all__ = ["unhurried"]

DONE = DoorAnswer(AnswerKind.DONE, seq=9)


def test_a_mode_is_asked_for_with_its_end_and_told_when_it_is_done(terminal) -> None:
    asked: list[DoorRequest] = []
    with running_door(terminal, lambda request: asked.append(request) or DONE):
        answer = terminal("door", "mode", "unlocked", "--until", "+2h", "--note", "fair")

    assert (answer.status, answer.document["mode"], answer.document["seq"]) == (0, "unlocked", 9)
    (request,) = asked
    assert (request.wish, request.mode, request.note) == (Wish.MODE, OperatingMode.UNLOCKED, "fair")
    assert request.until_utc is not None


@pytest.mark.parametrize("mode", ["lockdown", "normal", "emergency"])
def test_other_modes_need_no_end(terminal, mode: str) -> None:
    asked: list[DoorRequest] = []
    with running_door(terminal, lambda request: asked.append(request) or DONE):
        answer = terminal.plainly("door", "mode", mode)

    assert (answer.status, asked[0].until_utc) == (0, None)
    assert answer.out == f"The door's mode is {mode} (row 9 of the access log).\n"


def test_a_door_is_not_held_unlocked_without_an_end(terminal) -> None:
    answer = terminal("door", "mode", "unlocked")
    assert_one_sentence(answer, status=2)


@pytest.mark.parametrize("mode", ["emergency", "normal"])
def test_a_mode_that_would_not_end_then_takes_no_end(terminal, mode: str) -> None:
    with running_door(terminal, lambda _: DONE):
        answer = terminal("door", "mode", mode, "--until", "+1h")
    assert_one_sentence(answer, status=2)


def test_a_door_that_cannot_says_why(terminal) -> None:
    why = DoorAnswer(AnswerKind.REFUSED, "This lock cannot be held unlocked.")
    with running_door(terminal, lambda _: why):
        answer = terminal("door", "mode", "unlocked", "--until", "+1h")
    assert answer.status == 1
    assert "cannot be held" in answer.err


def test_alarms_are_acknowledged_with_a_note_that_says_something(terminal) -> None:
    asked: list[DoorRequest] = []
    with running_door(terminal, lambda request: asked.append(request) or DONE):
        assert terminal("door", "acknowledge", "--note", " ").status == 2
        assert terminal("door", "acknowledge", "--note", "A cleaner.").status == 0
    assert [(request.wish, request.note) for request in asked] == [(Wish.ACKNOWLEDGE, "A cleaner.")]


def test_the_clock_is_confirmed_with_words_and_the_doors_answer_is_told(terminal) -> None:
    asked: list[DoorRequest] = []
    with running_door(terminal, lambda request: asked.append(request) or DONE):
        assert terminal("door", "confirm-clock", "--note", " ").status == 2
        assert terminal("door", "confirm-clock", "--note", "My watch says so.").status == 0
    assert [(request.wish, request.note) for request in asked] == [(Wish.CONFIRM_CLOCK, "My watch says so.")]


def test_status_tells_of_a_schedule_and_of_a_clock_in_doubt(terminal) -> None:
    with running_door(terminal, None), opened_site(terminal.data_dir) as site:
        mail = door_mail(site)
        mail.listen(ModeChanged(OperatingMode.UNLOCKED, None, 0.0, is_by_schedule=True))
        mail.listen(Noticed(Notice.CLOCK_DOUBTED, 0.0))
        mail.note()
        told = terminal("door", "status")
        assert told.document["is_by_schedule"] and told.document["is_clock_in_doubt"]
        plain = terminal.plainly("door", "status").out
    assert "mode: unlocked by a schedule" in plain and "door confirm-clock" in plain


def test_a_door_that_has_only_just_started_does_not_say_what_it_did_when_it_was_killed(terminal) -> None:
    with opened_site(terminal.data_dir) as site:
        killed = door_mail(site)
        killed.listen(DoorChanged(DoorState.UNLOCKED, None, 0.0))
        killed.note()
    with running_door(terminal, None):
        assert terminal("door", "status").document["state"] == "locked"


@pytest.mark.parametrize("words", [("mode", "lockdown"), ("acknowledge", "--note", "x"), ("release",)])
def test_without_a_running_kiosk_there_is_no_door_to_ask(terminal, words) -> None:
    answer = terminal("door", *words)
    assert_one_sentence(answer, status=3)
