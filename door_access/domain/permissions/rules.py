"""All rules of a site as one whole, with a version. What they refer to is there, or they cannot be made."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, NamedTuple

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorGroup,
    DoorsOf,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
    Where,
    Whom,
)
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.timetable import Timetable
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput

EVERYBODY = "everybody"
"""The id and first name of the group of a fresh site."""


class Held(NamedTuple):
    """A right as somebody has it: by a membership that counts for so long, or as their own.

    Rights of one ``sort`` go by the same schedule and ask for the same.
    """

    right: Right
    validity: Validity
    timetable: Timetable | None
    sort: int


@dataclass(frozen=True, slots=True)
class _Index:
    """What one decision looks up, made once for all of them."""

    rights: Mapping[Whom, tuple[Held, ...]]
    groups_of: Mapping[str, tuple[Membership, ...]]
    doors: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may enter where and when.

    People and doors are known by their ids only; whoever stores the rules answers for these being there.

    Raises:
        BadInput: two parts share an id or a name, or something refers to a part that is not there.
    """

    version: int = 0
    groups: tuple[Group, ...] = ()
    door_groups: tuple[DoorGroup, ...] = ()
    calendars: tuple[HolidayCalendar, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    rights: tuple[Right, ...] = ()
    memberships: tuple[Membership, ...] = ()
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for parts in (self.groups, self.door_groups, self.calendars, self.schedules):
            _check_apart(parts)
        _check_ids(right.id for right in self.rights)
        self._check_schedules()
        self._check_rights()
        self._check_memberships()
        object.__setattr__(self, "_index", self._indexed())

    @classmethod
    def fresh(cls, people: Iterable[str] = (), *, version: int = 0) -> "Rules":
        """Return the rules of a site where nobody wanted any: whoever is enrolled may always enter."""
        return cls(
            version,
            groups=(Group(EVERYBODY, EVERYBODY, takes_newcomers=True),),
            rights=(Right(EVERYBODY, MembersOf(EVERYBODY)),),
            memberships=tuple(Membership(person, EVERYBODY) for person in people),
        )

    def changed(self, **parts: Any) -> "Rules":
        """Return the next version, with other parts in place of these; all is checked anew."""
        return replace(self, version=self.version + 1, **parts)

    def with_newcomer(self, person: str) -> "Rules":
        """Return the next version, in which somebody new is a member wherever newcomers are."""
        joined = (Membership(person, group.id) for group in self.groups if group.takes_newcomers)
        return self.changed(memberships=(*self.memberships, *joined))

    def without_person(self, person: str) -> "Rules":
        """Return the next version, without memberships and rights of somebody who is erased."""
        return self.changed(
            memberships=tuple(one for one in self.memberships if one.person != person),
            rights=tuple(right for right in self.rights if right.whom != OnePerson(person)),
        )

    def without_group(self, group: Group) -> "Rules":
        """Return the next version without a group that nothing uses.

        Raises:
            BadInput: rights or memberships use it.
        """
        rights = sum(right.whom == MembersOf(group.id) for right in self.rights)
        members = sum(one.group == group.id for one in self.memberships)
        if rights or members:
            raise BadInput(Complaint.GROUP_IN_USE, name=group.name, rights=rights, members=members)
        return self.changed(groups=tuple(one for one in self.groups if one.id != group.id))

    def without_door_group(self, group: DoorGroup) -> "Rules":
        """Return the next version without a group of doors; raises BadInput if a right uses it."""
        rights = sum(right.where == DoorsOf(group.id) for right in self.rights)
        if rights:
            raise BadInput(Complaint.DOOR_GROUP_IN_USE, name=group.name, rights=rights)
        return self.changed(door_groups=tuple(one for one in self.door_groups if one.id != group.id))

    def without_schedule(self, schedule: Schedule) -> "Rules":
        """Return the next version without a schedule; raises BadInput if a right uses it."""
        rights = sum(right.schedule == schedule.id for right in self.rights)
        if rights:
            raise BadInput(Complaint.SCHEDULE_IN_USE, name=schedule.name, rights=rights)
        return self.changed(schedules=tuple(one for one in self.schedules if one.id != schedule.id))

    def without_calendar(self, calendar: HolidayCalendar) -> "Rules":
        """Return the next version without a calendar; raises BadInput if a schedule uses it."""
        schedules = sum(calendar.id in schedule.calendars for schedule in self.schedules)
        if schedules:
            raise BadInput(Complaint.CALENDAR_IN_USE, name=calendar.name, schedules=schedules)
        return self.changed(calendars=tuple(one for one in self.calendars if one.id != calendar.id))

    def memberships_of(self, person: str) -> tuple[Membership, ...]:
        """Return the groups that somebody is, was or will be in."""
        return self._index.groups_of.get(person, ())

    def held_by(self, person: str) -> list[Held]:
        """Return every right that somebody has, had or will have: their groups' and their own."""
        held = list(self._index.rights.get(OnePerson(person), ()))
        for membership in self.memberships_of(person):
            of_group = self._index.rights.get(MembersOf(membership.group), ())
            if membership.validity is UNLIMITED:
                held += of_group
            else:
                held += (one._replace(validity=membership.validity) for one in of_group)
        return held

    def only_at(self, door: str, held: Iterable[Held]) -> list[Held]:
        """Return those of the rights that are to this door."""
        return [one for one in held if self.covers(one.right.where, door)]

    def held_by_group(self, group: str) -> list[Held]:
        """Return the rights of whoever is in a group."""
        return list(self._index.rights.get(MembersOf(group), ()))

    def held_at(self, door: str) -> list[Held]:
        """Return every right to a door, whosever it is."""
        return self.only_at(door, chain.from_iterable(self._index.rights.values()))

    def covers(self, where: Where, door: str) -> bool:
        """Say whether a right to these doors is one to this door."""
        if isinstance(where, OneDoor):
            return where.id == door
        return isinstance(where, AllDoors) or door in self._index.doors[where.group]

    def _check_schedules(self) -> None:
        there = {calendar.id for calendar in self.calendars}
        for schedule in self.schedules:
            for calendar in schedule.calendars:
                if calendar not in there:
                    missing = Complaint.SCHEDULE_CALENDAR_MISSING
                    raise BadInput(missing, name=schedule.name, calendar=calendar)

    def _check_rights(self) -> None:
        groups = {group.id for group in self.groups}
        door_groups = {group.id for group in self.door_groups}
        schedules = {None, *(schedule.id for schedule in self.schedules)}
        for right in self.rights:
            if isinstance(right.whom, MembersOf) and right.whom.group not in groups:
                raise BadInput(Complaint.RIGHT_GROUP_MISSING, group=right.whom.group)
            if isinstance(right.where, DoorsOf) and right.where.group not in door_groups:
                raise BadInput(Complaint.RIGHT_DOORS_MISSING, group=right.where.group)
            if right.schedule not in schedules:
                raise BadInput(Complaint.RIGHT_SCHEDULE_MISSING, schedule=right.schedule)

    def _check_memberships(self) -> None:
        names = {group.id: group.name for group in self.groups}
        for one, times in Counter((one.person, one.group) for one in self.memberships).items():
            person, group = one
            if group not in names:
                raise BadInput(Complaint.MEMBER_GROUP_MISSING, person=person, group=group)
            if times > 1:
                raise BadInput(Complaint.MEMBER_TWICE, person=person, group=names[group])

    def _indexed(self) -> _Index:
        calendars = {calendar.id: calendar for calendar in self.calendars}
        timetables = {
            one.id: Timetable.of(one, (calendars[calendar] for calendar in one.calendars))
            for one in self.schedules
        }
        rights: defaultdict[Whom, list[Held]] = defaultdict(list)
        sorts: dict[tuple[str | None, DoorMode | None], int] = {}
        for right in self.rights:
            timetable = timetables[right.schedule] if right.schedule is not None else None
            sort = sorts.setdefault((right.schedule, right.shows), len(sorts))
            rights[right.whom].append(Held(right, UNLIMITED, timetable, sort))
        groups_of: defaultdict[str, list[Membership]] = defaultdict(list)
        for membership in self.memberships:
            groups_of[membership.person].append(membership)
        return _Index(
            {whom: tuple(held) for whom, held in rights.items()},
            {person: tuple(some) for person, some in groups_of.items()},
            {group.id: group.doors for group in self.door_groups},
        )


_Part = Group | DoorGroup | HolidayCalendar | Schedule


def _check_apart(parts: Iterable[_Part]) -> None:
    """Refuse parts of one sort of which two share an id, or a name but for capitals."""
    some = list(parts)
    _check_ids(part.id for part in some)
    names: set[str] = set()
    for part in some:
        if part.name.casefold() in names:
            raise BadInput(Complaint.RULE_NAME_TAKEN, name=part.name)
        names.add(part.name.casefold())


def _check_ids(ids: Iterable[str]) -> None:
    twice = [one for one, times in Counter(ids).items() if times > 1]
    if twice:
        raise BadInput(Complaint.RULE_ID_TAKEN, id=twice[0])
