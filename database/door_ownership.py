"""One process owns a door. The operating system ends the ownership with the process, crash or not."""

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from database.file_lock import FileLock
from door_access.errors import DoorInUse

FILE_NAME = "door.lock"


class DoorOwnership:
    """Owns the data directory's door from :meth:`take` or ``with`` until :meth:`release`."""

    def __init__(self, data_dir: Path, door: str) -> None:
        self._lock = FileLock(data_dir / FILE_NAME)
        self._door = door

    def take(self) -> None:
        """Become the owner.

        Raises:
            DoorInUse: another process, whose pid the message names, owns the door.
            StorageFault: the lock file cannot be made.
        """
        if not self._lock.acquire(is_patient=False):
            raise DoorInUse(self._refusal())
        self._lock.write(json.dumps({"pid": os.getpid(), "door": self._door}))

    def release(self) -> None:
        """Give the door up; harmless when it is not owned."""
        self._lock.release()

    def _refusal(self) -> str:
        try:
            owner = json.loads(self._lock.path.read_text())
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
