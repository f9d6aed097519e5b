"""Windows, holiday rows and calendars' days as people type them, and the same in print.

- A window: ``Mon-Fri 08:00-17:00``, ``Sat,Sun 10:00-14:00``, ``daily 00:00-24:00``; ``Fri 22:00-06:00+`` goes
  on past midnight, and the plus says so. Days may be written out.
- A row for holidays: ``public closed``, ``company 09:00-12:00``, ``half day 09:00-12:00,14:00-16:00``.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from door_access.domain.permissions.hours import Hours, Weekday, Window, minute_of, written
from door_access.domain.permissions.schedule import HolidayRow
from door_access.errors import BadInput

PAST_MIDNIGHT = "+"
CLOSED = "closed"
DAILY = "daily"
SHORT = {day.name[:3].lower(): day for day in Weekday}
_HOURS = re.compile(r"(\d{1,2}:\d{2})[-–](\d{1,2}:\d{2})(\+?)", re.ASCII)
_ROW = re.compile(rf"(.+?)\s+({CLOSED}|\d{{1,2}}:\d.*)", re.IGNORECASE)


def window_of(text: str) -> Window:
    """Return the window; raises BadInput for what is none."""
    days, _, hours = text.strip().rpartition(" ")
    if not days:
        raise BadInput(f"{text!r} is no window; give days and hours, as in 'Mon-Fri 08:00-17:00'.")
    return Window(days_of(days), hours_of(hours))


def days_of(text: str) -> frozenset[Weekday]:
    """Return the days of the week; raises BadInput for what are none."""
    if text.strip().lower() == DAILY:
        return frozenset(Weekday)
    return frozenset(day for word in re.split(r"[,\s]+", text.strip()) for day in _span(word))


def hours_of(text: str) -> Hours:
    """Return hours like ``08:00-17:00``; with a plus they go on past midnight. Raises BadInput."""
    read = _HOURS.fullmatch(text.strip())
    if read is None:
        raise BadInput(
            f"{text!r} are no hours; give 08:00-17:00, or 22:00-06:00{PAST_MIDNIGHT} to the next day."
        )
    return Hours(minute_of(read[1]), minute_of(read[2]), is_past_midnight=bool(read[3]))


def row_of(text: str) -> HolidayRow:
    """Return what holds on holidays of a kind; raises BadInput for what says no such thing."""
    read = _ROW.fullmatch(text.strip())
    if read is None:
        raise BadInput(
            f"{text!r} says nothing of holidays; give a kind with its hours, as in 'public closed' or"
            " 'company 09:00-12:00'."
        )
    closed = read[2].lower() == CLOSED
    return HolidayRow(read[1], () if closed else tuple(map(hours_of, read[2].split(","))))


def window_text(window: Window) -> str:
    """Return the window as it can be typed."""
    return f"{days_text(window.days)} {hours_text(window.hours)}"


def row_text(row: HolidayRow) -> str:
    """Return the row as it can be typed."""
    return f"{row.kind} {','.join(map(hours_text, row.hours)) or CLOSED}"


def hours_text(hours: Hours) -> str:
    """Return the hours as they can be typed."""
    past = PAST_MIDNIGHT if hours.is_past_midnight else ""
    return f"{written(hours.begins_min)}-{written(hours.ends_min)}{past}"


def days_text(days: Iterable[Weekday]) -> str:
    """Return days as they can be typed: three or more in a row from first to last, all of them as daily."""
    ordered = sorted(days)
    if len(ordered) == len(Weekday):
        return DAILY
    rows = [
        [day for _, day in some]
        for _, some in groupby(enumerate(ordered), key=lambda placed: placed[1] - placed[0])
    ]
    return ",".join(
        f"{_short(row[0])}-{_short(row[-1])}" if len(row) > 2 else ",".join(map(_short, row)) for row in rows
    )


def _span(word: str) -> list[Weekday]:
    """Return the days from the first to the last, over the weekend where they are the other way round."""
    ends = [_day(one, word) for one in re.split("[-–]", word)]
    if len(ends) > 2:
        raise BadInput(f"{word!r} are no days of the week; give Mon-Fri, or Mon,Wed,Sat.")
    length = (ends[-1] - ends[0]) % len(Weekday)
    return [Weekday((ends[0] + n) % len(Weekday)) for n in range(length + 1)]


def _day(text: str, word: str) -> Weekday:
    day = SHORT.get(text[:3].lower())
    if day is None or not day.name.lower().startswith(text.lower()):
        raise BadInput(f"{word!r} is no day of the week; give Mon, Tue, Wed, Thu, Fri, Sat, Sun or {DAILY}.")
    return day


def _short(day: Weekday) -> str:
    return day.name.capitalize()[:3]
