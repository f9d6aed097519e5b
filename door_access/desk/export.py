"""The access log as CSV, for a spreadsheet that must not execute it."""

import csv
from collections.abc import Iterable, Mapping
from typing import TextIO

from door_access.ports import LogRow

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
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, full-width signs included (OWASP, CSV injection)."""


def write_csv(events: Iterable[LogRow], file: TextIO) -> int:
    """Write a header and a row for each event; return how many rows."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    rows = 0
    for rows, event in enumerate(events, start=1):  # noqa: B007 - the last number is the answer
        writer.writerow([_cell(_value(event, column)) for column in COLUMNS])
    return rows


def first_difference(rows: Iterable[Mapping[str, str]], events: Iterable[LogRow]) -> int | None:
    """Return the seq of the first exported row that the log does not hold as it was exported; None if all.

    Names may change and people may be erased, so the column ``person`` is not compared.

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
    compared = (column for column in COLUMNS if column != "person")
    return all(row.get(column) == str(_cell(_value(event, column))) for column in compared)


def row_of(event: LogRow) -> dict[str, object]:
    """Return the row as plain values under the names of its columns."""
    return {column: _value(event, column) for column in COLUMNS}


def _value(event: LogRow, column: str) -> object:
    if column in ("seq", "person", "hash"):
        return getattr(event, column)
    value = getattr(event.event, column)
    return value.isoformat() if column == "at_utc" else value


def _cell(value: object) -> object:
    """Return the value, text defused with an apostrophe where a spreadsheet would calculate it."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
