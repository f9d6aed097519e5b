"""What of the moment a row of the door begins with."""

from dataclasses import dataclass

from door_access.domain.door.alarms import Notice
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogEntry
from door_access.runtime.door.record import storable
from door_access.runtime.door.rules import DoorRules


@dataclass(frozen=True, slots=True)
class Moment:
    """The door's rules, the camera's part in it, and the door's time."""

    rules: DoorRules
    kind: SourceKind
    source: str
    now_s: float

    def row(self, outcome: Outcome, reason: Reason | Act | Notice, *, note: str = "") -> LogEntry:
        """Return the row of something that happens now."""
        return LogEntry(
            self.rules.utc_now(), self.rules.id, outcome, reason, source=self.source, note=storable(note)
        )
