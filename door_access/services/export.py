"""The access log as CSV, for a spreadsheet that must not execute it."""

import csv
from collections.abc import Iterable
from typing import TextIO

from door_access.ports import AccessEvent

COLUMNS = (
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
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""


def write_csv(events: Iterable[AccessEvent], file: TextIO) -> int:
    """Write a header and a row for each event; return how many rows."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    rows = 0
    for rows, event in enumerate(events, start=1):  # noqa: B007 - the last number is the answer
        writer.writerow([_cell(_value(event, column)) for column in COLUMNS])
    return rows


def row_of(event: AccessEvent) -> dict[str, object]:
    """Return the row as plain values under the names of its columns."""
    return {column: _value(event, column) for column in COLUMNS}


def _value(event: AccessEvent, column: str) -> object:
    if column in ("seq", "person", "hash"):
        return getattr(event, column)
    value = getattr(event.event, column)
    return value.isoformat() if column == "at_utc" else value


def _cell(value: object) -> object:
    """Return the value, text defused with an apostrophe where a spreadsheet would calculate it."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
