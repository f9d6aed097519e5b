"""From when until when something counts: a person, or a membership."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from door_access.complaints import Complaint
from door_access.domain.permissions.spell import NEVER, Spell
from door_access.errors import BadInput


@dataclass(frozen=True, slots=True)
class Validity:
    """It counts from an instant on and up to, and without, another; None: no bound on that side."""

    begins_utc: datetime | None = None
    ends_utc: datetime | None = None

    def __post_init__(self) -> None:
        for bound in (self.begins_utc, self.ends_utc):
            if bound is not None and bound.tzinfo is None:
                raise ValueError(f"a bound needs a time zone, got {bound}")
        if self.begins_utc and self.ends_utc and self.ends_utc <= self.begins_utc:
            raise BadInput(
                Complaint.VALIDITY_BACKWARDS,
                begins=self.begins_utc.isoformat(" ", "minutes"),
                ends=self.ends_utc.isoformat(" ", "minutes"),
            )

    @classmethod
    def of_days(cls, first: date | None, last: date | None, zone: tzinfo) -> "Validity":
        """Return what begins with the first day and ends with the last one, which is part of it."""
        return cls(
            midnight(first, zone) if first else None,
            midnight(last + timedelta(days=1), zone) if last else None,
        )

    def is_early(self, at_utc: datetime) -> bool:
        """Say whether it has not begun."""
        return self.begins_utc is not None and at_utc < self.begins_utc

    def is_over(self, at_utc: datetime) -> bool:
        """Say whether it has ended."""
        return self.ends_utc is not None and at_utc >= self.ends_utc

    def spell(self, at_utc: datetime) -> Spell:
        """Return whether it counts, and until when that stays so."""
        if self.is_over(at_utc):
            return NEVER
        early = self.is_early(at_utc)
        return Spell(holds=not early, until_utc=self.begins_utc if early else self.ends_utc)


UNLIMITED = Validity()


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of the day; where clocks jump over midnight, the instant of the jump."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
