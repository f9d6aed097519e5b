"""What the desk does about groups, schedules, rights and people's dates; runs on the desk's own thread."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo

from door_access.complaints import Complaint
from door_access.desk.part_ids import new_id
from door_access.desk.permitted import open_to_all, permitted
from door_access.desk.public_holidays import public_holidays
from door_access.desk.session import Authority
from door_access.domain.door.modes import Modes
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.explanation import Explanation, explain
from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.rights import Membership, OnePerson
from door_access.domain.permissions.rules import EVERYBODY, RulePart, Rules
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment
from door_access.domain.permissions.week import (
    RightWeek,
    Stretch,
    week_of_door,
    week_of_group,
    week_of_person,
)
from door_access.errors import BadInput
from door_access.ports import AccessLog, PeopleStore, ProfileStore, RulesStore


@dataclass(frozen=True, slots=True)
class KnownDoor:
    """A door of the site: its id, what people call it, its clocks' zone, what it asks at every hour."""

    id: str
    name: str
    zone: tzinfo
    asks: DoorMode


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, by name, and for how long."""

    person_id: str
    name: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class Explained:
    """Why somebody may enter or may not, with the rules that say so and the moment that was meant."""

    explanation: Explanation
    rules: Rules
    moment: Moment
    door: KnownDoor


@dataclass(frozen=True, slots=True)
class Overview:
    """The rules with what it takes to tell them.

    Attributes:
        doors: of the site, at least one.
        members: how many people each group knows.
        people: names, by id, of whoever has rights of their own.
        today: the day on the wall of the first door.
        is_open_to_all: nobody has wanted any rules yet, and whoever is enrolled may always enter.
    """

    rules: Rules
    doors: tuple[KnownDoor, ...]
    members: Mapping[str, int]
    people: Mapping[str, str]
    today: date
    is_open_to_all: bool


class RulesDesk:
    """Every wish about who may enter when. Blocking; raises the product's errors."""

    def __init__(
        self,
        rules: RulesStore,
        profiles: ProfileStore,
        people: PeopleStore,
        log: AccessLog,
        *,
        doors: Callable[[], tuple[KnownDoor, ...]],
        session: Authority,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``rules`` and ``profiles`` leave rows of their changes; ``doors``: those of the settings now."""
        self.session = session
        self._rules = rules
        self._profiles = profiles
        self._people = people
        self._log = log
        self._doors = doors
        self._utc_now = utc_now

    @permitted(Permit.SEE_RULES)
    def rules(self) -> Rules:
        return self._rules.rules()

    @open_to_all("what a door is called stands on it")
    def doors(self) -> tuple[KnownDoor, ...]:
        """Return the doors of the site, at least one."""
        return self._doors()

    @open_to_all("the wall at the door shows it")
    def today(self) -> date:
        """Return the day on the wall of the first door."""
        return self._utc_now().astimezone(self._doors()[0].zone).date()

    @permitted(Permit.SEE_RULES)
    def overview(self) -> Overview:
        """Return the rules with names and counts, as they are shown."""
        rules, members, doors = self._rules.rules(), self._profiles.member_counts(), self._doors()
        return Overview(
            rules,
            doors,
            members,
            self._holders(rules),
            self.today(),
            self._is_open_to_all(rules, members),
        )

    @permitted(Permit.CHANGE_RULES)
    def put(self, before: RulePart | None, after: RulePart | None) -> Rules:
        """Add, change or remove one part; see :class:`RulesStore`."""
        return self._rules.put(before, after)

    @permitted(Permit.CHANGE_RULES)
    def import_holidays(
        self,
        calendar_id: str | None,
        country: str,
        part: str | None,
        years: Collection[int],
        *,
        kind: str,
        name: str = "",
        language: str | None = None,
    ) -> HolidayCalendar:
        """Put a country's public holidays into a calendar, or into a new one, and return it.

        Args:
            calendar_id: None: a new one.
            country: two letters, as ``DE``; ``part``: a state or province, as ``BE``.
            kind: what sort of holidays they will be.
            name: of a new calendar; empty: that of country and part.
            language: of the days' names, as ``de``; None: English where the country has it.

        Raises:
            BadInput: the holidays are not known, there is no such calendar, or another one has the name.
        """
        days = public_holidays(country, part, years, language=language)
        rules, named = self._rules.rules(), name or " ".join(filter(None, (country, part)))
        before = _calendar(rules, calendar_id) if calendar_id is not None else None
        taken = {one.id for one in rules.calendars}
        calendar = before or HolidayCalendar(new_id(named, taken, otherwise="calendar"), named)
        after = calendar.with_imported(days, kind=kind)
        if after != before:
            self._rules.put(before, after)
        return after

    @permitted(Permit.SEE_RULES)
    def members(self, group_id: str) -> tuple[Member, ...]:
        """Return who is, was or will be in a group, by name."""
        names = self._people.names()
        members = self._profiles.members(group_id).items()
        found = (Member(person, names[person], validity) for person, validity in members if person in names)
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person_id)))

    @permitted(Permit.SEE_PEOPLE)
    def memberships(self, person_id: str) -> tuple[Membership, ...]:
        return self._profiles.memberships(person_id)

    @permitted(Permit.CHANGE_PEOPLE)
    def set_membership(self, person_id: str, membership: Membership) -> None:
        """Make somebody a member, or give their membership other dates."""
        self._profiles.set_membership(person_id, membership)

    @permitted(Permit.CHANGE_PEOPLE)
    def end_membership(self, person_id: str, group_id: str) -> None:
        """Take somebody out of a group."""
        self._profiles.end_membership(person_id, group_id)

    @permitted(Permit.SEE_PEOPLE)
    def profile(self, person_id: str) -> Profile:
        return self._profiles.profile(person_id)

    @permitted(Permit.CHANGE_PEOPLE)
    def set_profile(self, person_id: str, before: Profile, after: Profile) -> None:
        """Put another profile in the place of the one that was seen; Refused if it is another by now."""
        self._profiles.set_profile(person_id, before, after)

    @permitted(Permit.SEE_RULES)
    def explain(
        self,
        person_id: str,
        *,
        door_id: str | None = None,
        at_utc: datetime | None = None,
        modes: Modes | None = None,
    ) -> Explained:
        """Say whether somebody may enter, and everything that was looked at for that.

        Args:
            door_id: None: the first door.
            at_utc: None: now, by the log's newest row where the clock is in doubt.
            modes: what operators want of the door; None: what they want for the moment is left out.

        Raises:
            BadInput: nobody has this id, or no door has.
        """
        door, rules = self.door(door_id), self._rules.rules()
        moment = Moment(at_utc) if at_utc else Moment.of(self._utc_now(), self._log.newest_utc())
        now = _now(door) if modes is None else replace(_now(door), modes=modes)
        return Explained(explain(rules, self._entrant(person_id), now, moment), rules, moment, door)

    @permitted(Permit.SEE_RULES)
    def week_of_person(
        self, person_id: str, first_day: date, *, door_id: str | None = None
    ) -> tuple[Stretch, ...]:
        """Return seven days on the door's wall of one person, without a gap."""
        door = self.door(door_id)
        return week_of_person(self._rules.rules(), self._entrant(person_id), _now(door), first_day)

    @permitted(Permit.SEE_RULES)
    def week_of_group(
        self, group_id: str, first_day: date, *, door_id: str | None = None
    ) -> tuple[Stretch, ...]:
        """Return seven days on the door's wall of whoever is in the group and has no other rights."""
        return week_of_group(self._rules.rules(), group_id, _now(self.door(door_id)), first_day)

    @permitted(Permit.SEE_RULES)
    def week_of_door(self, first_day: date, *, door_id: str | None = None) -> tuple[RightWeek, ...]:
        """Return for every right to the door when it lets people in during seven days on its wall."""
        return week_of_door(self._rules.rules(), _now(self.door(door_id)), first_day)

    @open_to_all("what a door is called stands on it")
    def door(self, door_id: str | None = None) -> KnownDoor:
        """Return the door with this id or name, the first one for None; raises BadInput for another."""
        doors = self._doors()
        if door_id is None:
            return doors[0]
        found = [door for door in doors if door_id in (door.id, door.name)]
        if not found:
            raise BadInput(Complaint.DOOR_UNKNOWN, door=door_id, doors=", ".join(door.id for door in doors))
        return found[0]

    def _holders(self, rules: Rules) -> dict[str, str]:
        """Return the names of whoever has rights of their own."""
        ids = {right.whom.id for right in rules.rights if isinstance(right.whom, OnePerson)}
        names = ((one, self._people.name_of(one)) for one in sorted(ids))
        return {one: name for one, name in names if name is not None}

    def _is_open_to_all(self, rules: Rules, members: Mapping[str, int]) -> bool:
        """Say whether the rules are those of a fresh site, and nobody was taken out of its group."""
        fresh = Rules.fresh()
        is_fresh = (rules.groups, rules.rights, rules.plans) == (fresh.groups, fresh.rights, fresh.plans)
        return is_fresh and members.get(EVERYBODY, 0) == len(self._people.names())

    def _entrant(self, person_id: str) -> Entrant:
        entrant = self._people.entrant(person_id)
        if entrant is None:
            raise BadInput(Complaint.PERSON_UNKNOWN, person=person_id)
        return entrant


def _calendar(rules: Rules, calendar_id: str) -> HolidayCalendar:
    found = rules.part(HolidayCalendar, calendar_id)
    if not isinstance(found, HolidayCalendar):
        raise BadInput(Complaint.CALENDAR_UNKNOWN, calendar=calendar_id)
    return found


def _now(door: KnownDoor) -> DoorNow:
    return DoorNow(door.id, door.zone, door.asks)
