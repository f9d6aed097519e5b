"""One process owns a door. The operating system ends the ownership with the process, crash or not."""

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from database.file_lock import FileLock
from door_access.atomic_file import written_whole
from door_access.errors import DoorInUse

LOCK_NAME = "door.lock"
ASKED_S = 1.0
"""Longer than anybody holds the lock who only asks (``door status``)."""
OWNER_NAME = "door.owner"
"""Says who holds the lock. A file beside it: nobody may read a locked file on Windows."""

_logger = logging.getLogger(__name__)


class DoorOwnership:
    """Owns the data directory's door from :meth:`take` or ``with`` until :meth:`release`."""

    def __init__(self, data_dir: Path, door: str) -> None:
        self._lock = FileLock(data_dir / LOCK_NAME)
        self._owner = data_dir / OWNER_NAME
        self._door = door
        self._is_owner = False

    def take(self, *, within_s: float = ASKED_S) -> None:
        """Become the owner; whoever only asks whether the door runs holds the lock for a moment.

        Raises:
            DoorInUse: another process, whose pid the message names, owns the door.
            StorageFault: the lock file cannot be made.
        """
        if not self._lock.acquire(within_s=within_s):
            raise DoorInUse(self._refusal())
        self._is_owner = True
        try:
            with written_whole(self._owner) as file:
                json.dump({"pid": os.getpid(), "door": self._door}, file)
        except OSError as error:
            _logger.warning(
                "%s cannot be written: %s", self._owner, error.strerror
            )  # the lock counts, not it

    def release(self) -> None:
        """Give the door up; harmless when it is not owned."""
        if self._is_owner:
            self._is_owner = False
            with suppress(OSError):
                self._owner.unlink()  # before the next owner signs
            self._lock.release()

    def _refusal(self) -> str:
        try:
            owner = json.loads(self._owner.read_text(encoding="utf-8"))
            door, process = owner["door"], f"process {owner['pid']}"
        except (OSError, ValueError, KeyError, TypeError):
            door, process = self._door, "another process"  # it holds the lock but has not signed yet
        return f"The door {door!r} is already run by {process}; stop that one first."

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
