"""A schedule put together with its calendars: does it hold now, and until when?

Theory of operation. A schedule is what the clock on the wall shows, so it is laid out on *wall seconds*:
those since 1970 if the wall's clock had never been put forward or back. Between two changes of the clocks,
wall seconds and UTC differ by a constant, and the next begin or end of a window on the wall is one in UTC. A
change of the clocks moves the wall: what holds after it is looked up anew. So every instant at which the
answer changes is exact, an hour that is skipped does not happen, and one that is repeated happens twice (ADR
0034).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType

from door_access.domain.permissions.clock_changes import DAY_S, instant, next_change_s, offset_s, seconds
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import Hours, Weekday
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.spell import Spell

LOOK_AHEAD = timedelta(days=31)
"""How far an end is looked for. A guess: nobody plans an entry further ahead, and a long look takes time."""
MINUTE_S = 60
_LOOK_AHEAD_DAYS = LOOK_AHEAD.days
_FIRST_DAY = date(1970, 1, 1)
_FIRST_WEEKDAY = _FIRST_DAY.weekday()

_Spans = tuple[tuple[int, int], ...]
"""Begins and ends, in seconds from the midnight at which their day begins, in order."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a schedule holds. Made by :meth:`of`.

    Attributes:
        week: by weekday.
        special: by the days since 1970 on which a row for holidays counts.
        holidays: the holidays of these days, by the same number.
    """

    week: tuple[_Spans, ...]
    special: Mapping[int, _Spans] = field(hash=False)
    holidays: Mapping[int, Holiday] = field(hash=False)

    @classmethod
    def of(cls, schedule: Schedule, calendars: Iterable[HolidayCalendar]) -> "Timetable":
        """Lay out the schedule with the calendars that it names."""
        days = [day for calendar in calendars for day in calendar.days]
        special: dict[int, _Spans] = {}
        holidays: dict[int, Holiday] = {}
        for row in reversed(schedule.holidays):
            for holiday in (one for one in days if one.kind == row.kind):
                number = (holiday.day - _FIRST_DAY).days
                special[number], holidays[number] = _spans(row.hours), holiday
        week = tuple(
            _spans(window.hours for window in schedule.week if weekday in window.days) for weekday in Weekday
        )
        return cls(week, MappingProxyType(special), MappingProxyType(holidays))

    def spell(self, at_utc: datetime, zone: tzinfo) -> Spell:
        """Return whether it holds at a door of this zone, and until when that stays so.

        Where nothing changes within ``LOOK_AHEAD``, the spell ends there: it may change then.
        """
        at_s = seconds(at_utc)
        end_s = at_s + _LOOK_AHEAD_DAYS * DAY_S
        offset = offset_s(at_s, zone)
        holds, boundary_s = self._on_wall(at_s + offset)
        while True:
            change_s = min(boundary_s - offset, end_s)
            clocks_s = next_change_s(at_s, zone)
            if clocks_s is None or change_s < clocks_s:
                return Spell(holds, instant(change_s))
            at_s, offset = clocks_s, offset_s(clocks_s, zone)
            still_holds, boundary_s = self._on_wall(at_s + offset)
            if still_holds is not holds:
                return Spell(holds, instant(at_s))

    def holiday(self, at_utc: datetime, zone: tzinfo) -> Holiday | None:
        """Return the holiday whose row counts on the day that the wall shows; None on a day of the week."""
        at_s = seconds(at_utc)
        return self.holidays.get((at_s + offset_s(at_s, zone)) // DAY_S)

    def _on_wall(self, wall_s: int) -> tuple[bool, int]:
        """Return whether it holds, and the wall second of the next change, or one beyond the look ahead."""
        day = wall_s // DAY_S
        beyond = day + _LOOK_AHEAD_DAYS + 2
        holds, reached = False, wall_s
        for begin, end in self._from(day - 1, beyond):
            if begin > reached:
                return holds, reached if holds else begin
            if end > reached:
                holds, reached = True, end
        return holds, reached if holds else beyond * DAY_S

    def _from(self, first_day: int, end_day: int) -> Iterator[tuple[int, int]]:
        """Yield begins and ends of the days' windows in wall seconds, by their begins."""
        for day in range(first_day, end_day):
            spans = self.special.get(day)
            if spans is None:
                spans = self.week[(day + _FIRST_WEEKDAY) % len(self.week)]
            midnight = day * DAY_S
            for begin, end in spans:
                yield midnight + begin, midnight + end


def _spans(hours: Iterable[Hours]) -> _Spans:
    return tuple((begin * MINUTE_S, end * MINUTE_S) for begin, end in sorted(one.span_min for one in hours))
