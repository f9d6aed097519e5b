"""What was computed of photos of faces: one sealed file per name, in the data directory.

Every file has a key of its own, derived from the data directory's key, from a random salt in the database and
from one in the file. To forget all of it is to delete the salt in the database: whatever is left of a file,
on a disk or in a backup of the folder, cannot be opened any more, even by whoever has the key. A cache that
is open meanwhile knows the old salt and keeps nothing any more.

A file is its mark, its salt, and chunks that AES-256-GCM seals, each bound to its place and the last one to
being the last. The first chunk tells how many photos and which arrays follow: counting reads no faces.
"""

import io
import json
import logging
import os
import re
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from numpy.typing import NDArray
from sqlalchemy import Connection, delete

from database.connections import Database
from database.erasing import kept, promise
from database.facts import read_fact, write_fact
from database.keys.keyring import Keyring
from database.keys.keys import CACHE, derived_key
from database.keys.opening import open_keyring
from database.schema import secrets
from door_access.atomic_file import private_folder, written_whole_bytes
from door_access.errors import StorageFault
from door_access.ports import Cached, CacheKind

FOLDER = "cache"
"""In the data directory, with a folder for each kind."""
UNUSED_S = 30 * 24 * 3600.0
"""What nobody has asked for in 30 days is deleted; a guess: what is repeated at all is so within a week."""
CHUNK_BYTES = 4_000_000
"""Of plain bytes; AES-GCM would take 2 GB at once, and memory would have to hold them twice."""

_SALT = "cache_salt"
_MARK = b"door-access cache 1\n"
_SALT_BYTES = 32
_SALT_TEXT = re.compile(f"[0-9a-f]{{{2 * _SALT_BYTES}}}")
_LENGTH = struct.Struct(">I")
_NOT_READABLE = (OSError, InvalidTag, ValueError, TypeError, KeyError, EOFError, struct.error)
"""What damaged, cut or foreign files raise, and those that were sealed under another salt or key."""

_log = logging.getLogger(__name__)


def cache_key(database: Database, keyring: Keyring) -> bytes:
    """Return the key from which every file's own one is derived; raises StorageFault when it is missing."""
    with database.reading() as connection:
        keys = keyring.at(connection)
        return keys.derived(CACHE, keys.generation)


def forget_cached(connection: Connection) -> None:
    """Make all that is cached unreadable, within the transaction that erases somebody."""
    connection.execute(delete(secrets).where(secrets.c.key == _SALT))


def empty_folder(data_dir: Path) -> None:
    """Delete all that is cached, as far as that can be done."""
    for path in _files(data_dir / FOLDER):
        _delete(path)


class SealedFaceCache:
    """Adapter of the FaceCache port; any thread of any process may use one."""

    def __init__(self, database: Database, key: bytes) -> None:
        """Delete what was not used for long."""
        self._database = database
        self._key = key
        self._folder = database.data_dir / FOLDER
        self._salt = _current_salt(database)
        for path in _files(self._folder):
            if _is_unused(path):
                _delete(path)

    def get(self, kind: CacheKind, name: str) -> Mapping[str, NDArray[Any]] | None:
        """Return the arrays; None for what is not there, or cannot be read."""
        path = self._path(kind, name)
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file:
                stream = self._opened(file, path)
                told = json.loads(stream.chunk())
                arrays = {one: np.lib.format.read_array(stream, allow_pickle=False) for one in told["arrays"]}
                stream.check_end()
            os.utime(path)
        except _NOT_READABLE as error:
            _log.warning("%s cannot be read and will be made anew: %s", path, error or type(error).__name__)
            return None
        return arrays

    def put(self, kind: CacheKind, name: str, arrays: Mapping[str, NDArray[Any]], *, photos: int) -> None:
        """Keep the arrays, unless the cache was emptied since it was opened, or the disk says no."""
        path = self._path(kind, name)
        try:
            if self._is_emptied():
                _log.info("the cache was emptied meanwhile; nothing more is kept of this run")
                return
            for folder in (self._folder, path.parent):
                private_folder(folder)
            with written_whole_bytes(path) as file:
                file_salt = os.urandom(_SALT_BYTES)
                file.write(_MARK + file_salt)
                stream = _SealedWriter(file, self._cipher(file_salt, path))
                stream.begin(json.dumps({"photos": photos, "arrays": list(arrays)}).encode())
                for array in arrays.values():
                    np.lib.format.write_array(stream, np.asarray(array), allow_pickle=False)
                stream.end()
        except OSError as error:
            _log.warning("%s cannot be written: %s", path, error.strerror)
        except StorageFault as error:
            _log.warning("%s cannot be written: %s", path, error)

    def held(self) -> tuple[Cached, ...]:
        """Return how much there is of every kind; files that cannot be read count no photos."""
        return tuple(self._held(kind) for kind in CacheKind)

    def clear(self) -> tuple[Cached, ...]:
        """Delete everything, and return how much there was."""
        held = self.held()
        with self._database.writing() as connection:
            forget_cached(connection)
            promise(connection)
        empty_folder(self._database.data_dir)
        kept(self._database)
        return held

    def _held(self, kind: CacheKind) -> Cached:
        files = [path for path in _files(self._folder) if path.parent.name == kind]
        sizes = [_size_bytes(path) for path in files]
        return Cached(kind, len(files), sum(self._photos(path) for path in files), sum(sizes))

    def _photos(self, path: Path) -> int:
        try:
            with path.open("rb") as file:
                return int(json.loads(self._opened(file, path).chunk())["photos"])
        except _NOT_READABLE:
            return 0

    def _is_emptied(self) -> bool:
        with self._database.reading() as connection:
            return read_fact(connection, _SALT) != self._salt

    def _path(self, kind: CacheKind, name: str) -> Path:
        return self._folder / kind / f"{name}.sealed"

    def _opened(self, file: io.BufferedReader, path: Path) -> "_SealedReader":
        if file.read(len(_MARK)) != _MARK:
            raise ValueError("it is no file of the cache")
        return _SealedReader(file, self._cipher(file.read(_SALT_BYTES), path))

    def _cipher(self, file_salt: bytes, path: Path) -> AESGCM:
        place = f"{path.parent.name}/{path.name}".encode()
        return AESGCM(derived_key(self._key, bytes.fromhex(self._salt) + file_salt + place))


def open_face_cache(database: Database, keyring: Keyring | None = None) -> SealedFaceCache:
    """Return the cache of the data directory; raises StorageFault when its key is missing."""
    return SealedFaceCache(database, cache_key(database, keyring or open_keyring(database)))


class _SealedWriter:
    """A file to write to, sealed chunk by chunk."""

    def __init__(self, file: BinaryIO, cipher: AESGCM) -> None:
        self._file = file
        self._cipher = cipher
        self._place = 0
        self._waiting = bytearray()

    def begin(self, text: bytes) -> None:
        """Seal the first chunk, which stands alone."""
        self._seal(text)

    def write(self, plain: bytes) -> int:
        self._waiting += plain
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]))
            del self._waiting[:CHUNK_BYTES]
        return len(plain)

    def end(self) -> None:
        """Seal what is left, as the last chunk."""
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, plain: bytes, *, is_last: bool = False) -> None:
        sealed = self._cipher.encrypt(_nonce(self._place, is_last=is_last), plain, None)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._place += 1


class _SealedReader:
    """A sealed file to read from; raises InvalidTag for a chunk that is not the one of its place."""

    def __init__(self, file: io.BufferedReader, cipher: AESGCM) -> None:
        self._file = file
        self._cipher = cipher
        self._place = 0
        self._is_at_end = False
        self._waiting = memoryview(b"")

    def chunk(self) -> bytes:
        """Open the next chunk; raises EOFError after the last one."""
        if self._is_at_end:
            raise EOFError("it is shorter than it says")
        (length,) = _LENGTH.unpack(self._file.read(_LENGTH.size))
        sealed = self._file.read(length)
        self._is_at_end = not self._file.peek(1)
        plain = self._cipher.decrypt(_nonce(self._place, is_last=self._is_at_end), sealed, None)
        self._place += 1
        return plain

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most so many; none at the end."""
        while not self._waiting and not self._is_at_end:
            self._waiting = memoryview(self.chunk())
        end = len(self._waiting) if size < 0 else size
        found, self._waiting = self._waiting[:end], self._waiting[end:]
        return bytes(found)

    def check_end(self) -> None:
        """Raise ValueError where more follows, or the end is missing."""
        if self.read(1) or not self._is_at_end:
            raise ValueError("it is longer than it says")


def _nonce(place: int, *, is_last: bool) -> bytes:
    """Return the chunk's own number; each file has a key of its own, so none comes twice under one key."""
    return place.to_bytes(11, "big") + bytes([is_last])


def _current_salt(database: Database) -> str:
    with database.reading() as connection:
        salt = read_fact(connection, _SALT)
    if salt is not None and _SALT_TEXT.fullmatch(salt):
        return salt
    with database.writing() as connection:
        salt = read_fact(connection, _SALT)
        if salt is None or not _SALT_TEXT.fullmatch(salt):
            salt = os.urandom(_SALT_BYTES).hex()
            write_fact(connection, _SALT, salt)
    return salt


def _files(folder: Path) -> Iterator[Path]:
    """Return everything in the folders of all kinds, drafts included."""
    for kind in CacheKind:
        with suppress(OSError):
            yield from sorted((folder / kind).iterdir())


def _is_unused(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > UNUSED_S
    return False


def _size_bytes(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s cannot be deleted: %s", path, error.strerror)
