"""What the rules of who may enter when add to a decision.

``python -m benchmarks.speed --only rules``
"""

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, insert, not_

from benchmarks.report import Row, at_most
from benchmarks.speed.people import fill
from benchmarks.timing import Timing, alternating
from database.connections import Database
from database.engine import open_database
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from database.people.gallery_version import NEWEST_VERSION
from database.people.people import open_people
from database.people.person_text import names_of
from database.people.removals import is_denied
from database.rules.documents import KINDS, document_of
from database.rules.rules_store import SqlRulesStore, raise_rules_version
from database.schema import memberships, people, rule_parts
from door_access.domain.door.modes import Modes
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
from door_access.runtime.permissions.rules_at_door import RulesAtDoor

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
    """Return the rows of one decision and of one grant; takes about fifteen seconds."""
    return [*_decisions(), *_grants()]


def _decisions() -> list[Row]:
    rules = large_site()
    rng = random.Random(SEED)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = cycle([Moment(start + rng.random() * YEAR) for _ in range(1_000)])
    entrants = cycle([_somebody(rng) for _ in range(1_000)])
    everywhere = Entrant("everywhere", memberships=tuple(Membership(f"group {n}") for n in range(GROUPS)))
    calls: list[Callable[[], object]] = [
        lambda: answer(rules, next(entrants), DOOR, next(moments)),
        lambda: answer(rules, everywhere, DOOR, next(moments)),
        lambda: explain(rules, next(entrants), DOOR, next(moments)),
        lambda: replace(rules),
    ]
    return _rows(alternating(calls, rounds=ROUNDS, times=TIMES))


def _grants() -> list[Row]:
    """Measure what the door asks before it opens, over a database, beside the name alone as it was before.

    Of the processor, since a grant's two threads and a busy machine's others take turns.
    """
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder)) as database:
        keyring = open_keyring(database)
        ids = fill(database, keyring, PEOPLE)
        _store(database, ids)
        store = open_people(database, lambda _model: 1.0)
        known = RulesAtDoor(SqlRulesStore(database), DOOR, _now)
        known.poll(0.0)
        usual, version = cycle(ids[1:]), store.version()

        def welcomed(person_id: str) -> None:
            welcome = store.welcome(person_id, version=version)
            assert welcome is not None
            known.verdict_of(welcome.rules_version, welcome.entrant, Modes())

        calls: list[Callable[[], object]] = [
            lambda: welcomed(next(usual)),
            lambda: welcomed(ids[0]),
            lambda: _name_alone(database, keyring, next(usual), version),
        ]
        whole, everywhere, name = alternating(
            calls, rounds=ROUNDS, times=(400, 100, 400), clock=time.process_time
        )
    added_ms = whole.median_ms - name.median_ms
    return [
        Row(
            f"what a grant asks the database and the rules, {GROUPS_OF_ONE} groups a person",
            whole.median_ms,
            "ms",
            f"of the processor; the name alone {name.median_ms:.2f} ms ({name}); rules add {added_ms:.2f} ms",
            str(whole),
            at_most(WANTED_MS + name.median_ms),
        ),
        Row(
            "the same of a person in every group",
            everywhere.median_ms,
            "ms",
            f"added {everywhere.median_ms - name.median_ms:.2f} ms",
            str(everywhere),
        ),
    ]


def _now() -> Moment:
    return Moment(datetime(2026, 6, 2, 10, tzinfo=UTC))


def _name_alone(database: Database, keyring: Keyring, person_id: str, version: int) -> str | None:
    """Ask what a grant asked before there were rules: the name of somebody who is there and unchanged."""
    wanted = (
        people.c.id == person_id,
        and_(people.c.changed <= version, version <= NEWEST_VERSION),
        not_(is_denied()),
    )
    with database.reading() as connection:
        return names_of(connection, keyring.at(connection), *wanted).get(person_id)


def _store(database: Database, ids: list[str]) -> None:
    """Store the rules of a large site, and everybody in some of its groups; the first in every one."""
    rng = random.Random(SEED)
    joined = [(ids[0], n) for n in range(GROUPS)]
    joined += [(one, n) for one in ids[1:] for n in rng.sample(range(GROUPS), GROUPS_OF_ONE)]
    with database.writing() as connection:
        connection.execute(delete(rule_parts))
        connection.execute(insert(rule_parts), _cells(large_site()))
        raise_rules_version(connection)
        connection.execute(
            insert(memberships), [{"person_id": one, "group_id": f"group {n}"} for one, n in joined]
        )


def _cells(rules: Rules) -> list[dict[str, object]]:
    """Return the rules as rows of the database; no right of theirs is one person's."""
    return [
        {"kind": KINDS[type(part)], "id": part.id, "place": place, "document": document_of(part)}
        for place, part in enumerate(rules.parts, start=1)
    ]


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
