"""The key of the face templates: a random file beside the database, made once and never replaced silently.

The keys of cards and PINs (``database.people.credential_keys``) and of the access log
(``database.log.log_keys``) are derived from it.
"""

import secrets
from pathlib import Path

from sqlalchemy import Exists, exists, or_, select

from database.connections import Database
from database.file_lock import FileLock
from database.migration import LOCK_NAME
from database.people.encryption import KEY_BYTES, Sealed, TemplateCipher
from database.schema import cards, log_keys, people, person_references
from door_access.atomic_file import private_folder, written_whole_bytes
from door_access.errors import StorageFault

KEY_NAME = "templates.key"


def templates_cipher(database: Database) -> TemplateCipher:
    """Read the key, or make it while nobody is enrolled, and try it on one stored reference.

    Raises:
        StorageFault: the key is missing, unreadable, or not the one that people were enrolled with.
    """
    cipher = TemplateCipher(data_key(database))
    _try(cipher, _stored_reference(database), database.key_dir / KEY_NAME)
    return cipher


def data_key(database: Database) -> bytes:
    """Read the key, or make it while nothing stored needs it; raises StorageFault without trying it."""
    path = database.key_dir / KEY_NAME
    with FileLock(database.data_dir / LOCK_NAME):
        try:
            key = path.read_bytes() if path.exists() or _is_needed(database) else _make_key(path)
        except FileNotFoundError as error:
            raise StorageFault(
                f"{path} is missing: put it back, only it can read people's templates, cards and PINs, and"
                " what the access log tells of them."
            ) from error
        except OSError as error:
            raise StorageFault(f"{path} cannot be used: {error.strerror}.") from error
    if len(key) != KEY_BYTES:
        raise StorageFault(f"{path} is no key: it has {len(key)} bytes instead of {KEY_BYTES}.")
    return key


def credentials_stored() -> tuple[Exists, Exists]:
    """Return what to ask: whether there are cards, and whether there are PINs."""
    has_pin = exists(select(people.c.id).where(people.c.pin_hash.is_not(None)))
    return exists(select(cards.c.id)), has_pin


def _is_needed(database: Database) -> bool:
    uses = (
        exists(select(person_references.c.person_id)),
        exists(select(log_keys.c.tag)),
        *credentials_stored(),
    )
    with database.reading() as connection:
        return bool(connection.scalar(select(or_(*uses))))


def _stored_reference(database: Database) -> tuple[bytes, str, str] | None:
    columns = person_references.c
    query = select(columns.vector, columns.person_id, columns.model).limit(1)
    with database.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else (row.vector, row.person_id, row.model)


def _make_key(path: Path) -> bytes:
    private_folder(path.parent)
    key = secrets.token_bytes(KEY_BYTES)
    with written_whole_bytes(path) as file:
        file.write(key)
    return key


def _try(cipher: TemplateCipher, stored: tuple[bytes, str, str] | None, path: Path) -> None:
    if stored is None:
        return
    vector, person_id, model_key = stored
    try:
        cipher.open(vector, kind=Sealed.REFERENCE, person_id=person_id, model_key=model_key)
    except StorageFault as error:
        raise StorageFault(
            f"{path} is not the key that people were enrolled with: put the right one back."
        ) from error
