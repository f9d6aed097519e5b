"""Enrolments suspend the door, operators release it, the end locks it."""

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.door.requests import AnswerKind, DoorAnswer
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import StorageFault
from door_access.runtime.door.service import MEND_EVERY_S, TICK_S
from door_access.runtime.messages import (
    Release,
    Relock,
    Suspend,
    WorkerReport,
)
from tests.runtime.door.entrance import BROKEN_LOCK, BROKEN_LOG, UNLOCK_S, Entrance


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


def test_an_enrolment_suspends_every_decision(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.let_in()

    assert entrance.state is DoorState.SUSPENDED
    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.ENROLMENT_IN_PROGRESS], [])


def test_the_end_of_the_enrolment_lets_people_in_again(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock()), Suspend(False, entrance.clock()))
    entrance.let_in()

    assert entrance.state is DoorState.UNLOCKED


def test_an_enrolment_that_begins_locks_an_open_door(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.tell(Suspend(True, entrance.clock()))

    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.SUSPENDED, "lock")


def test_an_enrolment_that_begins_in_fault_is_remembered(entrance: Entrance) -> None:
    entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))
    entrance.tell(Suspend(True, entrance.clock()))
    assert entrance.state is DoorState.FAULT
    entrance.tell(WorkerReport("capture", "", entrance.clock()))

    assert entrance.state is DoorState.SUSPENDED


def test_a_fault_during_an_enrolment_is_shown(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))

    assert entrance.state is DoorState.FAULT


def test_an_opening_can_be_ended_before_its_time(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.tell(Relock(entrance.clock()))
    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED, "lock")
    entrance.tell(Relock(entrance.clock()))
    assert entrance.state is DoorState.LOCKED


class TestRelease:
    """Whoever may open by hand can always do so."""

    @pytest.fixture
    def entrance(self) -> Entrance:
        return Entrance(checks_log=False)

    def test_it_is_logged_with_its_note_and_opens(self, entrance: Entrance) -> None:
        entrance.tell(Release("A parcel.", entrance.clock()))

        row = entrance.log.events[0]
        assert (row.outcome, row.reason, row.note) == (
            Outcome.GRANTED,
            Reason.OPERATOR_RELEASE,
            "A parcel.",
        )
        assert (entrance.state, entrance.lock.pulses) == (DoorState.UNLOCKED, ["pulse 5 s"])

    def test_while_unlocked_it_begins_the_unlock_time_anew(self, entrance: Entrance) -> None:
        entrance.let_in()
        entrance.wait(3)
        entrance.tell(Release("again", entrance.clock()))
        entrance.wait(4)

        assert entrance.state is DoorState.UNLOCKED
        assert len(entrance.lock.pulses) == 2

    def test_during_an_enrolment_it_opens_and_the_door_is_suspended_again_afterwards(
        self, entrance: Entrance
    ) -> None:
        entrance.tell(Suspend(True, entrance.clock()), Release("", entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S)

        assert entrance.state is DoorState.SUSPENDED

    def test_an_enrolment_that_ends_while_released_leaves_the_door_open_for_its_time(
        self, entrance: Entrance
    ) -> None:
        entrance.tell(Suspend(True, entrance.clock()), Release("", entrance.clock()))
        entrance.tell(Suspend(False, entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S)

        assert entrance.state is DoorState.LOCKED

    def test_in_fault_it_opens_and_the_door_is_in_fault_again_afterwards(self, entrance: Entrance) -> None:
        entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))
        entrance.tell(Release("", entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S)

        assert entrance.state is DoorState.FAULT

    def test_with_a_broken_log_it_opens_and_stays_open_for_its_time(self, entrance: Entrance) -> None:
        entrance.log.fault = BROKEN_LOG
        entrance.tell(Release("Fire drill.", entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S - 0.1)
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(0.2)

        assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.FAULT, "lock")

    def test_what_was_released_without_a_row_is_logged_as_soon_as_the_log_can_be_written(
        self, entrance: Entrance
    ) -> None:
        entrance.log.fault = BROKEN_LOG
        entrance.tell(Release("Fire drill.", entrance.clock()))
        entrance.log.fault = None
        entrance.wait(MEND_EVERY_S)

        row = entrance.log.events[0]
        assert (row.outcome, row.reason, row.note) == (
            Outcome.GRANTED,
            Reason.OPERATOR_RELEASE,
            "Fire drill.",
        )

    def test_with_a_dead_recognition_it_opens(self, entrance: Entrance) -> None:
        entrance.clock.move(60)
        entrance.tell(Release("", entrance.clock()))

        assert entrance.lock.pulses == ["pulse 5 s"]

    def test_with_a_broken_lock_the_log_says_that_nothing_opened(self, entrance: Entrance) -> None:
        entrance.lock.fault = BROKEN_LOCK
        entrance.tell(Release("A parcel.", entrance.clock()))

        assert [(row.outcome, row.reason) for row in entrance.log.events] == [
            (Outcome.GRANTED, Reason.OPERATOR_RELEASE),
            (Outcome.DENIED, Reason.LOCK_FAULT),
            (Outcome.NOTICED, Notice.LOCK_BROKEN),
        ]
        assert entrance.state is DoorState.FAULT

    def test_half_a_character_in_the_note_does_not_bar_the_way(self, entrance: Entrance) -> None:
        entrance.tell(Release("a\udcffb", entrance.clock()))

        assert entrance.log.events[0].note == "a?b"
        assert entrance.state is DoorState.UNLOCKED

    def test_a_match_while_released_in_fault_opens_nothing_more(self, entrance: Entrance) -> None:
        entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))
        entrance.tell(Release("", entrance.clock()))
        entrance.let_in()

        assert entrance.reasons()[-1] is Reason.RECOGNITION_FAULT
        assert len(entrance.lock.pulses) == 1


class TestAskedByAnotherProcess:
    """The command line asks, and every request has an answer of its own."""

    @pytest.fixture
    def entrance(self) -> Entrance:
        return Entrance(checks_log=False)

    def test_it_is_served_within_a_tick_and_answered_with_its_row(self, entrance: Entrance) -> None:
        request = entrance.mail.ask("by the command line")
        assert entrance.mail.answer_to(request) is None
        entrance.wait(TICK_S)

        assert [row.note for row in entrance.log.events] == ["by the command line"]
        assert entrance.state is DoorState.UNLOCKED
        assert entrance.mail.answer_to(request) == DoorAnswer(AnswerKind.OPENED, seq=1)

    def test_many_at_once_are_as_many_rows_openings_and_answers(self, entrance: Entrance) -> None:
        requests = [entrance.mail.ask(f"visitor {number}") for number in range(24)]
        entrance.wait(TICK_S)

        answers = [entrance.mail.answer_to(request) for request in requests]
        assert {answer.kind for answer in answers if answer} == {AnswerKind.OPENED}
        notes = {answer.seq: f"visitor {number}" for number, answer in enumerate(answers) if answer}
        assert notes == {seq: row.note for seq, row in enumerate(entrance.log.events, start=1)}
        assert len(notes) == len(entrance.lock.pulses) == 24

    def test_the_second_one_while_open_is_a_row_and_begins_the_unlock_time_anew(
        self, entrance: Entrance
    ) -> None:
        entrance.mail.ask("first")
        entrance.wait(TICK_S)
        entrance.wait(3)
        entrance.mail.ask("second")
        entrance.wait(TICK_S)
        entrance.wait(UNLOCK_S - 0.1)
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(0.2)

        assert entrance.state is DoorState.LOCKED
        assert [row.note for row in entrance.log.events] == ["first", "second"]

    def test_a_lock_that_does_not_obey_is_a_refusal_that_says_why(self, entrance: Entrance) -> None:
        entrance.lock.fault = BROKEN_LOCK
        request = entrance.mail.ask("A parcel.")
        entrance.wait(TICK_S)

        answer = entrance.mail.answer_to(request)
        assert answer == DoorAnswer(AnswerKind.REFUSED, str(BROKEN_LOCK), seq=2)
        assert entrance.reasons()[answer.seq - 1] is Reason.LOCK_FAULT

    def test_without_a_row_it_opens_and_the_answer_names_none(self, entrance: Entrance) -> None:
        entrance.log.fault = BROKEN_LOG
        request = entrance.mail.ask("Fire drill.")
        entrance.wait(TICK_S)

        assert entrance.state is DoorState.UNLOCKED
        assert entrance.mail.answer_to(request) == DoorAnswer(AnswerKind.OPENED)

    def test_an_answer_that_cannot_be_left_is_a_fault_and_opens_no_second_time(
        self, entrance: Entrance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise StorageFault("The database is read-only.")

        entrance.mail.ask("A parcel.")
        monkeypatch.setattr(entrance.requests, "answer", broken)
        entrance.wait(TICK_S)
        assert entrance.state is DoorState.FAULT
        entrance.wait(TICK_S)

        assert len(entrance.lock.pulses) == 1

    def test_requests_that_take_long_keep_no_message_waiting_for_more_than_a_tick(
        self, entrance: Entrance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pulse = entrance.lock.pulse

        def slowly(duration_s: float) -> None:
            entrance.clock.move(0.6 * TICK_S)
            pulse(duration_s)

        monkeypatch.setattr(entrance.lock, "pulse", slowly)
        for number in range(10):
            entrance.mail.ask(f"visitor {number}")
        entrance.wait(TICK_S)
        assert len(entrance.lock.pulses) == 2
        entrance.tell(entrance.seen())
        assert len(entrance.lock.pulses) == 2
        entrance.wait(TICK_S)

        assert len(entrance.lock.pulses) == 4
