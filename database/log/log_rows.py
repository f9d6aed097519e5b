"""Between an entry of the log and the cells of its row: header in the clear, all the rest sealed."""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from database.log.audit_chain import (
    PLAIN,
    VERSION,
    Cell,
    canonical,
    commitment,
    header,
    row_hash,
    storable_number,
    storable_text,
)
from database.log.log_keys import LogKeys
from database.timestamps import utc_moment, utc_text
from door_access.domain.door.alarms import Notice
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import Change, LogEntry, LogKind, LogRow

SALT_BYTES = 32
CHANGES = "changes"
"""In payloads of acts alone: lists of what, before and after. Older payloads know no such key."""
OPERATOR = "operator"
"""In payloads of what somebody with a name did alone."""
DURESS = "duress"
"""In payloads of those rows alone that tell of it."""
REASONS: dict[str, Reason | Act | Notice] = {one.value: one for one in (*Reason, *Act, *Notice)}

Row = Mapping[str, Any]
"""A row of ``access_events`` with the ``wrapped_key`` of its tag, None where that was deleted."""


def new_cells(
    entry: LogEntry, connection: Connection, keys: LogKeys, *, seq: int, previous_hash: str
) -> dict[str, Cell]:
    """Return the row of an entry, hashed and sealed; makes the person's key in the transaction.

    Raises:
        StorageFault: the log was written with another key of the data directory.
    """
    tag = None if entry.person_id is None else keys.person_tag(entry.person_id)
    draft = drafted(entry, tag, lambda salted: keys.seal(connection, tag, salted))
    return chained(draft, seq=seq, previous_hash=previous_hash)


def drafted(entry: LogEntry, tag: str | None, seal: Callable[[bytes], bytes]) -> dict[str, Cell]:
    """Return an entry's row but for its place in the chain; ``seal`` hides what its header does not tell."""
    sometimes = _changes(entry) | _operator(entry) | _rules(entry) | _duress(entry)
    salted = os.urandom(SALT_BYTES) + canonical(_payload(entry) | sometimes)
    return PLAIN | {
        "at_utc": utc_text(entry.at_utc),
        "door": storable_text(entry.door),
        "outcome": entry.outcome.value,
        "reason": entry.reason.value,
        "version": VERSION,
        "kind": entry.kind.value,
        "commitment": commitment(salted),
        "person_tag": tag,
        "payload": seal(salted),
    }


def chained(draft: Mapping[str, Cell], *, seq: int, previous_hash: str) -> dict[str, Cell]:
    """Return the row in its place of the chain."""
    cells = {**draft, "seq": seq, "previous_hash": previous_hash}
    cells["hash"] = row_hash(cells)
    return cells


def _payload(entry: LogEntry) -> dict[str, Cell]:
    return {
        "person_id": entry.person_id,
        "distance": storable_number(entry.distance),
        "threshold": storable_number(entry.threshold),
        "second_distance": storable_number(entry.second_distance),
        "model": storable_text(entry.model),
        "frames": int(entry.frames),
        "source": storable_text(entry.source),
        "note": storable_text(entry.note),
        "actor": storable_text(entry.actor),
        "object": storable_text(entry.object),
        "liveness": None if entry.liveness is None else entry.liveness.value,
        "claim": storable_text(entry.claim),
        "transaction": storable_text(entry.transaction),
    }


def _changes(entry: LogEntry) -> dict[str, Any]:
    told = [[storable_text(text) for text in (one.what, one.before, one.after)] for one in entry.changes]
    return {CHANGES: told} if told else {}


def _operator(entry: LogEntry) -> dict[str, Any]:
    return {OPERATOR: storable_text(entry.operator)} if entry.operator else {}


def _rules(entry: LogEntry) -> dict[str, Any]:
    """Return what rows tell of rules that were asked; older payloads, and all others, know no such keys."""
    told = {"right": storable_text(entry.right), "rules_version": int(entry.rules_version)}
    return {name: value for name, value in told.items() if value}


def _duress(entry: LogEntry) -> dict[str, Any]:
    return {DURESS: True} if entry.is_duress else {}


def payload_of(row: Row, keys: LogKeys | None) -> dict[str, Any] | None:
    """Return what a row tells beside its header; None when it was forgotten or there are no keys.

    Raises:
        ValueError: it is not what the header committed itself to, or is filed under another person.
    """
    if row["version"] == 1:
        return {name: row[name] for name in PLAIN}
    tag, sealed = row["person_tag"], row["payload"]
    salted = None if keys is None or sealed is None else keys.opened(tag, row["wrapped_key"], sealed)
    if keys is None or salted is None:
        return None
    if commitment(salted) != row["commitment"]:
        raise ValueError("what is sealed in it is not what it was written with")
    values: dict[str, Any] = json.loads(salted[SALT_BYTES:].decode())
    person_id = values["person_id"]
    if tag not in ((None,) if person_id is None else keys.person_tags(person_id)):
        raise ValueError("it is filed under another person")
    return values


def log_row(row: Row, payload: Mapping[str, Any] | None) -> LogRow:
    """Return the row, without a name; raises ValueError or TypeError when its cells cannot be an entry."""
    values = dict(payload or {})
    liveness, changes = values.pop("liveness", None), values.pop(CHANGES, ())
    is_duress = bool(values.pop(DURESS, False))
    entry = LogEntry(
        at_utc=utc_moment(row["at_utc"]),
        door=row["door"],
        outcome=Outcome(row["outcome"]),
        reason=REASONS.get(row["reason"]) or Reason(row["reason"]),
        kind=LogKind(row["kind"] or LogKind.ACCESS),
        liveness=None if liveness is None else LivenessLevel(liveness),
        changes=tuple(Change(*one) for one in changes),
        is_duress=is_duress,
        **values,
    )
    return LogRow(
        seq=row["seq"],
        event=entry,
        person="",
        hash=row["hash"],
        version=row["version"],
        header="" if row["version"] == 1 else header(row).decode(),
        is_sealed=payload is None,
    )
