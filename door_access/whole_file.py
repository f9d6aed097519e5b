"""A file that appears whole or not at all."""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """Give a UTF-8 file to write, private to its owner, that takes the path's place when all went well.

    Raises:
        OSError: the folder cannot be written or the disk is full; it names the path, which is as it was.
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
