"""Somebody who is threatened: at the door nothing differs, from afar it is known, whatever else happens."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.desk.export import without_duress
from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.faces.faces import SourceKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import LockFault, StorageFault
from door_access.ports import LogFilter
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import DecisionMade, Duress
from door_access.runtime.messages import Heartbeat, SetMode
from tests.builders import crowd
from tests.fakes import NOON, FakeLock, MemoryAccessLog, MemoryUnit
from tests.runtime.test_encounter import A_LOOK_S, CARD, entrance, faceless
from tests.runtime.thinking import ADA, BEN, STEP_S, Waiting
from tests.runtime.visits import CARDS, PINS, Visits

PIN, DURESS = "4816", "9153"
CHANCE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Hall:
    """Recognition and door over one store and one hub, on threads of nobody's."""

    def __init__(self, mode: DoorMode, typed: str, pins: Waiting | None = None) -> None:
        self.typed = typed
        self.thinking = entrance(mode, pins=pins)
        self.log = MemoryAccessLog(self.thinking.store)
        self.lock = FakeLock(self.log)
        self.door = DoorService(
            DoorRules("door", 5.0, utc_now=lambda: NOON),
            Locks(self.lock, FakeLock(is_simulated=True)),
            log=self.log,
            people=self.thinking.store,
            passes=self.thinking.passes,
            together=MemoryUnit(self.thinking.passes, self.log),
            site_rules=self.thinking.store.rules,
            hub=self.thinking.hub,
            clock=self.thinking.clock,
        )
        self.door.begin(SourceKind.LIVE)
        self._taken = 0

    def enrol(self, *, has_face: bool) -> str:
        who = self.thinking.enrol("Ada", ADA) if has_face else faceless(self.thinking, "Ada")
        self.thinking.credentials.add_card(who, CARD)
        self.thinking.credentials.set_pin(who, PIN, DURESS)
        return who

    def hand_over(self) -> None:
        """Let the door hear what recognition has decided meanwhile."""
        messages = self.thinking.messages[self._taken :]
        self._taken = len(self.thinking.messages)
        for message in (Heartbeat(self.thinking.clock()), *messages):
            self.door.inbox.put(message)
            self.door.step()

    @property
    def threats(self) -> list[Duress]:
        return self.thinking.heard.of(Duress)

    def seen(self) -> list[str]:
        """Return all that anybody at the door can see or hear, and the rows as the desk shows them."""
        events = [event for event in self.thinking.heard.events if not isinstance(event, Duress)]
        rows = self.log.page(LogFilter(), before_seq=None, limit=100)
        told = [without_duress(row).event for row in rows]
        failures = self.thinking.store.failures.failures()
        return [_without_chance(repr(part)) for part in (events, told, self.lock.commands, failures)]


def _without_chance(text: str) -> str:
    """Return the text with each id replaced by the place of its first appearance."""
    places: dict[str, str] = {}
    return CHANCE.sub(lambda found: places.setdefault(found[0], f"<{len(places)}>"), text)


def by_card_and_pin(hall: Hall) -> None:
    hall.enrol(has_face=False)
    hall.thinking.show_card(CARD)
    hall.thinking.type_pin(hall.typed)
    hall.hand_over()


def by_face_and_pin(hall: Hall) -> None:
    type_after_the_face(hall)
    hall.thinking.watch(ADA, A_LOOK_S)
    hall.hand_over()


def type_after_the_face(hall: Hall) -> None:
    hall.enrol(has_face=True)
    hall.thinking.watch(ADA, A_LOOK_S)
    hall.hand_over()
    hall.thinking.type_pin(hall.typed)
    hall.hand_over()


def by_face_and_pin_and_then_gone(hall: Hall) -> None:
    type_after_the_face(hall)
    hall.thinking.pause(10)
    hall.hand_over()


def by_face_and_pin_of_which_another_face_takes_the_place(hall: Hall) -> None:
    type_after_the_face(hall)
    hall.thinking.watch(BEN, A_LOOK_S)
    hall.hand_over()


def in_a_lockdown(hall: Hall) -> None:
    hall.door.inbox.put(SetMode(OperatingMode.LOCKDOWN, None, "", hall.thinking.clock(), "desk"))
    hall.door.step()
    by_card_and_pin(hall)


def at_a_broken_lock(hall: Hall) -> None:
    hall.lock.fault = LockFault("The lock does not answer.")
    by_card_and_pin(hall)


def with_a_full_disk(hall: Hall) -> None:
    hall.log.fault = StorageFault("The disk is full.")
    by_card_and_pin(hall)
    hall.log.fault = None
    hall.thinking.pause(2)
    hall.hand_over()


def blocked_meanwhile(hall: Hall) -> None:
    who = hall.enrol(has_face=False)
    hall.thinking.show_card(CARD)
    hall.thinking.type_pin(hall.typed)
    hall.thinking.store.set_blocked(who, True)
    hall.hand_over()


def twice(hall: Hall) -> None:
    by_card_and_pin(hall)
    hall.thinking.show_card(CARD)
    hall.thinking.type_pin(hall.typed)
    hall.hand_over()


STORIES = {
    by_card_and_pin: (DoorMode.CARD_FACE, [True]),
    by_face_and_pin: (DoorMode.PIN_FACE, [True]),
    by_face_and_pin_and_then_gone: (DoorMode.PIN_FACE, [False]),
    by_face_and_pin_of_which_another_face_takes_the_place: (DoorMode.PIN_FACE, [False]),
    in_a_lockdown: (DoorMode.CARD_FACE, [False]),
    at_a_broken_lock: (DoorMode.CARD_FACE, [False]),
    with_a_full_disk: (DoorMode.CARD_FACE, [False]),
    blocked_meanwhile: (DoorMode.CARD_FACE, [False]),
    twice: (DoorMode.CARD_FACE, [True, True]),
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_whoever_watches_the_door_or_the_desk_sees_no_difference_and_help_is_called(story):
    mode, let_in = STORIES[story]
    calm, threatened = Hall(mode, PIN), Hall(mode, DURESS)

    story(calm)
    story(threatened)

    assert threatened.seen() == calm.seen()
    assert calm.threats == []
    assert [threat.is_let_in for threat in threatened.threats] == let_in
    (ada,) = threatened.thinking.store.names()
    assert [(threat.person_id, threat.person) for threat in threatened.threats] == [
        (ada, "Ada" if is_let_in else None) for is_let_in in let_in
    ]


def test_the_row_tells_it_to_those_who_may_know_and_the_decision_that_all_hear_does_not():
    hall = Hall(DoorMode.CARD_FACE, DURESS)
    by_card_and_pin(hall)

    (row,) = hall.log.events
    assert (row.outcome, row.reason, row.is_duress) == (Outcome.GRANTED, Reason.CARD_AND_PIN, True)
    (told,) = hall.thinking.heard.of(DecisionMade)
    assert not told.decision.is_duress
    kinds = [type(event) for event in hall.thinking.heard.events]
    assert kinds.index(DecisionMade) < kinds.index(Duress)


def test_a_wrong_pin_calls_nobody():
    hall = Hall(DoorMode.CARD_FACE, "7777")
    by_card_and_pin(hall)

    assert hall.threats == [] and not hall.log.events[-1].is_duress


@pytest.mark.parametrize("typed", [PIN, DURESS])
def test_help_is_called_also_for_somebody_whom_another_face_kept_out_before_the_pin_was_checked(typed):
    """Whoever threatens may step into the picture while the PIN is being checked."""
    pins = Waiting()
    hall = Hall(DoorMode.PIN_FACE, typed, pins)
    ada = hall.enrol(has_face=True)
    hall.thinking.watch(ADA, A_LOOK_S)
    assert hall.thinking.prompt is PromptKind.PIN
    hall.thinking.recognition.type_pin(typed)
    for _ in range(20):
        hall.thinking.clock.move(STEP_S)
        hall.thinking.see(crowd(hall.thinking.clock()))
    hall.hand_over()
    assert [row.reason for row in hall.log.events] == [Reason.SEVERAL_FACES]
    assert hall.threats == []

    pins.answer_all()
    hall.thinking.pause(1)
    hall.hand_over()

    expected = [(ada, None, False)] if typed == DURESS else []
    assert [(one.person_id, one.person, one.is_let_in) for one in hall.threats] == expected
    assert len(hall.log.events) == 1 and not hall.lock.pulses


ACTS = st.one_of(
    st.tuples(st.just("card"), st.sampled_from(list(CARDS))),
    st.tuples(st.just("show"), st.sampled_from(["ada", "ben", "stranger"])),
    st.tuples(st.just("pin"), st.sampled_from([*PINS.values(), "0000"])),
    st.tuples(st.just("unanswered pin"), st.sampled_from(list(PINS.values()))),
    st.tuples(st.just("answer"), st.none()),
    st.tuples(st.just("leave"), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([0.5, 6.0, 30.0])),
)


def lived(visits: Visits, story: list[tuple[str, object]]) -> None:
    for act, what in story:
        match act:
            case "card":
                visits.card(CARDS[what])
            case "show":
                visits.show(what, 8)
            case "pin":
                visits.pin(what)
            case "unanswered pin":
                visits.pin(what, is_answered=False)
            case "answer":
                visits.answer_checks()
            case "leave":
                visits.leave()
            case "wait":
                visits.wait(what)
    visits.answer_checks()


@given(st.sampled_from(list(DoorMode)), st.lists(ACTS, max_size=12))
def test_in_any_story_a_pin_under_duress_does_what_the_right_one_does(mode, story):
    calm, threatened = (Visits(mode, LivenessLevel.OFF) for _ in range(2))
    threatened.is_under_duress = True

    lived(calm, story)
    lived(threatened, story)

    assert [without_mark(one) for one in threatened.decisions] == calm.decisions
    assert threatened.prompts == calm.prompts
    assert (threatened.stored, threatened.alarms) == (calm.stored, calm.alarms)
    assert threatened.transaction.state is calm.transaction.state
    assert calm.calls == [] and not any(one.is_duress for one in calm.decisions)
    by_pin = [d for d in threatened.decisions if d.reason in (Reason.CARD_AND_PIN, Reason.FACE_AND_PIN)]
    assert all(one.is_duress for one in by_pin)


def without_mark(decision):
    return replace(decision, is_duress=False)
