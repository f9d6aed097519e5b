"""What the rules of who may enter when add to a decision.

``python -m benchmarks.speed --only rules``
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from benchmarks.report import Row, at_most
from benchmarks.timing import Timing, alternating
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.explanation import explain
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import WORKDAYS, Hours, Window
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorGroup,
    DoorsOf,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    Right,
    Where,
)
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment

PEOPLE, GROUPS, RIGHTS, CALENDARS, SCHEDULES = 10_000, 200, 500, 20, 50
GROUPS_OF_ONE = 5
"""A guess: staff, department, floor, car park, and something of one's own."""
WANTED_MS = 1.0
ROUNDS = 5
TIMES = (400, 40, 400, 3)
SEED = 16
DOOR = DoorNow("door 1", ZoneInfo("Europe/Berlin"))
FIRST_DAY = date(2026, 1, 1)
YEAR = timedelta(days=365)


def measure() -> list[Row]:
    """Return the rows of one decision; takes about five seconds."""
    rules = large_site()
    rng = random.Random(SEED)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = cycle([Moment(start + rng.random() * YEAR) for _ in range(1_000)])
    people = cycle([_somebody(rng) for _ in range(1_000)])
    everywhere = Entrant("everywhere", memberships=tuple(Membership(f"group {n}") for n in range(GROUPS)))
    calls: list[Callable[[], object]] = [
        lambda: answer(rules, next(people), DOOR, next(moments)),
        lambda: answer(rules, everywhere, DOOR, next(moments)),
        lambda: explain(rules, next(people), DOOR, next(moments)),
        lambda: replace(rules),
    ]
    return _rows(alternating(calls, rounds=ROUNDS, times=TIMES))


def large_site() -> Rules:
    """Return rules as a large site may have them."""
    rng = random.Random(SEED)
    doors = [f"door {n}" for n in range(100)]
    wheres: list[Where] = [AllDoors(), OneDoor(DOOR.id), *(DoorsOf(f"doors {n}") for n in range(CALENDARS))]
    schedules = tuple(_schedule(n) for n in range(SCHEDULES))
    names = [None, *(one.id for one in schedules)]
    return Rules(
        version=1,
        groups=tuple(Group(f"group {n}", f"Group {n}") for n in range(GROUPS)),
        door_groups=tuple(
            DoorGroup(f"doors {n}", f"Doors {n}", frozenset(rng.sample(doors, 30))) for n in range(CALENDARS)
        ),
        calendars=tuple(_calendar(n, rng) for n in range(CALENDARS)),
        schedules=schedules,
        rights=tuple(
            Right(
                f"right {n:03}",
                MembersOf(f"group {n % GROUPS}"),
                rng.choice(wheres),
                rng.choice(names),
                rng.choice([None, *DoorMode]),
            )
            for n in range(RIGHTS)
        ),
    )


def _somebody(rng: random.Random) -> Entrant:
    groups = rng.sample(range(GROUPS), GROUPS_OF_ONE)
    return Entrant(
        f"person {rng.randrange(PEOPLE)}", memberships=tuple(Membership(f"group {n}") for n in groups)
    )


def _schedule(n: int) -> Schedule:
    week = (Window(WORKDAYS, Hours(300 + 5 * n, 900 + 5 * n)),)
    return Schedule(
        f"schedule {n}", f"Schedule {n}", week, (HolidayRow("public"),), (f"calendar {n % CALENDARS}",)
    )


def _calendar(n: int, rng: random.Random) -> HolidayCalendar:
    days = sorted(rng.sample(range(YEAR.days), 15))
    holidays = tuple(Holiday(FIRST_DAY + timedelta(days=day), "public", "Holiday") for day in days)
    return HolidayCalendar(f"calendar {n}", f"Calendar {n}", holidays)


def _rows(timings: list[Timing]) -> list[Row]:
    usual, everywhere, explained, made = timings
    site = f"{GROUPS} groups, {RIGHTS} rights, {CALENDARS} calendars, {PEOPLE:,} people"
    ratio = f"explaining it takes {explained.median_ms / usual.median_ms:.1f}× as long"
    return [
        Row(
            f"one decision, {GROUPS_OF_ONE} groups a person",
            usual.median_ms,
            "ms",
            ratio,
            str(usual),
            at_most(WANTED_MS),
        ),
        Row(
            "one decision, a person in every group",
            everywhere.median_ms,
            "ms",
            f"{everywhere.median_ms / usual.median_ms:.1f}× the usual one",
            str(everywhere),
            at_most(WANTED_MS),
        ),
        Row("checking all rules after a change", made.median_ms, "ms", site, str(made)),
    ]
