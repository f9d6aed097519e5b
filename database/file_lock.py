"""An exclusive lock on a file. The operating system drops it when the process ends, however it ends."""

from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from door_access.atomic_file import PRIVATE
from door_access.errors import StorageFault

FOR_EVER = -1
_POLL_S = 0.002
"""How often the patient look again: about what an append of the log takes, the shortest to be waited for."""


class FileLock:
    """Holds one file locked from :meth:`acquire` or ``with`` until :meth:`release`; the file stays.

    ``filelock``'s second way, a mark that a crash would leave behind, is never taken. One thread owns it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = filelock.FileLock(
            path, mode=PRIVATE, thread_local=False, fallback_to_soft=False, preserve_lock_file=True
        )

    def acquire(self, *, is_patient: bool = True, within_s: float = FOR_EVER) -> bool:
        """Lock the file, made when it is missing; False when another holds it and nobody waits any longer.

        Args:
            is_patient: whether to wait at all.
            within_s: how long the patient wait.

        Raises:
            StorageFault: the file cannot be made or locked.
        """
        if not self.path.parent.is_dir():  # filelock would make it, for everybody to read
            raise StorageFault(f"{self.path} cannot be locked: its folder is missing.")
        try:
            self._lock.acquire(timeout=within_s, poll_interval=_POLL_S, blocking=is_patient)
        except filelock.Timeout:
            return False
        except OSError as error:
            raise StorageFault(f"{self.path} cannot be locked: {error.strerror}.") from error
        return True

    def release(self) -> None:
        """Let go; harmless when nothing is held."""
        self._lock.release(force=True)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
