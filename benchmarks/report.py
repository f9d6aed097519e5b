"""What a benchmark found, as rows. One rule: a figure stands beside what it was measured against."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

PLAIN_WIDTH = 200
"""Columns where there is no terminal to ask; no row is cut."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        compared_with: what the figure was measured against in the same run, and the outcome.
        note: number of measurements, spread, and whatever a reader must know.
    """

    name: str
    figure: float
    unit: str
    compared_with: str
    note: str


def print_table(rows: Sequence[Row], title: str) -> None:
    """Print the rows on standard output."""
    table = Table("what", "figure", "unit", "compared with, same run", "note", title=title)
    for row in rows:
        table.add_row(row.name, f"{row.figure:.4g}", row.unit, row.compared_with, row.note)
    console = Console()
    Console(width=console.width if console.is_terminal else PLAIN_WIDTH).print(table)
