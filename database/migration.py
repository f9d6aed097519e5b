"""Brings a database to the tables this version knows, in one transaction, and refuses a newer one.

Alembic is imported only when there is something to do: at nearly every start there is not.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from database.connections import Database
from database.file_lock import FileLock
from door_access.errors import NewerDatabase, StorageFault

REVISIONS = tuple(f"{number:04}" for number in range(1, 18))
"""Every revision this version knows, oldest first; the files lie in ``database/migrations/versions``."""
HEAD = REVISIONS[-1]
LOCK_NAME = "database.lock"
"""Held while a data directory is being set up, so that two processes can start at once."""

_WRITE_AHEAD_LOG = "journal_mode = WAL"
"""Readers and one writer work side by side; SQLite remembers it in the file."""


def bring_up_to_date(database: Database) -> None:
    """Create or upgrade the tables if they are not those of this version.

    Raises:
        NewerDatabase: a newer version of the product wrote it.
        StorageFault: it is damaged, belongs to another program, or cannot be written.
    """
    with database.reading() as connection:
        if _revision(connection, database.path) == HEAD:
            return
    with FileLock(database.data_dir / LOCK_NAME):
        database.outside_transactions(_WRITE_AHEAD_LOG)
        with database.writing() as connection:
            if _revision(connection, database.path) != HEAD:
                _upgrade(connection)


def _revision(connection: Connection, path: Path) -> str | None:
    """Return the stored revision; None for an empty database."""
    tables = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StorageFault(f"{path} belongs to another program; choose another data directory.")
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision not in REVISIONS:
        raise NewerDatabase(
            f"{path} was written by a newer version (it has revision {revision!r}, this program knows up to"
            f" {HEAD!r}); update the program."
        )
    return str(revision)


def _upgrade(connection: Connection, to: str = HEAD) -> None:
    from alembic import command  # noqa: PLC0415 — 0.2 s that a normal start does not need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    migrations = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
