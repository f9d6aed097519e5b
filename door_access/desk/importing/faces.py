"""Newcomers' photos: a folder of them as a list of people, and what they give before anything is stored.

Whoever looks at photos keeps in mind whose they saw before, so that one face cannot come under two names.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from door_access.desk.importing.columns import Column
from door_access.desk.importing.preview import Fate, Preview, Problem, RowPlan, without_orphans
from door_access.desk.importing.table import MOST_ROWS, Table, TableRow
from door_access.domain.enrolment.people import Template
from door_access.domain.operators.acts import Changed
from door_access.errors import BadInput
from door_access.ports import Change

PICTURES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".heif", ".avif"}
)


@dataclass(frozen=True, slots=True)
class TakenFace:
    """What somebody's photos gave.

    Attributes:
        templates: empty where nothing can be stored.
        problem: why nothing can be; else empty.
        refused: photos that were not taken, each with why.
    """

    templates: tuple[Template, ...]
    problem: str = ""
    refused: tuple[str, ...] = ()


class FaceTaker(Protocol):
    """Looks at newcomers' photos, one after the other. One thread owns it."""

    def take(self, person_id: str, name: str, photos: Sequence[Path]) -> TakenFace:
        """Return what the photos give; a face that is enrolled, or was taken before, is a problem."""


MakeFaceTaker = Callable[[], FaceTaker]
"""Returns one who has looked at no photos yet; slow."""


def with_face(preview: Preview, faces: FaceTaker) -> Preview:
    """Return the preview with what the next photos give."""
    place = next((place for place, plan in enumerate(preview.rows) if plan.photos), None)
    if place is None:
        return preview
    plan = preview.rows[place]
    if plan.change is None:
        raise ValueError(f"row {plan.row.number} has photos and is nobody's")
    after = plan.change.after
    taken = faces.take(after.id, after.name, plan.photos)
    rows = (*preview.rows[:place], _with_taken(plan, taken), *preview.rows[place + 1 :])
    return replace(preview, rows=without_orphans(rows, preview.seen))


def _with_taken(plan: RowPlan, taken: TakenFace) -> RowPlan:
    notes = (*plan.notes, *taken.refused)
    if taken.problem or plan.change is None:
        problem = Problem(Column.PHOTOS, taken.problem)
        return replace(
            plan, fate=Fate.WRONG, problems=(problem,), notes=notes, change=None, photos=(), changes=()
        )
    told = Change(Changed.TEMPLATES, "", str(len(taken.templates)))
    change = replace(plan.change, templates=taken.templates)
    return replace(plan, change=change, photos=(), notes=notes, changes=(*plan.changes, told))


def folder_table(folder: Path) -> Table:
    """Return the people of a folder: one folder each, or one photo each that is called as they are.

    Raises:
        BadInput: it holds no pictures, or cannot be read.
    """
    try:
        photos = _photos_by_name(folder)
    except OSError as error:
        raise BadInput(f"The folder {error.filename} cannot be read: {error.strerror}.") from error
    if not photos:
        raise BadInput(f"{folder} holds no pictures; one folder for each person was expected.")
    if len(photos) > MOST_ROWS:
        raise BadInput(f"The folder has more than {MOST_ROWS:,} people; import it in parts.")
    rows = tuple(
        TableRow(number, {Column.NAME: name}, photos=tuple(files))
        for number, (name, files) in enumerate(photos.items(), start=1)
    )
    return Table(_digest(folder, photos), (Column.NAME, Column.PHOTOS), (), rows)


def _photos_by_name(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts)
        if path.suffix.lower() in PICTURES and path.is_file() and not is_hidden:
            found.setdefault(parts[0] if len(parts) > 1 else path.stem, []).append(Path(*parts))
    return found


def _digest(folder: Path, photos: dict[str, list[Path]]) -> str:
    """Return what tells these photos from any other, by their names, sizes and times."""
    files = [file for some in photos.values() for file in some]
    told = [
        (str(file), state.st_size, state.st_mtime_ns) for file in files for state in [(folder / file).stat()]
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()
