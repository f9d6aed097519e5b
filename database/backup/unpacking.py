"""Decrypts a backup into a folder, and looks whether all of it is whole and belongs together."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from database.backup.bundle import Unpacker
from database.backup.envelope import Passphrase, SecretKey, opening_of, unseal
from database.backup.folder import no_room
from database.backup.hashed_file import HashedFile
from database.backup.making import disk_free
from database.backup.manifest import Manifest
from database.backup.standing import Hashes
from database.connections import Database
from database.engine import KEY_DIR_NAME
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from door_access.atomic_file import private_folder
from door_access.errors import BadInput, StorageFault

_WORKING_FACTOR = 2
"""How much room the database takes while it is brought up to date and erased from, at most: itself again."""
_MARGIN_BYTES = 20_000_000


def unpacked(
    file: Path, key: SecretKey | Passphrase, folder: Path, check: Callable[[Manifest], object]
) -> tuple[Manifest, str]:
    """Decrypt a backup into a new folder, where nothing is whole unless this returns; also its SHA-256.

    Args:
        check: told what the backup says of itself before anything else is written; may raise.

    Raises:
        Refused: the key or passphrase is another one.
        BadInput: it is no backup, or not whole.
        StorageFault: the folder cannot be written.
    """
    said: list[Manifest] = []

    def on_manifest(content: bytes) -> None:
        said.append(Manifest.read(content, file.name))
        check(said[0])

    try:
        source = HashedFile(file.open("rb"))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    unpacker = Unpacker(private_folder(folder), file.name, on_manifest)
    try:
        with closing(source), closing(unpacker):
            unseal(source, opening_of(source, file.name), key, unpacker, file.name)
            unpacker.check_whole()
        for place in (folder / KEY_DIR_NAME, folder):
            _settle(place)
    except OSError as error:
        raise StorageFault(f"{folder} cannot be written: {error.strerror}.") from error
    return said[0], source.hexdigest()


def _settle(folder: Path) -> None:
    """Put the files on the disk."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def check_whole(database: Database, manifest: Manifest, name: str) -> None:
    """Follow the log of an unpacked backup from its first row to its last; raises BadInput."""
    try:
        open_keyring(database)
    except StorageFault as error:
        raise BadInput(f"{name} holds another key than that of its data; nothing was changed.") from error
    found = SqlAccessLog(database).verify()
    if found.fault or not found.is_ok:
        where = found.fault or f"its log is broken at row {found.first_broken}."
        raise BadInput(f"{name} holds data that are not whole: {where}")
    if Hashes(database).of(manifest.seq) != (manifest.hash if manifest.seq else None):
        raise BadInput(f"{name} holds another log than it says.")


def check_room(manifest: Manifest, data_dir: Path) -> None:
    """Raise StorageFault unless there is room to unpack it."""
    wanted = _WORKING_FACTOR * manifest.database_bytes + _MARGIN_BYTES
    free = disk_free(data_dir)
    if free < wanted:
        raise StorageFault(no_room(data_dir, wanted, free))
