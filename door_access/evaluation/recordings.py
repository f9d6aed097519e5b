"""A folder of filmed people and of filmed attacks, as ``evaluate --pad`` takes it.

One rule: the folders say what is filmed, ``DIR/bona_fide/KIND/*`` and ``DIR/attack/INSTRUMENT/*``; a film
directly in ``bona_fide`` or ``attack`` is of the kind of that name.
"""

from dataclasses import dataclass
from pathlib import Path

from door_access.errors import BadInput

BONA_FIDE, ATTACK = "bona_fide", "attack"
LAYOUT = f"{BONA_FIDE}/KIND/* and {ATTACK}/INSTRUMENT/* were expected"


@dataclass(frozen=True, slots=True)
class Recording:
    """One film; ``kind`` is the folder that it lies in."""

    kind: str
    is_attack: bool
    file: Path


def recordings_of(folder: Path) -> tuple[Recording, ...]:
    """Return all films, those of people first, sorted by kind and name; hidden files are passed over.

    Raises:
        BadInput: the folder is missing, cannot be read, or holds no film where one was expected.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder; {LAYOUT}.")
    try:
        found = [*_below(folder / BONA_FIDE, is_attack=False), *_below(folder / ATTACK, is_attack=True)]
    except OSError as error:
        raise BadInput(f"The folder {error.filename} cannot be read: {error.strerror}.") from error
    if not found:
        raise BadInput(f"{folder} holds no films; {LAYOUT}.")
    return tuple(found)


def _below(folder: Path, *, is_attack: bool) -> list[Recording]:
    kinds = [folder, *_visible(folder, is_folder=True)]
    return [
        Recording(kind.name, is_attack, file) for kind in kinds for file in _visible(kind, is_folder=False)
    ]


def _visible(folder: Path, *, is_folder: bool) -> list[Path]:
    if not folder.is_dir():
        return []
    paths = sorted(folder.iterdir())
    return [path for path in paths if not path.name.startswith(".") and path.is_dir() == is_folder]
