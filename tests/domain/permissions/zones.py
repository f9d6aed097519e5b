"""Zones whose clocks do something odd, and when they do it."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = tuple(
    map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"))
)
"""An hour, an hour with other dates, half an hour, and an hour back for Ramadan."""
TEN_YEARS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC))
_STEP = timedelta(minutes=30)
"""All clocks of these zones are changed at a full or half hour."""


@cache
def changes(zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return every change of the zone's clocks in ten years, found by looking every half hour."""
    at, end = TEN_YEARS
    found, offset = [], at.astimezone(zone).utcoffset()
    while (at := at + _STEP) < end:
        now = at.astimezone(zone).utcoffset()
        if now != offset:
            found.append(at)
            offset = now
    return tuple(found)
