"""Changes the keys of a data directory: all that is sealed is sealed anew, and the old key is gone.

In small transactions, beside a running door, and safe to kill anywhere:

1. The key file gets a new key beside the old one.
2. The database names the new one: from that transaction on everybody seals with it, and opens with either.
3. Batch by batch, what the old key sealed is sealed with the new one.
4. When nothing of the old is left, the key file keeps the new key alone. What SQLite still holds of the old
   is overwritten as after an erasure (``database.erasing``): now, or when nobody reads it any more.

Whoever finds more than one key in the file finishes what another began.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, or_, select, update

from database.backup import tombstones
from database.connections import Database
from database.erasing import kept, promise
from database.event_pictures import resealed_pictures
from database.face_cache import empty_folder, forget_cached
from database.facts import forget_fact, opened_fact, read_fact, sealed_fact, write_fact
from database.file_lock import FileLock
from database.keys.key_file import new_key
from database.keys.keyring import Keyring, is_of_older_key, use
from database.keys.keys import CHIPS, DURESS_HASHES, PIN_HASHES, TEMPLATES, Keys, template_bound
from database.log.audit_chain import VERSION
from database.log.checkpoint import renew_checkpoint
from database.log.forgotten import renew_records
from database.log.log_head import LogHead
from database.log.log_keys import LogKeys, site_tag
from database.log.log_rows import SALT_BYTES
from database.operators import resealed
from database.people.card_cells import is_number_kept, renewed_cells
from database.people.encryption import Sealed
from database.people.passes import opened_token, token_cells
from database.people.person_text import text_columns, text_of
from database.people.pin_hashes import FIRST_KEYS, is_peppered, keep_first_keys
from database.schema import (
    access_events,
    cards,
    enrolment_chips,
    log_keys,
    operators,
    passes,
    people,
    person_references,
    templates,
)
from door_access.errors import StorageFault
from door_access.ports import SEALED_FACTS

LOCK_NAME = "rotation.lock"
BATCH_ROWS = 200
"""Sealed in one transaction: some 20 ms, for which the door's next row waits."""
PAUSE_S = 0.005
"""Between two transactions, so that whoever waits to write has a turn."""

Step = Callable[[Connection, Keys], int]
"""Seals one batch anew and returns how much that was; 0 when nothing of the old is left."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a change of keys did. ``was_unfinished``: an earlier one had been interrupted and was finished."""

    generation: int
    sealed: int
    was_unfinished: bool


def is_unfinished(keyring: Keyring) -> bool:
    """Say whether a change of keys was interrupted; raises StorageFault."""
    return len(keyring.file.read()) > 1


def rotate(database: Database, keyring: Keyring) -> Rotated:
    """Change all keys, or finish what was interrupted.

    Raises:
        StorageFault: another process is at it, the key file cannot be written, or something sealed cannot be
            opened; nothing is lost.
    """
    lock = FileLock(database.key_dir / LOCK_NAME)
    if not lock.acquire(is_patient=False):
        raise StorageFault(f"Another process is changing the keys in {database.key_dir}: wait for it to end.")
    try:
        was_unfinished = is_unfinished(keyring)
        keys = _begin(database, keyring)
        sealed = sum(_batches(database, keyring))
        LogHead(database, keyring).reseal()
        tombstones.reseal(database, keyring)
        _forget_old(database)
        kept(database)
        keyring.file.write({keys.generation: keyring.file.read()[keys.generation]})
    finally:
        lock.release()
    return Rotated(keys.generation, sealed, was_unfinished)


def _forget_old(database: Database) -> None:
    """Promise to overwrite what was sealed with the old key, and empty the cache, which is soon made anew."""
    with database.writing() as connection:
        forget_cached(connection)
        promise(connection)
    empty_folder(database.data_dir)


def _begin(database: Database, keyring: Keyring) -> Keys:
    """Put a new key into the file, unless there is one already, and let everybody use it."""
    stored = keyring.file.read()
    if len(stored) == 1:
        stored[max(stored) + 1] = new_key()
        keyring.file.write(stored)
    keys = Keys(max(stored), stored)
    with _sealing(database) as connection:
        if keyring.at(connection).generation != keys.generation:
            use(connection, keys)
            if _needs_first_keys(connection, keys):
                keep_first_keys(connection, keys)
    return keys


def _needs_first_keys(connection: Connection, keys: Keys) -> bool:
    """Say whether there are cards or PINs that only the keys from before the first change can check."""
    their_cards = connection.execute(select(cards.c.id, cards.c.sealed)).all()
    their_pins = connection.execute(select(people.c.id, people.c.pin).where(people.c.pin.is_not(None)))
    return any(not is_number_kept(keys, row.id, row.sealed) for row in their_cards) or any(
        is_peppered(keys, row.id, row.pin) for row in their_pins
    )


def _batches(database: Database, keyring: Keyring) -> Iterator[int]:
    steps: list[Step] = [
        _vectors,
        _references,
        _chips,
        _texts,
        _cards,
        _passes,
        _operators,
        _facts,
        _SiteRows(),
        _rows_of_people,
        resealed_pictures,
        renew_records,
        renew_checkpoint,
    ]
    for step in steps:
        sealed = 1
        while sealed:
            with _sealing(database) as connection:
                sealed = step(connection, keyring.at(connection))
            yield sealed
            time.sleep(PAUSE_S)


@contextmanager
def _sealing(database: Database) -> Iterator[Connection]:
    """Open a writing transaction; raises StorageFault, too, when something sealed cannot be opened."""
    try:
        with database.writing() as connection:
            yield connection
    except ValueError as error:
        raise StorageFault(
            f"{database.path} holds something that cannot be opened: {error}. The old key is kept; nothing is"
            " lost."
        ) from error


def _vectors(connection: Connection, keys: Keys) -> int:
    columns = templates.c
    rows = connection.execute(
        select(templates).where(is_of_older_key(columns.vector, keys)).limit(BATCH_ROWS)
    ).all()
    for row in rows:
        vector = _renewed(keys, row, Sealed.TEMPLATE)
        connection.execute(update(templates).where(columns.id == row.id).values(vector=vector))
    return len(rows)


def _references(connection: Connection, keys: Keys) -> int:
    columns = person_references.c
    query = select(person_references).where(is_of_older_key(columns.vector, keys)).limit(BATCH_ROWS)
    rows = connection.execute(query).all()
    for row in rows:
        vector = _renewed(keys, row, Sealed.REFERENCE)
        its = (columns.person_id == row.person_id, columns.model == row.model)
        connection.execute(update(person_references).where(*its).values(vector=vector))
    return len(rows)


def _chips(connection: Connection, keys: Keys) -> int:
    columns = enrolment_chips.c
    query = select(enrolment_chips).where(is_of_older_key(columns.sealed, keys)).limit(BATCH_ROWS)
    rows = connection.execute(query).all()
    for row in rows:
        opened = keys.open(CHIPS, row.sealed, bound=row.person_id)
        sealed = keys.seal(CHIPS, opened, bound=row.person_id)
        connection.execute(update(enrolment_chips).where(columns.id == row.id).values(sealed=sealed))
    return len(rows)


def _renewed(keys: Keys, row: Row[Any], kind: Sealed) -> bytes:
    """Return a row's vector sealed with the newest key."""
    bound = template_bound(kind, row.person_id, row.model)
    return keys.seal(TEMPLATES, keys.open(TEMPLATES, row.vector, bound=bound), bound=bound)


def _texts(connection: Connection, keys: Keys) -> int:
    columns = people.c
    sealed = (columns.sealed, columns.pin, columns.duress_pin)
    is_old = or_(*(is_of_older_key(column, keys) for column in sealed))
    rows = connection.execute(select(people).where(is_old).limit(BATCH_ROWS)).all()
    for row in rows:
        cells = text_columns(keys, row.id, text_of(keys, row.id, row.sealed))
        for column, purpose in (("pin", PIN_HASHES), ("duress_pin", DURESS_HASHES)):
            cell = row._mapping[column]
            if cell is not None:
                opened = keys.open(purpose, cell, bound=row.id)
                cells[column] = keys.seal(purpose, opened, bound=row.id)
        connection.execute(update(people).where(columns.id == row.id).values(**cells))
    return len(rows)


def _cards(connection: Connection, keys: Keys) -> int:
    columns = cards.c
    is_old = or_(columns.sealed.is_(None), is_of_older_key(columns.sealed, keys))
    rows = connection.execute(select(cards).where(is_old).limit(BATCH_ROWS)).all()
    for row in rows:
        cells = renewed_cells(keys, row.id, row.blind_index, row.sealed)
        connection.execute(update(cards).where(columns.id == row.id).values(**cells))
    return len(rows)


def _passes(connection: Connection, keys: Keys) -> int:
    columns = passes.c
    rows = connection.execute(
        select(passes).where(is_of_older_key(columns.sealed, keys)).limit(BATCH_ROWS)
    ).all()
    for row in rows:
        cells = token_cells(keys, row.id, opened_token(keys, row.id, row.sealed))
        connection.execute(update(passes).where(columns.id == row.id).values(**cells))
    return len(rows)


def _operators(connection: Connection, keys: Keys) -> int:
    columns = operators.c
    is_old = or_(
        is_of_older_key(columns.sealed, keys),
        and_(columns.secret != b"", is_of_older_key(columns.secret, keys)),
    )
    rows = connection.execute(select(operators).where(is_old).limit(BATCH_ROWS)).all()
    for row in rows:
        connection.execute(update(operators).where(columns.id == row.id).values(**resealed(keys, row)))
    return len(rows)


def _facts(connection: Connection, keys: Keys) -> int:
    for fact in SEALED_FACTS:
        text = read_fact(connection, fact)
        if text is not None:
            write_fact(connection, fact, sealed_fact(keys, fact, opened_fact(keys, fact, text)))
    if _needs_first_keys(connection, keys):
        keep_first_keys(connection, keys)
    else:
        forget_fact(connection, FIRST_KEYS)
    return 0


class _SiteRows:
    """Seals the payloads of rows about nobody, which no index finds: one walk over the log."""

    def __init__(self) -> None:
        self._seq = 0

    def __call__(self, connection: Connection, keys: Keys) -> int:
        columns, of_log = access_events.c, LogKeys(keys).load(connection)
        is_old = (
            columns.version == VERSION,
            columns.person_tag.is_(None),
            is_of_older_key(columns.payload, keys),
        )
        query = select(columns.seq, columns.payload).where(*is_old, columns.seq > self._seq)
        rows = connection.execute(query.order_by(columns.seq).limit(BATCH_ROWS)).all()
        for row in rows:
            _move(connection, of_log, row.seq, of_log.opened(None, None, row.payload), to=None)
            self._seq = row.seq
        if not rows:
            old = [site_tag(generation) for generation in keys.generations[1:]]
            connection.execute(delete(log_keys).where(log_keys.c.tag.in_(old)))
        return len(rows)


def _rows_of_people(connection: Connection, keys: Keys) -> int:
    """Seal the rows of one person under their new key; when none is left, delete their old one."""
    is_of_person = log_keys.c.tag.not_in([site_tag(generation) for generation in keys.generations])
    query = select(log_keys).where(is_of_older_key(log_keys.c.wrapped_key, keys), is_of_person)
    old = connection.execute(query.limit(1)).one_or_none()
    if old is None:
        return 0
    columns, of_log = access_events.c, LogKeys(keys).load(connection)
    theirs = select(columns.seq, columns.payload).where(columns.person_tag == old.tag)
    rows = connection.execute(theirs.limit(BATCH_ROWS)).all()
    for row in rows:
        salted = None if row.payload is None else of_log.opened(old.tag, old.wrapped_key, row.payload)
        _move(connection, of_log, row.seq, salted, to=_person_of(salted))
    if not rows:
        connection.execute(delete(log_keys).where(log_keys.c.tag == old.tag))
    return max(1, len(rows))


def _person_of(salted: bytes | None) -> str | None:
    return None if salted is None else str(json.loads(salted[SALT_BYTES:])["person_id"])


def _move(connection: Connection, of_log: LogKeys, seq: int, salted: bytes | None, *, to: str | None) -> None:
    """Seal one row's payload under the newest key of whom it is about; one that is gone stays so."""
    tag = None if to is None else of_log.person_tag(to)
    payload = None if salted is None else of_log.seal(connection, tag, salted)
    change = update(access_events).where(access_events.c.seq == seq)
    connection.execute(change.values(person_tag=tag, payload=payload))
