"""A small kiosk without window, camera and TensorFlow that enrols and lets in until it is killed."""

import os
from itertools import count
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401  - loaded before the fork, so that kills meet the migration itself

from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.people.people import SqlPeopleStore, open_people
from database.rules.rules_store import SqlRulesStore
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.hardware.locks.simulated_lock import SimulatedLock
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import EventHub
from door_access.runtime.messages import Decided, DoorMessage, FrameRecognised, Heartbeat
from tests.database.building import newcomer, templates, usually
from tests.fakes import FakeLock

LOCK_FILE = "lock.txt"
ENROLLED = 6
ADDED = 4
ENTRY_S = 10.0
UNLOCK_S = 1.0


class WritingLock(FakeLock):
    """A lock whose every unlocking is a durable line: the id of whoever is let in."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.person_id = ""

    def pulse(self, duration_s: float) -> None:
        os.write(self._file, f"{self.person_id}\n".encode())
        os.fsync(self._file)

    def lock(self) -> None:
        pass


class Entrance:
    """The real door service, driven by hand: one thread, time as the messages tell it."""

    def __init__(
        self, people: SqlPeopleStore, log: SqlAccessLog, rules: SqlRulesStore, lock: WritingLock
    ) -> None:
        self._people = people
        self._lock = lock
        self._door = DoorService(
            DoorRules("main entrance", UNLOCK_S),
            Locks(real=lock, simulated=SimulatedLock()),
            log=log,
            people=people,
            site_rules=rules,
            hub=EventHub(),
            clock=None,
        )
        self._door.begin(SourceKind.LIVE)

    def let_in(self, person_id: str, at_s: float) -> None:
        """Grant, and let the unlock time pass."""
        decision = AccessDecision(
            Outcome.GRANTED,
            Reason.MATCH,
            at_s=at_s,
            person_id=person_id,
            gallery_version=self._people.version(),
        )
        self._lock.person_id = person_id
        self._take(FrameRecognised("camera", SourceKind.LIVE, at_s))
        self._take(Decided(decision, SourceKind.LIVE, at_s))
        self._take(Heartbeat(at_s + 2 * UNLOCK_S))

    def _take(self, message: DoorMessage) -> None:
        self._door.inbox.put(message)
        self._door.step()


def work(data_dir: Path) -> None:
    """Enrol, let in, add templates and sometimes erase, until killed."""
    with open_database(data_dir) as database:
        people = open_people(database, usually)
        lock = WritingLock(data_dir / LOCK_FILE)
        entrance = Entrance(people, SqlAccessLog(database), SqlRulesStore(database), lock)
        for number in count(1):
            person_id = people.enrol(newcomer(f"Person {number}", seed=number, count=ENROLLED))
            entrance.let_in(person_id, number * ENTRY_S)
            people.add_templates(person_id, templates(1000 + number, ADDED))
            if number % 3 == 0:
                people.remove(person_id)
