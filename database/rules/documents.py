"""The parts of the rules as JSON documents, and back. What no version has written is an unreadable cell."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from database.cells import UnreadableCell
from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import Hours, Weekday, Window
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorGroup,
    DoorPlan,
    DoorsOf,
    Group,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
    Where,
    Whom,
)
from door_access.domain.permissions.rules import RulePart
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.errors import DoorAccessError

Document = dict[str, Any]
Told = TypeVar("Told")

KINDS: dict[type[RulePart], str] = {
    Group: "group",
    DoorGroup: "door group",
    HolidayCalendar: "calendar",
    Schedule: "schedule",
    Right: "right",
    DoorPlan: "plan",
}
"""What a kind of part is called in the database. Never changed."""


def document_of(part: RulePart) -> str:
    """Return all of a part but its id, as the text that is stored."""
    return json.dumps(_told(part), ensure_ascii=False, sort_keys=True)


def part_of(kind: str, part_id: str, text: str) -> RulePart:
    """Return the part that a text tells of; raises UnreadableCell when it tells of none."""
    try:
        return _MAKERS[kind](part_id, json.loads(text))
    except (KeyError, TypeError, ValueError, DoorAccessError) as error:
        raise UnreadableCell(text, f"a {kind} of the rules") from error


def _told(part: RulePart) -> Document:
    match part:
        case Group():
            return {"name": part.name, "takes_newcomers": part.takes_newcomers}
        case DoorGroup():
            return {"name": part.name, "doors": sorted(part.doors)}
        case HolidayCalendar():
            days = [[holiday.day.isoformat(), holiday.kind, holiday.name] for holiday in part.days]
            return {"name": part.name, "days": days}
        case Schedule():
            return {
                "name": part.name,
                "week": [{"days": sorted(one.days), "hours": _hours(one.hours)} for one in part.week],
                "holidays": [
                    {"kind": row.kind, "hours": [_hours(one) for one in row.hours]} for row in part.holidays
                ],
                "calendars": list(part.calendars),
            }
        case Right():
            return {
                "whom": _whom(part.whom),
                "where": _where(part.where),
                "schedule": part.schedule,
                "shows": part.shows,
            }
        case DoorPlan():
            return {
                "schedule": part.schedule,
                "does": part.does,
                "where": _where(part.where),
                "first_of": part.first_of,
            }


def _hours(hours: Hours) -> list[Any]:
    return [hours.begins_min, hours.ends_min, hours.is_past_midnight]


def _whom(whom: Whom) -> Document:
    return {"person": whom.id} if isinstance(whom, OnePerson) else {"group": whom.group}


def _where(where: Where) -> Document:
    match where:
        case OneDoor():
            return {"door": where.id}
        case DoorsOf():
            return {"door_group": where.group}
        case AllDoors():
            return {}


def _group(part_id: str, told: Document) -> Group:
    return Group(part_id, _text(told["name"]), takes_newcomers=_is(bool, told["takes_newcomers"]))


def _door_group(part_id: str, told: Document) -> DoorGroup:
    return DoorGroup(part_id, _text(told["name"]), frozenset(map(_text, _is(list, told["doors"]))))


def _calendar(part_id: str, told: Document) -> HolidayCalendar:
    days = (Holiday(date.fromisoformat(day), _text(kind), _text(name)) for day, kind, name in told["days"])
    return HolidayCalendar(part_id, _text(told["name"]), tuple(days))


def _schedule(part_id: str, told: Document) -> Schedule:
    week = (Window(_days(one["days"]), _read_hours(one["hours"])) for one in _is(list, told["week"]))
    rows = (HolidayRow(_text(row["kind"]), _all_hours(row["hours"])) for row in _is(list, told["holidays"]))
    calendars = map(_text, _is(list, told["calendars"]))
    return Schedule(part_id, _text(told["name"]), tuple(week), tuple(rows), tuple(calendars))


def _days(told: list[Any]) -> frozenset[Weekday]:
    return frozenset(Weekday(_is(int, day)) for day in told)


def _all_hours(told: list[Any]) -> tuple[Hours, ...]:
    return tuple(_read_hours(one) for one in _is(list, told))


def _read_hours(told: list[Any]) -> Hours:
    begins, ends, is_past_midnight = told
    return Hours(_is(int, begins), _is(int, ends), _is(bool, is_past_midnight))


def _right(part_id: str, told: Document) -> Right:
    whom, schedule = _is(dict, told["whom"]), told["schedule"]
    shows = None if told["shows"] is None else DoorMode(told["shows"])
    return Right(
        part_id,
        OnePerson(_text(whom["person"])) if "person" in whom else MembersOf(_text(whom["group"])),
        _doors(told["where"]),
        None if schedule is None else _text(schedule),
        shows,
    )


def _plan(part_id: str, told: Document) -> DoorPlan:
    does, first_of = _text(told["does"]), told["first_of"]
    made: DoorMode | OperatingMode = DoorMode(does) if does in set(DoorMode) else OperatingMode(does)
    waits_for = None if first_of is None else _text(first_of)
    return DoorPlan(part_id, _text(told["schedule"]), made, _doors(told["where"]), waits_for)


def _doors(told: Document) -> Where:
    """Return the doors; no word about them is all of them, and nothing else is."""
    if "door" in _is(dict, told):
        return OneDoor(_text(told["door"]))
    if "door_group" in told:
        return DoorsOf(_text(told["door_group"]))
    if told:
        raise ValueError(f"no doors are {told}")
    return AllDoors()


def _text(told: object) -> str:
    return _is(str, told)


def _is(kind: type[Told], told: object) -> Told:
    """Return what must be just of this type, so that no yes is read as a number."""
    if type(told) is not kind:
        raise TypeError(f"expected {kind.__name__}, got {told!r}")
    return told


_MAKERS: Mapping[str, Callable[[str, Document], RulePart]] = {
    "group": _group,
    "door group": _door_group,
    "calendar": _calendar,
    "schedule": _schedule,
    "right": _right,
    "plan": _plan,
}
