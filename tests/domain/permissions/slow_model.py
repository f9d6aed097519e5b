"""The rules once more, slow and obvious: every right is looked up by name, every wall read by itself."""

from datetime import date, datetime, timedelta

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule, Requirement
from door_access.domain.permissions.rights import AllDoors, DoorPlan, MembersOf, OneDoor, Right
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.verdict import DoorNow, Entrant


def ways_in(rules: Rules, entrant: Entrant, door: DoorNow, at_utc: datetime) -> set[frozenset[str]]:
    """Return all sets of things of which showing one opens; none is a denial."""
    is_early = entrant.validity.begins_utc and at_utc < entrant.validity.begins_utc
    is_over = entrant.validity.ends_utc and at_utc >= entrant.validity.ends_utc
    if entrant.is_blocked or is_early or is_over or _is_locked_down(door, at_utc):
        return set()
    wall = at_utc.astimezone(door.zone)
    strict = _strict(rules, door, wall)
    asked = {
        _asked(entrant, door, right, strict)
        for right in rules.rights
        if _is_for(entrant, right, at_utc)
        and _is_to(rules, right, door.id)
        and (right.schedule is None or shows(rules, right.schedule, wall))
    }
    return {one for one in asked if not any(other < one for other in asked)}


def named(demands: tuple[Requirement, ...]) -> set[frozenset[str]]:
    return {frozenset(word for word in ("card", "face", "pin") if getattr(one, word)) for one in demands}


def _is_locked_down(door: DoorNow, at_utc: datetime) -> bool:
    modes = door.modes
    if modes.is_emergency:
        return False
    wish = modes.operator
    if wish is not None and (wish.until_utc is None or at_utc < wish.until_utc):
        return wish.mode is OperatingMode.LOCKDOWN
    return modes.schedule is OperatingMode.LOCKDOWN


def _is_for(entrant: Entrant, right: Right, at_utc: datetime) -> bool:
    if not isinstance(right.whom, MembersOf):
        return right.whom.id == entrant.person
    for one in entrant.memberships:
        if one.group == right.whom.group:
            begins, ends = one.validity.begins_utc, one.validity.ends_utc
            return (begins is None or begins <= at_utc) and (ends is None or at_utc < ends)
    return False


def _is_to(rules: Rules, right: Right | DoorPlan, door: str) -> bool:
    if isinstance(right.where, AllDoors):
        return True
    if isinstance(right.where, OneDoor):
        return right.where.id == door
    return any(door in group.doors for group in rules.door_groups if group.id == right.where.group)


def _strict(rules: Rules, door: DoorNow, wall: datetime) -> list[str]:
    """Return what schedules make the door ask besides."""
    return [
        plan.does.value
        for plan in rules.plans
        if isinstance(plan.does, DoorMode)
        and _is_to(rules, plan, door.id)
        and shows(rules, plan.schedule, wall)
    ]


def _asked(entrant: Entrant, door: DoorNow, right: Right, strict: list[str]) -> frozenset[str]:
    if entrant.entry is EntryRule.CARD_PIN:
        return frozenset({"card", "pin"})
    texts = [door.asks.value, right.shows.value if right.shows else "face", *strict]
    if entrant.entry is EntryRule.PASS:
        return frozenset({"card"} if set(texts) == {"face"} else {"card", "pin"})
    texts += ["card+face"] if entrant.entry is EntryRule.CARD_FACE else []
    return frozenset("+".join(texts).split("+"))


def shows(rules: Rules, schedule_id: str, wall: datetime) -> bool:
    """Say whether the schedule holds when the wall shows this."""
    schedule = next(one for one in rules.schedules if one.id == schedule_id)
    for back in (0, 1):
        minute = back * 24 * 60 + wall.hour * 60 + wall.minute
        for begin, end in _hours(rules, schedule, wall.date() - timedelta(days=back)):
            if begin <= minute < end:
                return True
    return False


def _hours(rules: Rules, schedule: Schedule, day: date) -> list[tuple[int, int]]:
    kinds = {
        holiday.kind
        for calendar in rules.calendars
        if calendar.id in schedule.calendars
        for holiday in calendar.days
        if holiday.day == day
    }
    for row in schedule.holidays:
        if row.kind in kinds:
            return [one.span_min for one in row.hours]
    return [one.hours.span_min for one in schedule.week if day.weekday() in one.days]
