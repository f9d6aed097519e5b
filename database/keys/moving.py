"""Moves the keys to another folder: at any moment they are in one of the two, in the end in the new one."""

from collections.abc import Callable
from pathlib import Path

from database.keys.key_file import KEY_NAME
from door_access.atomic_file import private_folder, written_whole_bytes
from door_access.errors import BadInput, StorageFault

_LOCKS = ".lock"


def move_key_files(old: Path, new: Path, remember: Callable[[], None]) -> None:
    """Copy the files, have the new place remembered, and overwrite and delete the old ones.

    Raises:
        BadInput: there are other keys in the new place.
        StorageFault: a folder cannot be read or written; the old place still counts then.
    """
    if (new / KEY_NAME).exists() and (new / KEY_NAME).read_bytes() != (old / KEY_NAME).read_bytes():
        raise BadInput(f"{new} holds the keys of another data directory; choose another folder.")
    try:
        private_folder(new)
        files = [path for path in sorted(old.iterdir()) if path.is_file() and path.suffix != _LOCKS]
        for path in files:
            with written_whole_bytes(new / path.name) as file:
                file.write(path.read_bytes())
    except OSError as error:
        raise StorageFault(f"The keys cannot be moved to {new}: {error.strerror}.") from error
    remember()
    for path in files:
        _wipe(path)


def _wipe(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
        path.unlink()
    except OSError as error:
        raise StorageFault(
            f"{path} could not be deleted ({error.strerror}): delete it yourself, the keys lie elsewhere now."
        ) from error
