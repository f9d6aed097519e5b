"""What an import will do, row by row, before anything is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from door_access.desk.importing.columns import Column
from door_access.desk.importing.encodings import Encoding
from door_access.desk.importing.table import Table, TableRow
from door_access.desk.importing.typed_cells import DateOrder
from door_access.ports import Change, PersonChange, Register


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGE = "change"
    NOTHING = "nothing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is wrong: in which column, and a sentence. None: in none of them."""

    column: Column | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence if self.column is None else f"{self.column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row.

    Attributes:
        name: whom it is about, as far as it says so.
        changes: what will be another, old and new.
        notes: what else somebody should know who lets it happen.
        change: None where nothing is done.
        photos: of a newcomer, which are still to be looked at.
    """

    row: TableRow
    fate: Fate
    name: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    change: PersonChange | None = None
    photos: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """How a file is to be read. None: as it seems to be.

    Attributes:
        dates: None: a date that can be read in two ways is refused.
        consent: the words to which all newcomers have agreed, where the file has none.
    """

    encoding: Encoding | None = None
    separator: str | None = None
    dates: DateOrder | None = None
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What will happen, and of what file and people that is said."""

    path: Path
    table: Table
    rows: tuple[RowPlan, ...]
    seen: Register

    @property
    def counts(self) -> Mapping[Fate, int]:
        """Return how many rows have which fate; none is left out."""
        counted = Counter(one.fate for one in self.rows)
        return {fate: counted[fate] for fate in Fate}

    @property
    def without_face(self) -> int:
        """Return how many newcomers come without a face."""
        new = (one.change for one in self.rows if one.fate is Fate.NEW and not one.photos)
        return sum(change is not None and not change.templates for change in new)

    @property
    def waiting(self) -> int:
        """Return of how many rows the photos are still to be looked at."""
        return sum(bool(one.photos) for one in self.rows)

    @property
    def wrong(self) -> tuple[RowPlan, ...]:
        return tuple(one for one in self.rows if one.fate is Fate.WRONG)


def without_orphans(rows: tuple[RowPlan, ...], seen: Register) -> tuple[RowPlan, ...]:
    """Return the rows, those of guests wrong whose host's own row is wrong, and who would have none."""
    coming = {one.change.after.id for one in rows if one.change is not None} | seen.people.keys()
    orphans = {one.row.number for one in rows if _host_of(one) is not None and _host_of(one) not in coming}
    if not orphans:
        return rows
    return without_orphans(tuple(_orphaned(one) if one.row.number in orphans else one for one in rows), seen)


def _host_of(plan: RowPlan) -> str | None:
    return None if plan.change is None else plan.change.after.profile.host


def _orphaned(plan: RowPlan) -> RowPlan:
    problem = Problem(Column.HOST, "The host is of this file, and that row is wrong.")
    return replace(plan, fate=Fate.WRONG, problems=(problem,), changes=(), change=None, photos=())
