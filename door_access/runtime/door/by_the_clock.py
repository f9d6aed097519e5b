"""What goes by the wall clock at a running door: schedules that hold it unlocked, and doubts of the clock.

The row comes before the unlocked door. What a schedule wants is looked up anew all the time, so a door that
is started within its hours unlocks by itself; only the first person must come once more (ADR 0036).
"""

from collections.abc import Callable
from datetime import datetime

from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Outcome
from door_access.domain.permissions.verdict import Entrant
from door_access.errors import StorageFault
from door_access.runtime.door.lock_control import LockControl
from door_access.runtime.door.mode_keeper import ModeKeeper
from door_access.runtime.door.record import DoorRecord
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.door.supervisor import MakeRow, Supervisor
from door_access.runtime.events import EventHub, Noticed, TroubleChanged
from door_access.runtime.permissions.rules_at_door import RulesAtDoor

CANNOT_HOLD = "A schedule wants the door unlocked, but this lock cannot be held unlocked."
CLOCK = "clock"
CLOCK_BEHIND = (
    "The clock is behind the access log: until it is set, no schedule lets anybody in."
    " If it is right, confirm it (door confirm-clock)."
)


class ByTheClock:
    """Lets the door be unlocked while schedules want that. The door thread owns it."""

    def __init__(
        self,
        rules: RulesAtDoor,
        *,
        faults: StandingFaults,
        record: DoorRecord,
        lock: LockControl,
        modes: ModeKeeper,
        make_row: MakeRow,
        supervisor: Supervisor,
        hub: EventHub,
    ) -> None:
        """``faults``: one stands while the rules cannot be read."""
        self._rules = rules
        self._faults = faults
        self._record = record
        self._lock = lock
        self._modes = modes
        self._make_row = make_row
        self._supervisor = supervisor
        self._hub = hub
        self._entered_utc: dict[str, datetime] = {}
        self._is_refused = False
        self._is_doubted = False

    def let_in(self, entrant: Entrant) -> None:
        """Take note of somebody who was let in: a schedule may have waited for them."""
        self._with_rules(lambda: self._remember(entrant))

    def tick(self, kind: SourceKind, now_s: float, *, is_well: bool) -> None:
        """Say once that the clock is in doubt, or no longer, and want of the door what schedules want now.

        ``is_well``: nothing is broken, so that the row of an unlocked door can be written.
        """
        self._doubt(now_s)
        self._with_rules(lambda: self._follow(kind, now_s, is_well=is_well))

    def _doubt(self, now_s: float) -> None:
        was_doubted, self._is_doubted = self._is_doubted, self._rules.now().is_in_doubt
        if self._is_doubted is not was_doubted:
            news = Notice.CLOCK_DOUBTED if self._is_doubted else Notice.CLOCK_BELIEVED
            self._supervisor.notice(news, now_s)
            self._hub.publish(TroubleChanged(CLOCK, CLOCK_BEHIND if self._is_doubted else ""))

    def _with_rules(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StorageFault as error:
            self._faults.stand(Part.RULES, str(error))
        else:
            self._faults.end(Part.RULES)

    def _remember(self, entrant: Entrant) -> None:
        at_utc = self._rules.now().at_utc
        awaited = self._rules.awaited_groups()
        for one in entrant.memberships:
            if one.group in awaited and one.validity.spell(at_utc).holds:
                self._entered_utc[one.group] = at_utc

    def _follow(self, kind: SourceKind, now_s: float, *, is_well: bool) -> None:
        self._rules.poll(now_s)
        wanted = self._wanted(kind, now_s)
        if wanted is self._modes.scheduled:
            return
        if not wanted.holds:
            self._modes.follow_schedule(wanted, now_s)
            self._supervisor.notice(Notice.SCHEDULE_CLOSES, now_s)
        elif is_well and self._is_written():
            self._modes.follow_schedule(wanted, now_s)
            self._hub.publish(Noticed(Notice.SCHEDULE_OPENS, now_s))

    def _wanted(self, kind: SourceKind, now_s: float) -> OperatingMode:
        """Return what schedules want; a lock that cannot be held is not, which is said once."""
        wanted = self._rules.planned_mode(self._entered_utc)
        is_refused = wanted.holds and not self._lock.can_hold(kind)
        if is_refused and not self._is_refused:
            self._supervisor.notice(Notice.LOCK_SETUP, now_s, CANNOT_HOLD)
        self._is_refused = is_refused
        return OperatingMode.NORMAL if is_refused else wanted

    def _is_written(self) -> bool:
        row = self._make_row(Outcome.NOTICED, Notice.SCHEDULE_OPENS, "")
        return self._record.write(row) is not None
