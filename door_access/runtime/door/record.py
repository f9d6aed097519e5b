"""The door's own hand in the access log. Its one rule: what could not be written is owed, and paid first.

A row that is written but not settled, since it could still be lost, opens nothing and is not written again;
the log is asked until it is safe.
"""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import GRANTS, AccessDecision, Outcome, Reason
from door_access.errors import StorageFault, UnsettledRow
from door_access.ports import AccessLog, LogEntry
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.events import EventHub, LogGrew

MOST_OWED = 1_000
"""Rows kept while the log cannot be written: nearly an hour of denials, one every three seconds."""


class DoorRecord:
    """Writes rows in the order in which things happened. The door thread owns it."""

    def __init__(
        self,
        log: AccessLog,
        faults: StandingFaults,
        hub: EventHub,
        saw_row: Callable[[datetime], None] = lambda _at_utc: None,
    ) -> None:
        """``saw_row`` hears the time of every row that lies in the log."""
        self._log = log
        self._saw_row = saw_row
        self._faults = faults
        self._hub = hub
        self._owed: deque[LogEntry] = deque(maxlen=MOST_OWED)

    def write(self, event: LogEntry, beside: AbstractContextManager[None] | None = None) -> int | None:
        """Write the row, after those that are owed; return its seq when it stands and may open something.

        A row that is not written is owed. One that lies there unsettled stays, and where it would have let
        somebody in, it is owed that it did not. ``beside``: a transaction of which the row is a part; what it
        raises that is no StorageFault is raised, and nothing was written.
        """
        self._write_owed()
        if self._owed:
            self._owed.append(_without_row(event))
            return None
        try:
            seq = self._append(event, beside)
            if beside is None or self.is_settled():
                return seq
            self._owed.append(_without_row(event))
        except UnsettledRow:
            if event.reason in GRANTS:
                self._owed.append(_without_row(event))
        except StorageFault:
            self._owed.append(_without_row(event))
        return None

    def pay(self) -> bool:
        """Write what is owed, oldest first, and settle all of it; say whether the record is complete."""
        self._write_owed()
        return not self._owed and self.is_settled()

    def is_settled(self) -> bool:
        """Say whether nothing that was written can be lost, nor was; a fault stands while it can."""
        try:
            self._log.settle()
        except StorageFault as error:
            self._faults.stand(Part.LOG, str(error))
            return False
        self._faults.end(Part.LOG)
        return True

    def _write_owed(self) -> None:
        while self._owed:
            try:
                self._append(self._owed[0])
            except UnsettledRow:
                pass
            except StorageFault:
                return
            self._owed.popleft()

    def _append(self, event: LogEntry, beside: AbstractContextManager[None] | None = None) -> int:
        """Write one row and return its seq; raises UnsettledRow and StorageFault once the fault stands."""
        try:
            with beside or nullcontext():
                seq = self._log.append(event)
        except StorageFault as error:
            self._faults.stand(Part.LOG, str(error))
            if isinstance(error, UnsettledRow):
                self._saw_row(event.at_utc)
                self._hub.publish(LogGrew(error.seq))
            raise
        self._faults.end(Part.LOG)
        self._saw_row(event.at_utc)
        self._hub.publish(LogGrew(seq))
        return seq


def _without_row(event: LogEntry) -> LogEntry:
    """Return what happened without the row: neither match nor schedule opened; a release did all the same."""
    if event.reason is Notice.SCHEDULE_OPENS:
        return replace(event, outcome=Outcome.NOT_COMPLETED)
    if event.reason not in GRANTS:
        return event
    return replace(event, outcome=Outcome.DENIED, reason=Reason.STORAGE_FAULT, person_id=None)


def decision_row(decision: AccessDecision, header: LogEntry) -> LogEntry:
    """Return the header with all that the decision rests on."""
    return replace(
        header,
        person_id=decision.person_id,
        distance=decision.distance,
        threshold=decision.threshold,
        second_distance=decision.second_distance,
        model=decision.model_key,
        frames=decision.frames,
        liveness=decision.liveness,
        claim=decision.claim,
        transaction=decision.transaction,
        is_duress=decision.is_duress,
        right=decision.right,
        rules_version=decision.rules_version,
    )


def storable(note: str) -> str:
    """Return the note with half characters, which no file can hold, replaced: none may bar the way out."""
    return note.encode("utf-8", "replace").decode("utf-8")
