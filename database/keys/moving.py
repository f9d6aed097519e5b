"""Moves the keys to another folder: at any moment they are in one of the two, in the end in the new one.

The database remembers a move until it is finished; whoever opens the database next overwrites what an
interrupted one left in the folder that does not count.
"""

import json
from collections.abc import Callable
from pathlib import Path

from database.connections import Database
from database.facts import forget_fact, read_fact, write_fact
from database.keys.key_file import KEY_NAME
from database.privacy import make_private
from door_access.atomic_file import private_folder, read_whole, written_whole_bytes
from door_access.errors import BadInput, StorageFault

MOVE = "key_move"
"""The fact that keys are being moved, with both folders."""
_LOCKS = ".lock"
_MOST_BYTES = 1_000_000


def move_key_files(database: Database, new: Path, remember: Callable[[], None]) -> None:
    """Copy the files, have the new place remembered, and overwrite and delete the old ones.

    Raises:
        BadInput: there are other keys in the new place.
        StorageFault: a folder cannot be read or written, or others could use the new one; the old place still
            counts then.
    """
    old = database.key_dir
    try:
        private_folder(new)
        make_private(new)
        if (new / KEY_NAME).exists() and _read(new / KEY_NAME) != _read(old / KEY_NAME):
            raise BadInput(f"{new} holds the keys of another data directory; choose another folder.")
        with database.writing() as connection:
            write_fact(connection, MOVE, json.dumps({"from": str(old), "to": str(new)}))
        for path in _files(old):
            with written_whole_bytes(new / path.name) as file:
                file.write(_read(path))
    except OSError as error:
        raise StorageFault(f"The keys cannot be moved to {new}: {error.strerror}.") from error
    remember()
    _wipe_folder(old)
    with database.writing() as connection:
        forget_fact(connection, MOVE)


def finish_move(database: Database) -> None:
    """Overwrite what an interrupted move left in the folder that does not count; raises StorageFault."""
    with database.reading() as connection:
        move = read_fact(connection, MOVE)
    if move is None:
        return
    try:
        folders = [Path(folder) for folder in json.loads(move).values()]
    except (ValueError, TypeError, AttributeError):
        folders = []
    here = database.key_dir.resolve()
    for folder in folders:
        if folder.resolve() != here and folder.is_dir() and _is_copy(folder, here):
            _wipe_folder(folder)
    with database.writing() as connection:
        forget_fact(connection, MOVE)


def _is_copy(folder: Path, here: Path) -> bool:
    """Say whether the folder holds the very keys that are in use, and not others."""
    try:
        return _read(folder / KEY_NAME) == _read(here / KEY_NAME)
    except OSError:
        return False


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix != _LOCKS]


def _read(path: Path) -> bytes:
    return read_whole(path, at_most=_MOST_BYTES)


def _wipe_folder(folder: Path) -> None:
    """Overwrite and delete the files; the key goes last, by which an interrupted wiping is known."""
    for path in sorted(_files(folder), key=lambda path: path.name == KEY_NAME):
        try:
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
            path.unlink()
        except OSError as error:
            raise StorageFault(
                f"{path} could not be deleted ({error.strerror}): delete it, the keys lie elsewhere now."
            ) from error
