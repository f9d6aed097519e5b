"""Files that appear whole or not at all, survive a power cut, and are their owner's only."""

import os
import tempfile
from pathlib import Path

from door_access.errors import StorageFault

OWNER_ONLY = 0o700
PRIVATE = 0o600


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, then rename: a reader sees the old file or the new one, never a part.

    Raises:
        StorageFault: the folder cannot be written, or the disk is full.
    """
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                os.fsync(file.fileno())
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise StorageFault(f"{path} cannot be written: {error.strerror}.") from error


def private_folder(path: Path) -> Path:
    """Return the folder, made with its parents where it is missing; raises OSError."""
    path.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    return path


def settle(folder: Path) -> None:
    """Put the folder's files on the disk and make them private; raises OSError."""
    for path in folder.iterdir():
        path.chmod(PRIVATE)
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Put the names in the folder on the disk; Windows does so by itself and cannot be asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
