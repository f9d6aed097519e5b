"""Files that somebody has named: written whole or not at all, with a sentence where that cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from door_access.atomic_file import written_whole_bytes
from door_access.complaints import Complaint
from door_access.errors import StorageFault


@contextmanager
def told_if_unwritable(path: Path) -> Iterator[None]:
    """Make of whatever keeps a file or folder from being written a StorageFault that names it."""
    try:
        yield
    except OSError as error:
        raise StorageFault(Complaint.FILE_UNWRITABLE, path=path, why=error.strerror or error) from error


def write_bytes(content: bytes, path: Path) -> None:
    """Write one file; raises StorageFault, with the path, and then it is as it was."""
    with told_if_unwritable(path), written_whole_bytes(path) as file:
        file.write(content)


def write_text(text: str, path: Path) -> None:
    """Write one file in UTF-8, as :func:`write_bytes` does."""
    write_bytes(text.encode("utf-8"), path)
