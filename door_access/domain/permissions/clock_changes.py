"""When the clocks of a zone are put forward or back.

``tzinfo`` tells the offset at an instant and not when the next one begins, so it is looked for: day by day,
and within a day by halving. Zones have at most one change a day.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

DAY_S = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REMEMBERED = 256
"""Years of zones; a site has few zones, and a door asks for this year and the next."""


def seconds(at_utc: datetime) -> int:
    """Return whole seconds since 1970."""
    return (at_utc - EPOCH) // timedelta(seconds=1)


def instant(at_s: int) -> datetime:
    """Return the instant in UTC."""
    return EPOCH + timedelta(seconds=at_s)


def offset_s(at_s: int, zone: tzinfo) -> int:
    """Return how far the zone's clocks are ahead of UTC at an instant."""
    offset = instant(at_s).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)


def next_change_s(after_s: int, zone: tzinfo) -> int | None:
    """Return the first instant after this one at which another offset begins, in this or the next year."""
    year = instant(after_s).year
    changes = _changes_of(zone, year) + _changes_of(zone, year + 1)
    place = bisect_right(changes, after_s)
    return changes[place] if place < len(changes) else None


@lru_cache(_REMEMBERED)
def _changes_of(zone: tzinfo, year: int) -> tuple[int, ...]:
    """Return the year's instants, in UTC, at which another offset begins."""
    begin, end = (seconds(datetime(one, 1, 1, tzinfo=UTC)) for one in (year, year + 1))
    days = range(begin, end, DAY_S)
    return tuple(
        _first_with(offset_s(day + DAY_S, zone), day, zone)
        for day in days
        if offset_s(day, zone) != offset_s(day + DAY_S, zone)
    )


def _first_with(offset: int, begin_s: int, zone: tzinfo) -> int:
    """Return the first second of the day after ``begin_s`` that has this offset."""
    before, after = begin_s, begin_s + DAY_S
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if offset_s(middle, zone) == offset else (middle, after)
    return after
