"""What a backup or a restore leaves that was killed: whoever opens the data directory next clears it away."""

import logging
from contextlib import suppress
from pathlib import Path

from database.backup.making import COPY_NAME, only_one
from database.backup.swapping import ASIDE_NAME, FAILED_NAME, PLAN_NAME, STAGED_NAME, clear
from door_access.errors import Refused, StorageFault

_log = logging.getLogger(__name__)


def clear_leftovers(data_dir: Path, key_dir: Path) -> None:
    """Overwrite and delete them, once the data were opened; harmless while a backup is made or put back."""
    folders = [
        place / name for place in (data_dir, key_dir) for name in (STAGED_NAME, ASIDE_NAME, FAILED_NAME)
    ]
    if not any(path.exists() for path in (data_dir / COPY_NAME, *folders)):
        return
    with suppress(Refused, StorageFault, OSError), only_one(data_dir):
        if (data_dir / PLAN_NAME).exists():
            return
        for folder in folders:
            clear(folder)
        _log.info("what an interrupted backup or restore had left was cleared away")
