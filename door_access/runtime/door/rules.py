"""By which rules the door thread opens and supervises a door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from door_access.domain.door.supervision import SupervisionRules
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.verdict import DoorNow

USUAL_SUPERVISION = SupervisionRules()


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the door thread is told. ``id`` is written into every row, which ``utc_now`` dates.

    Attributes:
        long_unlock_s: for how long it opens for whoever needs longer; None: no longer than for others.
        asks: what it asks of everybody at every hour, and ``zone`` the time zone of the clock beside it.
        is_secure: it guards something, and nobody comes in by a pass alone.
    """

    id: str
    unlock_s: float
    supervision: SupervisionRules = USUAL_SUPERVISION
    long_unlock_s: float | None = None
    asks: DoorMode = DoorMode.FACE
    zone: tzinfo = UTC
    is_secure: bool = False
    utc_now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def door(self) -> DoorNow:
        """Return the door as the rules of who may enter when know it."""
        return DoorNow(self.id, self.zone, self.asks, is_secure=self.is_secure)

    def unlock_for_s(self, *, opens_longer: bool) -> float:
        """Return for how long the door opens for somebody."""
        longest_s = self.long_unlock_s if opens_longer else None
        return max(self.unlock_s, longest_s or 0.0)
