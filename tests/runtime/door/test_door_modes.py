"""Modes at the door: held unlocked by a lease, locked down, emergency; and what a restart makes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import AnswerKind, Wish
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.runtime.door.bolt import LEASE_S, RENEW_EVERY_S
from door_access.runtime.door.service import CATCH_UP_EVERY_S
from door_access.runtime.door.wishes import CANNOT_HOLD, EMERGENCY_FIRST, NO_END, NO_RECORD
from door_access.runtime.events import DoorChanged, ModeChanged, WishRefused
from door_access.runtime.messages import Acknowledge, Release, Suspend, WorkerReport
from tests.fakes import FULL
from tests.runtime.door.entrance import BROKEN_LOCK, BROKEN_LOG, DEMO, Entrance

NORMAL, UNLOCKED, LOCKDOWN, EMERGENCY = OperatingMode
HOUR_S = 3600.0


@pytest.fixture
def entrance() -> Entrance:
    return Entrance(checks_log=False)


def test_a_door_is_held_unlocked_by_pulses_that_are_renewed_until_its_end(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=60, note="fair")
    row = entrance.log.events[-1]
    assert (row.reason, row.outcome, row.actor, row.note) == (Act.SET_MODE, Outcome.DONE, "desk", "fair")
    assert str(row.changes[0]) == "mode: normal → unlocked until 2026-03-02T12:01:00+00:00"
    assert entrance.state is DoorState.UNLOCKED

    entrance.pass_time(59)
    assert entrance.lock.pulses == [f"pulse {LEASE_S:g} s"] * 6
    assert entrance.state is DoorState.UNLOCKED
    entrance.pass_time(2)
    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED, "lock")
    assert entrance.reasons() == [Act.SET_MODE, Notice.MODE_OVER]
    assert [event.mode for event in entrance.heard.of(ModeChanged)] == [UNLOCKED, NORMAL]


def test_the_row_of_a_mode_is_there_before_the_lock_moves() -> None:
    entrance = Entrance(checks_log=False)
    rows_at_pulse: list[int] = []
    pulse = entrance.lock.pulse
    entrance.lock.pulse = lambda s: (rows_at_pulse.append(len(entrance.log.events)), pulse(s))[1]  # type: ignore[method-assign]
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    assert rows_at_pulse == [1]


def test_a_lockdown_locks_before_it_waits_for_its_row(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    rows_at_lock: list[int] = []
    lock = entrance.lock.lock
    entrance.lock.lock = lambda: (rows_at_lock.append(len(entrance.log.events)), lock())[1]  # type: ignore[method-assign]
    entrance.set_mode(LOCKDOWN)
    assert (rows_at_lock[0], len(entrance.log.events)) == (1, 2)
    assert entrance.state is DoorState.LOCKED


def test_a_lockdown_that_could_not_be_kept_is_kept_once_it_can_be(entrance: Entrance) -> None:
    entrance.facts.fault = BROKEN_LOG
    entrance.set_mode(LOCKDOWN)
    entrance.facts.fault = None
    entrance.pass_time(CATCH_UP_EVERY_S + 1)
    assert Entrance(facts=entrance.facts).door.mode is LOCKDOWN


def test_without_its_row_a_door_is_not_held_unlocked(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.pass_time(3)
    assert (entrance.lock.pulses, entrance.door.mode) == ([], NORMAL)


def test_a_hold_that_nobody_renews_ends_by_itself(entrance: Entrance) -> None:
    """The door thread hangs for longer than a lease: the board has locked by then, and so does the door."""
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.lock.fault = BROKEN_LOCK
    entrance.pass_time(RENEW_EVERY_S + 1)
    assert entrance.state is DoorState.FAULT


def test_a_hold_goes_on_when_the_lock_obeys_again_and_while_a_mode_says_so(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.lock.fault = BROKEN_LOCK
    entrance.pass_time(RENEW_EVERY_S + 1)
    entrance.lock.fault = None
    entrance.pass_time(3)
    assert entrance.state is DoorState.UNLOCKED


def test_back_to_normal_locks_at_once(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.set_mode(NORMAL)
    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED, "lock")


def test_a_lock_that_cannot_hold_is_not_held() -> None:
    entrance = Entrance(capabilities=replace(FULL, can_hold=False))
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    assert (entrance.lock.pulses, entrance.door.mode) == ([], NORMAL)
    assert (entrance.log.events[-1].reason, entrance.log.events[-1].outcome) == (Act.SET_MODE, Outcome.DENIED)


def test_a_door_held_unlocked_may_be_opened_and_stand_open(entrance: Entrance) -> None:
    entrance.read()
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.read(is_open=True)
    entrance.pass_time(120)
    entrance.read(is_open=False)
    assert entrance.state is DoorState.UNLOCKED
    assert entrance.reasons() == [Act.SET_MODE]


def test_a_grant_while_held_unlocked_is_a_row_and_shortens_nothing(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.let_in()
    entrance.pass_time(8)
    assert entrance.state is DoorState.UNLOCKED
    assert entrance.reasons() == [Act.SET_MODE, Reason.MATCH]


def test_an_enrolment_leaves_a_held_door_as_it_is_and_suspends_it_afterwards(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=60)
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.pass_time(15)
    assert entrance.state is DoorState.UNLOCKED
    entrance.pass_time(60)
    assert entrance.state is DoorState.SUSPENDED


def test_in_lockdown_nobody_is_let_in_and_the_way_out_stays(entrance: Entrance) -> None:
    entrance.read()
    entrance.let_in()
    entrance.set_mode(LOCKDOWN)
    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED, "lock")
    entrance.let_in()
    assert entrance.reasons()[-1] is Reason.LOCKDOWN
    pulses = len(entrance.lock.pulses)
    entrance.tell(Release("fire brigade", entrance.clock()))
    assert len(entrance.lock.pulses) == pulses + 1


def test_a_lockdown_holds_although_its_row_cannot_be_written(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.set_mode(LOCKDOWN)
    entrance.log.fault = None
    entrance.pass_time(3)
    entrance.let_in()
    assert entrance.reasons()[-1] is Reason.LOCKDOWN
    assert Act.SET_MODE in entrance.reasons()


def test_a_lockdown_outlives_a_restart_and_its_end_does_too(entrance: Entrance) -> None:
    entrance.set_mode(LOCKDOWN, for_s=HOUR_S)
    entrance.door.end()
    again = Entrance(facts=entrance.facts)
    assert again.door.mode is LOCKDOWN
    again.pass_time(2)
    again.let_in()
    assert again.reasons() == [Reason.LOCKDOWN]
    again.clock.move(HOUR_S)
    again.wait(0)
    assert again.door.mode is NORMAL
    later = Entrance(facts=again.facts)
    assert later.door.mode is NORMAL


def test_a_door_that_was_held_unlocked_begins_locked_after_a_restart(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.door.end()
    again = Entrance(facts=entrance.facts)
    assert (again.door.mode, again.state, again.lock.pulses) == (NORMAL, DoorState.LOCKED, [])


def test_until_it_is_known_whether_it_is_locked_down_nobody_is_let_in(entrance: Entrance) -> None:
    entrance.set_mode(LOCKDOWN)
    entrance.facts.fault = BROKEN_LOG
    again = Entrance(facts=entrance.facts)
    again.wait(0.3)
    again.let_in()
    assert (again.lock.pulses, again.reasons()) == ([], [Reason.STORAGE_FAULT])
    entrance.facts.fault = None
    again.pass_time(2)
    assert again.door.mode is LOCKDOWN


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_set_keeps_no_door_open_for_longer(entrance: Entrance, hours: int) -> None:
    entrance.set_mode(UNLOCKED, for_s=60)
    entrance.clock_error = timedelta(hours=hours)
    entrance.pass_time(61)
    assert (entrance.door.mode, entrance.state) == (NORMAL, DoorState.LOCKED)


@pytest.mark.parametrize(("hours", "passing_s"), [(-5, 61), (5, 59)])
def test_a_clock_that_is_set_ends_no_lockdown_early(entrance: Entrance, hours: int, passing_s: int) -> None:
    entrance.set_mode(LOCKDOWN, for_s=60)
    entrance.clock_error = timedelta(hours=hours)
    entrance.pass_time(passing_s)
    assert entrance.door.mode is LOCKDOWN


def test_an_emergency_holds_the_door_unlocked_over_faults_enrolments_and_lockdown(entrance: Entrance) -> None:
    entrance.set_mode(LOCKDOWN)
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.log.fault = BROKEN_LOG
    entrance.set_mode(EMERGENCY)
    entrance.pass_time(60)
    assert entrance.state is DoorState.UNLOCKED
    entrance.log.fault = None
    entrance.pass_time(3)
    assert Act.SET_MODE in entrance.reasons()[1:]
    entrance.set_mode(NORMAL)
    assert entrance.state is not DoorState.UNLOCKED


@pytest.mark.parametrize("for_s", [None, 0.0, -5.0])
def test_a_door_is_held_unlocked_with_an_end_that_is_to_come_or_not_at_all(
    entrance: Entrance, for_s: float | None
) -> None:
    entrance.set_mode(UNLOCKED, for_s=for_s)
    assert (entrance.lock.pulses, entrance.door.mode) == ([], NORMAL)


def test_a_source_that_is_not_live_holds_the_simulated_lock_alone(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.tell(entrance.seen(kind=DEMO, source="demo"))
    entrance.tell(entrance.seen(kind=DEMO, source="demo"))
    assert entrance.lock.commands[-1] == "lock"
    assert entrance.simulated.pulses == [f"pulse {LEASE_S:g} s"]


def test_a_lock_that_is_left_while_it_is_unlocked_is_told_to_lock_first(entrance: Entrance) -> None:
    """The demo begins, and in the same moment another process asks to open."""
    entrance.let_in()
    entrance.mail.ask("x")
    entrance.clock.move(0.3)
    entrance.tell(entrance.seen(kind=DEMO, source="demo"))
    assert entrance.lock.commands[-1] == "lock"
    assert entrance.simulated.pulses == ["pulse 5 s"]


def test_no_fault_locks_a_door_in_an_emergency_not_even_for_a_moment(entrance: Entrance) -> None:
    entrance.set_mode(EMERGENCY)
    commands = len(entrance.lock.commands)
    entrance.tell(WorkerReport("detection", "Broken.", entrance.clock()))
    entrance.pass_time(15)
    assert "lock" not in entrance.lock.commands[commands:]


def test_an_emergency_tries_a_lock_that_does_not_obey_again_and_again(entrance: Entrance) -> None:
    entrance.lock.fault = BROKEN_LOCK
    entrance.set_mode(EMERGENCY)
    entrance.pass_time(5)
    entrance.lock.fault = None
    entrance.pass_time(3)
    assert entrance.state is DoorState.UNLOCKED


def test_what_the_desk_asks_in_vain_is_answered(entrance: Entrance) -> None:
    entrance.set_mode(UNLOCKED, for_s=-1)
    entrance.lock.fault = BROKEN_LOCK
    entrance.tell(Release("x", entrance.clock()))
    assert [event.why for event in entrance.heard.of(WishRefused)] == [NO_END, str(BROKEN_LOCK)]


def test_the_door_tells_once_that_it_is_held(entrance: Entrance) -> None:
    entrance.heard.events.clear()
    entrance.set_mode(UNLOCKED, for_s=HOUR_S)
    entrance.pass_time(45)
    (told,) = entrance.heard.of(DoorChanged)
    assert (told.state, told.cause) == (DoorState.UNLOCKED, Reason.HELD_UNLOCKED)


class TestAskedByAnotherProcess:
    def ask(self, entrance: Entrance, mode: OperatingMode, *, for_s: float | None = None) -> tuple[str, str]:
        until_utc = None if for_s is None else entrance.utc_now() + timedelta(seconds=for_s)
        request = entrance.mail.ask("by hand", Wish.MODE, mode=mode, until_utc=until_utc)
        entrance.wait(0.3)
        answer = entrance.mail.answer_to(request)
        assert answer is not None
        return answer.kind, answer.why

    def test_it_is_done_and_answered_with_its_row(self, entrance: Entrance) -> None:
        assert self.ask(entrance, LOCKDOWN) == (AnswerKind.DONE, "")
        assert entrance.log.events[-1].actor == "command line"
        assert entrance.door.mode is LOCKDOWN

    @pytest.mark.parametrize("mode", [LOCKDOWN, UNLOCKED])
    def test_a_mode_that_an_emergency_goes_before_is_not_called_done(
        self, entrance: Entrance, mode: OperatingMode
    ) -> None:
        self.ask(entrance, EMERGENCY)
        assert self.ask(entrance, mode, for_s=60) == (AnswerKind.REFUSED, EMERGENCY_FIRST)
        assert entrance.door.mode is EMERGENCY
        assert self.ask(entrance, NORMAL) == (AnswerKind.DONE, "")
        assert entrance.door.mode is NORMAL

    def test_what_cannot_be_is_refused_and_says_why(self, entrance: Entrance) -> None:
        assert self.ask(entrance, UNLOCKED, for_s=-1) == (AnswerKind.REFUSED, NO_END)
        entrance.lock.capabilities = entrance.simulated.capabilities = replace(FULL, can_hold=False)
        assert self.ask(entrance, UNLOCKED, for_s=HOUR_S) == (AnswerKind.REFUSED, CANNOT_HOLD)

    def test_a_hold_without_a_row_is_refused(self, entrance: Entrance) -> None:
        entrance.log.fault = BROKEN_LOG
        assert self.ask(entrance, UNLOCKED, for_s=HOUR_S) == (AnswerKind.REFUSED, NO_RECORD)

    def test_alarms_are_acknowledged(self, entrance: Entrance) -> None:
        entrance.read()
        entrance.read(is_open=True)
        request = entrance.mail.ask("A cleaner.", Wish.ACKNOWLEDGE)
        entrance.wait(0.3)
        answer = entrance.mail.answer_to(request)
        assert answer is not None
        assert answer.kind is AnswerKind.DONE
        assert entrance.reasons()[-1] is Act.ACKNOWLEDGE_ALARMS


def test_a_note_that_no_file_can_hold_bars_nothing(entrance: Entrance) -> None:
    entrance.set_mode(LOCKDOWN, note="a\udcffb")
    entrance.tell(Acknowledge("c\udcffd", entrance.clock()))
    assert [row.note for row in entrance.log.events] == ["a?b", "c?d"]


@pytest.mark.parametrize("mode", [NORMAL, EMERGENCY])
def test_a_mode_that_would_not_end_then_is_refused_with_an_end(
    entrance: Entrance, mode: OperatingMode
) -> None:
    entrance.set_mode(LOCKDOWN)
    entrance.set_mode(mode, for_s=60)
    assert entrance.door.mode is LOCKDOWN
    assert entrance.log.events[-1].outcome is Outcome.DENIED
