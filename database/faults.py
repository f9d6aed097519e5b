"""What SQLite complains about, as one sentence for a person. Nothing of SQLAlchemy leaves this package."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from database.cells import UnreadableCell
from door_access.errors import BadInput, StorageFault

_SENTENCES = {
    "SQLITE_BUSY": "{path} has been locked by another process for too long; try again.",
    "SQLITE_CANTOPEN": "{path} cannot be opened; its directory must exist and be writable.",
    "SQLITE_CORRUPT": "{path} is damaged; put a backup in its place.",
    "SQLITE_FULL": "{path} cannot grow: the disk is full.",
    "SQLITE_IOERR": "{path} cannot be read or written: the disk is full or reports an error.",
    "SQLITE_NOTADB": "{path} is not a database, or it is damaged; put a backup in its place.",
    "SQLITE_PERM": "{path} cannot be used: permission is denied.",
    "SQLITE_READONLY": "{path} cannot be written: it is read-only.",
}
"""By the first two words of SQLite's result code; https://sqlite.org/rescode.html."""
_ANYTHING_ELSE = "{path} cannot be used: {detail}."


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn every database error inside, and every unreadable cell, into a StorageFault that names the file.

    Raises:
        BadInput: somebody gave a text that is no Unicode, such as an undecodable argument of a command.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise BadInput(f"{_unreadable(error)} cannot be stored: it is no whole character.") from error
    except UnreadableCell as error:
        raise StorageFault(f"{path} holds what cannot be read: {error}.") from error
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise StorageFault(_sentence(path, error)) from error


def _unreadable(error: UnicodeEncodeError) -> str:
    """Return the character alone: the text around it may be a secret, or one of the program's own."""
    return f"The character {error.object[error.start]!a}"


def _sentence(path: Path, error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", "")
    family = "_".join(code.split("_")[:2])
    return _SENTENCES.get(family, _ANYTHING_ELSE).format(path=path, detail=str(cause).splitlines()[0])
