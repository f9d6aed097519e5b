"""The card reader's thread: what it passes on, and what it does while the reader is away."""

import pytest

from door_access.domain.entry.card_readings import ReadingOutcome
from door_access.runtime.card_watch import FIRST_WAIT_S, LONGEST_WAIT_S, CardListener, CardWatch
from tests.fake_reader import FakeReader
from tests.fakes import HandClock

NUMBER = "04:a1:b2:c3"


class Entrance:
    """A watch over a fake reader, and everything that was heard of it."""

    def __init__(self) -> None:
        self.reader, self.clock = FakeReader(), HandClock()
        self.cards, self.misread, self.trouble, self.pauses = [], [], [], []
        listener = CardListener(self.cards.append, self.misread.append, self.trouble.append)
        self.watch = CardWatch(self.reader, listener, pause=self.pauses.append, clock=self.clock)

    def show(self, *texts: str, every_s: float = 1.0) -> None:
        for text in texts:
            self.reader.show(text)
            self.watch.step()
            self.clock.move(every_s)


@pytest.fixture
def entrance():
    return Entrance()


def test_card_is_passed_on_in_normal_form(entrance):
    entrance.show(NUMBER)

    assert (entrance.cards, entrance.misread) == (["04A1B2C3"], [])


def test_card_left_on_the_reader_is_passed_on_once(entrance):
    entrance.show(*[NUMBER] * 10, every_s=0.1)

    assert (entrance.cards, entrance.misread) == (["04A1B2C3"], [])


def test_half_a_card_is_told_and_is_no_card(entrance):
    entrance.show("")

    assert (entrance.cards, entrance.misread) == ([], [ReadingOutcome.HALF_READ])


def test_a_thousand_cards_a_second_reach_the_door_as_a_handful(entrance):
    entrance.show(*(f"{number:08}" for number in range(1000)), every_s=0.001)

    assert len(entrance.cards) == 4
    assert set(entrance.misread) == {ReadingOutcome.TOO_MANY}


def test_without_a_card_nothing_is_told(entrance):
    entrance.watch.step()

    assert entrance.cards == entrance.misread == entrance.trouble == entrance.pauses == []


def test_lost_reader_is_told_once_and_looked_for_ever_more_rarely(entrance, caplog):
    entrance.reader.is_lost = True

    for _ in range(8):
        entrance.watch.step()

    assert entrance.trouble == ["The fake card reader does not answer: unplugged."]
    assert entrance.pauses[:3] == [FIRST_WAIT_S, FIRST_WAIT_S * 2, FIRST_WAIT_S * 4]
    assert max(entrance.pauses) == entrance.pauses[-1] == LONGEST_WAIT_S


def test_reader_that_is_back_is_told_and_read(entrance, caplog):
    entrance.reader.is_lost = True
    entrance.watch.step()
    entrance.reader.is_lost = False

    entrance.show(NUMBER)

    assert entrance.trouble[-1] == "" and entrance.cards == ["04A1B2C3"]
    entrance.reader.is_lost = True
    entrance.watch.step()
    assert entrance.pauses == [FIRST_WAIT_S, FIRST_WAIT_S]
