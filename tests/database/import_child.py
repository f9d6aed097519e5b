"""A process that imports people until it is killed, for the test that kills it."""

import uuid
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.register import SqlPeopleRegister
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.rights import Membership
from door_access.ports import EnrolledPerson, LogKind, NewCard, PersonChange
from tests.database.building import event, usually
from tests.fakes import NOON

LISTED = 40
"""People of one list."""


def import_again_and_again(data_dir: Path, telling: Connection) -> None:
    """Import a list after the other; say when the first begins to be stored."""
    with open_database(data_dir) as database:
        log, ring = SqlAccessLog(database), open_keyring(database)
        register = SqlPeopleRegister(database, ring, log, usually)
        for number in count():
            work = register.changes(register.read())
            some = [_somebody(f"{uuid.uuid4().hex[:20]}") for _ in range(LISTED)]
            rows = [event(reason=Act.ENROL, person_id=one.after.id, kind=LogKind.ACT) for one in some]
            work.add(some, rows)
            if number == 0:
                telling.send("ready")
            with log.together():
                work.store()


def _somebody(card: str) -> PersonChange:
    person = EnrolledPerson(
        str(uuid.uuid4()),
        card,
        "agreed",
        NOON,
        entry=EntryRule.CARD_PIN,
        memberships=(Membership("everybody"),),
    )
    return PersonChange(None, person, (NewCard(str(uuid.uuid4()), card.upper()),))
