"""The access log as CSV, for a spreadsheet that must not execute it and for whoever checks it later.

The columns are those of version 1 in their old order, then what version 2 knows, then what acts have changed,
then who acted, then by which right, and which rules, somebody was let in or not, and for those who may see it
whether somebody was threatened.
Of rows of version 2 anybody
can check, without this program and without a key, that none was changed and none is missing between them:

- ``header`` is the text that was hashed: JSON with time, door, kind, outcome, reason, seq, version, the hash
  of the row before (``previous_hash``) and a ``commitment`` to all the rest. SHA-256 of it is ``hash``.
- The other cells repeat the header for reading, or tell what the commitment hides. Its salt stays in the
  log, so that a copy of an export proves nothing about somebody whom the log has forgotten.
- ``sealed`` is True where the log can tell no more than the header: the cells of the rest are empty.

A file begins with a byte order mark, by which spreadsheets know that it is UTF-8 and keep every umlaut;
exports of the first versions had none.

Rows of version 1 have no ``header``; the log that they came from checks them (``log verify --file``).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TextIO

from door_access.ports import LogRow

VERSION_1_COLUMNS = (
    "seq",
    "at_utc",
    "door",
    "outcome",
    "reason",
    "person",
    "person_id",
    "distance",
    "threshold",
    "second_distance",
    "model",
    "frames",
    "source",
    "note",
    "hash",
)
VERSION_2_COLUMNS = (
    *VERSION_1_COLUMNS,
    "version",
    "kind",
    "claim",
    "liveness",
    "transaction",
    "actor",
    "object",
    "sealed",
    "header",
)
CHANGES = "changes"
"""One text of all that an act has changed: what, before and after."""
CHANGES_COLUMNS = (*VERSION_2_COLUMNS, CHANGES)
COLUMNS = (*CHANGES_COLUMNS, "operator", "operator_id", "right", "rules_version")
DURESS = "duress"
"""Whether the row tells that somebody was threatened, or was given a PIN to say so."""
COLUMNS_WITH_DURESS = (*COLUMNS, DURESS)
ENCODING = "utf-8-sig"
"""How an export is read again, with its mark or without."""
_NAMES_OF_TODAY = ("person", "operator")
"""What rows do not tell: whoever is renamed has another name in every row from then on."""
_MARK = "\ufeff"
FORMATS = (VERSION_1_COLUMNS, VERSION_2_COLUMNS, CHANGES_COLUMNS, COLUMNS, COLUMNS_WITH_DURESS)
"""The first lines of every export that was ever written."""
_STAY = ("seq", "at_utc", "door", "outcome", "reason", "hash", "version", "kind", "header")
"""Columns that can be compared whatever was forgotten since."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, full-width signs included (OWASP, CSV injection)."""


def write_csv(events: Iterable[LogRow], file: TextIO, *, has_mark: bool, tells_duress: bool = False) -> int:
    """Write a header and a row for each event; return how many rows.

    Args:
        has_mark: begin with a byte order mark; for files, not for a screen or the next program in a pipe.
        tells_duress: with the last column; for those who may see it.
    """
    if has_mark:
        file.write(_MARK)
    writer = csv.writer(file)
    columns = COLUMNS_WITH_DURESS if tells_duress else COLUMNS
    writer.writerow(columns)
    rows = 0
    for rows, event in enumerate(events, start=1):  # noqa: B007 - the last number is the answer
        writer.writerow(_cells(event)[: len(columns)])
    return rows


def first_difference(rows: Iterable[Mapping[str, str]], events: Iterable[LogRow]) -> int | None:
    """Return the seq of the first exported row that the log does not hold as it was exported; None if all.

    Names may change and people may be erased, so names are not compared, and of a row that the log has
    forgotten nothing but its header.

    Raises:
        ValueError: a row has no number in its column ``seq``: this is not an export.
    """
    log = iter(events)
    for row in rows:
        seq = int(row.get("seq") or "none")
        event = next((event for event in log if event.seq >= seq), None)
        if event is None or not _is_exported_as(row, event):
            return seq
    return None


def _is_exported_as(row: Mapping[str, str], event: LogRow) -> bool:
    kept = _STAY if event.is_sealed else COLUMNS_WITH_DURESS
    cells = dict(zip(COLUMNS_WITH_DURESS, _cells(event), strict=True))
    return all(
        row[column] == str(cells[column])
        for column in kept
        if column in row and column not in _NAMES_OF_TODAY
    )


def row_of(event: LogRow, *, tells_duress: bool = False) -> dict[str, object]:
    """Return the row as plain values under the names of its columns; the last one is for those who may."""
    values = dict(zip(COLUMNS_WITH_DURESS, _values(event), strict=True))
    return values if tells_duress else {name: values[name] for name in COLUMNS}


def without_duress(row: LogRow) -> LogRow:
    """Return the row as those see it who may not know that somebody was threatened: as any other."""
    return replace(row, event=replace(row.event, is_duress=False))


def _values(row: LogRow) -> tuple[object, ...]:
    """Return the row's values in the order of the columns, the last of which not everybody may see."""
    event = row.event
    return (
        row.seq,
        event.at_utc.isoformat(),
        event.door,
        event.outcome,
        event.reason,
        row.person,
        event.person_id,
        event.distance,
        event.threshold,
        event.second_distance,
        event.model,
        event.frames,
        event.source,
        event.note,
        row.hash,
        row.version,
        event.kind,
        event.claim,
        event.liveness,
        event.transaction,
        event.actor,
        event.object,
        row.is_sealed,
        row.header,
        "; ".join(map(str, event.changes)),
        row.operator,
        event.operator,
        event.right,
        event.rules_version or None,
        event.is_duress,
    )


def _cells(row: LogRow) -> list[object]:
    """Return the values as cells, text defused with an apostrophe where a spreadsheet would calculate it."""
    return [
        f"'{value}"
        if isinstance(value, str) and value.startswith(FORMULA_STARTS)
        else ""
        if value is None
        else value
        for value in _values(row)
    ]
