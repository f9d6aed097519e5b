"""Erases from unpacked data whoever, and whatever of somebody, was erased since the backup was made."""

from functools import partial

from sqlalchemy import update

from database.backup import catalogue, tombstones
from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from database.log.log_keys import LogKeys, forget_pictures
from database.people.chips import erase_chips
from database.people.consents import erase_face
from database.people.gallery_version import changing
from database.people.people import SqlPeopleStore
from database.people.settling import promise_erasure
from database.schema import consents
from door_access.domain.enrolment.consent import ConsentKind
from door_access.errors import StorageFault


def erased_again(database: Database, marks: tombstones.Marks, notes: tuple[dict[str, object], ...]) -> int:
    """Erase who was erased since, and take along what is known of later backups."""
    keyring = open_keyring(database)
    with database.reading() as connection:
        beside = tombstones.read_marks(database.key_dir / tombstones.ERASED_NAME, keyring.at(connection))
    with database.writing() as connection:
        tombstones.add_marks(connection, marks)
        tombstones.add_marks(connection, beside)
        catalogue.take_along(connection, notes)
        found = tombstones.returned(connection)
    people = SqlPeopleStore(database, keyring, lambda _model: 0.0)
    for person_id in found.people:
        people.remove(person_id)
    take_back = partial(_take_back, database, keyring)
    for person_id, at_utc in found.faces.items():
        take_back(person_id, at_utc, (ConsentKind.FACE, ConsentKind.PICTURE))
    for person_id, at_utc in found.pictures.items():
        take_back(person_id, at_utc, (ConsentKind.PICTURE,))
    tombstones.kept_beside_keys(database, keyring)
    if not database.emptied_log():
        raise StorageFault(f"{database.path} is read by another process; end it and try again.")
    return found.number


def _take_back(
    database: Database, keyring: Keyring, person_id: str, at_utc: str, kinds: tuple[ConsentKind, ...]
) -> None:
    """Erase face or pictures of somebody who stays, and let their consent end as it had ended."""
    theirs = (
        consents.c.person_id == person_id,
        consents.c.kind.in_(kinds),
        consents.c.given_at_utc <= at_utc,
    )
    with changing(database, person_id) as connection:
        connection.execute(update(consents).where(*theirs).values(withdrawn_at_utc=at_utc))
        erase_chips(connection, person_id)
        if ConsentKind.FACE in kinds:
            erase_face(connection, person_id)
            forget_pictures(connection, LogKeys(keyring.at(connection)).person_tags(person_id))
        promise_erasure(connection)
