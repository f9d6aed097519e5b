"""All rules of a site as one whole, with a version. What they refer to is there, or they cannot be made."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.holidays import HolidayCalendar
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
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.timetable import Timetable
from door_access.domain.permissions.titles import compared_title
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput, Refused

if TYPE_CHECKING:
    from door_access.domain.permissions.verdict import Entrant

RulePart = Group | DoorGroup | HolidayCalendar | Schedule | Right | DoorPlan
"""What rules are made of; each is known by its id among those of its kind."""

_FIELDS: dict[type[RulePart], str] = {
    Group: "groups",
    DoorGroup: "door_groups",
    HolidayCalendar: "calendars",
    Schedule: "schedules",
    Right: "rights",
    DoorPlan: "plans",
}

EVERYBODY = "everybody"
"""The id and first name of the group of a fresh site."""


class Planned(NamedTuple):
    """A plan with its schedule laid out."""

    plan: DoorPlan
    timetable: Timetable


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
    doors: Mapping[str, frozenset[str]]
    plans: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may enter where and when. Who is in which group is told by the people (``Entrant.memberships``).

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
    plans: tuple[DoorPlan, ...] = ()
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for parts in (self.groups, self.door_groups, self.calendars, self.schedules):
            _check_apart(parts)
        for ids in (self.rights, self.plans):
            _check_ids(part.id for part in ids)
        self._check_schedules()
        self._check_rights()
        self._check_plans()
        object.__setattr__(self, "_index", self._indexed())

    @classmethod
    def fresh(cls, *, version: int = 0) -> "Rules":
        """Return the rules of a site where nobody wanted any: whoever is enrolled may always enter."""
        return cls(
            version,
            groups=(Group(EVERYBODY, EVERYBODY, takes_newcomers=True),),
            rights=(Right(EVERYBODY, MembersOf(EVERYBODY)),),
        )

    @classmethod
    def of(cls, parts: Iterable[RulePart], *, version: int) -> "Rules":
        """Return the rules that these parts are, in their order."""
        sorted_out: defaultdict[str, list[RulePart]] = defaultdict(list)
        for part in parts:
            sorted_out[_FIELDS[type(part)]].append(part)
        whole: dict[str, Any] = {name: tuple(some) for name, some in sorted_out.items()}
        return cls(version, **whole)

    @property
    def parts(self) -> tuple[RulePart, ...]:
        """Return everything that they are made of."""
        return tuple(chain.from_iterable(getattr(self, name) for name in _FIELDS.values()))

    def part(self, kind: type[RulePart], part_id: str) -> RulePart | None:
        """Return the part of this kind with this id; None when there is none."""
        return next((one for one in getattr(self, _FIELDS[kind]) if one.id == part_id), None)

    def changed(self, **parts: Any) -> "Rules":
        """Return the next version, with other parts in place of these; all is checked anew."""
        return replace(self, version=self.version + 1, **parts)

    def put(self, before: RulePart | None, after: RulePart | None, *, members: int = 0) -> "Rules":
        """Return the next version, in which one part is added, changed or removed.

        Args:
            before: the part as whoever changes it has seen it; None adds one.
            after: what takes its place; None removes it.
            members: how many people are in it, where a group is removed.

        Raises:
            BadInput: the new part cannot be, or what is removed is in use.
            Refused: it is not what was seen any more.
        """
        one = before or after
        if one is None or (before and after and (type(before), before.id) != (type(after), after.id)):
            raise ValueError(f"a part takes the place of one of its kind and id, got {before} and {after}")
        if self.part(type(one), one.id) != before:
            raise Refused(Complaint.CHANGED_MEANWHILE, name=getattr(one, "name", one.id))
        if after is None:
            self._check_unused(one, members)
        elif not isinstance(after, Right | DoorPlan):
            self._check_looks(after)
        name = _FIELDS[type(one)]
        some: list[RulePart] = list(getattr(self, name))
        place = some.index(before) if before else len(some)
        some[place : place + 1] = [after] if after else []
        return self.changed(**{name: tuple(some)})

    def held_by(self, entrant: "Entrant") -> list[Held]:
        """Return every right that somebody has, had or will have: their groups' and their own."""
        held = list(self._index.rights.get(OnePerson(entrant.person), ()))
        for membership in entrant.memberships:
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

    def plans_at(self, door: str) -> list[Planned]:
        """Return what schedules make of a door."""
        return [one for one in self._index.plans if self.covers(one.plan.where, door)]

    def covers(self, where: Where, door: str) -> bool:
        """Say whether a right to these doors is one to this door."""
        if isinstance(where, OneDoor):
            return where.id == door
        return isinstance(where, AllDoors) or door in self._index.doors[where.group]

    def _check_looks(self, part: "_Named") -> None:
        """Refuse a name that another part has to the eye; stored ones stay, whatever Unicode says later."""
        others: Iterable[_Named] = getattr(self, _FIELDS[type(part)])
        title = compared_title(part.name)
        for one in others:
            if one.id != part.id and compared_title(one.name) == title:
                raise BadInput(Complaint.RULE_NAME_TAKEN, name=part.name)

    def _check_unused(self, part: RulePart, members: int) -> None:
        """Refuse to remove what something else refers to."""
        match part:
            case Group(id=group, name=name):
                rights = sum(right.whom == MembersOf(group) for right in self.rights)
                plans = sum(plan.first_of == group for plan in self.plans)
                _refuse_used(Complaint.GROUP_IN_USE, name, rights=rights, members=members, plans=plans)
            case DoorGroup(id=group, name=name):
                rights = sum(right.where == DoorsOf(group) for right in self.rights)
                plans = sum(plan.where == DoorsOf(group) for plan in self.plans)
                _refuse_used(Complaint.DOOR_GROUP_IN_USE, name, rights=rights, plans=plans)
            case Schedule(id=schedule, name=name):
                rights = sum(right.schedule == schedule for right in self.rights)
                plans = sum(plan.schedule == schedule for plan in self.plans)
                _refuse_used(Complaint.SCHEDULE_IN_USE, name, rights=rights, plans=plans)
            case HolidayCalendar(id=calendar, name=name):
                schedules = sum(calendar in schedule.calendars for schedule in self.schedules)
                _refuse_used(Complaint.CALENDAR_IN_USE, name, schedules=schedules)

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

    def _check_plans(self) -> None:
        groups = {None, *(group.id for group in self.groups)}
        door_groups = {group.id for group in self.door_groups}
        schedules = {schedule.id for schedule in self.schedules}
        for plan in self.plans:
            if plan.first_of not in groups:
                raise BadInput(Complaint.PLAN_GROUP_MISSING, group=plan.first_of)
            if isinstance(plan.where, DoorsOf) and plan.where.group not in door_groups:
                raise BadInput(Complaint.PLAN_DOORS_MISSING, group=plan.where.group)
            if plan.schedule not in schedules:
                raise BadInput(Complaint.PLAN_SCHEDULE_MISSING, schedule=plan.schedule)

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
        return _Index(
            {whom: tuple(held) for whom, held in rights.items()},
            {group.id: group.doors for group in self.door_groups},
            tuple(Planned(plan, timetables[plan.schedule]) for plan in self.plans),
        )


_Named = Group | DoorGroup | HolidayCalendar | Schedule


def _refuse_used(complaint: Complaint, name: str, **users: int) -> None:
    if any(users.values()):
        raise BadInput(complaint, name=name, **users)


def _check_apart(parts: Iterable[_Named]) -> None:
    """Refuse parts of one kind of which two share an id, or a name but for capitals."""
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
