"""What a benchmark found, as rows. A figure stands beside what it was measured against."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console
from rich.table import Table

PLAIN_WIDTH = 200
"""Columns where there is no terminal to ask; no row is cut."""
HEADINGS = ("what", "figure", "unit", "wanted", "compared with, same run", "note")


class Skipped(Exception):
    """A benchmark cannot run here; the message is one sentence that says why."""


class Bound(StrEnum):
    """On which side of its limit a figure should lie."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be."""

    bound: Bound
    limit: float

    def is_met(self, figure: float) -> bool:
        """Say whether the figure lies on the wanted side of the limit."""
        return figure <= self.limit if self.bound is Bound.AT_MOST else figure >= self.limit

    def verdict(self, figure: float) -> str:
        """Return the limit, and whether the figure keeps it."""
        return f"{self.bound} {self.limit:g}: {'met' if self.is_met(figure) else 'MISSED'}"


def at_most(limit: float) -> Target:
    """Return the target of a figure that should be small."""
    return Target(Bound.AT_MOST, limit)


def at_least(limit: float) -> Target:
    """Return the target of a figure that should be large."""
    return Target(Bound.AT_LEAST, limit)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        compared_with: what the figure was measured against in the same run, and the outcome.
        note: number of measurements, spread, and whatever a reader must know.
        target: what was asked for; None for a figure that explains the others.
    """

    name: str
    figure: float
    unit: str
    compared_with: str
    note: str
    target: Target | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the row's texts in the order of ``HEADINGS``."""
        wanted = self.target.verdict(self.figure) if self.target else ""
        return self.name, f"{self.figure:.4g}", self.unit, wanted, self.compared_with, self.note


def print_table(rows: Sequence[Row], title: str) -> None:
    """Print the rows on standard output."""
    table = Table(*HEADINGS, title=title)
    for row in rows:
        table.add_row(*row.cells())
    console = Console()
    Console(width=console.width if console.is_terminal else PLAIN_WIDTH).print(table)
