"""Pictures of the door's answers, sealed, a row each beside the row of the log that they belong to.

A picture lives no longer than what its row tells: whoever is erased, and whatever the log forgets, takes the
pictures along (``database.log.log_keys``, ``database.log.retention``).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, true, update

from database.connections import Database
from database.erasing import promise
from database.keys.keyring import Keyring, is_of_older_key
from database.keys.keys import PICTURES, Keys
from database.log.retention import repeated
from database.schema import access_events, event_pictures
from database.timestamps import utc_text
from door_access.errors import StorageFault
from door_access.ports import GoesOn

BATCH_PICTURES = 50
"""Deleted or sealed anew in one transaction: less than a megabyte is overwritten."""

_pictures = event_pictures.c


class SqlPictureStore:
    """Adapter of the PictureStore port; any thread may use it."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def keep(self, seq: int, jpeg: bytes) -> bool:
        """Store the picture of a row; False where the row tells of nobody any more, or is not there."""
        is_told = (access_events.c.seq == seq, access_events.c.payload.is_not(None))
        with self._database.writing() as connection:
            at_utc = connection.scalar(select(access_events.c.at_utc).where(*is_told))
            if at_utc is None:
                return False
            sealed = self._keyring.at(connection).seal(PICTURES, jpeg, bound=str(seq))
            connection.execute(insert(event_pictures), {"seq": seq, "at_utc": at_utc, "sealed": sealed})
        return True

    def picture_of(self, seq: int) -> bytes | None:
        """Return the picture; None where there is none. Raises StorageFault when it was changed."""
        with self._database.reading() as connection:
            sealed = connection.scalar(select(_pictures.sealed).where(_pictures.seq == seq))
            try:
                return (
                    None
                    if sealed is None
                    else self._keyring.at(connection).open(PICTURES, sealed, bound=str(seq))
                )
            except ValueError as error:
                raise StorageFault(f"The picture of row {seq} cannot be opened: {error}.") from error

    def forget(self, *, before_utc: datetime | None, now_utc: datetime, goes_on: GoesOn) -> int:
        """Delete older ones, and those of a time to come; all of them for None. Return how many."""
        is_old: ColumnElement[bool] = true()
        if before_utc is not None:
            is_old = or_(_pictures.at_utc < utc_text(before_utc), _pictures.at_utc > utc_text(now_utc))
        return repeated(lambda: self._forget_some(is_old), goes_on)

    def _forget_some(self, is_old: ColumnElement[bool]) -> int | None:
        if not self._read_some(is_old):
            return None
        with self._database.writing() as connection:
            old = select(_pictures.seq).where(is_old).limit(BATCH_PICTURES)
            done = connection.execute(delete(event_pictures).where(_pictures.seq.in_(old))).rowcount
            promise(connection)
        return done

    def _read_some(self, is_old: ColumnElement[bool]) -> bool:
        with self._database.reading() as connection:
            return connection.scalar(select(_pictures.seq).where(is_old).limit(1)) is not None

    def count(self) -> int:
        """Return how many there are."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(event_pictures)) or 0)


def resealed_pictures(connection: Connection, keys: Keys) -> int:
    """Seal one batch anew; return how many that were."""
    is_old = is_of_older_key(_pictures.sealed, keys)
    rows = connection.execute(select(event_pictures).where(is_old).limit(BATCH_PICTURES)).all()
    for row in rows:
        opened = keys.open(PICTURES, row.sealed, bound=str(row.seq))
        sealed = keys.seal(PICTURES, opened, bound=str(row.seq))
        connection.execute(update(event_pictures).where(_pictures.seq == row.seq).values(sealed=sealed))
    return len(rows)
