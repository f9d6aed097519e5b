"""Who was erased, kept where no backup can undo it: in the database, and in a keyed file beside the keys.

A person is known here by a keyed hash of their id alone. It is written in the transaction that erases, and
copied into the file, outside the database, afterwards; whoever opens the data directory next catches up on
what a crash left out. A restored backup is held against both before anything of it is used.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Column, Connection, Table, func, select
from sqlalchemy.dialects.sqlite import insert

from database.connections import Database
from database.facts import read_fact
from database.file_lock import FileLock
from database.keys.keyring import Keyring
from database.keys.keys import ERASED, Keys, keyed
from database.schema import consents, erased, people, templates
from database.timestamps import utc_text
from door_access.atomic_file import read_whole, written_whole
from door_access.errors import StorageFault

ERASED_NAME = "people.erased"
KEY_FACT = "erased_key"
"""The fact with the site's key of these hashes. Whoever has it and no id can try nothing: ids are random."""
LOCK_NAME = "erased.lock"
_MOST_BYTES = 100_000_000
"""A million people."""


class What(StrEnum):
    """What of somebody was erased: everything, the face with its pictures, or the pictures alone."""

    PERSON = "person"
    FACE = "face"
    PICTURE = "picture"


Marks = Mapping[str, str]
"""When, by hash."""


def bury(connection: Connection, person_id: str, at_utc: datetime, what: What = What.PERSON) -> None:
    """Note within the erasing transaction that this must never come back."""
    mark = _mark(_key(connection), person_id, what)
    new = insert(erased).values(mark=mark, at_utc=utc_text(at_utc))
    connection.execute(
        new.on_conflict_do_update(index_elements=["mark"], set_={"at_utc": new.excluded.at_utc})
    )


def buried(connection: Connection) -> dict[str, str]:
    """Return all that was noted."""
    return {row.mark: row.at_utc for row in connection.execute(select(erased))}


def times_erased(connection: Connection) -> tuple[int, str]:
    """Return what changes with every note: how many there are, and when the latest was made."""
    count, latest = connection.execute(select(func.count(), func.max(erased.c.at_utc))).one()
    return int(count), str(latest or "")


def kept_beside_keys(database: Database, keyring: Keyring) -> None:
    """Let the file tell of everybody whom the database tells of; raises StorageFault.

    It is there even when it tells of nobody: so one that is missing is known to be lost.
    """
    path = database.key_dir / ERASED_NAME
    with FileLock(database.data_dir / LOCK_NAME):
        with database.reading() as connection:
            keys, marks = keyring.at(connection), buried(connection)
        known = read_marks(path, keys)
        if marks.items() - known.items() or not path.exists():
            write_marks(path, dict(known) | marks, keys)


def reseal(database: Database, keyring: Keyring) -> None:
    """Put the file under the newest key; raises StorageFault."""
    path = database.key_dir / ERASED_NAME
    with FileLock(database.data_dir / LOCK_NAME):
        with database.reading() as connection:
            keys, marks = keyring.at(connection), buried(connection)
        if path.exists():
            write_marks(path, dict(read_marks(path, keys)) | marks, keys)


def read_marks(path: Path, keys: Keys) -> Marks:
    """Return what the file tells; nothing where there is none yet.

    Raises:
        StorageFault: it cannot be read, was changed, or belongs to another key.
    """
    try:
        return marks_in(read_whole(path, at_most=_MOST_BYTES), keys)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StorageFault(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise StorageFault(
            f"{path}, the list of who was erased, cannot be used: {error}. If the database is whole, delete"
            " the file: it is written anew."
        ) from error


def marks_in(text: bytes, keys: Keys) -> Marks:
    """Return what a file's text tells; raises ValueError when it is none, or another's."""
    try:
        values = json.loads(text)
        mac, marks = str(values["mac"]), {str(mark): str(at) for mark, at in values["erased"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("it is damaged") from error
    ours = keys.macs(ERASED, _text(marks).encode())
    if not any(hmac.compare_digest(mac.encode(), one.encode()) for one in ours):
        raise ValueError("it was changed or belongs to another key")
    return marks


def marks_text(marks: Marks, keys: Keys) -> str:
    """Return what the file holds."""
    return _text({"erased": dict(marks), "mac": keys.mac(ERASED, _text(dict(marks)).encode())}) + "\n"


def write_marks(path: Path, marks: Marks, keys: Keys) -> None:
    """Put these in the file's place, whole or not at all; raises StorageFault."""
    try:
        with written_whole(path) as file:
            file.write(marks_text(marks, keys))
    except OSError as error:
        raise StorageFault(f"{path} cannot be written: {error.strerror}.") from error


def add_marks(connection: Connection, marks: Marks) -> None:
    """Note what another list tells as well; of what both know, the later time counts."""
    new = insert(erased)
    later = func.max(erased.c.at_utc, new.excluded.at_utc)
    for mark, at_utc in marks.items():
        one = new.values(mark=mark, at_utc=at_utc)
        connection.execute(one.on_conflict_do_update(index_elements=["mark"], set_={"at_utc": later}))


@dataclass(frozen=True, slots=True)
class Returned:
    """Who or what is there though it was erased.

    Attributes:
        people: their ids.
        faces, pictures: when the face, or the pictures, of somebody were erased, by id.
    """

    people: tuple[str, ...]
    faces: Mapping[str, str]
    pictures: Mapping[str, str]

    @property
    def number(self) -> int:
        return len({*self.people, *self.faces, *self.pictures})


def returned(connection: Connection) -> Returned:
    """Return what an older database has brought back; what was enrolled or agreed to later may stay."""
    key, marks = _key(connection), buried(connection)
    ids = list(connection.scalars(select(people.c.id)))
    gone = tuple(one for one in ids if _mark(key, one, What.PERSON) in marks)
    stay = set(ids) - set(gone)

    def erased_of(what: What, table: Table, begun: Column[str]) -> dict[str, str]:
        ends = {one: marks[_mark(key, one, what)] for one in stay if _mark(key, one, what) in marks}
        return {one: at for one, at in ends.items() if _has_of(connection, table, begun, one, at)}

    columns = consents.c
    faces = erased_of(What.FACE, templates, templates.c.created_at_utc)
    return Returned(gone, faces, erased_of(What.PICTURE, consents, columns.given_at_utc))


def _has_of(connection: Connection, table: Table, begun: Column[str], person_id: str, at_utc: str) -> bool:
    """Say whether there is anything of somebody from before that time."""
    older = select(func.count()).where(table.c.person_id == person_id, begun <= at_utc)
    return bool(connection.scalar(older))


def _key(connection: Connection) -> bytes:
    text = read_fact(connection, KEY_FACT)
    if text is None:
        raise StorageFault("The key by which erased people are known is missing from the database.")
    return bytes.fromhex(text)


def _mark(key: bytes, person_id: str, what: What) -> str:
    return keyed(key, f"{what}\0{person_id}".encode())


def _text(values: Mapping[str, object]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))
