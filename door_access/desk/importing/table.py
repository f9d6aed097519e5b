"""A file of people as rows of cells, with the numbers by which a spreadsheet calls them."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from door_access.desk.importing.columns import Column, column_of
from door_access.desk.importing.encodings import Decoded, Encoding, decoded
from door_access.desk.importing.marked_text import MARK, TAKEN_AWAY, is_none, unmarked
from door_access.errors import BadInput

LARGEST_BYTES = 20_000_000
MOST_ROWS = 20_000
"""More would keep the door from its rows for seconds; such a list is imported in parts."""
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_CAN_BE_TAKEN_AWAY = frozenset(
    {
        Column.DEPARTMENT,
        Column.NOTES,
        Column.GROUPS,
        Column.VALID_FROM,
        Column.VALID_UNTIL,
        Column.HOST,
    }
)
_SAYS_SEPARATOR = "sep="
"""With which a first line begins that is for spreadsheets alone."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as spreadsheets count, its cells as they are meant, and what does not fit into it.

    Attributes:
        cells: by column, stripped; what is empty is left out.
        surplus: what stands right of the last heading.
        photos: below the folder of the list, where that is no file.
    """

    number: int
    cells: Mapping[Column, str]
    surplus: str = ""
    photos: tuple[Path, ...] = ()


_MOST_NAMED = 10
"""Columns that are passed over and named: a list of them all helps nobody."""


@dataclass(frozen=True, slots=True)
class Table:
    """What was read of a file, and how.

    Attributes:
        digest: tells this content from any other.
        columns: that were known, in their order.
        unknown: headings of columns that are passed over.
    """

    digest: str
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: Encoding | None = None
    is_encoding_guessed: bool = False
    separator: str = ""

    @property
    def passed_over(self) -> str:
        """Return the columns that nobody here knows, the first of them by name."""
        more = len(self.unknown) - _MOST_NAMED
        return ", ".join(self.unknown[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def digest_of(content: bytes) -> str:
    """Return what tells a content from any other."""
    return hashlib.sha256(content).hexdigest()


def read_table(content: bytes, *, encoding: Encoding | None = None, separator: str | None = None) -> Table:
    """Return the rows of a file.

    Args:
        encoding: how it is written; None: as it seems to be.
        separator: what stands between cells; None: what makes most headings known.

    Raises:
        BadInput: it cannot be read so, or has no heading by which people are known.
    """
    text = decoded(content, encoding)
    body, said = _without_separator_line(text.text)
    chosen = separator or said or _separator(body)
    lines = _lines(body, chosen)
    if not lines:
        raise BadInput("The file is empty; a first row with headings was expected, one of them 'name'.")
    headings, known = lines[0][1], tuple(map(column_of, lines[0][1]))
    _check_headings(headings, known)
    rows = tuple(_row(number, cells, known) for number, cells in lines[1:] if any(map(str.strip, cells)))
    _check_rows(rows)
    unknown = [text.strip() for text, column in zip(headings, known, strict=True) if column is None]
    return _table(content, text, chosen, known, tuple(filter(None, unknown)), rows)


def _table(
    content: bytes,
    text: Decoded,
    separator: str,
    known: tuple[Column | None, ...],
    unknown: tuple[str, ...],
    rows: tuple[TableRow, ...],
) -> Table:
    columns = tuple(column for column in known if column is not None)
    return Table(digest_of(content), columns, unknown, rows, text.encoding, text.is_guessed, separator)


def _without_separator_line(text: str) -> tuple[str, str | None]:
    """Return the text without a line that is for spreadsheets alone, and the separator that it names."""
    first, _, rest = text.partition("\n")
    line = first.strip("\r")
    said = line[len(_SAYS_SEPARATOR) :]
    if line.lower().startswith(_SAYS_SEPARATOR) and said in SEPARATORS:
        return rest, said
    return text, None


def _separator(text: str) -> str:
    """Return the separator by which most headings are known; of equals that which makes most cells."""

    def worth(separator: str) -> tuple[int, int]:
        try:
            headings = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        except csv.Error:
            return 0, 0
        return sum(column_of(one) is not None for one in headings), len(headings)

    return max(SEPARATORS, key=worth)


def _lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return every row with its number; line breaks within quotes begin none."""
    if "\0" in text:
        raise BadInput("The file is no text: it holds zero bytes. Save the list as CSV.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS + 1:
                raise BadInput(f"The file has more than {MOST_ROWS:,} rows; import it in parts.")
            lines.append((number, cells))
    except csv.Error as error:
        row = lines[-1][0] + 1 if lines else 1
        raise BadInput(
            f"Row {row} cannot be read ({error}); look for a quotation mark that is open."
        ) from error
    return lines


def _check_headings(headings: list[str], known: tuple[Column | None, ...]) -> None:
    twice = {column for column in known if column is not None and known.count(column) > 1}
    if twice:
        names = " and ".join(
            repr(text) for text, column in zip(headings, known, strict=True) if column in twice
        )
        raise BadInput(f"Two columns mean the same: {names}; leave one of them out.")
    if not {Column.NAME, Column.EXTERNAL_ID, Column.ID} & set(known):
        found = ", ".join(repr(text.strip()) for text in headings if text.strip()) or "none"
        raise BadInput(
            f"No heading of the first row is 'name' or 'external id'; there is {found}. If these are not the"
            " headings, choose another separator."
        )


def _check_rows(rows: tuple[TableRow, ...]) -> None:
    if not rows:
        raise BadInput("The file has headings and nobody below them.")


def _row(number: int, cells: list[str], known: tuple[Column | None, ...]) -> TableRow:
    meant = {
        column: _meant(cell, column)
        for column, cell in zip(known, cells, strict=False)
        if column not in (None, Column.PIN, Column.PROBLEM)
    }
    surplus = " ".join(filter(None, map(str.strip, cells[len(known) :])))
    return TableRow(number, {column: text for column, text in meant.items() if column and text}, surplus)


def _meant(cell: str, column: Column | None) -> str:
    """Return what a cell means: stripped, unless it is marked as text, with one kind of line break."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith(MARK):
        return unmarked(text)
    if is_none(text) and column in _CAN_BE_TAKEN_AWAY:
        return TAKEN_AWAY
    return "" if is_none(text) and column is Column.EXTERNAL_ID else text.strip()
