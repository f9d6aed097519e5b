"""What every erasure of somebody promises in its transaction, and does once that is over."""

import logging
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from database.backup.tombstones import kept_beside_keys
from database.connections import Database
from database.erasing import HURRY_S, kept, promise
from database.face_cache import empty_folder, forget_cached
from database.keys.keyring import Keyring
from door_access.domain.enrolment.people import Erasure
from door_access.errors import StorageFault

_log = logging.getLogger(__name__)


def promise_erasure(connection: Connection) -> None:
    """Note what follows every erasure, which a crash must not cut off."""
    forget_cached(connection)
    promise(connection)


def settled(database: Database, certified: Erasure) -> Erasure:
    """Do what a transaction cannot, once it is over, and return the certificate that tells of it."""
    if database.is_together:
        database.once_durable(partial(_overwritten, database, is_hurried=True))
        return replace(certified, is_whole=False)
    return replace(certified, is_whole=_overwritten(database))


def _overwritten(database: Database, *, is_hurried: bool = False) -> bool:
    """Empty the cache, overwrite the traces, and say whether nothing is left, nor can come back."""
    empty_folder(database.data_dir)
    try:
        kept_beside_keys(database, Keyring(database))
        return kept(database, patience_s=HURRY_S) if is_hurried else kept(database)
    except StorageFault:
        _log.exception("what was erased cannot be overwritten yet")
        return False
