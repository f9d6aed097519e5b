"""Which backups there are: a row is written before a backup gets its name, and deleted after its file."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from database.schema import backups
from database.timestamps import utc_moment, utc_text
from door_access.domain.backups.backup import Backup, HeldBackup


def add(connection: Connection, backup: Backup) -> str:
    """Note a backup and return the note's id."""
    note = note_of(backup)
    connection.execute(insert(backups), note)
    return str(note["id"])


def note_of(backup: Backup) -> dict[str, object]:
    """Return the note of a backup as it is stored."""
    return {"id": str(uuid.uuid4()), **_cells(backup)}


def remove(connection: Connection, folder: str, name: str) -> None:
    """Forget a backup whose file is deleted."""
    connection.execute(delete(backups).where(backups.c.folder == folder, backups.c.name == name))


def known(connection: Connection) -> tuple[Backup, ...]:
    """Return all of them, the newest first."""
    rows = connection.execute(select(backups).order_by(backups.c.made_at_utc.desc())).all()
    return tuple(_backup(row) for row in rows)


def backups_holding(connection: Connection, since_utc: datetime) -> tuple[HeldBackup, ...]:
    """Return the backups that hold somebody who was enrolled then and is there still, the oldest first."""
    later = select(backups).where(backups.c.made_at_utc >= utc_text(since_utc))
    rows = connection.execute(later.order_by(backups.c.made_at_utc)).all()
    return tuple(held(_backup(row)) for row in rows)


def stored(connection: Connection) -> list[dict[str, object]]:
    """Return the notes as they are stored, to be taken along by a restored backup."""
    return [dict(row) for row in connection.execute(select(backups)).mappings()]


def take_along(connection: Connection, notes: Sequence[dict[str, object]]) -> None:
    """Add the notes that are not there."""
    for note in notes:
        connection.execute(sqlite_insert(backups).values(**note).on_conflict_do_nothing())


def _cells(backup: Backup) -> dict[str, object]:
    expires = backup.expires_at_utc
    return {
        "folder": backup.folder,
        "name": backup.name,
        "made_at_utc": utc_text(backup.made_at_utc),
        "expires_at_utc": None if expires is None else utc_text(expires),
        "rows": backup.rows,
        "seq": backup.seq,
        "bytes": backup.size_bytes,
        "sha256": backup.sha256,
    }


def _backup(row: Row[tuple[object, ...]]) -> Backup:
    cells = row._mapping
    expires = cells["expires_at_utc"]
    return Backup(
        folder=str(cells["folder"]),
        name=str(cells["name"]),
        made_at_utc=utc_moment(cells["made_at_utc"]),
        expires_at_utc=None if expires is None else utc_moment(expires),
        rows=int(cells["rows"]),
        seq=int(cells["seq"]),
        size_bytes=int(cells["bytes"]),
        sha256=str(cells["sha256"]),
    )


def held(backup: Backup) -> HeldBackup:
    """Return what a certificate tells of a backup."""
    return HeldBackup(backup.name, backup.folder, backup.made_at_utc, backup.expires_at_utc)
