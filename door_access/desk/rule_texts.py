"""The parts of the rules in words, for the rows of the log: what they are called, and what was changed.

Ids are told as they are: a name of today would make a row of yesterday unclear.
"""

from collections.abc import Iterable
from dataclasses import replace

from door_access.domain.operators.acts import Act
from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.hours import Weekday, Window
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorGroup,
    DoorPlan,
    DoorsOf,
    Group,
    OneDoor,
    OnePerson,
    Right,
    Where,
    Whom,
)
from door_access.domain.permissions.rules import RulePart
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.ports import Change

_ACTS: dict[type[RulePart], tuple[Act, Act, Act]] = {
    Group: (Act.ADD_GROUP, Act.CHANGE_GROUP, Act.REMOVE_GROUP),
    DoorGroup: (Act.ADD_DOOR_GROUP, Act.CHANGE_DOOR_GROUP, Act.REMOVE_DOOR_GROUP),
    Schedule: (Act.ADD_SCHEDULE, Act.CHANGE_SCHEDULE, Act.REMOVE_SCHEDULE),
    HolidayCalendar: (Act.ADD_CALENDAR, Act.CHANGE_CALENDAR, Act.REMOVE_CALENDAR),
    Right: (Act.ADD_RIGHT, Act.CHANGE_RIGHT, Act.REMOVE_RIGHT),
    DoorPlan: (Act.ADD_PLAN, Act.CHANGE_PLAN, Act.REMOVE_PLAN),
}


def act_of(before: RulePart | None, after: RulePart | None) -> Act:
    """Return what is done when one takes the other's place; one of them is there."""
    one = before or after
    assert one is not None
    added, changed, removed = _ACTS[type(one)]
    if before is None:
        return added
    return removed if after is None else changed


def part_changes(before: RulePart | None, after: RulePart | None) -> tuple[Change, ...]:
    """Return what is not as it was, each thing by its name, before and after."""
    if isinstance(before, HolidayCalendar) and isinstance(after, HolidayCalendar):
        before, after = _without_common_days(before, after)
    old, new = ({} if part is None else _told(part) for part in (before, after))
    return tuple(
        Change(what, old.get(what, ""), new.get(what, ""))
        for what in dict.fromkeys((*old, *new))
        if old.get(what, "") != new.get(what, "")
    )


def _without_common_days(
    before: HolidayCalendar, after: HolidayCalendar
) -> tuple[HolidayCalendar, HolidayCalendar]:
    """Return both with the days that only one of them has: a country's holidays would fill a page."""
    both = set(before.days) & set(after.days)
    one, other = (
        replace(calendar, days=tuple(day for day in calendar.days if day not in both))
        for calendar in (before, after)
    )
    return one, other


def _told(part: RulePart) -> dict[str, str]:
    match part:
        case Group():
            return {"name": part.name, "takes newcomers": "yes" if part.takes_newcomers else "no"}
        case DoorGroup():
            return {"name": part.name, "doors": ", ".join(sorted(part.doors))}
        case HolidayCalendar():
            days = (f"{one.day.isoformat()} {one.kind} {one.name}" for one in part.days)
            return {"name": part.name, "days": "; ".join(days)}
        case Schedule():
            return {
                "name": part.name,
                "week": week_text(part.week),
                "holidays": "; ".join(map(_row_text, part.holidays)),
                "calendars": ", ".join(part.calendars),
            }
        case Right():
            return {
                "whom": whom_text(part.whom),
                "doors": where_text(part.where),
                "schedule": part.schedule or "always",
                "shows": part.shows or "as the door asks",
            }
        case DoorPlan():
            return {
                "schedule": part.schedule,
                "does": part.does,
                "doors": where_text(part.where),
                "first of": part.first_of or "",
            }


def whom_text(whom: Whom) -> str:
    return f"person {whom.id}" if isinstance(whom, OnePerson) else f"group {whom.group}"


def where_text(where: Where) -> str:
    match where:
        case OneDoor():
            return f"door {where.id}"
        case DoorsOf():
            return f"door group {where.group}"
        case AllDoors():
            return "all doors"


def week_text(windows: Iterable[Window]) -> str:
    """Return windows as ``Mon Tue 08:00–17:00; Sat 09:00–12:00``."""
    return "; ".join(f"{_days_text(window.days)} {window.hours}" for window in windows)


def _row_text(row: HolidayRow) -> str:
    return f"{row.kind} {', '.join(map(str, row.hours)) or 'closed'}"


def _days_text(days: Iterable[Weekday]) -> str:
    return " ".join(day.name.capitalize()[:3] for day in sorted(days))
