"""The parts of the rules for JSON: ids, and what can be typed."""

from datetime import datetime, tzinfo
from typing import Any

from door_access.desk.typed_hours import row_text, window_text
from door_access.domain.entry.credentials import Requirement
from door_access.domain.permissions.rights import (
    DoorPlan,
    DoorsOf,
    OneDoor,
    OnePerson,
    Right,
    Where,
)
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.validity import Validity

Record = dict[str, Any]


def right_record(right: Right) -> Record:
    """Return whose right it is (``person_id`` or ``group``), to which doors, when, and what must be shown."""
    whom = right.whom
    return {
        "id": right.id,
        "group": None if isinstance(whom, OnePerson) else whom.group,
        "person_id": whom.id if isinstance(whom, OnePerson) else None,
        **where_record(right.where),
        "schedule": right.schedule,
        "shows": right.shows,
    }


def plan_record(plan: DoorPlan) -> Record:
    """Return what a schedule makes of which doors."""
    return {
        "id": plan.id,
        "schedule": plan.schedule,
        "does": plan.does,
        **where_record(plan.where),
        "first_of": plan.first_of,
    }


def where_record(where: Where) -> Record:
    """Return the door, or the group of doors; neither is every door."""
    return {
        "door": where.id if isinstance(where, OneDoor) else None,
        "doors": where.group if isinstance(where, DoorsOf) else None,
    }


def schedule_record(schedule: Schedule) -> Record:
    """Return the windows and rows as they can be typed."""
    return {
        "id": schedule.id,
        "name": schedule.name,
        "windows": list(map(window_text, schedule.week)),
        "holidays": list(map(row_text, schedule.holidays)),
        "calendars": list(schedule.calendars),
    }


def validity_record(validity: Validity, zone: tzinfo) -> Record:
    """Return from when until when something counts."""
    return {
        "valid_from": moment_record(validity.begins_utc, zone),
        "valid_until": moment_record(validity.ends_utc, zone),
    }


def moment_record(at_utc: datetime | None, zone: tzinfo) -> str | None:
    """Return an instant as the door's wall shows it, with how far that is from UTC."""
    return None if at_utc is None else at_utc.astimezone(zone).isoformat()


def demand_record(demand: Requirement) -> list[str]:
    """Return the things that must be shown together."""
    return [word for word in ("card", "face", "pin") if getattr(demand, word)]
