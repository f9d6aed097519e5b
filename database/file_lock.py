"""An exclusive lock on a file. The operating system drops it when the process ends, however it ends."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from door_access.errors import StorageFault

_PRIVATE = 0o600

if sys.platform == "win32":
    import msvcrt

    _FAR_BEYOND_THE_TEXT = 1 << 30
    """Windows forbids reading locked bytes, so the locked one lies where no text is."""

    def _lock(descriptor: int, *, is_patient: bool) -> None:
        os.lseek(descriptor, _FAR_BEYOND_THE_TEXT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if is_patient else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, *, is_patient: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if is_patient else fcntl.LOCK_NB))


class FileLock:
    """Holds one file locked from :meth:`acquire` or ``with`` until :meth:`release`. One thread owns it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, *, is_patient: bool = True) -> bool:
        """Lock the file, made when it is missing; False when another holds it and nobody wants to wait.

        Raises:
            StorageFault: the file cannot be made or locked.
        """
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, _PRIVATE)
        except OSError as error:
            raise StorageFault(f"{self.path} cannot be opened: {error.strerror}.") from error
        try:
            _lock(descriptor, is_patient=is_patient)
        except OSError as error:
            os.close(descriptor)
            if is_patient:
                raise StorageFault(f"{self.path} cannot be locked: {error.strerror}.") from error
            return False
        self._descriptor = descriptor
        return True

    def write(self, text: str) -> None:
        """Put the text into the locked file, for whoever finds it locked."""
        if self._descriptor is None:
            raise ValueError(f"{self.path} must be locked before it is written")
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text.encode())

    def release(self) -> None:
        """Let go; harmless when nothing is held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
