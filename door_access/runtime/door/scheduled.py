"""A door that schedules hold unlocked: its row comes first, and a restart forgets who came.

What a schedule wants is looked up anew all the time, so a door that is started within its hours unlocks by
itself; only the first person must come once more (ADR 0036).
"""

from collections.abc import Callable
from datetime import datetime

from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Outcome
from door_access.domain.permissions.verdict import Entrant
from door_access.ports import LogEntry
from door_access.runtime.door.lock_control import LockControl
from door_access.runtime.door.mode_keeper import ModeKeeper
from door_access.runtime.door.record import DoorRecord
from door_access.runtime.events import EventHub, Noticed
from door_access.runtime.permissions.rules_at_door import RulesAtDoor

CANNOT_HOLD = "A schedule wants the door unlocked, but this lock cannot be held unlocked."

MakeRow = Callable[[Outcome, Notice, str], LogEntry]


class ScheduledMode:
    """Lets the door be unlocked while schedules want that. The door thread owns it."""

    def __init__(
        self,
        rules: RulesAtDoor,
        *,
        record: DoorRecord,
        lock: LockControl,
        modes: ModeKeeper,
        make_row: MakeRow,
        notice: Callable[[Notice, str], None],
        hub: EventHub,
    ) -> None:
        """``notice`` writes down what was noticed, and tells."""
        self._rules = rules
        self._record = record
        self._lock = lock
        self._modes = modes
        self._make_row = make_row
        self._notice = notice
        self._hub = hub
        self._entered_utc: dict[str, datetime] = {}
        self._is_refused = False

    def let_in(self, entrant: Entrant) -> None:
        """Take note of somebody who was let in: a schedule may have waited for them; raises StorageFault."""
        at_utc = self._rules.now().at_utc
        awaited = self._rules.awaited_groups()
        for one in entrant.memberships:
            if one.group in awaited and one.validity.spell(at_utc).holds:
                self._entered_utc[one.group] = at_utc

    def follow(self, kind: SourceKind, now_s: float, *, is_well: bool) -> None:
        """Want of the door what schedules want of it now; raises StorageFault.

        ``is_well``: nothing is broken, so that the row of an unlocked door can be written.
        """
        wanted = self._wanted(kind)
        if wanted is self._modes.scheduled:
            return
        if not wanted.holds:
            self._modes.follow_schedule(wanted, now_s)
            self._notice(Notice.SCHEDULE_CLOSES, "")
        elif is_well and self._is_written():
            self._modes.follow_schedule(wanted, now_s)
            self._hub.publish(Noticed(Notice.SCHEDULE_OPENS, now_s))

    def _wanted(self, kind: SourceKind) -> OperatingMode:
        """Return what schedules want; a lock that cannot be held is not, which is said once."""
        wanted = self._rules.planned_mode(self._entered_utc)
        is_refused = wanted.holds and not self._lock.can_hold(kind)
        if is_refused and not self._is_refused:
            self._notice(Notice.LOCK_SETUP, CANNOT_HOLD)
        self._is_refused = is_refused
        return OperatingMode.NORMAL if is_refused else wanted

    def _is_written(self) -> bool:
        row = self._make_row(Outcome.NOTICED, Notice.SCHEDULE_OPENS, "")
        return self._record.write(row) is not None
