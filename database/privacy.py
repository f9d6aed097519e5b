"""Who besides us could use a folder of ours. Modes that are wrong are mended; another's folder is refused.

Whoever may write the data directory, or put another in its place, owns the door. Only what is known to be
ours is mended: a folder that holds other things and is open to others is refused, because to close it could
do harm. Windows has no such modes; there the rights that a folder inherits from the user's own count.
"""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from door_access.counts import counted
from door_access.errors import StorageFault

OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OURS = (
    "door_access.sqlite3",
    "config.toml",
    "database.lock",
    "keys",
    "cache",
    "models",
    "reserve",
    "training",
    "backup.",
    "restore.",
    "replaced-",
)
"""How the names begin of what lies in a data directory; the database has files beside it."""
_OUR_ENDINGS = (".key", ".lock", ".owner")
_PASSABLE = stat.S_IXGRP | stat.S_IXOTH


def make_private(folder: Path) -> str | None:
    """Keep everybody else from the folder and what of ours lies in it, if it is there.

    Returns:
        What others could use until now, as a sentence; None when the folder was closed, whatever the modes of
        the files in it were.

    Raises:
        StorageFault: as :func:`exposed`.
        OSError: it cannot be looked at or mended.
    """
    open_to_others = exposed(folder)
    for path in open_to_others:
        with suppress(FileNotFoundError):  # SQLite's side files and drafts come and go
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OF_OTHERS)
    return _sentence(folder.resolve(), open_to_others) if folder.resolve() in open_to_others else None


def exposed(folder: Path) -> list[Path]:
    """Return the folder, where a link leads to, and what of ours lies in it, if their modes let others in.

    Raises:
        StorageFault: it is another's, others may put another in its place, or it holds other things and is
            open to others.
        OSError: it cannot be looked at.
    """
    if sys.platform == "win32":
        return []
    _check_parents(folder)
    folder = folder.resolve()
    _check_parents(folder)
    if not folder.is_dir():
        return []
    found = [path for path in (folder, *_ours_in(folder)) if _is_exposed(path)]
    if folder in found and any(folder.iterdir()) and not any(_ours_in(folder)):
        raise StorageFault(
            f"{folder} holds other things and is open to other users; choose a folder of its own for data."
        )
    return found


def _check_parents(folder: Path) -> None:
    """Look from the root downwards, as far as others can get at all."""
    for parent in reversed(folder.parents):
        if not parent.is_dir():
            return
        mode = parent.stat().st_mode
        if not mode & _PASSABLE:
            return
        owner = parent.stat().st_uid
        if owner not in (0, os.geteuid()):
            raise StorageFault(
                f"{parent} belongs to another user, who could put another folder in the place of {folder};"
                " choose another place."
            )
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise StorageFault(
                f"Everybody may write {parent} and so put another folder in the place of {folder}; take that"
                " right from others, or choose another place."
            )


def _ours_in(folder: Path) -> Iterator[Path]:
    """Return what of ours lies in the folder, at any depth."""
    for path in folder.iterdir():
        if path.name.startswith(_OURS) or path.name.endswith(_OUR_ENDINGS):
            yield path
            for place, folders, files in os.walk(path):
                yield from (Path(place, name) for name in (*folders, *files))


def _is_exposed(path: Path) -> bool:
    """Say whether others can use it; links have no modes of their own, and what vanishes is not there."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    if found.st_uid != os.geteuid():
        raise StorageFault(
            f"{path} belongs to another user of this machine; only files of one's own are used."
        )
    return not stat.S_ISLNK(found.st_mode) and bool(found.st_mode & OF_OTHERS)


def _sentence(folder: Path, open_to_others: list[Path]) -> str:
    inside = len(open_to_others) - 1
    what = f"{folder} and {counted(inside, 'file')} in it" if inside else f"{folder}"
    return f"{what} could be used by other users of this machine; from now on only the owner can."
