"""When pictures are searched for passes, and what follows from one that is seen."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.faces.faces import Frame
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Moment
from door_access.runtime.code_sight import LEAST_REST, READ_EVERY_S, CodeSight
from door_access.runtime.events import PassesChanged
from door_access.runtime.pass_watch import LATE, PassWatch
from tests.builders import empty_scene
from tests.database.building import newcomer
from tests.fakes import NOON, HandClock, MemoryPeopleStore
from tests.memory_passes import MemoryPassStore
from tests.runtime.thinking import ADA, Thinking

TOKEN = token_of(bytes(16))
HOUR = timedelta(hours=1)
TERMS = PassTerms(Validity(NOON - HOUR, NOON + HOUR), is_once=False)


class Reader:
    """Reads what lies there; counts, and takes its time."""

    def __init__(self, clock: HandClock, takes_s: float = 0.0) -> None:
        self.texts: tuple[str, ...] = (TOKEN,)
        self.looks = 0
        self._clock = clock
        self._takes_s = takes_s

    def read(self, _rgb: object) -> tuple[str, ...]:
        self.looks += 1
        self._clock.move(self._takes_s)
        return self.texts


def frame(at_s: float) -> Frame:
    return Frame(np.zeros((4, 4, 3), np.uint8), at_s, 0)


def sight(takes_s: float = 0.0, *, is_wanted: bool = True) -> tuple[CodeSight, Reader]:
    clock = HandClock()
    reader = Reader(clock, takes_s)
    return CodeSight(reader, lambda: is_wanted, clock), reader


def test_pictures_are_read_a_few_times_a_second_and_what_was_read_stays_so_long():
    seen, reader = sight()
    told = [seen.codes(frame(at / 30), is_empty=False) for at in range(60)]
    assert set(told) == {(TOKEN,)} and reader.looks == round(2 / READ_EVERY_S)


def test_where_there_is_no_pass_no_picture_is_read():
    seen, reader = sight(is_wanted=False)
    assert [seen.codes(frame(at / 10), is_empty=False) for at in range(30)] == [()] * 30
    assert reader.looks == 0


def test_an_empty_hall_is_not_read_and_what_hung_there_hangs_there_still():
    seen, reader = sight()
    seen.codes(frame(0.0), is_empty=False)
    assert [seen.codes(frame(at / 5), is_empty=True) for at in range(1, 50)] == [(TOKEN,)] * 49
    assert reader.looks == 1


def test_a_slow_look_is_paid_for_by_a_long_rest():
    seen, reader = sight(takes_s=0.1)
    for at in range(300):
        seen.codes(frame(at / 30), is_empty=False)
    assert reader.looks * 0.1 <= 10 / LEAST_REST + 0.1


def test_codes_of_others_go_no_further():
    seen, reader = sight()
    reader.texts = ("https://example.org", "x" * 4000, TOKEN, *["DOOR:A"] * 50)
    told = seen.codes(frame(0.0), is_empty=False)
    assert told[0] == TOKEN and len(told) == 8


class TestWatch:
    def test_passes_are_looked_for_from_the_first_one_until_a_day_after_the_last(self):
        people = MemoryPeopleStore()
        passes, now = MemoryPassStore(people), [NOON]
        watch = PassWatch(passes, lambda: Moment(now[0]))
        assert not watch.poll(1) and not watch.is_wanted
        passes.add_pass(people.enrol(newcomer("Vera")), TOKEN, TERMS)
        assert watch.poll(2) and watch.is_wanted
        now[0] = NOON + HOUR + LATE
        assert watch.poll(2) and not watch.is_wanted


class TestRecognition:
    @pytest.fixture
    def thinking(self):
        thinking = Thinking()
        ada = thinking.enrol("Ada", ADA)
        thinking.passes.add_pass(ada, TOKEN, TERMS)
        return thinking

    def show(self, thinking: Thinking, *codes: str, times: int = 1) -> None:
        for _ in range(times):
            thinking.clock.move(0.25)
            thinking.see(replace(empty_scene(thinking.clock()), codes=codes))

    def test_a_pass_begins_a_claim_and_the_face_is_asked_for(self, thinking):
        self.show(thinking, TOKEN, times=40)
        thinking.watch(ADA, 4.0)
        (decision,) = thinking.decisions
        assert (decision.outcome, decision.claim) == (Outcome.GRANTED, "pass")

    def test_whatever_is_shown_is_answered_by_one_reason_and_once(self, thinking):
        for text in ("DOOR:", "DOOR:" + "x" * 4000, "DOOR:'--", "DOOR:<b>"):
            self.show(thinking, text, times=8)
        other_site = token_of(b"another site 128")
        self.show(thinking, times=24)
        self.show(thinking, other_site, times=8)
        assert [one.reason for one in thinking.decisions] == [Reason.PASS_UNKNOWN] * 2

    def test_the_window_hears_that_passes_are_read(self, thinking):
        self.show(thinking)
        assert thinking.heard.of(PassesChanged)[-1].are_read
