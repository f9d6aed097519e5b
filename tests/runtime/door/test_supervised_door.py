"""Contact, exit button, tamper switch and the lock's own word, as the door thread takes them."""

from dataclasses import replace

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockCapabilities, LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogEntry, LogKind
from door_access.runtime.door.lock_control import (
    NO_ANSWER,
    READ_WITHIN_S,
    RELOCKED_WITHIN_S,
    UNASKED,
    LockControl,
    Locks,
)
from door_access.runtime.door.lock_thread import LockThread
from door_access.runtime.door.service import CATCH_UP_EVERY_S, OLDEST_OPENING_S
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.events import (
    AlarmsChanged,
    ContactChanged,
    EventHub,
    FaultsChanged,
    LockStateChanged,
    Noticed,
)
from door_access.runtime.messages import Acknowledge, FrameRecognised, LockRead, Noticing, Release, Suspend
from tests.fakes import FakeLock
from tests.runtime.door.entrance import BROKEN_LOCK, BROKEN_LOG, DEMO, LIVE, UNLOCK_S, Entrance


@pytest.fixture
def entrance() -> Entrance:
    entrance = Entrance()
    entrance.read()
    return entrance


def noticed(entrance: Entrance) -> list[Notice]:
    return [event.notice for event in entrance.heard.of(Noticed)]


def standing(entrance: Entrance) -> list[tuple[Notice, bool]]:
    told = entrance.heard.of(AlarmsChanged)
    return [(alarm.kind, alarm.is_over) for alarm in told[-1].alarms] if told else []


def test_who_is_let_in_opens_and_closes_and_the_lock_locks_at_once(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.wait(1)
    entrance.read(is_open=True, state=LockState.UNLOCKED)
    assert entrance.state is DoorState.UNLOCKED
    entrance.wait(1)
    entrance.read(is_open=False)

    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED, "lock")
    assert [event.is_open for event in entrance.heard.of(ContactChanged)] == [False, True, False]
    assert entrance.reasons() == [Reason.MATCH]


def test_a_forced_door_is_a_row_and_an_alarm_that_stands_until_it_is_acknowledged(entrance: Entrance) -> None:
    entrance.read(is_open=True)
    row = entrance.log.events[-1]
    assert (row.kind, row.outcome, row.reason) == (LogKind.DOOR, Outcome.NOTICED, Notice.FORCED)
    assert standing(entrance) == [(Notice.FORCED, False)]
    assert entrance.lock.pulses == []

    entrance.read(is_open=False)
    assert standing(entrance) == [(Notice.FORCED, True)]
    entrance.tell(Acknowledge("A cleaner used a key.", entrance.clock(), "desk"))
    assert standing(entrance) == []
    row = entrance.log.events[-1]
    assert (row.kind, row.reason, row.actor, row.object) == (
        LogKind.ACT,
        Act.ACKNOWLEDGE_ALARMS,
        "desk",
        "forced",
    )
    assert row.note == "A cleaner used a key."


def test_an_alarm_cannot_be_acknowledged_without_its_row(entrance: Entrance) -> None:
    entrance.read(is_open=True)
    entrance.log.fault = BROKEN_LOG
    entrance.tell(Acknowledge("seen", entrance.clock()))
    assert standing(entrance) == [(Notice.FORCED, False)]


def test_an_alarm_outlives_a_restart(entrance: Entrance) -> None:
    entrance.read(is_open=True)
    entrance.door.end()
    again = Entrance(facts=entrance.facts)
    assert standing(again) == [(Notice.FORCED, False)]


def test_a_door_that_stands_open_warns_then_is_held_and_says_when_it_is_closed(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.read(is_open=True)
    entrance.pass_time(26)
    assert noticed(entrance) == [Notice.HELD_SOON]
    entrance.pass_time(5)
    assert noticed(entrance) == [Notice.HELD_SOON, Notice.HELD]
    entrance.read(is_open=False)
    assert entrance.reasons() == [Reason.MATCH, Notice.HELD, Notice.CLOSED_AGAIN]
    assert standing(entrance) == [(Notice.HELD, True)]


def test_who_is_let_in_and_does_not_come_is_a_row(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.pass_time(UNLOCK_S + 2)
    assert entrance.reasons() == [Reason.MATCH, Notice.NOT_TAKEN]


def test_without_a_contact_nothing_is_claimed() -> None:
    entrance = Entrance(capabilities=LockCapabilities(relocks_itself=True))
    entrance.wires = replace(entrance.wires, is_open=None, is_exit_pressed=None, is_tampered=None)
    entrance.read()
    entrance.let_in()
    entrance.pass_time(60)
    assert noticed(entrance) == []
    assert entrance.heard.of(ContactChanged) == []


def test_the_exit_button_opens_and_whoever_leaves_is_not_called_an_intruder(entrance: Entrance) -> None:
    entrance.read(is_exit_pressed=True)
    assert entrance.lock.pulses == ["pulse 5 s"]
    assert (entrance.log.events[-1].kind, entrance.reasons()) == (LogKind.DOOR, [Reason.EXIT_BUTTON])
    entrance.read(is_exit_pressed=False)
    entrance.pass_time(20)
    entrance.read(is_open=True)
    assert noticed(entrance) == []


def test_a_button_that_is_kept_pressed_opens_once(entrance: Entrance) -> None:
    for _ in range(5):
        entrance.read(is_exit_pressed=True)
    assert entrance.lock.pulses == ["pulse 5 s"]


def test_a_button_that_is_found_pressed_opens_nothing_until_it_was_released(entrance: Entrance) -> None:
    stuck = Entrance()
    stuck.read(is_exit_pressed=True)
    assert stuck.lock.pulses == []

    entrance.read(is_exit_pressed=True)
    entrance.read(trouble="The board is gone.")
    entrance.read(is_exit_pressed=True)
    assert entrance.lock.pulses == ["pulse 5 s"]
    entrance.read(is_exit_pressed=False)
    entrance.read(is_exit_pressed=True)
    assert len(entrance.lock.pulses) == 2


def test_the_exit_button_opens_in_a_fault_and_without_a_row() -> None:
    entrance = Entrance(checks_log=False)
    entrance.read()
    entrance.log.fault = BROKEN_LOG
    entrance.let_in()
    assert entrance.state is DoorState.FAULT
    entrance.read(is_exit_pressed=True)
    assert entrance.state is DoorState.UNLOCKED
    entrance.log.fault = None
    entrance.pass_time(3)
    assert Reason.EXIT_BUTTON in entrance.reasons()


def test_the_exit_button_opens_while_somebody_is_enrolled_and_in_lockdown(entrance: Entrance) -> None:
    entrance.set_mode(OperatingMode.LOCKDOWN)
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.read(is_exit_pressed=True)
    assert entrance.lock.pulses == ["pulse 5 s"]


def test_at_the_demo_the_exit_button_opens_the_simulated_lock_alone(entrance: Entrance) -> None:
    entrance.tell(entrance.seen(kind=DEMO, source="demo"))
    entrance.read(is_exit_pressed=True)
    assert (entrance.lock.pulses, entrance.simulated.pulses) == ([], ["pulse 5 s"])


def test_somebody_at_the_wires_is_an_alarm_and_the_end_of_it_is_a_row(entrance: Entrance) -> None:
    entrance.read(is_tampered=True)
    entrance.read(is_tampered=True)
    entrance.read(is_tampered=False)
    assert entrance.reasons() == [Notice.TAMPER, Notice.TAMPER_OVER]
    assert standing(entrance) == [(Notice.TAMPER, True)]


def test_somebody_else_before_the_open_door_is_a_suspicion_and_no_alarm(entrance: Entrance) -> None:
    entrance.let_in(track=7)
    entrance.read(is_open=True)
    for tracks in ({7}, {7, 8}, {8}):
        entrance.tell(FrameRecognised("camera", LIVE, entrance.clock(), frozenset(tracks)))
    assert entrance.reasons() == [Reason.MATCH, Notice.TAILGATING]
    assert standing(entrance) == []


def test_the_next_one_in_the_queue_who_is_let_in_too_is_no_suspicion(entrance: Entrance) -> None:
    entrance.let_in(track=7)
    entrance.read(is_open=True)
    entrance.let_in(track=8)
    entrance.tell(FrameRecognised("camera", LIVE, entrance.clock(), frozenset({8})))
    assert noticed(entrance) == []


def test_faces_at_a_door_that_was_opened_by_a_release_say_nothing(entrance: Entrance) -> None:
    entrance.read(is_exit_pressed=True)
    entrance.read(is_open=True, is_exit_pressed=False)
    entrance.tell(FrameRecognised("camera", LIVE, entrance.clock(), frozenset({8})))
    assert noticed(entrance) == []


def test_a_lock_that_cannot_be_asked_puts_the_door_out_of_order_and_both_ends_are_rows(
    entrance: Entrance,
) -> None:
    entrance.read(trouble="The lock at http://… does not answer.")
    assert (entrance.state, entrance.reasons()) == (DoorState.FAULT, [Notice.LOCK_BROKEN])
    assert entrance.log.events[-1].note == "The lock at http://… does not answer."
    entrance.let_in()
    assert entrance.reasons()[-1] is Reason.LOCK_FAULT
    entrance.read()
    assert entrance.reasons()[-1] is Notice.LOCK_OBEYS
    assert entrance.state is DoorState.LOCKED
    assert entrance.lock.pulses == []


def test_a_grant_that_the_lock_did_not_obey_is_never_tried_again(entrance: Entrance) -> None:
    entrance.lock.fault = BROKEN_LOCK
    entrance.let_in()
    entrance.lock.fault = None
    entrance.pass_time(10)
    assert entrance.lock.pulses == []
    assert entrance.state is DoorState.LOCKED


def test_a_lock_that_is_unlocked_although_nobody_was_let_in_is_a_fault_and_told_to_lock(
    entrance: Entrance,
) -> None:
    commands = len(entrance.lock.commands)
    for _ in range(round(RELOCKED_WITHIN_S) + 2):
        entrance.wait(1)
        entrance.read(state=LockState.UNLOCKED)
    assert entrance.heard.of(FaultsChanged)[-1].sentences == (UNASKED,)
    assert "lock" in entrance.lock.commands[commands:]
    entrance.read(state=LockState.LOCKED)
    entrance.pass_time(2)
    assert entrance.state is DoorState.LOCKED


def test_mending_a_broken_lock_cuts_no_way_out_short(entrance: Entrance) -> None:
    entrance.lock.fault = BROKEN_LOCK
    entrance.let_in()
    entrance.lock.fault = None
    entrance.tell(Release("fire", entrance.clock()))
    entrance.pass_time(UNLOCK_S - 1)
    assert (entrance.lock.commands[-1], entrance.state) == ("pulse 5 s", DoorState.UNLOCKED)
    entrance.pass_time(3)
    assert (entrance.lock.commands[-1], entrance.state) == ("lock", DoorState.LOCKED)


def test_a_lock_that_is_unlocked_because_somebody_was_let_in_is_none(entrance: Entrance) -> None:
    entrance.let_in()
    for _ in range(4):
        entrance.wait(1)
        entrance.read(state=LockState.UNLOCKED)
    entrance.wait(1.5)
    entrance.read(state=LockState.UNLOCKED)
    entrance.wait(1)
    entrance.read(state=LockState.LOCKED)
    assert noticed(entrance) == [Notice.NOT_TAKEN]


def test_a_locks_own_settings_that_are_wrong_are_rows(entrance: Entrance) -> None:
    sentence = "The board unlocks when its power comes back."
    entrance.tell(LockRead(entrance.wires, LockState.LOCKED, "", entrance.clock(), (sentence,)))
    row = entrance.log.events[-1]
    assert (row.reason, row.note) == (Notice.LOCK_SETUP, sentence)


def test_a_lock_that_comes_and_goes_fills_no_log_and_the_log_ends_with_what_is_so(entrance: Entrance) -> None:
    for _ in range(300):
        entrance.wait(0.5)
        entrance.read("The board does not answer.")
        entrance.wait(0.5)
        entrance.read()
    entrance.read("The board does not answer.")
    assert len(entrance.log.events) < 40
    entrance.pass_time(70)
    last = entrance.log.events[-1]
    assert last.reason is Notice.LOCK_BROKEN
    assert last.note.endswith("since the row before. The board does not answer.")


def test_a_contact_that_flaps_is_an_alarm_and_fills_no_log(entrance: Entrance) -> None:
    for _ in range(500):
        entrance.wait(0.1)
        entrance.read(is_open=True)
        entrance.wait(0.1)
        entrance.read(is_open=False)
    assert standing(entrance) == [(Notice.FORCED, True)]
    assert len(entrance.log.events) < 40


def test_a_real_lock_that_falls_silent_is_a_fault() -> None:
    hub = EventHub()
    faults = StandingFaults(hub, lambda: 0.0)
    thread = LockThread(FakeLock(), lambda: 0.0)
    lock = LockControl(Locks(thread, FakeLock(is_simulated=True), thread), faults, hub)
    lock.start(lambda _: None, 0.0)
    for second in range(1, round(READ_WITHIN_S) + 1):
        lock.tick(second)
    assert not faults.has(Part.WIRES)
    lock.tick(READ_WITHIN_S + 0.1)
    assert faults.sentence_of(Part.WIRES) == NO_ANSWER
    lock.stop()


def test_a_door_that_was_held_up_itself_does_not_call_the_lock_silent() -> None:
    hub = EventHub()
    faults = StandingFaults(hub, lambda: 0.0)
    thread = LockThread(FakeLock(), lambda: 0.0)
    lock = LockControl(Locks(thread, FakeLock(is_simulated=True), thread), faults, hub)
    lock.start(lambda _: None, 0.0)
    lock.tick(20 * READ_WITHIN_S)
    assert not faults.has(Part.WIRES)
    lock.stop()


def test_a_lock_that_is_found_unlocked_is_locked_whatever_film_is_shown(entrance: Entrance) -> None:
    entrance.tell(entrance.seen(kind=DEMO, source="demo"))
    entrance.lock.commands.clear()
    for _ in range(5):
        entrance.wait(1)
        entrance.read(state=LockState.UNLOCKED)
        entrance.tell(entrance.seen(kind=DEMO, source="demo"))
    assert entrance.lock.commands
    assert set(entrance.lock.commands) == {"lock"}


@pytest.mark.parametrize("who", ["exit button", "operator", "face"])
def test_a_row_that_took_its_time_makes_no_opening_shorter(entrance: Entrance, who: str) -> None:
    append = entrance.log.append

    def slowly(event: LogEntry) -> int:
        entrance.clock.move(OLDEST_OPENING_S - 0.5)
        return append(event)

    entrance.log.append = slowly  # type: ignore[method-assign]
    if who == "face":
        entrance.let_in()
    elif who == "operator":
        entrance.tell(Release("x", entrance.clock()))
    else:
        entrance.read(is_exit_pressed=True)
    entrance.wait(UNLOCK_S - 0.5)
    assert entrance.state is DoorState.UNLOCKED
    entrance.wait(1.0)
    assert entrance.state is DoorState.LOCKED


def test_a_row_that_took_too_long_opens_for_nobody_who_may_be_gone(entrance: Entrance) -> None:
    append = entrance.log.append

    def slowly(event: LogEntry) -> int:
        entrance.clock.move(OLDEST_OPENING_S + 0.1)
        return append(event)

    entrance.log.append = slowly  # type: ignore[method-assign]
    entrance.let_in()
    assert entrance.reasons()[:2] == [Reason.MATCH, Reason.STALE]
    assert entrance.lock.pulses == []


def test_who_opened_in_time_forced_nothing_although_the_door_heard_of_it_late(entrance: Entrance) -> None:
    entrance.let_in()
    opened = LockRead(replace(entrance.wires, is_open=True), LockState.UNLOCKED, "", entrance.clock() + 2.0)
    entrance.clock.move(2 * UNLOCK_S)
    entrance.tell(opened)
    assert Notice.FORCED not in noticed(entrance)


def test_the_lock_waits_for_no_status_to_be_noted() -> None:
    entrance = Entrance(checks_log=False)
    entrance.read()
    pulses_when_noted: list[int] = []
    entrance.mail.note = lambda: pulses_when_noted.append(len(entrance.lock.pulses))  # type: ignore[method-assign]
    entrance.log.fault = BROKEN_LOG
    entrance.read(is_exit_pressed=True)
    assert pulses_when_noted == [1]


def test_alarms_that_could_not_be_kept_are_kept_later_beside_those_from_before(entrance: Entrance) -> None:
    entrance.facts.fault = BROKEN_LOG
    entrance.read(is_open=True)
    entrance.facts.fault = None
    entrance.pass_time(CATCH_UP_EVERY_S + 1)
    again = Entrance(facts=entrance.facts)
    assert standing(again) == [(Notice.FORCED, False)]


def test_what_the_lock_says_of_itself_is_told_and_nothing_once_it_cannot_be_asked(entrance: Entrance) -> None:
    entrance.read(state=LockState.LOCKED)
    entrance.read(state=LockState.UNLOCKED)
    entrance.read("The board does not answer.")
    told = [event.state for event in entrance.heard.of(LockStateChanged)]
    assert told == [LockState.LOCKED, LockState.UNLOCKED, LockState.UNKNOWN]


def test_many_failed_attempts_are_an_alarm_like_any_other(entrance: Entrance) -> None:
    entrance.tell(Noticing(Notice.FAILED_OFTEN, entrance.clock()))
    assert entrance.reasons() == [Notice.FAILED_OFTEN]
    assert standing(entrance) == [(Notice.FAILED_OFTEN, False)]
    entrance.tell(Acknowledge("A school class.", entrance.clock(), "desk"))
    assert standing(entrance) == []
