"""Room for the last rows of a full disk: a file of zeros that is given up when the database needs its place.

Reading goes on without room, but every row of the log takes some, and so does blocking somebody. A door that
runs keeps the file; any process that writes gives it up.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from door_access.atomic_file import PRIVATE

RESERVE_NAME = "reserve"
RESERVE_BYTES = 2_000_000
"""Over a thousand rows, with what SQLite writes twice of each."""
NEEDED_BYTES = 500_000
"""What must be free before a transaction begins: far more than one takes."""
AFFLUENT_BYTES = 10 * RESERVE_BYTES
"""As much must be free for the file to be made: it must not fill the disk itself."""


class Reserve:
    """The file of one data directory. Any thread of any process may use one."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / RESERVE_NAME

    @property
    def is_kept(self) -> bool:
        return self._path.exists()

    def keep(self) -> None:
        """Make the file where it is missing and there is room enough; a disk that says no keeps none."""
        with suppress(OSError):
            if self.is_kept or shutil.disk_usage(self._path.parent).free < AFFLUENT_BYTES:
                return
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
            try:
                os.write(handle, bytes(RESERVE_BYTES))
            finally:
                os.close(handle)

    def give_up_if_needed(self) -> None:
        """Delete the file when hardly anything else is free."""
        with suppress(OSError):
            if self.is_kept and shutil.disk_usage(self._path.parent).free < NEEDED_BYTES:
                self._path.unlink()
