"""Old data that a restore has left beside the new ones because somebody wished it: they still hold people."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from door_access.domain.backups.backup import HeldBackup

_FORM = "replaced-%Y-%m-%d-%H-%M-%S"
_WORDS = "old data kept when a backup was put back"


def name_at(now_utc: datetime) -> str:
    """Return the name of the folder: it tells when the data were replaced, and nobody deletes it."""
    return now_utc.strftime(_FORM)


def kept_aside_holding(data_dir: Path, since_utc: datetime) -> tuple[HeldBackup, ...]:
    """Return the folders that hold somebody who was enrolled then and is there still, the oldest first."""
    found = (
        (at_utc, path) for at_utc, path in _folders(data_dir) if at_utc >= since_utc.replace(microsecond=0)
    )
    return tuple(
        HeldBackup(f"{path.name} ({_WORDS})", str(data_dir), at_utc, None) for at_utc, path in sorted(found)
    )


def _folders(data_dir: Path) -> Iterator[tuple[datetime, Path]]:
    for path in data_dir.glob("replaced-*"):
        with suppress(ValueError):
            yield datetime.strptime(path.name, _FORM).replace(tzinfo=UTC), path
