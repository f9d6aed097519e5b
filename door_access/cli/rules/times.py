"""Dates and times as people type them, read as the clock on the wall of the door."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from door_access.domain.permissions.validity import Validity, midnight
from door_access.errors import BadInput

NO_BOUND = "none"
"""What takes a date away."""
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Days before and after these are slips of the finger."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WITH_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
"""How a moment begins: a day in any other form would be taken for its first instant, also as an end."""


def instant_of(text: str, zone: tzinfo, now_utc: datetime) -> datetime:
    """Return the instant in UTC; a time of day is today's, and what the clocks show twice the first.

    Raises:
        BadInput: it is no time.
    """
    moment = _moment(text.strip(), now_utc.astimezone(zone).date())
    if moment is None:
        raise BadInput(f"{text!r} is no time: give 18:00, or a date and time such as 2026-12-24T12:00.")
    return _in_utc(moment, zone)


def day_of(text: str) -> date:
    """Return the day; raises BadInput for what is none."""
    day = _day(text.strip())
    if day is None:
        raise BadInput(f"{text!r} is no day: give one such as 2026-12-24.")
    return _in_reach(day)


def with_bounds(before: Validity, begins: str | None, ends: str | None, zone: tzinfo) -> Validity:
    """Return the validity with other bounds; None leaves one as it is, ``none`` takes it away.

    A day begins with its first instant as a begin, and ends with its last as an end.

    Raises:
        BadInput: a bound is no time, or the end is not after the begin.
    """
    begins_utc = before.begins_utc if begins is None else _bound(begins, zone, is_end=False)
    ends_utc = before.ends_utc if ends is None else _bound(ends, zone, is_end=True)
    return replace(before, begins_utc=begins_utc, ends_utc=ends_utc)


def _bound(text: str, zone: tzinfo, *, is_end: bool) -> datetime | None:
    typed = text.strip()
    if typed.lower() == NO_BOUND:
        return None
    day, moment = _day(typed), _moment(typed, None)
    if day is not None:
        return midnight(_in_reach(day) + timedelta(days=1) if is_end else _in_reach(day), zone)
    if moment is None:
        raise BadInput(
            f"{text!r} is no date: give 2026-12-24, a time such as 2026-12-24T18:00, or {NO_BOUND}."
        )
    return _in_utc(moment, zone)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _moment(text: str, today: date | None) -> datetime | None:
    """Return what was typed; a time of day is that of ``today``, where there is one."""
    try:
        if today is not None and re.fullmatch(r"\d{1,2}:\d\d", text, re.ASCII):
            return datetime.combine(today, time.fromisoformat(text.zfill(5)))
        return datetime.fromisoformat(text) if _WITH_TIME.match(text) else None
    except ValueError:
        return None


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    _in_reach(moment.date())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _in_reach(day: date) -> date:
    """Return the day; raises BadInput for one that can only be a slip."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"{day.isoformat()} is too far away; give a day of {FIRST_YEAR} to {LAST_YEAR}.")
    return day
