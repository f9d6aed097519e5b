"""What earlier versions kept of faces, unsealed, in the user's cache directory. It goes when it is found."""

import logging
import shutil
from pathlib import Path

from door_access.errors import StorageFault
from door_access.facenet.installation.model_cache import cache_dir
from door_access.ports import CacheKind

_log = logging.getLogger(__name__)


def remove_plain_caches() -> str | None:
    """Delete them, and return what was done as a sentence; None when there are none."""
    try:
        folder = cache_dir()
    except StorageFault:
        return None
    found = [folder / kind for kind in CacheKind if (folder / kind).is_dir()]
    if not found:
        return None
    left = [path for path in found if not _is_removed(path)]
    if left:
        return f"{left[0]} holds faces of photos, unsealed, and cannot be deleted; delete it by hand."
    return f"Unsealed faces of photos, kept by an earlier version, were deleted from {folder}."


def _is_removed(folder: Path) -> bool:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        _log.warning("%s cannot be deleted: %s", folder, error)
        return False
    return True
