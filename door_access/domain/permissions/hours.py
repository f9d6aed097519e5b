"""Hours of a day and windows of a week, as a clock on the wall shows them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from door_access.complaints import Complaint
from door_access.errors import BadInput

HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


class Weekday(IntEnum):
    """As ``date.weekday`` counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


WORKDAYS = frozenset(Weekday) - {Weekday.SATURDAY, Weekday.SUNDAY}


def minute_of(text: str) -> int:
    """Return the minute of the day of ``HH:MM``, 0 to 1440.

    Raises:
        BadInput: it is no time of day.
    """
    read = _TIME_OF_DAY.fullmatch(text.strip())
    minute = int(read[1]) * HOUR_MIN + int(read[2]) if read and int(read[2]) < HOUR_MIN else DAY_MIN + 1
    if minute > DAY_MIN:
        raise BadInput(Complaint.TIME_OF_DAY, text=text)
    return minute


def written(minute: int) -> str:
    """Return a minute of the day as ``HH:MM``."""
    return f"{minute // HOUR_MIN:02}:{minute % HOUR_MIN:02}"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From one minute of a day up to, and without, another of the same day; of the next if it says so.

    They belong to the day on which they begin, also for the part past midnight.

    Raises:
        BadInput: empty, longer than a day, or ending before they begin without ``is_past_midnight``.
    """

    begins_min: int
    ends_min: int
    is_past_midnight: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.begins_min < DAY_MIN and 0 <= self.ends_min <= DAY_MIN):
            raise ValueError(
                f"minutes of a day are 0 to {DAY_MIN}, got {self.begins_min} and {self.ends_min}"
            )
        complaint = self._complaint()
        if complaint:
            raise BadInput(complaint, begins=written(self.begins_min), ends=written(self.ends_min))

    def _complaint(self) -> Complaint | None:
        if self.is_past_midnight:
            return Complaint.HOURS_TOO_LONG if self.ends_min > self.begins_min else None
        if self.ends_min == self.begins_min:
            return Complaint.HOURS_EMPTY
        return Complaint.HOURS_BACKWARDS if self.ends_min < self.begins_min else None

    @classmethod
    def of(cls, begins: str, ends: str, *, is_past_midnight: bool = False) -> "Hours":
        """Return the hours between two times as people write them."""
        return cls(minute_of(begins), minute_of(ends), is_past_midnight)

    @property
    def span_min(self) -> tuple[int, int]:
        """Return begin and end in minutes from the day's first midnight; the end may exceed a day."""
        return self.begins_min, self.ends_min + (DAY_MIN if self.is_past_midnight else 0)

    def __str__(self) -> str:
        return f"{written(self.begins_min)}–{written(self.ends_min)}"


WHOLE_DAY = Hours(0, DAY_MIN)


@dataclass(frozen=True, slots=True)
class Window:
    """The same hours on some days of the week."""

    days: frozenset[Weekday]
    hours: Hours

    def __post_init__(self) -> None:
        if not self.days:
            raise BadInput(Complaint.WINDOW_WITHOUT_DAY, hours=str(self.hours))


def check_hours(hours: Sequence[Hours]) -> None:
    """Refuse hours of one day of which two overlap; they may touch.

    Raises:
        BadInput: names the two.
    """
    for first, second in pairwise(sorted(hours)):
        if second.begins_min < first.span_min[1]:
            raise BadInput(Complaint.HOURS_OVERLAP, first=str(first), second=str(second))


def check_week(windows: Iterable[Window]) -> None:
    """Refuse windows of which two overlap, also where one lasts into another's day, or into Monday.

    Raises:
        BadInput: names the two.
    """
    spans = sorted(
        (
            day * DAY_MIN + window.hours.span_min[0],
            day * DAY_MIN + window.hours.span_min[1],
            day,
            window.hours,
        )
        for window in windows
        for day in window.days
    )
    around = [(begin + len(Weekday) * DAY_MIN, end, day, hours) for begin, end, day, hours in spans[:1]]
    for (_, end, day, hours), (begin, _, next_day, next_hours) in pairwise([*spans, *around]):
        if begin < end:
            first, second = _told(day, hours), _told(next_day, next_hours)
            raise BadInput(Complaint.HOURS_OVERLAP, first=first, second=second)


def _told(day: Weekday, hours: Hours) -> str:
    return f"{day.name.capitalize()} {hours}"
