"""What the door thread is told once, and what of the moment a row of the log begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from door_access.domain.door.alarms import Notice
from door_access.domain.door.supervision import SupervisionRules
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogEntry
from door_access.runtime.door.record import storable

USUAL_SUPERVISION = SupervisionRules()


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the door thread is told once. ``id`` is written into every row, which ``utc_now`` dates."""

    id: str
    unlock_s: float
    supervision: SupervisionRules = USUAL_SUPERVISION
    utc_now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a row of the door says of the moment: its rules, the camera's part in it, and the door's time."""

    rules: DoorRules
    kind: SourceKind
    source: str
    now_s: float

    def row(self, outcome: Outcome, reason: Reason | Act | Notice, *, note: str = "") -> LogEntry:
        """Return the row of something that happens now."""
        return LogEntry(
            self.rules.utc_now(), self.rules.id, outcome, reason, source=self.source, note=storable(note)
        )
