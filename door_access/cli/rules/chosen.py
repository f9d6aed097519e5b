"""From what was typed to one part of the rules, one door, one person."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TypeVar

from door_access.bootstrap.site import Site
from door_access.desk.choice import chosen_person
from door_access.desk.rule_words import RuleWords
from door_access.domain.enrolment.people import Person
from door_access.domain.permissions.holidays import HolidayCalendar
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
)
from door_access.domain.permissions.rules import RulePart, Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.titles import compared_title
from door_access.errors import BadInput

Part = TypeVar("Part", Group, DoorGroup, HolidayCalendar, Schedule, Right, DoorPlan)

KINDS: dict[type[RulePart], str] = {
    Group: "group",
    DoorGroup: "group of doors",
    HolidayCalendar: "calendar",
    Schedule: "schedule",
    Right: "right",
    DoorPlan: "plan",
}
"""What a part is called in a sentence."""


def chosen_part(rules: Rules, kind: type[Part], name_or_id: str) -> Part:
    """Return the part of this kind with this id, or (in any case) this name.

    Raises:
        BadInput: there is none, which says which ones there are; or it is the id of one and the name of
            another.
    """
    parts = [one for one in rules.parts if isinstance(one, kind)]
    wanted = compared_title(name_or_id)
    found = [one for one in parts if one.id == name_or_id.strip() or compared_title(_name(one)) == wanted]
    if len(found) > 1:
        others = " or ".join(_name(one) if one.id == name_or_id.strip() else one.id for one in found)
        raise BadInput(
            f"{name_or_id!r} is the id of one {KINDS[kind]} and the name of another: say {others}."
        )
    if found:
        return found[0]
    there = ", ".join(map(_name, parts))
    raise BadInput(f"There is no {KINDS[kind]} {name_or_id!r}; there is {there or 'none at all'}.")


def known_part(rules: Rules, kind: type[Part], part_id: str) -> Part:
    """Return the part with this id, whatever others are called; raises BadInput when it is gone."""
    found = [one for one in rules.parts if isinstance(one, kind) and one.id == part_id]
    return found[0] if found else chosen_part(rules, kind, part_id)


def _name(part: Part) -> str:
    """Return what a part is called; rights and plans have no name but their id."""
    return getattr(part, "name", part.id)


def person_of(site: Site, name_or_id: str) -> Person:
    """Return the one person who is called so; raises BadInput."""
    return chosen_person(site.people, name_or_id, site.model.key)


def doors_of(site: Site, rules: Rules, door: str | None, group: str | None, *, are_all: bool) -> Where | None:
    """Return the doors that three options name, of which one may be given; None where none is.

    Raises:
        BadInput: several are given, or there is no such door or group of doors.
    """
    if sum((door is not None, group is not None, are_all)) > 1:
        raise BadInput("Give one of --door, --doors and --all-doors.")
    if door is not None:
        return OneDoor(site.rules_desk.door(door).id)
    if group is not None:
        return DoorsOf(chosen_part(rules, DoorGroup, group).id)
    return AllDoors() if are_all else None


def zone_of_site(site: Site) -> tzinfo:
    """Return the zone of the first door's clocks, in which dates of people are meant."""
    return site.rules_desk.door().zone


def clock_text(at_utc: datetime, zone: tzinfo) -> str:
    """Return an instant as the door's wall shows it."""
    return f"{at_utc.astimezone(zone):%a %Y-%m-%d %H:%M}"


def words_of(
    site: Site, rules: Rules, zone: tzinfo | None = None, *, people: Iterable[str] = ()
) -> RuleWords:
    """Return the words for these rules, times as the door's wall shows them.

    ``people``: ids of those who are named besides whoever has rights of their own; a site may have many.
    """
    shown_in = zone or zone_of_site(site)
    doors = {door.id: door.name for door in site.rules_desk.doors()}
    ids = {*people, *(right.whom.id for right in rules.rights if isinstance(right.whom, OnePerson))}
    names = {one: site.people.name_of(one) for one in ids}
    return RuleWords(
        rules,
        people={one: name for one, name in names.items() if name is not None},
        doors=doors,
        clock=lambda at_utc: clock_text(at_utc, shown_in),
    )


def taken_ids(rules: Rules, kind: type[RulePart]) -> set[str]:
    """Return the ids that a new part of this kind cannot have."""
    return {one.id for one in rules.parts if isinstance(one, kind)}
