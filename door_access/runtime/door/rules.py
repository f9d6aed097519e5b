"""By which rules the door thread opens and supervises a door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from door_access.domain.door.supervision import SupervisionRules

USUAL_SUPERVISION = SupervisionRules()


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the door thread is told. ``id`` is written into every row, which ``utc_now`` dates."""

    id: str
    unlock_s: float
    supervision: SupervisionRules = USUAL_SUPERVISION
    utc_now: Callable[[], datetime] = lambda: datetime.now(UTC)
