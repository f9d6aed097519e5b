"""Files that appear whole or not at all, survive a power cut, and are their owner's only."""

import errno
import io
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

OWNER_ONLY = 0o700
PRIVATE = 0o600
_CANNOT_BE_SYNCED = {errno.EINVAL, errno.ENOTSUP}
"""What a file system says that has no such thing for folders: some network shares and FUSE."""


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """Give a UTF-8 file to write, private to its owner, that takes the path's place when all went well.

    Raises:
        OSError: the folder cannot be written or the disk is full; it names the path. Unless only the very
            last step failed, putting the new name on the disk, the path is as it was.
    """
    with written_whole_bytes(path) as binary:
        file = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        yield file
        file.flush()
        file.detach()


@contextmanager
def written_whole_bytes(path: Path) -> Iterator[BinaryIO]:
    """Give a binary file to write, as :func:`written_whole` does for text."""
    try:
        with _draft_of(path) as file:
            yield file
        sync_folder(path.parent)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # nobody knows the draft
        raise


@contextmanager
def _draft_of(path: Path) -> Iterator[BinaryIO]:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


def read_whole(path: Path, *, at_most: int) -> bytes:
    """Return the content of an ordinary, small file: no pipe, device or endless one that somebody put there.

    Raises:
        FileNotFoundError: there is none.
        OSError: it is no such file, or cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        content = file.read(at_most + 1)
    if len(content) > at_most:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return content


def private_folder(path: Path) -> Path:
    """Return the folder, made where it is missing with those above it, all private; raises OSError."""
    if not path.is_dir():
        if path.parent != path:
            private_folder(path.parent)
        path.mkdir(mode=OWNER_ONLY, exist_ok=True)
        sync_folder(path.parent)
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
    except OSError as error:
        if error.errno not in _CANNOT_BE_SYNCED:
            raise
    finally:
        os.close(handle)
