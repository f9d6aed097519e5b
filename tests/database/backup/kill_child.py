"""Processes that are killed: one makes backups, one puts a backup back, one writes rows meanwhile."""

import itertools
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401  - loaded before the fork, so that kills meet the work itself

from tests.database.backup.sites import put_back, site_in
from tests.database.building import event


def make_backups(place: Path) -> None:
    """Make one backup after the other, and tell of each."""
    with site_in(place) as site:
        for number in itertools.count():
            site.backup()
            (place / "done").write_text(str(number))


def write_rows(place: Path) -> None:
    """Write rows as a door does, until killed."""
    with site_in(place) as site:
        for minute in itertools.count():
            site.log.append(event(minute))


def restore_again_and_again(place: Path, made: object) -> None:
    """Put the same backup back, again and again."""
    for number in itertools.count():
        put_back(place, made, accepts_missing_rows=True)  # type: ignore[arg-type]
        (place / "done").write_text(str(number))
