"""A folder of weight files, or an archive unpacked into one. One rule: an archive never says where to write.

Its members go into numbered folders under their bare file names, so that no path in it can lead elsewhere;
files that are no weights stay packed, and what is unpacked is bounded before a byte is written.
"""

import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from door_access.errors import StorageFault, WeightsFault

SUFFIX = ".zip"
MOST_FILES = 20_000
MOST_BYTES = 1_000_000_000
"""Ten times the largest weights known here: 490 files of 94 MB. More is an archive made to harm."""
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(RuntimeError, NotImplementedError, ValueError),
)
"""What unpacking raises on a damaged member, on an encrypted one, or on one packed in an unknown way."""


@contextmanager
def unpacked(archive: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    """Give a temporary folder with the archive's files of these suffixes, one folder in it for each.

    Raises:
        WeightsFault: it is not a whole ZIP archive, or too much is packed in it.
        StorageFault: there is no room to unpack it.
    """
    with _workshop(archive) as folder:
        try:
            with zipfile.ZipFile(archive) as source:
                _unpack(source, _wanted(source, archive, suffixes), Path(folder))
        except DAMAGED as error:
            raise WeightsFault(f"{archive.name} is not a whole ZIP archive without a password.") from error
        except OSError as error:
            raise _fault(archive, error) from error
        yield Path(folder)


def _fault(archive: Path, error: OSError) -> StorageFault | WeightsFault:
    """Tell the disk's fault from the archive's: what bzip2 finds damaged has no error number."""
    if error.errno is None:
        return WeightsFault(f"{archive.name} is not a whole ZIP archive.")
    return StorageFault(f"{archive.name} cannot be unpacked: {error.strerror}.")


def _workshop(archive: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="door-access-")
    except OSError as error:
        raise StorageFault(f"{archive.name} cannot be unpacked: {error.strerror}.") from error


def is_weights(name: str, suffixes: Sequence[str]) -> bool:
    """Return whether a file is one of these and not hidden, as macOS's companions of packed files are."""
    return name.lower().endswith(tuple(suffixes)) and not name.startswith(".")


def _wanted(source: zipfile.ZipFile, archive: Path, suffixes: Sequence[str]) -> list[zipfile.ZipInfo]:
    members = [info for info in source.infolist() if is_weights(PurePosixPath(info.filename).name, suffixes)]
    size = sum(info.file_size for info in members)
    if len(members) > MOST_FILES or size > MOST_BYTES:
        raise WeightsFault(
            f"{archive.name} unpacks to {len(members)} files of {size} bytes,"
            f" at most {MOST_FILES} of {MOST_BYTES} expected."
        )
    return members


def _unpack(source: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], folder: Path) -> None:
    numbers: dict[PurePosixPath, int] = {}
    for info in members:
        inside = PurePosixPath(info.filename)
        target = folder / str(numbers.setdefault(inside.parent, len(numbers))) / inside.name
        target.parent.mkdir(exist_ok=True)
        with source.open(info) as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out)
