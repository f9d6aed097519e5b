"""Puts restored files in the place of old ones: after a kill at any moment either the old or the new count.

What is to be moved is written down first, whole, in one file. Before that file is there the old data count,
and what was unpacked is left over. From then on the new data count: whoever opens the data directory next
makes the moves that are missing, before it reads anything else.
"""

import json
import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from database.backup.folder import overwrite
from database.file_lock import FileLock
from door_access.atomic_file import private_folder, read_whole, sync_folder, written_whole
from door_access.errors import StorageFault

PLAN_NAME = "restore.json"
LOCK_NAME = "restore.lock"
STAGED_NAME = "restore.new"
ASIDE_NAME = "restore.old"
FAILED_NAME = "restore.failed"
_MOST_BYTES = 100_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Move:
    """What is there is set aside, and what is new takes its place.

    Attributes:
        new: None where nothing takes the place.
    """

    new: Path | None
    place: Path
    aside: Path

    def make(self) -> None:
        """Do what of it is not done yet; raises OSError."""
        is_done = self.new is not None and not self.new.exists()
        if is_done:
            return
        if self.place.exists() and not self.aside.exists():
            private_folder(self.aside.parent)
            self.place.replace(self.aside)
            sync_folder(self.aside.parent)
        if self.new is not None:
            private_folder(self.place.parent)
            self.new.replace(self.place)
        sync_folder(self.place.parent)

    def undone(self, failed: Path) -> "Move":
        """Return the move that brings back what was set aside."""
        return Move(self.aside if self.aside.exists() else None, self.place, failed / self.place.name)


def swap(data_dir: Path, moves: Sequence[Move]) -> None:
    """Make all moves, or leave them to whoever opens the data directory next; raises StorageFault."""
    plan = [[str(move.new) if move.new else "", str(move.place), str(move.aside)] for move in moves]
    try:
        with written_whole(data_dir / PLAN_NAME) as file:
            json.dump(plan, file)
    except OSError as error:
        raise StorageFault(f"{data_dir} cannot be written: {error.strerror}; nothing was changed.") from error
    finish_swap(data_dir)


def finish_swap(data_dir: Path) -> None:
    """Make the moves that an interrupted restore has left; raises StorageFault."""
    plan = data_dir / PLAN_NAME
    if not plan.exists():
        return
    with FileLock(data_dir / LOCK_NAME):
        try:
            for move in _planned(plan):
                move.make()
            plan.unlink(missing_ok=True)
            sync_folder(data_dir)
        except OSError as error:
            raise StorageFault(
                f"{error.filename or data_dir} cannot be moved: {error.strerror}. The restore goes on when"
                " the program is started again."
            ) from error


def _planned(plan: Path) -> list[Move]:
    try:
        rows = json.loads(read_whole(plan, at_most=_MOST_BYTES))
        return [Move(Path(new) if new else None, Path(place), Path(aside)) for new, place, aside in rows]
    except FileNotFoundError:
        return []  # another was faster
    except (ValueError, TypeError) as error:
        raise StorageFault(f"{plan} is damaged: it says how a restore goes on; ask for help.") from error


def clear(folder: Path) -> None:
    """Overwrite and delete a folder that is left over; what cannot be deleted is complained of."""
    if not folder.exists():
        return
    try:
        for path in [*folder.rglob("*")]:
            if path.is_file() and not path.is_symlink():
                overwrite(path)
        shutil.rmtree(folder)
    except OSError as error:
        _log.error("%s could not be deleted: %s", folder, error.strerror)
