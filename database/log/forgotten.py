"""Up to which row what rows told was forgotten because they were old: one record for each kind, under a MAC.

It tells a payload that a retention dropped from one that somebody dropped: whoever has no key can neither
make such a record nor move it on.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from database.keys.keys import LOG_FORGOTTEN, Keys
from database.schema import log_forgotten
from database.timestamps import utc_now, utc_text
from door_access.domain.matching.access import Reason
from door_access.ports import LogKind

UpTo = dict[str, int]
"""The last row of each kind of which nothing but the header is kept."""


CHANGED_RECORDS = (
    "The record of what the access log has forgotten for being old was changed: what rows told may have been"
    " dropped by somebody."
)
_ABOUT_NOBODY = frozenset(
    {Reason.NO_MATCH, Reason.AMBIGUOUS, Reason.NOBODY_ENROLLED, Reason.CARD_UNKNOWN, Reason.CARD_UNREADABLE}
)
"""Of whose rows nobody can be erased."""


class SealedRows:
    """Counts rows that tell no more than their header, by what can have made them so."""

    def __init__(self, up_to: UpTo, has_keys: bool) -> None:
        self.rows = self.forgotten = self.unexplained = 0
        self._up_to = up_to
        self._has_keys = has_keys

    def take(self, cells: Mapping[str, Any], payload: object | None) -> None:
        """Count the row, unless it tells something."""
        if payload is not None:
            return
        kind, is_about_nobody = cells["kind"], cells["reason"] in _ABOUT_NOBODY
        self.rows += 1
        if cells["seq"] <= self._up_to.get(kind, 0):
            self.forgotten += 1
        elif self._has_keys and (is_about_nobody or kind in (LogKind.DOOR, LogKind.SYSTEM)):
            self.unexplained += 1


def forgotten_up_to(connection: Connection) -> UpTo:
    """Return what the records say; whether they can be believed is another question."""
    rows = connection.execute(select(log_forgotten.c.kind, log_forgotten.c.seq))
    return {kind: int(seq) for kind, seq in rows}


def note_forgotten(connection: Connection, keys: Keys, kind: LogKind, *, up_to: int, payloads: int) -> None:
    """Move the record of a kind on, within the transaction that drops the payloads."""
    own = log_forgotten.c.kind == kind.value
    before = connection.scalar(select(log_forgotten.c.payloads).where(own)) or 0
    told = {"seq": up_to, "payloads": int(before) + payloads, "at_utc": utc_text(utc_now())}
    cells = told | {"mac": keys.mac(LOG_FORGOTTEN, _text(kind.value, **told))}
    new = insert(log_forgotten).values(kind=kind.value, **cells)
    connection.execute(new.on_conflict_do_update(index_elements=["kind"], set_=cells))


def are_records_whole(connection: Connection, keys: Keys) -> bool:
    """Say whether every record was written by whoever has the key."""
    return all(_is_whole(keys, row._mapping) for row in connection.execute(select(log_forgotten)))


def drop_changed(connection: Connection, keys: Keys) -> tuple[LogKind, ...]:
    """Delete the records that cannot be believed, and return of which kinds they were."""
    rows = connection.execute(select(log_forgotten)).all()
    changed = [str(row.kind) for row in rows if not _is_whole(keys, row._mapping)]
    connection.execute(delete(log_forgotten).where(log_forgotten.c.kind.in_(changed)))
    return tuple(kind for kind in LogKind if kind.value in changed)


def renew_records(connection: Connection, keys: Keys) -> int:
    """Put the records under the newest key; one that was changed stays so."""
    for row in connection.execute(select(log_forgotten)).all():
        if _is_whole(keys, row._mapping):
            mac = keys.mac(LOG_FORGOTTEN, _told(row._mapping))
            connection.execute(update(log_forgotten).where(log_forgotten.c.kind == row.kind).values(mac=mac))
    return 0


def _is_whole(keys: Keys, row: RowMapping) -> bool:
    stored = str(row["mac"]).encode()
    return any(hmac.compare_digest(stored, one.encode()) for one in keys.macs(LOG_FORGOTTEN, _told(row)))


def _told(row: RowMapping) -> bytes:
    return _text(*(row[name] for name in ("kind", "seq", "payloads", "at_utc")))


def _text(kind: object, seq: object, payloads: object, at_utc: object) -> bytes:
    return json.dumps([kind, seq, payloads, at_utc]).encode()
