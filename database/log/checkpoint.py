"""Where the oldest rows of the log were cut off: number, hash and time of the last of them, under a MAC.

The chain goes on from there. The checkpoint lies in the database and, by number and hash, in the record
beside the keys (``log_head``), so that neither a removed nor an older one is taken for the right one.
"""

import hmac
import json
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from database.keys.keys import LOG_CHECKPOINT, Keys
from database.log.audit_chain import BEFORE_THE_FIRST
from database.schema import access_events, log_checkpoint
from database.timestamps import utc_now, utc_text
from door_access.errors import StorageFault


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last row that was cut off; 0 and zeros where none was."""

    seq: int = 0
    hash: str = BEFORE_THE_FIRST
    at_utc: str = ""
    made_at_utc: str = ""


class ForgedCheckpoint(StorageFault):
    """It was not written by whoever has the key."""


def stored_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the checkpoint as it is stored, believed or not; None where no row was ever cut off."""
    row = connection.execute(select(log_checkpoint)).one_or_none()
    return (
        None
        if row is None
        else Checkpoint(int(row.seq), str(row.hash), str(row.at_utc), str(row.made_at_utc))
    )


def checkpoint_of(connection: Connection, keys: Keys) -> Checkpoint | None:
    """Return the checkpoint; None where no row was ever cut off.

    Raises:
        ForgedCheckpoint: its MAC is by none of the keys.
    """
    found = stored_checkpoint(connection)
    if found is None:
        return None
    mac = str(connection.scalar(select(log_checkpoint.c.mac)))
    if not any(
        hmac.compare_digest(mac.encode(), one.encode()) for one in keys.macs(LOG_CHECKPOINT, _text(found))
    ):
        raise ForgedCheckpoint(
            f"The checkpoint behind which rows of the access log were cut off, row {found.seq}, was changed"
            " or belongs to another key."
        )
    return found


def write_checkpoint(connection: Connection, keys: Keys, *, seq: int, row_hash: str, at_utc: str) -> None:
    """Put a checkpoint in place of an earlier one, within the transaction that cuts."""
    _store(connection, keys, Checkpoint(seq, row_hash, at_utc, utc_text(utc_now())))


def renew_by_rows(connection: Connection, keys: Keys) -> None:
    """Let the checkpoint be what the oldest row that is there follows on: somebody knows what was lost."""
    columns = access_events.c
    oldest = connection.execute(select(access_events).order_by(columns.seq).limit(1)).one_or_none()
    if oldest is None or oldest.seq == 1:
        connection.execute(delete(log_checkpoint))
    else:
        told = {"row_hash": oldest.previous_hash, "at_utc": oldest.at_utc}
        write_checkpoint(connection, keys, seq=oldest.seq - 1, **told)


def renew_checkpoint(connection: Connection, keys: Keys) -> int:
    """Put the checkpoint under the newest key; one that was changed stays so."""
    try:
        found = checkpoint_of(connection, keys)
    except ForgedCheckpoint:
        return 0
    if found is not None:
        _store(connection, keys, found)
    return 0


def _store(connection: Connection, keys: Keys, checkpoint: Checkpoint) -> None:
    cells = {
        "seq": checkpoint.seq,
        "hash": checkpoint.hash,
        "at_utc": checkpoint.at_utc,
        "made_at_utc": checkpoint.made_at_utc,
        "mac": keys.mac(LOG_CHECKPOINT, _text(checkpoint)),
    }
    new = insert(log_checkpoint).values(id=1, **cells)
    connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=cells))


def _text(one: Checkpoint) -> bytes:
    return json.dumps([one.seq, one.hash, one.at_utc, one.made_at_utc]).encode()
