"""Paths from the root on, for whoever runs the program: services often have no home, or an empty one."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from door_access.errors import BadInput, StorageFault

HOME = "~"
"""How paths into somebody's home begin."""
KEY_DIR_VARIABLE = "DOOR_ACCESS_KEY_DIR"
"""The environment variable that names the folder of the keys, before config.toml does; --key-dir sets it."""


def home() -> Path | None:
    """Return the home of the user whom the program runs as; None where the system knows none.

    An empty ``HOME`` counts as none given: paths would begin at the root.
    """
    if sys.platform == "win32":
        return Path.home()
    named = os.environ.get("HOME")
    if named:
        return Path(named) if Path(named).is_absolute() else None
    import pwd  # noqa: PLC0415 — Windows has none

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return None


def whole_path(path: Path) -> Path:
    """Return the path from the root on, with ``~`` at its beginning filled in.

    Raises:
        StorageFault: it lies in the own home, and there is none.
        BadInput: it lies in the home of somebody whom the system does not know.
    """
    if not path.parts or not path.parts[0].startswith(HOME):
        return path.absolute()
    if path.parts[0] == HOME:
        own = home()
        if own is None:
            raise _homeless(f"write {path} from the root on")
        return own.joinpath(*path.parts[1:])
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise BadInput(f"{path} lies in the home of somebody whom this system does not know.") from error


def folder_of_user(find: Callable[[], Path], remedy: str) -> Path:
    """Return a folder that lies in the user's home, unless the environment names another.

    Args:
        find: returns the folder; without a home it raises RuntimeError, or returns no whole path.
        remedy: what to do where there is no home, as the second half of a sentence.

    Raises:
        StorageFault: there is no home, and nothing in its place.
    """
    try:
        folder = find()
    except RuntimeError as error:
        raise _homeless(remedy) from error
    if not folder.is_absolute():
        raise _homeless(remedy)
    return folder


def _homeless(remedy: str) -> StorageFault:
    return StorageFault(f"The system knows no home of the user whom this program runs as: {remedy}.")
