"""How long backups are kept: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAYS_OF_WEEK = 7
_DAYS_OF_MONTH = 31


@dataclass(frozen=True, slots=True)
class Keeping:
    """Of how many days, weeks and months the newest backup is kept. The newest of all always is."""

    daily: int
    weekly: int = 0
    monthly: int = 0

    def __post_init__(self) -> None:
        if min(self.daily, self.weekly, self.monthly) < 0:
            raise ValueError(f"nothing can be kept for less than no days, got {self}")

    def outlived(self, made: Collection[datetime]) -> frozenset[datetime]:
        """Return which backups, by when they were made, are kept no longer."""
        newest_first = sorted(made, reverse=True)
        kept = set(newest_first[:1])
        for count, of in ((self.daily, _day), (self.weekly, _week), (self.monthly, _month)):
            kept |= _newest_of_each(newest_first, of, count)
        return frozenset(newest_first) - kept

    def expiry(self, made_at_utc: datetime, *, every: timedelta) -> datetime:
        """Return until when a backup of this time is kept at the latest, if one is made ``every`` so often.

        Where none is made on some days, older ones stand for them, and all are kept for longer.
        """
        days = max(self.daily, self.weekly * _DAYS_OF_WEEK, self.monthly * _DAYS_OF_MONTH)
        return made_at_utc + timedelta(days=days) + every


def is_due(last_utc: datetime | None, now_utc: datetime, *, every: timedelta) -> bool:
    """Say whether it is time for the next one; a clock that was set back waits for none."""
    return last_utc is None or not last_utc <= now_utc < last_utc + every


def is_overdue(last_utc: datetime | None, now_utc: datetime, *, every: timedelta) -> bool:
    """Say whether even the one after the next should have been made."""
    return last_utc is None or now_utc >= last_utc + 2 * every


def _newest_of_each(
    newest_first: list[datetime], of: Callable[[datetime], object], count: int
) -> set[datetime]:
    newest: dict[object, datetime] = {}
    for moment in newest_first:
        newest.setdefault(of(moment), moment)
    return set(list(newest.values())[:count])


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return moment.year, moment.month
