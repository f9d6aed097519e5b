"""Tables in a document that people write by hand around them.

Only what stands between a benchmark's own two markers is replaced.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.report import HEADINGS, Row


def table(rows: Sequence[Row], title: str) -> str:
    """Return the rows as a Markdown table under a heading."""
    return "\n".join([f"### {title}", "", *grid(HEADINGS, [row.cells() for row in rows])])


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table's lines."""
    return [_line(cells) for cells in (headings, ["---"] * len(headings), *rows)]


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark be told which document its tables belong to."""
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="Write the tables into this document.")


def publish(text: str, document: Path | None, *, name: str) -> None:
    """Print the text; with a document, write it there, too."""
    print(text, flush=True)
    if document:
        write_block(document, name=name, text=text)


def write_block(document: Path, *, name: str, text: str) -> None:
    """Put the text between the markers of this name; at the end of the document where there are none."""
    begin, end = f"<!-- measured: {name} -->", f"<!-- end of measured: {name} -->"
    before = document.read_text(encoding="utf-8") if document.exists() else ""
    head, found, rest = before.partition(begin)
    tail = rest.partition(end)[2] if found else "\n"
    gap = "" if found or not head else "\n"
    document.write_text(f"{head}{gap}{begin}\n{text}\n{end}{tail}", encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
