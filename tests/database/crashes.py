"""Kills the small kiosk at random moments and looks at what is left. Used by the suite and by `make soak`."""

import random
import signal
from collections import Counter
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

from sqlalchemy import select

from database.connections import Database
from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.people.people import SqlPeopleStore, open_people
from database.rules.rules_store import SqlRulesStore
from database.schema import passes, person_references, templates
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.rights import OnePerson
from door_access.ports import LogFilter, LogKind
from tests.database.building import MODEL, usually
from tests.database.crash_child import ADDED, ENROLLED, LOCK_FILE, work
from tests.database.forks import killable

ROUNDS_PER_DIRECTORY = 10
"""A new directory now and then: the first start, with its migration, is killed as well."""
UNLOCKINGS = (0, 0, 1, 2, 3, 4)
"""So many a process may do first, whatever the machine's speed: a third of the kills meet its start."""
THEN_S = 0.05
"""The first start takes about so long, and so do two people more."""
POLL_S = 0.001


@dataclass
class Tally:
    """What the killed processes had done, for a test to see that there was something to break."""

    rounds: int = 0
    asked: int = 0
    """Unlockings that were waited for, however long they took; there may be more."""
    people: int = 0
    entries: int = 0
    unlockings: int = 0


def crash_rounds(rounds: int, directory: Path, *, seed: int = 20_260_302) -> Tally:
    """Start and kill so many times; raises AssertionError with the round's number when anything is broken."""
    moments = random.Random(seed)
    context = killable()
    total = Tally()
    for number in range(rounds):
        data_dir = directory / f"{number // ROUNDS_PER_DIRECTORY}"
        unlockings, then_s = moments.choice(UNLOCKINGS), moments.uniform(0, THEN_S)
        _start_and_kill(context, data_dir, unlockings=unlockings, then_s=then_s)
        total.asked += unlockings
        left = _inspect(data_dir, kills=number % ROUNDS_PER_DIRECTORY + 1, where=f"round {number}")
        if (number + 1) % ROUNDS_PER_DIRECTORY == 0 or number + 1 == rounds:
            total.people += left.people
            total.entries += left.entries
            total.unlockings += left.unlockings
    total.rounds = rounds
    return total


def _start_and_kill(context: ForkServerContext, data_dir: Path, *, unlockings: int, then_s: float) -> None:
    wanted = len(_unlocked(data_dir / LOCK_FILE)) + unlockings
    process = context.Process(target=work, args=(data_dir,))
    process.start()
    while len(_unlocked(data_dir / LOCK_FILE)) < wanted and process.is_alive():
        process.join(POLL_S)
    process.join(then_s)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL, f"the process ended by itself with {process.exitcode}"
    process.close()


def _inspect(data_dir: Path, *, kills: int, where: str) -> Tally:
    with open_database(data_dir) as database:
        people, log = open_people(database, usually), SqlAccessLog(database)
        assert log.verify().is_ok, f"{where}: {log.verify()}"
        _check_people(database, people, where)
        _check_rules(database, people, log, where)
        known = set(people.names())
        _check_passes(database, log, where)
        granted = [row.event.person_id for row in log.oldest_first(LogFilter(outcome=Outcome.GRANTED))]
        left = Tally(people=len(known), entries=log.count(LogFilter()))
    unlocked = _unlocked(data_dir / LOCK_FILE)
    without_row = known.intersection(unlocked).difference(granted)
    assert not without_row, f"{where}: the lock opened for {without_row} without a row"
    assert granted.count(None) >= len(set(unlocked) - known), f"{where}: the row of somebody erased is gone"
    assert len(granted) - len(unlocked) <= kills, f"{where}: {set(granted) - set(unlocked)} were never let in"
    left.unlockings = len(unlocked)
    return left


def _check_people(database: Database, people: SqlPeopleStore, where: str) -> None:
    with database.reading() as connection:
        stored = Counter(connection.scalars(select(templates.c.person_id)))
        fused = connection.execute(select(person_references.c.person_id, person_references.c.templates)).all()
    listed = {person.id: person.templates for person in people.people(MODEL)}
    assert stored == listed == {row.person_id: row.templates for row in fused}, f"{where}: half a person"
    assert set(stored.values()) <= {ENROLLED, ENROLLED + ADDED}, f"{where}: {stored}"
    assert len(people.gallery(MODEL)) == len(listed), f"{where}: the gallery lacks somebody"


def _check_passes(database: Database, log: SqlAccessLog, where: str) -> None:
    """Every pass that was used has its one row, and every row of a grant its used pass."""
    with database.reading() as connection:
        used = connection.scalars(select(passes.c.person_id).where(passes.c.used_at_utc.is_not(None))).all()
    wanted = LogFilter(outcome=Outcome.GRANTED, kind=LogKind.ACCESS)
    let_in = [row.event.person_id for row in log.oldest_first(wanted) if row.event.person_id]
    assert sorted(used) == sorted(let_in), f"{where}: spent without a row, or let in without spending"


def _check_rules(database: Database, people: SqlPeopleStore, log: SqlAccessLog, where: str) -> None:
    """Every right is somebody's, and every change has its row, and every row its change."""
    rules, rows = SqlRulesStore(database).rules(), list(log.oldest_first(LogFilter(kind=LogKind.ACT)))
    rights = [right.whom.id for right in rules.rights if isinstance(right.whom, OnePerson)]
    known, told = set(people.names()), Counter(row.event.reason for row in rows)
    erased = told[Act.ADD_RIGHT] - len(rights)
    assert set(rights) <= known, f"{where}: a right of somebody who is gone"
    assert erased >= 0 and rules.version == 1 + told[Act.ADD_RIGHT] + erased, f"{where}: {told}, {rules}"
    entrants = [people.entrant(one) for one in known]
    dated = {one.person for one in entrants if one and one.memberships[0].validity.begins_utc}
    joined = {row.event.person_id for row in rows if row.event.reason is Act.JOIN_GROUP and not row.is_sealed}
    assert dated == joined, f"{where}: half a membership"


def _unlocked(path: Path) -> list[str]:
    """Return who was let in; a line is one short write, so it is there or not."""
    return path.read_text().splitlines() if path.exists() else []
