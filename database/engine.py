"""Opens the data directory's database, making both when they are missing. Only the owner may read them."""

import logging
import shutil
import tempfile
from pathlib import Path

from database.backup.swapping import finish_swap
from database.connections import Database
from database.migration import bring_up_to_date
from database.privacy import make_private
from door_access.atomic_file import PRIVATE, private_folder
from door_access.errors import StorageFault

FILE_NAME = "door_access.sqlite3"
KEY_DIR_NAME = "keys"
SCARCE_BYTES = 500_000_000
"""Below this much free space people are warned: room for over a million log rows, and for a backup."""
_BYTES_PER_MB = 1_000_000

_log = logging.getLogger(__name__)


def open_database(data_dir: Path, key_dir: Path | None = None) -> Database:
    """Open, and create or upgrade where needed. SQLite gives its side files the database's own mode.

    Args:
        key_dir: where the keys lie, better apart from the data; ``keys`` in the data directory if None.

    Raises:
        NewerDatabase: a newer version of the product wrote it.
        StorageFault: the directory cannot be written, or not be kept from others, or the file is damaged.
    """
    directory = data_dir.absolute()
    keys = (key_dir or directory / KEY_DIR_NAME).absolute()
    finish_swap(directory)
    try:
        for folder in (directory, keys):
            mended = make_private(folder)
            if mended:
                _log.warning("%s", mended)
        _make_file(directory)
    except OSError as error:
        raise StorageFault(
            f"The data directory {directory} cannot be used: {error.strerror}. --data-dir names another."
        ) from error
    database = Database(directory / FILE_NAME, keys)
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _make_file(directory: Path) -> None:
    private_folder(directory)
    with tempfile.TemporaryFile(dir=directory):
        pass  # SQLite would say only "unable to open database file"
    path = directory / FILE_NAME
    path.touch(mode=PRIVATE)
    path.chmod(PRIVATE)


def free_space_warning(data_dir: Path, *, threshold_bytes: int = SCARCE_BYTES) -> str | None:
    """Return a sentence when the directory's disk is nearly full, else None; raises StorageFault."""
    try:
        free = shutil.disk_usage(data_dir).free
    except OSError as error:
        raise StorageFault(f"The data directory {data_dir} cannot be used: {error.strerror}.") from error
    if free >= threshold_bytes:
        return None
    wanted = threshold_bytes // _BYTES_PER_MB
    return (
        f"The disk of {data_dir} has only {free // _BYTES_PER_MB} MB left; at least {wanted} MB are wanted."
    )
