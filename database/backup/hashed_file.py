"""A file that is hashed while it is read."""

import hashlib
from typing import BinaryIO


class HashedFile:
    """Reads a file from its beginning to its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Return some more."""
        some = self._file.read(size)
        self._hash.update(some)
        return some

    def readline(self, size: int = -1, /) -> bytes:
        """Return the rest of a line."""
        some = self._file.readline(size)
        self._hash.update(some)
        return some

    def hexdigest(self) -> str:
        """Return the SHA-256 of all that was read."""
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
