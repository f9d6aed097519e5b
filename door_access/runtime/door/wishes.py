"""What operators want of the door, at the desk or from another process, and who presses the exit button.

Opening once is tried whatever the record says: people must get out. A mode that holds the door unlocked needs
its row first; one that denies more needs nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import AnswerKind, DoorAnswer, DoorRequest, Wish
from door_access.domain.door.states import DoorEvent
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act, Actor, Changed
from door_access.ports import OBJECTS_APART, Change, LogEntry, LogKind
from door_access.runtime.door.bolt import Bolt
from door_access.runtime.door.lock_control import LockControl
from door_access.runtime.door.mode_keeper import ModeKeeper
from door_access.runtime.door.moment import Moment
from door_access.runtime.door.record import DoorRecord
from door_access.runtime.door.supervisor import Supervisor
from door_access.runtime.messages import Acknowledge, ConfirmClock, Release, SetMode
from door_access.runtime.permissions.wall_clock import WallClock

CANNOT_HOLD = "This lock cannot be held unlocked."
NO_RECORD = "The access log cannot be written."
NO_END = "A door that is held unlocked needs an end that is still to come."
EMERGENCY_FIRST = "The door is in an emergency, which goes before: end that first, by the mode normal."
LASTS = "This mode lasts until somebody ends it; it takes no end."

WishMessage = Release | SetMode | Acknowledge | ConfirmClock


class Wishes:
    """Fulfils wishes, or says why not. The door thread owns it."""

    def __init__(
        self,
        *,
        record: DoorRecord,
        lock: LockControl,
        bolt: Bolt,
        modes: ModeKeeper,
        supervisor: Supervisor,
        wall: WallClock,
        heed_faults: Callable[[], None],
    ) -> None:
        """``heed_faults``: lets the door be in FAULT first where a row has just failed."""
        self._record = record
        self._lock = lock
        self._bolt = bolt
        self._modes = modes
        self._supervisor = supervisor
        self._wall = wall
        self._heed_faults = heed_faults

    def obey(self, wish: WishMessage, moment: Moment) -> DoorAnswer:
        """Do what is wanted, and say what became of it."""
        match wish:
            case Release():
                return self._open(_row(wish, moment, Outcome.GRANTED, Reason.OPERATOR_RELEASE), moment)
            case SetMode():
                return self._set_mode(wish, moment)
            case Acknowledge():
                return self._acknowledge(wish, moment)
            case ConfirmClock():
                return self._confirm_clock(wish, moment)
            case _:
                assert_never(wish)

    def press_exit(self, moment: Moment) -> None:
        """Let somebody out."""
        self._open(replace(moment.row(Outcome.GRANTED, Reason.EXIT_BUTTON), kind=LogKind.DOOR), moment)
        self._supervisor.press_exit(moment.now_s)

    def _open(self, row: LogEntry, moment: Moment) -> DoorAnswer:
        seq = self._record.write(row)
        self._heed_faults()
        is_open = self._bolt.open(
            DoorEvent.RELEASED,
            moment.kind,
            cause=Reason(row.reason),
            person=None,
            for_s=moment.rules.unlock_s,
        )
        if is_open:
            self._supervisor.let_out(self._bolt.locks_at_s)
            return DoorAnswer(AnswerKind.OPENED, seq=seq)
        seq = self._record.write(replace(row, outcome=Outcome.DENIED, reason=Reason.LOCK_FAULT))
        return DoorAnswer(AnswerKind.REFUSED, self._lock.trouble, seq)

    def _set_mode(self, wish: SetMode, moment: Moment) -> DoorAnswer:
        change = Change(Changed.MODE, self._modes.in_force, _mode_text(wish))
        row = replace(_row(wish, moment, Outcome.DONE, Act.SET_MODE), changes=(change,))
        why = self._why_not(wish, moment, row.at_utc)
        if wish.mode is OperatingMode.LOCKDOWN and not why:
            self._bolt.relock(moment.now_s)
        seq = self._record.write(replace(row, outcome=Outcome.DENIED) if why else row)
        if not why and seq is None and wish.mode is OperatingMode.UNLOCKED:
            why = NO_RECORD
        if why:
            return DoorAnswer(AnswerKind.REFUSED, why, seq)
        self._modes.ask(wish.mode, wish.until_utc, now_utc=row.at_utc, now_s=moment.now_s)
        return DoorAnswer(AnswerKind.DONE, seq=seq)

    def _why_not(self, wish: SetMode, moment: Moment, now_utc: datetime) -> str:
        if wish.until_utc is not None and not wish.mode.can_end:
            return LASTS
        if self._modes.in_force is OperatingMode.EMERGENCY and wish.mode.can_end:
            return EMERGENCY_FIRST
        if wish.mode.holds and not self._lock.can_hold(moment.kind):
            return CANNOT_HOLD
        is_over = wish.until_utc is not None and wish.until_utc <= now_utc
        return NO_END if is_over or (wish.mode is OperatingMode.UNLOCKED and not wish.until_utc) else ""

    def _acknowledge(self, wish: Acknowledge, moment: Moment) -> DoorAnswer:
        stood = OBJECTS_APART.join(alarm.kind for alarm in self._supervisor.alarms.alarms)
        row = _row(wish, moment, Outcome.DONE, Act.ACKNOWLEDGE_ALARMS)
        seq = self._record.write(replace(row, object=stood))
        if seq is None:
            return DoorAnswer(AnswerKind.REFUSED, NO_RECORD)
        self._supervisor.acknowledge(moment.now_s)
        return DoorAnswer(AnswerKind.DONE, seq=seq)

    def _confirm_clock(self, wish: ConfirmClock, moment: Moment) -> DoorAnswer:
        row = _row(wish, moment, Outcome.DONE, Act.CONFIRM_CLOCK)
        seq = self._record.write(row)
        if seq is None:
            return DoorAnswer(AnswerKind.REFUSED, NO_RECORD)
        self._wall.confirm(row.at_utc)
        return DoorAnswer(AnswerKind.DONE, seq=seq)


def message_of(request: DoorRequest, at_s: float) -> WishMessage:
    """Return what another process wants as a message for the door."""
    match request.wish:
        case Wish.RELEASE:
            return Release(request.note, at_s, Actor.COMMAND_LINE, request.operator)
        case Wish.MODE:
            until_utc, who = request.until_utc, request.operator
            return SetMode(request.mode, until_utc, request.note, at_s, Actor.COMMAND_LINE, who)
        case Wish.ACKNOWLEDGE:
            return Acknowledge(request.note, at_s, Actor.COMMAND_LINE, request.operator)
        case Wish.CONFIRM_CLOCK:
            return ConfirmClock(request.note, at_s, Actor.COMMAND_LINE, request.operator)


def _row(wish: WishMessage, moment: Moment, outcome: Outcome, reason: Reason | Act) -> LogEntry:
    """Return the row of an act of whoever wishes this."""
    row = moment.row(outcome, reason, note=wish.note)
    return replace(row, kind=LogKind.ACT, actor=wish.actor, operator=wish.operator)


def _mode_text(wish: SetMode) -> str:
    """Return the mode and its end as a change of the log tells it."""
    until_utc = wish.until_utc
    return f"{wish.mode} until {until_utc.isoformat(timespec='seconds')}" if until_utc else str(wish.mode)
