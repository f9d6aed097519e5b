"""How often it is tried, by a clock that the test moves."""

import pytest

from door_access.interfaces.webhook.session import (
    FIRST_PAUSE_S,
    LASTS_S,
    LONGEST_PAUSE_S,
    Session,
    Surroundings,
)
from door_access.interfaces.webhook.waiting import Message, Waiting
from tests.fakes import HandClock

DOWN = "The webhook at 127.0.0.1 cannot be reached."


class Sending:
    """A session whose server takes what is not in ``refused``; pauses move the clock."""

    def __init__(self):
        self.clock, self.waiting = HandClock(100.0), Waiting()
        self.refused, self.attempts, self.pauses = {"A", "b"}, [], []
        self.session = Session(self.waiting, self._send, Surroundings(self.clock, self._pause))

    def _send(self, message):
        self.attempts.append(message.id)
        return DOWN if message.id in self.refused else ""

    def _pause(self, duration_s):
        self.pauses.append(duration_s)
        self.clock.move(duration_s)

    def put(self, *names):
        for name in names:
            self.waiting.put(Message(name, b"{}", is_urgent=name.isupper(), since_s=self.clock()))

    def steps(self, count):
        for _ in range(count):
            self.session.step()


@pytest.fixture
def sending():
    return Sending()


def test_what_is_taken_is_sent_once(sending):
    sending.put("c", "d")
    sending.steps(3)

    assert sending.attempts == ["c", "d"]
    assert sending.waiting.next() is None


def test_pauses_grow_up_to_a_bound_and_begin_anew_when_something_was_taken(sending):
    sending.put("A")
    sending.steps(20)
    assert sending.pauses[:7] == [FIRST_PAUSE_S, 2.0, 4.0, 8.0, 16.0, 32.0, LONGEST_PAUSE_S]
    assert set(sending.pauses[7:]) == {LONGEST_PAUSE_S}

    sending.refused.clear()
    sending.steps(2)
    assert sending.waiting.next() is None
    sending.refused.add("A")
    sending.put("A")
    sending.pauses.clear()
    sending.steps(2)
    assert sending.pauses == [FIRST_PAUSE_S]


def test_something_urgent_that_is_new_does_not_wait_for_the_end_of_a_pause(sending):
    sending.put("b")
    sending.steps(20)
    sending.put("C")
    sending.pauses.clear()
    sending.steps(1)

    assert sending.attempts[-1] == "C" and sending.pauses == []


def test_one_message_that_is_never_taken_holds_up_no_other(sending):
    sending.put("A", "B", "C")
    sending.steps(6)

    assert sending.attempts[:3] == ["A", "B", "C"]


def test_after_a_day_it_is_given_up_and_said_so(sending, caplog):
    sending.put("A")
    sending.steps(2)
    sending.clock.move(LASTS_S)
    sending.steps(1)

    assert sending.waiting.next() is None and "given up" in caplog.text


def test_a_trouble_is_said_once_and_its_end_as_well_and_never_of_what(sending, caplog):
    sending.put("A")
    sending.steps(9)
    sending.refused.clear()
    sending.steps(3)

    said = [record.getMessage() for record in caplog.records]
    assert said == [DOWN, "The webhook takes messages again."]


def test_what_went_unsent_because_too_much_waited_is_counted(sending, caplog):
    sending.waiting = sending.session._waiting = Waiting(most=2)
    sending.put("c", "d", "e", "f")
    sending.steps(2)

    assert "2 messages to the webhook went unsent" in caplog.text


def test_what_waits_at_the_end_is_left_and_said_so(sending, caplog):
    sending.session.close()
    assert caplog.text == ""
    sending.put("A")
    sending.session.close()

    assert "left unsent" in caplog.text
