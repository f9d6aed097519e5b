"""Puts unpacked data into the place of old ones and proves them there; else the old ones are brought back."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from database.backup import bundle, tombstones
from database.backup.kept_aside import name_at
from database.backup.swapping import ASIDE_NAME, FAILED_NAME, STAGED_NAME, Move, clear, swap
from database.engine import FILE_NAME, KEY_DIR_NAME, open_database
from database.keys.key_file import KEY_NAME
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.log_head import HEAD_NAME
from door_access.atomic_file import private_folder, settle
from door_access.errors import StorageFault

_ENDINGS = ("-wal", "-shm", "-journal")
_AGAIN = " again"


@dataclass(frozen=True, slots=True)
class Aside:
    """Where the old data lie, and by which moves they came there."""

    moves: tuple[Move, ...]
    folders: tuple[Path, ...]


def swapped(data_dir: Path, old_keys: Path, new_keys: Path, staged: Path) -> Aside:
    """Move the new data into place; what was there lies aside.

    SQLite's files beside the old database go first, and once more at the end, whoever may have made them in
    between: beside another database they would be taken for its own.
    """
    asides = {
        data_dir: data_dir / ASIDE_NAME,
        old_keys: old_keys / ASIDE_NAME,
        new_keys: new_keys / ASIDE_NAME,
    }
    for aside in asides.values():
        clear(aside)
    _with_keys_near(staged / KEY_DIR_NAME, new_keys)
    names = (KEY_NAME, HEAD_NAME, tombstones.ERASED_NAME)
    beside = [data_dir / f"{FILE_NAME}{ending}" for ending in _ENDINGS]
    gone = [] if old_keys == new_keys else [old_keys / name for name in names]
    moves = [Move(None, path, asides[path.parent] / path.name) for path in (*beside, *gone)]
    moves += [
        Move(new_keys / STAGED_NAME / name, new_keys / name, asides[new_keys] / name)
        for name in names
        if (new_keys / STAGED_NAME / name).exists()
    ]
    moves += [
        Move(staged / name, data_dir / name, asides[data_dir] / name) for name in (bundle.CONFIG, FILE_NAME)
    ]
    moves += [Move(None, path, asides[data_dir] / f"{path.name}{_AGAIN}") for path in beside]
    swap(data_dir, moves)
    return Aside(tuple(moves), tuple(asides.values()))


def _with_keys_near(staged_keys: Path, key_dir: Path) -> None:
    """Copy the keys into the file system where they shall lie, so that they can be moved at one stroke."""
    near = key_dir / STAGED_NAME
    try:
        clear(near)
        private_folder(near)
        for path in staged_keys.iterdir():
            if path.suffix != ".lock":
                shutil.copyfile(path, near / path.name)
        settle(near)
    except OSError as error:
        raise StorageFault(
            f"The keys cannot be put into {key_dir}: {error.strerror}; nothing was changed. --key-dir names"
            " another folder."
        ) from error


def prove(data_dir: Path, key_dir: Path, aside: Aside) -> None:
    """Open the data where they lie now; where they cannot be, the old ones are brought back."""
    try:
        with open_database(data_dir, key_dir) as database:
            fault = SqlAccessLog(database, open_keyring(database)).verify_head()
        if fault:
            raise StorageFault(fault)
    except StorageFault:
        failed = data_dir / FAILED_NAME
        back = [move.undone(failed) for move in reversed(aside.moves) if not move.aside.name.endswith(_AGAIN)]
        swap(data_dir, back)
        clear(failed)
        raise
    clear(key_dir / STAGED_NAME)


def set_aside(aside: Aside, now_utc: datetime) -> tuple[Path, ...]:
    """Give the old data a name under which nobody deletes them."""
    kept = []
    for folder in aside.folders:
        if folder.exists():
            kept.append(folder.replace(folder.with_name(name_at(now_utc))))
    return tuple(kept)
