"""A door that schedules hold unlocked, and a clock that may be in doubt."""

from datetime import datetime, timedelta

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockCapabilities
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import AnswerKind, Wish
from door_access.domain.door.states import DoorState
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act, Actor
from door_access.domain.permissions.hours import Hours, Weekday, Window
from door_access.domain.permissions.rights import DoorPlan, Group, Membership
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Moment
from door_access.errors import StorageFault
from door_access.ports import LogEntry, LogKind
from door_access.runtime.events import ModeChanged, Noticed, TroubleChanged
from door_access.runtime.messages import ConfirmClock
from tests.fakes import NOON, MemoryProfileStore
from tests.runtime.door.entrance import BROKEN_LOG, DEMO, LIVE, PLAYBACK, Entrance

MINUTE_S = 60.0
HOUR_S = 60 * MINUTE_S
SOON = Schedule("soon", "Soon", (Window(frozenset(Weekday), Hours.of("12:01", "12:10")),))
NOW = Schedule("now", "Now", (Window(frozenset(Weekday), Hours.of("11:00", "12:10")),))
OPENS, CLOSES = Notice.SCHEDULE_OPENS, Notice.SCHEDULE_CLOSES


def unlocked_by(schedule: Schedule, *, first_of: str | None = None, **others) -> Entrance:
    """Return an entrance that the schedule holds unlocked; it is noon."""
    entrance = Entrance(checks_log=False, **others)
    rules = entrance.people.rules
    rules.put(None, Group("staff", "Staff"))
    rules.put(None, schedule)
    rules.put(None, DoorPlan("open", schedule.id, OperatingMode.UNLOCKED, first_of=first_of))
    return entrance


def holds(entrance: Entrance) -> int:
    return sum(command.startswith("pulse 30") for command in entrance.lock.pulses)


def modes(entrance: Entrance) -> list[tuple[OperatingMode, bool]]:
    return [(event.mode, event.is_by_schedule) for event in entrance.heard.of(ModeChanged)]


class TestUnlocked:
    def test_it_is_unlocked_when_the_hours_begin_and_locked_when_they_end(self):
        entrance = unlocked_by(SOON)
        entrance.pass_time(59)
        assert entrance.state is DoorState.LOCKED
        entrance.pass_time(2)
        assert entrance.state is DoorState.UNLOCKED
        entrance.pass_time(9 * MINUTE_S)
        assert entrance.state is DoorState.LOCKED
        assert entrance.reasons() == [OPENS, CLOSES]
        assert modes(entrance) == [(OperatingMode.UNLOCKED, True), (OperatingMode.NORMAL, False)]

    def test_both_are_rows_of_the_door_and_the_first_comes_before_the_lock(self):
        entrance = unlocked_by(NOW)
        row_before_pulse = []
        pulse = entrance.lock.pulse
        entrance.lock.pulse = lambda seconds: (row_before_pulse.append(entrance.reasons()), pulse(seconds))
        entrance.wait(1.0)
        assert row_before_pulse[0] == [OPENS]
        (row,) = entrance.log.events
        assert (row.kind, row.outcome) == (LogKind.DOOR, Outcome.NOTICED)

    def test_the_lease_is_renewed_and_people_who_come_are_still_written_down(self):
        entrance = unlocked_by(NOW)
        entrance.pass_time(60)
        assert holds(entrance) >= 6
        entrance.let_in()
        assert entrance.reasons()[-1] is Reason.MATCH and entrance.state is DoorState.UNLOCKED

    def test_without_a_row_it_stays_locked_and_is_unlocked_once_rows_can_be_written(self):
        entrance = unlocked_by(SOON)
        entrance.log.fault = BROKEN_LOG
        entrance.pass_time(65)
        assert holds(entrance) == 0 and entrance.state is DoorState.FAULT
        entrance.log.fault = None
        entrance.pass_time(3)
        assert entrance.state is DoorState.UNLOCKED
        outcomes = [row.outcome for row in entrance.log.events if row.reason is OPENS]
        assert outcomes == [Outcome.NOT_COMPLETED, Outcome.NOTICED]

    def test_rules_that_cannot_be_read_hold_no_door(self):
        entrance = unlocked_by(NOW)
        entrance.wait(1.0)
        entrance.people.rules.fault = StorageFault("The rules cannot be read.")
        entrance.pass_time(2)
        assert entrance.state is DoorState.FAULT
        entrance.people.rules.fault = None
        entrance.pass_time(2)
        assert entrance.state is DoorState.UNLOCKED

    def test_rules_that_stay_unreadable_are_one_fault_and_the_door_stays_locked(self):
        entrance = unlocked_by(NOW)
        entrance.wait(1.0)
        entrance.people.rules.fault = StorageFault("The rules cannot be read.")
        entrance.wait(1.0)
        states = set()
        for _ in range(20):
            entrance.wait(0.1)
            states.add(entrance.state)
        assert states == {DoorState.FAULT}

    def test_a_lock_that_cannot_be_held_is_not_and_that_is_said_once(self):
        entrance = unlocked_by(NOW, capabilities=LockCapabilities())
        entrance.pass_time(30)
        assert (entrance.state, entrance.lock.pulses) == (DoorState.LOCKED, [])
        (row,) = entrance.log.events
        assert row.reason is Notice.LOCK_SETUP and "cannot be held" in row.note

    def test_a_changed_plan_reaches_the_door_within_a_second(self):
        entrance = unlocked_by(NOW)
        entrance.wait(1.0)
        plan = entrance.people.rules.rules().plans[0]
        entrance.people.rules.put(plan, None)
        entrance.wait(0.5)
        entrance.wait(0.5)
        assert entrance.state is DoorState.LOCKED

    def test_what_operators_want_goes_before_and_then_the_schedule_counts_again(self):
        entrance = unlocked_by(NOW)
        entrance.wait(1.0)
        entrance.set_mode(OperatingMode.LOCKDOWN, for_s=MINUTE_S)
        assert entrance.state is DoorState.LOCKED
        entrance.pass_time(59)
        assert entrance.state is DoorState.LOCKED
        entrance.pass_time(3)
        assert entrance.state is DoorState.UNLOCKED

    def test_an_emergency_outlasts_the_schedule(self):
        entrance = unlocked_by(NOW)
        entrance.set_mode(OperatingMode.EMERGENCY)
        entrance.pass_time(11 * MINUTE_S)
        assert entrance.state is DoorState.UNLOCKED
        entrance.set_mode(OperatingMode.NORMAL)
        assert entrance.state is DoorState.LOCKED


class TestFirstPerson:
    def entrance(self, **dates: datetime) -> Entrance:
        entrance = unlocked_by(NOW, first_of="staff")
        member = Membership("staff", Validity(**dates))
        MemoryProfileStore(entrance.people).set_membership(entrance.ada, member)
        entrance.wait(1.0)
        assert entrance.state is DoorState.LOCKED
        return entrance

    def test_the_door_waits_for_somebody_of_the_group(self):
        entrance = self.entrance()
        entrance.let_in()
        entrance.wait(1.0)
        assert entrance.reasons() == [Reason.MATCH, OPENS]
        entrance.pass_time(60)
        assert entrance.state is DoorState.UNLOCKED

    def test_who_is_not_let_in_has_not_come(self):
        entrance = self.entrance()
        entrance.people.set_blocked(entrance.ada, True)
        entrance.let_in()
        entrance.pass_time(10)
        assert entrance.state is DoorState.LOCKED

    def test_a_membership_that_does_not_count_yet_is_none(self):
        entrance = self.entrance(begins_utc=NOON + timedelta(hours=1))
        entrance.let_in()
        entrance.pass_time(10)
        assert OPENS not in entrance.reasons()

    def test_another_opening_than_a_grant_is_no_entry(self):
        entrance = self.entrance()
        entrance.read(is_exit_pressed=True)
        entrance.pass_time(10)
        assert OPENS not in entrance.reasons()

    @pytest.mark.parametrize("kind", [PLAYBACK, DEMO])
    def test_a_face_in_a_film_has_not_come(self, kind: SourceKind):
        entrance = self.entrance()
        entrance.let_in(kind=kind)
        assert entrance.reasons() == [Reason.MATCH]
        entrance.tell(entrance.seen(kind=LIVE))
        entrance.pass_time(10)
        assert OPENS not in entrance.reasons()

    def test_after_a_restart_somebody_must_come_again(self):
        entrance = self.entrance()
        entrance.let_in()
        entrance.wait(1.0)
        assert entrance.state is DoorState.UNLOCKED
        entrance.door.end()
        again = unlocked_by(NOW, first_of="staff", facts=entrance.facts)
        again.pass_time(10)
        assert again.state is DoorState.LOCKED


class TestClock:
    def behind(self) -> Entrance:
        """Return an entrance whose clock is an hour behind its log, and whose schedule would hold it."""
        late = Schedule("late", "Late", (Window(frozenset(Weekday), Hours.of("10:00", "18:00")),))
        entrance = unlocked_by(late)
        entrance.wait(1.0)
        assert entrance.state is DoorState.UNLOCKED
        entrance.clock_error = timedelta(hours=-1)
        entrance.wait(1.0)
        return entrance

    def noticed(self, entrance: Entrance) -> list[Notice]:
        return [event.notice for event in entrance.heard.of(Noticed) if event.notice.startswith("clock")]

    def test_a_clock_that_goes_back_locks_what_schedules_unlocked_and_is_said_once(self):
        entrance = self.behind()
        entrance.pass_time(60)
        assert entrance.state is DoorState.LOCKED
        assert self.noticed(entrance) == [Notice.CLOCK_DOUBTED]
        assert entrance.reasons().count(Notice.CLOCK_DOUBTED) == 1
        assert entrance.heard.of(TroubleChanged)[-1].sentence

    def test_rows_that_are_written_meanwhile_do_not_end_the_doubt(self):
        entrance = self.behind()
        for _ in range(5):
            entrance.wait(10.0)
            entrance.let_in()
        assert entrance.door.wall.now().is_in_doubt
        assert entrance.reasons()[-1] is Reason.MATCH, "a right without a schedule still counts"

    def test_a_clock_that_is_set_right_is_believed_by_itself(self):
        entrance = self.behind()
        entrance.clock_error = timedelta(0)
        entrance.wait(1.0)
        entrance.wait(1.0)
        assert self.noticed(entrance) == [Notice.CLOCK_DOUBTED, Notice.CLOCK_BELIEVED]
        assert entrance.state is DoorState.UNLOCKED
        assert entrance.heard.of(TroubleChanged)[-1].sentence == ""

    def test_somebody_at_the_desk_can_say_that_it_is_right(self):
        entrance = self.behind()
        entrance.tell(ConfirmClock("looked at my watch", entrance.clock(), Actor.DESK))
        entrance.wait(1.0)
        row = next(row for row in entrance.log.events if row.reason is Act.CONFIRM_CLOCK)
        assert (row.kind, row.actor, row.note) == (LogKind.ACT, Actor.DESK, "looked at my watch")
        assert self.noticed(entrance)[-1] is Notice.CLOCK_BELIEVED
        assert entrance.state is DoorState.UNLOCKED
        assert entrance.log.newest_utc() < NOON

    def test_another_process_can_say_so_and_without_a_row_it_is_refused(self):
        entrance = self.behind()
        entrance.log.fault = BROKEN_LOG
        entrance.mail.ask("x", Wish.CONFIRM_CLOCK)
        request = entrance.mail.ask("my watch", Wish.CONFIRM_CLOCK)
        entrance.wait(1.0)
        answer = entrance.mail.answer_to(request)
        assert answer is not None and answer.kind is AnswerKind.REFUSED
        assert entrance.door.wall.now().is_in_doubt
        entrance.log.fault = None
        entrance.pass_time(2)
        request = entrance.mail.ask("my watch", Wish.CONFIRM_CLOCK)
        entrance.wait(1.0)
        answer = entrance.mail.answer_to(request)
        assert answer is not None and answer.kind is AnswerKind.DONE
        assert not entrance.door.wall.now().is_in_doubt

    def test_a_door_that_begins_behind_its_log_knows_it(self):
        row = LogEntry(NOON, "main entrance", Outcome.DENIED, Reason.NO_MATCH)
        behind = Entrance(rows=(row,), clock_error=timedelta(days=-400))
        assert behind.reasons()[-1] is Notice.CLOCK_DOUBTED
        assert behind.door.wall.now() == Moment(NOON, is_in_doubt=True)
