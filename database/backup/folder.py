"""The folder of the backups: a disk, a stick, a share. By a mark in it an empty place in its stead is known.

Where a stick is not plugged in or a share not mounted, there is often a folder all the same, on the machine's
own disk. Nothing is written there: a folder that is used for the first time by hand gets a mark, and without
its mark it is used no more.
"""

import errno
import json
import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from door_access.atomic_file import read_whole, sync_folder, written_whole
from door_access.errors import BadInput, StorageFault

MARK_NAME = "door-access-backups.json"
ENDING = ".backup"
PART = ".part"
_MOST_BYTES = 10_000
_BYTES_PER_MB = 1_000_000


class BackupFolder:
    """One folder of one site's backups."""

    def __init__(self, path: Path, site: str) -> None:
        self.path = path
        self._site = site

    def check(self, *, may_begin: bool) -> None:
        """See that backups can be written here.

        Args:
            may_begin: a folder without a mark is given one, if there is a folder at all.

        Raises:
            StorageFault: it is missing, not the right one, or cannot be written.
            BadInput: it is another site's.
        """
        if not self.path.is_dir():
            raise StorageFault(
                f"The folder of the backups, {self.path}, is not there: is its disk plugged in or mounted?"
            )
        marked = self._marked()
        if marked is None and not may_begin:
            raise StorageFault(
                f"{self.path} does not bear the mark of this site's backups: is its disk plugged in or"
                " mounted? To begin in this folder, run 'backup make --new-folder'."
            )
        if marked not in (None, self._site):
            raise BadInput(f"{self.path} holds the backups of another site; choose another folder.")
        self._check_writable(is_new=marked is None)

    def _marked(self) -> str | None:
        try:
            values = json.loads(read_whole(self.path / MARK_NAME, at_most=_MOST_BYTES))
            return str(values["site"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self.fault(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise StorageFault(f"{self.path / MARK_NAME} is damaged; delete it and begin anew.") from error

    def _check_writable(self, *, is_new: bool) -> None:
        try:
            if is_new:
                with written_whole(self.path / MARK_NAME) as file:
                    json.dump({"is": "backups of door-access", "site": self._site}, file)
                return
            tried = self.path / f"{MARK_NAME}{PART}"
            tried.touch()
            tried.unlink()
        except OSError as error:
            raise self.fault(error) from error

    def check_room(self, wanted_bytes: int) -> None:
        """Raise StorageFault when there is less room than that."""
        try:
            free = shutil.disk_usage(self.path).free
        except OSError as error:
            raise self.fault(error) from error
        if free < wanted_bytes:
            raise StorageFault(no_room(self.path, wanted_bytes, free))

    def clear_parts(self) -> None:
        """Delete what an interrupted backup left."""
        with suppress(OSError):
            for path in self.path.glob(f"*{ENDING}{PART}"):
                path.unlink()

    def new_name(self, made_at_utc: datetime) -> str:
        """Return a name that tells when it was made; no file has it."""
        stem = f"door-access {made_at_utc:%Y-%m-%d %H-%M-%S}".replace(" ", "-")
        names = (f"{stem}{ENDING}", *(f"{stem}-{number}{ENDING}" for number in range(2, 1000)))
        return next(name for name in names if not (self.path / name).exists())

    def keep(self, name: str) -> None:
        """Give a backup that is written and verified its name; raises StorageFault."""
        try:
            (self.path / f"{name}{PART}").replace(self.path / name)
            sync_folder(self.path)
        except OSError as error:
            raise self.fault(error) from error

    def delete(self, name: str) -> bool:
        """Delete a backup and say whether it is gone."""
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def fault(self, error: OSError) -> StorageFault:
        """Return what to say of the folder."""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return StorageFault(f"{self.path} is full: no backup could be made there.")
        if error.errno == errno.EROFS:
            return StorageFault(f"{self.path} cannot be written: it is read-only.")
        return StorageFault(f"{self.path} cannot be used for backups: {error.strerror or error}.")


def no_room(place: Path, wanted_bytes: int, free_bytes: int) -> str:
    """Return what to say where there is too little room."""
    wanted, free = (round(count / _BYTES_PER_MB + 0.5) for count in (wanted_bytes, free_bytes))
    return f"There is not enough room in {place}: {wanted:,} MB are needed, {free:,} MB are free."


def overwrite(path: Path) -> None:
    """Fill a file with zeros and delete it, so that nothing of it stays on the disk; raises OSError."""
    with suppress(FileNotFoundError):
        size, piece = path.stat().st_size, bytes(1 << 20)
        with path.open("r+b") as file:
            for begin in range(0, size, len(piece)):
                file.write(piece[: size - begin])
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
