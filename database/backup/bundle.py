"""What lies in the envelope: a tar archive of a few known files, the list of its contents first.

Anybody who has the key can look into it with ``age`` and ``tar``. Reading takes only the names that are
known, in a folder that is given: nothing in an archive chooses where it is written.
"""

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from door_access.atomic_file import OWNER_ONLY, PRIVATE
from door_access.errors import BadInput

MANIFEST = "manifest.json"
DATABASE = "door_access.sqlite3"
CONFIG = "config.toml"
MODELS = "models.json"
KEY = "keys/templates.key"
HEAD = "keys/log.head"
ERASED = "keys/people.erased"
KNOWN = (MANIFEST, CONFIG, MODELS, KEY, HEAD, ERASED, DATABASE)
_LARGEST_SMALL = 200_000_000
"""What all but the database may have; the list of a million erased people."""
_PIECE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive: its name, and its content or where that lies."""

    name: str
    content: bytes | Path


def archived(parts: Iterable[Part]) -> Iterator[bytes]:
    """Return the archive piece by piece; raises OSError."""
    for part in parts:
        size = len(part.content) if isinstance(part.content, bytes) else part.content.stat().st_size
        header = tarfile.TarInfo(part.name)
        header.size, header.mode = size, PRIVATE
        yield header.tobuf(tarfile.GNU_FORMAT)
        yield from _pieces(part.content)
        yield bytes(-size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


class Unpacker:
    """A sink that writes the files into a folder as they come by.

    Attributes:
        on_manifest: told the first file's content before anything else is written; may raise.
    """

    def __init__(self, folder: Path, name: str, on_manifest: Callable[[bytes], object]) -> None:
        self._folder = folder
        self._name = name
        self._on_manifest = on_manifest
        self._waiting = bytearray()
        self._file: BinaryIO | None = None
        self._left = self._padding = 0
        self._is_at_end = False
        self._part = ""
        self.parts: list[str] = []

    def write(self, some: bytes) -> int:
        """Take some more."""
        self._waiting += some
        while self._step():
            pass
        return len(some)

    def flush(self) -> None:
        """Do nothing: files are put on the disk at the end."""

    def close(self) -> None:
        """Let go of a file that is not whole."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def check_whole(self) -> None:
        """Raise BadInput unless every file has come."""
        if not self._is_at_end or set(self.parts) != set(KNOWN):
            raise self._broken()

    def _step(self) -> bool:
        if self._is_at_end:
            self._waiting.clear()
            return False
        if self._file is not None and self._left:
            return self._fill(self._file)
        if self._file is not None:
            return self._finish()
        return self._begin()

    def _fill(self, file: BinaryIO) -> bool:
        some = self._waiting[: self._left]
        file.write(some)
        del self._waiting[: len(some)]
        self._left -= len(some)
        return bool(some) and bool(self._waiting)

    def _finish(self) -> bool:
        if len(self._waiting) < self._padding:
            return False
        del self._waiting[: self._padding]
        file, self._file = self._file, None
        if isinstance(file, io.BytesIO):
            self._on_manifest(file.getvalue())
            (self._folder / MANIFEST).write_bytes(file.getvalue())
        elif file is not None:
            file.close()
        self.parts.append(self._part)
        return True

    def _begin(self) -> bool:
        if len(self._waiting) < tarfile.BLOCKSIZE:
            return False
        block = bytes(self._waiting[: tarfile.BLOCKSIZE])
        del self._waiting[: tarfile.BLOCKSIZE]
        if block == bytes(tarfile.BLOCKSIZE):
            self._is_at_end = True
            return True
        try:
            header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except tarfile.TarError as error:
            raise self._broken() from error
        self._check(header)
        self._part, self._left = header.name, header.size
        self._padding = -header.size % tarfile.BLOCKSIZE
        self._file = io.BytesIO() if header.name == MANIFEST else _opened(self._folder / header.name)
        return True

    def _check(self, header: tarfile.TarInfo) -> None:
        is_next = header.name in KNOWN and header.name not in self.parts and header.isreg()
        is_small = header.size <= _LARGEST_SMALL or header.name == DATABASE
        if not is_next or not is_small or (header.name != MANIFEST) != bool(self.parts):
            raise BadInput(f"{self._name} holds {header.name!r}, which no backup of this product does.")

    def _broken(self) -> BadInput:
        return BadInput(f"{self._name} is not whole: something is missing in it; nothing was changed here.")


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
    path.touch(PRIVATE, exist_ok=False)
    return path.open("wb")
