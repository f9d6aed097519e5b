"""``door release`` beside a door that answers as a test wants; the requests are real."""

import json
import threading
import time

import pytest

from door_access.bootstrap.site import door_mail, opened_site
from door_access.cli.door import door as door_command
from door_access.domain.door.requests import AnswerKind, DoorAnswer, DoorRequest
from tests.cli.door.asked_door import LOOK_EVERY_S, running_door, unhurried
from tests.cli.terminal import assert_one_sentence
from tests.patience import PATIENCE_S

OPENED = DoorAnswer(AnswerKind.OPENED, seq=12)

__all__ = ["unhurried"]


def wait_until_taken(terminal, monkeypatch) -> None:
    """Let the command find, when it begins to wait, that a door has taken its request and not answered."""
    ask = door_command.DoorMail.ask

    def ask_and_wait(mail, note: str, *, operator: str) -> str:
        request = ask(mail, note, operator=operator)
        while left_over(terminal) != ["taken"]:
            time.sleep(LOOK_EVERY_S)
        return request

    monkeypatch.setattr(door_command.DoorMail, "ask", ask_and_wait)
    monkeypatch.setattr(door_command, "TAKEN_WITHIN_S", 0.0)


def left_over(terminal) -> list[str]:
    with opened_site(terminal.data_dir) as site, site.database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT state FROM door_requests").scalars())


def test_a_door_that_opened_is_told_with_the_row_of_the_log(terminal):
    notes = []

    def open_once(request: DoorRequest) -> DoorAnswer:
        notes.append(request.note)
        return OPENED

    with running_door(terminal, open_once):
        answer = terminal("door", "release", "--note", "A parcel.")
        told = terminal.plainly("door", "release").out
    assert (answer.status, answer.document) == (0, {"state": "unlocked", "answered": True, "seq": 12})
    assert told == "The door opened once (row 12 of the access log).\n"
    assert notes == ["A parcel.", "command line"]


def test_a_door_that_opened_without_a_row_says_so(terminal):
    with running_door(terminal, lambda _: DoorAnswer(AnswerKind.OPENED)):
        answer = terminal.plainly("door", "release")
    assert (answer.status, answer.out) == (0, "The door opened once (its row could not be written yet).\n")


def test_a_door_whose_lock_did_not_obey_is_a_refusal_that_says_why(terminal):
    refused = DoorAnswer(AnswerKind.REFUSED, "The lock does not answer.", 13)
    with running_door(terminal, lambda _: refused):
        answer = terminal("door", "release")
    assert_one_sentence(answer, status=1)
    assert "The door did not open: The lock does not answer." in answer.err


def test_a_request_that_no_door_takes_is_void_and_nothing_of_it_is_left(terminal, monkeypatch):
    monkeypatch.setattr(door_command, "TAKEN_WITHIN_S", 0.2)
    with running_door(terminal, None):
        answer = terminal("door", "release")
    assert_one_sentence(answer, status=3)
    assert "did not take the request" in answer.err
    assert left_over(terminal) == []


def test_a_request_that_expired_because_the_clock_was_set_is_void(terminal, monkeypatch):
    def expire() -> None:
        with site.database.writing() as connection:
            connection.exec_driver_sql("UPDATE door_requests SET at_utc = '2001-01-01T00:00:00.000000Z'")

    with opened_site(terminal.data_dir) as site, running_door(terminal, None):
        monkeypatch.setattr(
            door_command.time, "sleep", lambda _: (expire(), door_mail(site).serve(lambda _: OPENED))
        )
        answer = terminal("door", "release")
    assert_one_sentence(answer, status=3)
    assert "it is void" in answer.err


def test_a_door_that_took_the_request_and_fell_silent_is_not_said_to_have_opened(terminal, monkeypatch):
    monkeypatch.setattr(door_command, "ANSWER_WITHIN_S", 0.2)
    is_told = threading.Event()

    def silent(_: DoorRequest) -> DoorAnswer:
        assert is_told.wait(PATIENCE_S)
        return OPENED

    with running_door(terminal, silent):
        wait_until_taken(terminal, monkeypatch)
        try:
            answer = terminal("door", "release")
        finally:
            is_told.set()
    assert_one_sentence(answer, status=3)
    assert "did not say what became of it" in answer.err


def test_an_answer_that_comes_after_the_request_would_have_expired_is_waited_for(terminal, monkeypatch):
    is_asked = threading.Event()

    def late(_: DoorRequest) -> DoorAnswer:
        is_asked.wait(0.3)
        return OPENED

    with running_door(terminal, late):
        wait_until_taken(terminal, monkeypatch)
        answer = terminal("door", "release")
    assert (answer.status, json.loads(answer.out)["seq"]) == (0, 12)


def test_a_release_that_is_given_up_opens_nothing(terminal, monkeypatch):
    def interrupted(_duration_s: float) -> None:
        raise KeyboardInterrupt

    with running_door(terminal, None):
        monkeypatch.setattr(door_command.time, "sleep", interrupted)
        answer = terminal("door", "release")
    assert (answer.status, left_over(terminal)) == (130, [])


@pytest.mark.parametrize("note", ["", "  "])
def test_a_release_needs_words_that_say_why(terminal, note):
    assert_one_sentence(terminal("door", "release", "--note", note), status=2)
