"""A folder of weight files, or an archive unpacked into one. One rule: an archive never says where to write.

Its members go into numbered folders under their bare file names, so that no path in it can lead elsewhere;
files that are no weights stay packed, and what is unpacked is bounded before a byte is written.
"""

import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from door_access.errors import StorageFault, WeightsFault

SUFFIX = ".zip"
MOST_FILES = 20_000
MOST_BYTES = 1_000_000_000
"""Ten times the largest weights known here: 490 files of 94 MB. More is an archive made to harm."""
LONGEST_CONTENTS_BYTES = 10_000_000
"""Of an archive's table of contents, all of which is kept in memory: 500 bytes for each of those files."""
IN_PIECES = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of packing that are unpacked piece by piece; in others, a few bytes become gigabytes at once."""
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError)
"""What unpacking raises on a damaged archive or member, and on an encrypted one."""


@contextmanager
def unpacked(archive: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    """Give a temporary folder with the archive's files of these suffixes, in a folder for each of theirs.

    Raises:
        WeightsFault: it is not a whole ZIP archive, or too much is packed in it.
        StorageFault: there is no room to unpack it.
    """
    with ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="door-access-")))
            with _Archive(archive.open("rb", buffering=0)) as content, zipfile.ZipFile(content) as source:
                _unpack(source, _wanted(source, archive, suffixes), folder)
        except DAMAGED as error:
            raise WeightsFault(f"{archive.name} is not a whole ZIP archive without a password.") from error
        except OSError as error:
            raise StorageFault(f"{archive.name} cannot be unpacked: {error.strerror or error}.") from error
        yield folder


def is_weights(name: str, suffixes: Sequence[str]) -> bool:
    """Return whether a file is one of these; hidden ones (macOS packs companions) and odd names are none."""
    return name.lower().endswith(tuple(suffixes)) and not name.startswith(".") and name.isprintable()


def _wanted(source: zipfile.ZipFile, archive: Path, suffixes: Sequence[str]) -> list[zipfile.ZipInfo]:
    members = [info for info in source.infolist() if _is_member(info, suffixes)]
    size = sum(info.file_size for info in members)
    if len(members) > MOST_FILES or size > MOST_BYTES:
        raise WeightsFault(
            f"{archive.name} unpacks to {len(members)} files of {size} bytes,"
            f" at most {MOST_FILES} of {MOST_BYTES} expected."
        )
    if len({info.filename.casefold() for info in members}) < len(members):
        raise WeightsFault(f"{archive.name} holds several files of the same name, expected one of each.")
    if not {info.compress_type for info in members} <= IN_PIECES:
        raise WeightsFault(f"{archive.name} is not packed as ZIP archives commonly are (deflated).")
    return members


def _is_member(info: zipfile.ZipInfo, suffixes: Sequence[str]) -> bool:
    return is_weights(PurePosixPath(info.filename).name, suffixes) and not info.is_dir()


def _unpack(source: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], folder: Path) -> None:
    numbers: dict[PurePosixPath, int] = {}
    for info in members:
        inside = PurePosixPath(info.filename)
        target = folder / str(numbers.setdefault(inside.parent, len(numbers))) / inside.name
        target.parent.mkdir(exist_ok=True)
        with source.open(info) as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out)


class _Archive(io.BufferedReader):
    """The archive's bytes. Its table of contents is read in one piece, by which one too long is known."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; raises WeightsFault where a piece is asked for that no archive needs."""
        if size and size > LONGEST_CONTENTS_BYTES:
            name = Path(self.raw.name).name  # type: ignore[attr-defined]  # a file has one
            raise WeightsFault(
                f"{name} has a table of contents of {size} bytes, at most {LONGEST_CONTENTS_BYTES} expected."
            )
        return super().read(size)
