"""Who may enter when, in sentences for people: rights, plans, and why somebody may or may not.

The tables hold English, with places for the values. Whoever shows them in another language hands over a
function that translates a table's text before its places are filled.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule, Requirement, required
from door_access.domain.permissions.case import Prohibition
from door_access.domain.permissions.explanation import RightSeen, Standing
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
from door_access.domain.permissions.rules import RulePart, Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.timetable import LOOK_AHEAD
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial, Granted, Verdict

GRANTED = "{person} may open {door} on {at}, by showing {demands}."
DENIED = "{person} may not open {door} on {at}: {why}."
STAYS_UNTIL, STAYS = "This stays so until {until}.", "Nothing is known that would change this."
MAY_FROM, MAY_NEVER = "They may from {until} on.", "No time is known from which they may."

WHY: dict[Denial, str] = {
    Denial.BLOCKED: "they are blocked",
    Denial.LOCKDOWN: "the door is in lockdown",
    Denial.EXPIRED: "their time here is over",
    Denial.NOT_YET_VALID: "their time here has not begun",
    Denial.CLOCK_IN_DOUBT: (
        "this computer's clock is behind the access log, and as long as that is so no schedule counts"
    ),
    Denial.NOT_NOW: "none of their rights to this door holds at this time",
    Denial.NO_RIGHT: "none of their rights is to this door",
    Denial.WITHOUT_RIGHTS: "they are in no group that may open a door, and have no right of their own",
}
PROHIBITIONS: dict[Denial, tuple[str, str]] = {
    Denial.BLOCKED: ("They are blocked.", "They are not blocked."),
    Denial.LOCKDOWN: ("The door is in lockdown.", "The door is not in lockdown."),
    Denial.EXPIRED: ("Their time here is over.", "Their time here is not over."),
    Denial.NOT_YET_VALID: ("Their time here has not begun.", "Their time here has begun."),
}
"""By what may prohibit an entry: the sentence when it does, and when it does not."""
IT_IS_SO = "{sentence} This is so until {until}."

STANDINGS: dict[Standing, str] = {
    Standing.COUNTS: "This right counts.",
    Standing.ANOTHER_WAY: "This right holds as well: it is another way in, by showing {demand}.",
    Standing.ASKS_MORE: "This right holds as well, but asks for more: {demand}.",
    Standing.LASTS_NO_LONGER: "This right holds as well, and no longer than the one that counts.",
    Standing.PROHIBITED: "This right would hold, but what prohibits the entry wins.",
    Standing.OUTSIDE_HOURS: "This right does not hold at this time.",
    Standing.CLOCK_IN_DOUBT: "This right goes by a schedule, and none counts while the clock is in doubt.",
    Standing.MEMBER_LATER: "They will be in this group only from {begins} on.",
    Standing.MEMBER_NO_MORE: "They were in this group until {ends}.",
    Standing.OTHER_DOOR: "This right is to other doors.",
}
HOLDS_UNTIL, HOLDS_FROM = "It holds until {until}.", "It does from {until} on."
ON_HOLIDAY = "It is {holiday} ({kind}), for which the schedule has hours of its own."

RIGHT = "{whom} may open {where} {when}{what}."
MEMBERS, SHOWING = "Members of {group}", ", showing {demand}"
ALL_DOORS, DOORS_OF = "all doors", "the doors of {group}"
ALWAYS, DURING = "at any time", "during {schedule}"
PLAN_ASKS = "During {schedule}, everybody shows {demand} at {where}."
PLAN_UNLOCKS = "During {schedule}, {where} will be unlocked."
PLAN_UNLOCKS_AFTER = "During {schedule}, {where} will be unlocked as soon as a member of {group} has come."

VALID, VALID_FROM, VALID_UNTIL = "from {begins} until {ends}", "from {begins}", "until {ends}"
OR = ", or "
_DATED = {
    Standing.COUNTS: HOLDS_UNTIL,
    Standing.ANOTHER_WAY: HOLDS_UNTIL,
    Standing.ASKS_MORE: HOLDS_UNTIL,
    Standing.OUTSIDE_HOURS: HOLDS_FROM,
}
"""Of which rights it is worth telling how long what is said of them is so."""

DEMANDS: dict[tuple[bool, bool, bool], str] = {
    (False, True, False): "their face",
    (True, True, False): "card and face",
    (False, True, True): "PIN and face",
    (True, True, True): "card, PIN and face",
    (True, False, True): "card and PIN",
    (True, False, False): "a visitor's pass",
}
"""By card, face and PIN."""


class RuleWords:
    """Says what rules mean, with today's names of people, doors, groups and schedules."""

    def __init__(
        self,
        rules: Rules,
        *,
        people: Mapping[str, str],
        doors: Mapping[str, str],
        clock: Callable[[datetime], str],
        translated: Callable[[str], str] = str,
    ) -> None:
        """Take what the words are made of.

        Args:
            people: names by id, as ``doors``; whoever is not in them is called by the id.
            clock: says an instant as the door's wall shows it.
            translated: returns a text of the tables in the language that is spoken.
        """
        self._rules = rules
        self._people = people
        self._doors = doors
        self._clock = clock
        self._translated = translated

    def verdict(self, verdict: Verdict, *, person: str, door: str, at_utc: datetime) -> str:
        """Return whether this person may enter, why not, and until when that stays so; both are ids."""
        told = {"person": self.person(person), "door": self.door(door), "at": self._clock(at_utc)}
        if isinstance(verdict, Granted):
            sentence = self._say(GRANTED, **told, demands=self.demands(verdict.demands))
            return f"{sentence} {self._until(verdict.until_utc, STAYS_UNTIL, STAYS)}"
        sentence = self._say(DENIED, **told, why=self._translated(WHY[verdict.why]))
        return f"{sentence} {self._until(verdict.until_utc, MAY_FROM, MAY_NEVER)}"

    def prohibition(self, one: Prohibition) -> str:
        """Return whether something prohibits the entry, and until when or from when on."""
        holds, until_utc = one.spell.holds, one.spell.until_utc
        so, not_so = PROHIBITIONS[one.denial]
        sentence = self._translated(so if holds else not_so)
        return (
            sentence
            if until_utc is None
            else self._say(IT_IS_SO, sentence=sentence, until=self._clock(until_utc))
        )

    def standing(self, seen: RightSeen, at_utc: datetime) -> str:
        """Return why a right did or did not count at this instant."""
        begins_utc, ends_utc = seen.validity.begins_utc, seen.validity.ends_utc
        sentences = [
            self._say(
                STANDINGS[seen.standing],
                demand="" if seen.demand is None else self.demands([seen.demand]),
                begins="" if begins_utc is None else self._clock(begins_utc),
                ends="" if ends_utc is None else self._clock(ends_utc),
            )
        ]
        if seen.holiday is not None:
            sentences.append(self._say(ON_HOLIDAY, holiday=seen.holiday.name, kind=seen.holiday.kind))
        if seen.until_utc is not None and seen.standing in _DATED and not _is_out_of_sight(seen, at_utc):
            sentences.append(self._say(_DATED[seen.standing], until=self._clock(seen.until_utc)))
        return " ".join(sentences)

    def right(self, right: Right) -> str:
        """Return who may open which doors, when, and by showing what."""
        shown = "" if right.shows is None else self._say(SHOWING, demand=self.mode(right.shows))
        return self._say(
            RIGHT,
            whom=self.whom(right.whom),
            where=self.where(right.where),
            when=self.when(right.schedule),
            what=shown,
        )

    def plan(self, plan: DoorPlan) -> str:
        """Return what a schedule makes of doors."""
        told = {"schedule": self._named(Schedule, plan.schedule), "where": self.where(plan.where)}
        if isinstance(plan.does, DoorMode):
            return self._say(PLAN_ASKS, **told, demand=self.mode(plan.does))
        assert plan.does is OperatingMode.UNLOCKED
        if plan.first_of is None:
            return self._say(PLAN_UNLOCKS, **told)
        return self._say(PLAN_UNLOCKS_AFTER, **told, group=self._named(Group, plan.first_of))

    def whom(self, whom: Whom) -> str:
        """Return for whom a right is."""
        if isinstance(whom, OnePerson):
            return self.person(whom.id)
        return self._say(MEMBERS, group=self._named(Group, whom.group))

    def where(self, where: Where) -> str:
        """Return to which doors a right is."""
        match where:
            case OneDoor():
                return self.door(where.id)
            case DoorsOf():
                return self._say(DOORS_OF, group=self._named(DoorGroup, where.group))
            case AllDoors():
                return self._translated(ALL_DOORS)

    def when(self, schedule: str | None) -> str:
        """Return when a right holds; None is always."""
        if schedule is None:
            return self._translated(ALWAYS)
        return self._say(DURING, schedule=self._named(Schedule, schedule))

    def validity(self, validity: Validity) -> str:
        """Return from when until when something counts; empty without a bound."""
        begins_utc, ends_utc = validity.begins_utc, validity.ends_utc
        begins = "" if begins_utc is None else self._clock(begins_utc)
        ends = "" if ends_utc is None else self._clock(ends_utc)
        if begins and ends:
            return self._say(VALID, begins=begins, ends=ends)
        if begins:
            return self._say(VALID_FROM, begins=begins)
        return self._say(VALID_UNTIL, ends=ends) if ends else ""

    def demands(self, demands: Iterable[Requirement]) -> str:
        """Return what must be shown; of several, one is enough."""
        return self._translated(OR).join(
            self._translated(DEMANDS[one.card, one.face, one.pin]) for one in demands
        )

    def mode(self, mode: DoorMode) -> str:
        """Return what a door with this mode asks of everybody."""
        return self.demands([required([mode], EntryRule.AS_DOOR)])

    def person(self, person_id: str) -> str:
        """Return somebody's name of today."""
        return self._people.get(person_id, person_id)

    def door(self, door_id: str) -> str:
        """Return a door's name of today."""
        return self._doors.get(door_id, door_id)

    def _named(self, kind: type[RulePart], part_id: str) -> str:
        part = self._rules.part(kind, part_id)
        return str(getattr(part, "name", part_id))

    def _until(self, until_utc: datetime | None, known: str, unknown: str) -> str:
        return (
            self._translated(unknown) if until_utc is None else self._say(known, until=self._clock(until_utc))
        )

    def _say(self, text: str, **values: str) -> str:
        return self._translated(text).format(**values)


def _is_out_of_sight(seen: RightSeen, at_utc: datetime) -> bool:
    """Say whether the schedule may go on as it is beyond what was looked at."""
    far_utc = at_utc + LOOK_AHEAD
    return seen.right.schedule is not None and seen.until_utc is not None and seen.until_utc >= far_utc
