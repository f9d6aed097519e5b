"""The installed models of a data directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from database.file_lock import FileLock
from door_access.domain.models.model import Model
from door_access.errors import StorageFault
from door_access.facenet.installation.installed import FOLDER, InstalledModels

LOCK_FILE = ".lock"


def make_models(data_dir: Path) -> InstalledModels:
    """Return the installed models; every new one must give its golden embedding under LiteRT."""
    folder = data_dir / FOLDER
    sentence = f"Another process is changing the models in {folder}; try again when it is done."
    return InstalledModels(data_dir, self_test=_tried, lock=lambda: held_alone(folder / LOCK_FILE, sentence))


def _tried(path: Path, model: Model) -> object:
    from door_access.vision.encoder import LiteRtEncoder

    return LiteRtEncoder(path, model)


@contextmanager
def held_alone(path: Path, sentence: str) -> Iterator[None]:
    """Hold the file locked; raises StorageFault with the sentence when another process does."""
    lock = FileLock(path)
    if not lock.acquire(is_patient=False):
        raise StorageFault(sentence)
    try:
        yield
    finally:
        lock.release()
