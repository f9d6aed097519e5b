"""Opens the keyring of a database: chooses its key, or proves that the one at hand is its own."""

from sqlalchemy import Connection, Exists, exists, or_, select

from database.connections import Database
from database.erasing import kept, promise
from database.facts import read_fact
from database.file_lock import FileLock
from database.keys.key_file import KeyFile, new_key
from database.keys.keyring import FACT, Keyring, foreign, missing, use
from database.keys.keys import CARDS, LOG_KEYS, TEMPLATES, Keys, template_bound
from database.migration import LOCK_NAME
from database.people.plain_rows import seal_plain_rows
from database.schema import cards, log_keys, people, person_references
from door_access.errors import StorageFault

OLD_CREDENTIALS_CHECK = "credentials_key_check"
"""By which older versions told the key of cards and PINs: an index of …"""
_CHECKED = b"the key of cards and PINs"


def open_keyring(database: Database) -> Keyring:
    """Return the keyring. A new database is given a key; what an older version left plain is sealed.

    Raises:
        StorageFault: the key is missing, unreadable, or not the one that this database was written with.
    """
    keyring = Keyring(database)
    try:
        with database.reading() as connection:
            keyring.at(connection)
    except StorageFault:  # none is named yet, or another one, which is right while nothing needs it
        with FileLock(database.data_dir / LOCK_NAME):
            _begin(database, keyring)
    return keyring


def _begin(database: Database, keyring: Keyring) -> None:
    """Choose the key of a database that names none, or whose key has changed while nothing needed it."""
    with database.reading() as connection:
        is_needed = bool(connection.scalar(select(or_(*_uses()))))
        if is_needed and read_fact(connection, FACT) is not None:
            keyring.at(connection)
            return
    stored = keyring.file.read()
    if not stored:
        if is_needed:
            raise missing(keyring.file)
        stored = {0: new_key()}
        keyring.file.write(stored)
    with database.writing() as connection:
        keys = Keys(0 if is_needed and 0 in stored else max(stored), stored)
        if is_needed:
            _prove(connection, keys, keyring.file)
        is_of_old = read_fact(connection, FACT) is None
        use(connection, keys)
        if is_of_old and seal_plain_rows(connection, keys):
            promise(connection)
    kept(database)


def _uses() -> tuple[Exists, ...]:
    """Return what to ask: whether anything is stored that cannot be read, or checked, without the key."""
    return (
        exists(select(person_references.c.person_id)),
        exists(select(log_keys.c.tag)),
        exists(select(cards.c.id)),
        exists(select(people.c.id).where(people.c.pin_hash.is_not(None))),
        exists(select(people.c.id).where(people.c.sealed.is_not(None))),
    )


def _prove(connection: Connection, keys: Keys, file: KeyFile) -> None:
    """Try the key on what an older version has stored, which did not say by which key."""
    reference = connection.execute(select(person_references).limit(1)).one_or_none()
    log_key = connection.execute(select(log_keys).order_by(log_keys.c.tag).limit(1)).one_or_none()
    check = read_fact(connection, OLD_CREDENTIALS_CHECK)
    try:
        if reference is not None:
            bound = template_bound("reference", reference.person_id, reference.model)
            keys.open(TEMPLATES, reference.vector, bound=bound)
        if log_key is not None:
            keys.open(LOG_KEYS, log_key.wrapped_key, bound=log_key.tag)
        is_fitting = check is None or check == keys.mac(CARDS, _CHECKED)
    except ValueError:
        is_fitting = False
    if not is_fitting:
        raise foreign(file)
