"""The door's own hand in the access log. Its one rule: what could not be written is owed, and paid first."""

from collections import deque
from dataclasses import replace

from door_access.domain.matching.access import GRANTS, AccessDecision, Outcome, Reason
from door_access.errors import StorageFault
from door_access.ports import AccessLog, LogEntry
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.events import EventHub, LogGrew

MOST_OWED = 1_000
"""Rows kept while the log cannot be written: nearly an hour of denials, one every three seconds."""


class DoorRecord:
    """Writes rows in the order in which things happened. The door thread owns it."""

    def __init__(self, log: AccessLog, faults: StandingFaults, hub: EventHub) -> None:
        self._log = log
        self._faults = faults
        self._hub = hub
        self._owed: deque[LogEntry] = deque(maxlen=MOST_OWED)

    def write(self, event: LogEntry) -> int | None:
        """Write the row, after those that are owed, and return its seq; None when it is owed, too."""
        seq = self._append(event) if self.pay() else None
        if seq is None:
            self._owed.append(_without_row(event))
        return seq

    def pay(self) -> bool:
        """Write what is owed, oldest first; say whether nothing is owed any more."""
        while self._owed and self._append(self._owed[0]) is not None:
            self._owed.popleft()
        return not self._owed

    def _append(self, event: LogEntry) -> int | None:
        try:
            seq = self._log.append(event)
        except StorageFault as error:
            self._faults.stand(Part.LOG, str(error))
            return None
        self._faults.end(Part.LOG)
        self._hub.publish(LogGrew(seq))
        return seq


def _without_row(event: LogEntry) -> LogEntry:
    """Return what happened without the row: a match opened nothing, a release opened all the same."""
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
    )


def storable(note: str) -> str:
    """Return the note with half characters, which no file can hold, replaced: none may bar the way out."""
    return note.encode("utf-8", "replace").decode("utf-8")
