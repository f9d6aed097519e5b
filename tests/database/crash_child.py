"""A small kiosk without window, camera or TensorFlow: enrols, lets in, changes rules, until it is killed."""

import os
from datetime import timedelta
from itertools import count
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401  - loaded before the fork, so that kills meet the migration itself

from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.passes import SqlPassStore
from database.people.people import SqlPeopleStore, open_people
from database.people.profiles import SqlProfileStore
from database.rules.rules_store import SqlRulesStore
from database.timestamps import utc_now
from door_access.desk.acts import Acts
from door_access.desk.recorded_rules import RecordedProfiles, RecordedRules
from door_access.domain.entry.claim import PASS
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.operators.acts import Actor
from door_access.domain.permissions.rights import Membership, OneDoor, OnePerson, Right
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.validity import Validity
from door_access.hardware.locks.simulated_lock import SimulatedLock
from door_access.ports import RulesStore
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import EventHub
from door_access.runtime.messages import Decided, DoorMessage, FrameRecognised, Heartbeat
from tests.database.building import newcomer, templates, usually
from tests.fakes import NOON, FakeLock

LOCK_FILE = "lock.txt"
ENROLLED = 6
ADDED = 4
ENTRY_S = 10.0
UNLOCK_S = 1.0
_NOW = utc_now()
FOR_A_YEAR = PassTerms(Validity(_NOW - timedelta(days=1), _NOW + timedelta(days=300)))


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
        self,
        people: SqlPeopleStore,
        passes: SqlPassStore,
        log: SqlAccessLog,
        rules: RulesStore,
        lock: WritingLock,
    ) -> None:
        self._people = people
        self._lock = lock
        self._door = DoorService(
            DoorRules("main entrance", UNLOCK_S),
            Locks(real=lock, simulated=SimulatedLock()),
            log=log,
            people=people,
            passes=passes,
            together=log.together,
            site_rules=rules,
            hub=EventHub(),
            clock=None,
        )
        self._door.begin(SourceKind.LIVE)

    def let_in(self, person_id: str, at_s: float, pass_id: str) -> None:
        """Grant by a pass and a face, and let the unlock time pass."""
        decision = AccessDecision(
            Outcome.GRANTED,
            Reason.PASS_AND_FACE,
            at_s=at_s,
            person_id=person_id,
            gallery_version=self._people.version(),
            claim=PASS,
            pass_id=pass_id,
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
        lock, log = WritingLock(data_dir / LOCK_FILE), SqlAccessLog(database)
        acts = Acts(log, log.together, door="front", actor=Actor.DESK)
        rules = RecordedRules(SqlRulesStore(database), acts)
        profiles = RecordedProfiles(SqlProfileStore(database, open_keyring(database)), acts)
        passes = SqlPassStore(database, open_keyring(database))
        entrance = Entrance(people, passes, log, rules, lock)
        for number in count(1):
            person_id = people.enrol(newcomer(f"Person {number}", seed=number, count=ENROLLED))
            pass_id = passes.add_pass(person_id, token_of(number.to_bytes(8) + os.urandom(8)), FOR_A_YEAR)
            entrance.let_in(person_id, number * ENTRY_S, pass_id)
            people.add_templates(person_id, templates(1000 + number, ADDED))
            rules.put(None, Right(f"{person_id} front", OnePerson(person_id), OneDoor("front")))
            profiles.set_membership(person_id, Membership(EVERYBODY, Validity(NOON)))
            if number % 3 == 0:
                people.remove(person_id)
