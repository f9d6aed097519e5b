"""Read published weights from wherever they lie: a folder, one file, an archive of either.

One rule: the format is told by the files' names. Where several sources lie together, the one whose names are
most the network's is taken; where that does not decide, the person is asked to name one.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from door_access.errors import WeightsFault
from door_access.facenet.networks.registry import Network
from door_access.facenet.readers import archive, csv, h5, mxnet, npy
from door_access.facenet.tensors import NAMED_AT_MOST, Shapes, Tensors, check

IN_FOLDERS = (npy.SUFFIXES, csv.SUFFIXES)
"""Formats of one file per variable: the files of a folder belong together."""
WHOLE = (h5.SUFFIXES, mxnet.SUFFIXES)
"""Formats in which one file holds everything."""
SUFFIXES = tuple(suffix for suffixes in IN_FOLDERS + WHOLE for suffix in suffixes)
MOST_FILES = 200_000
"""Looked at below one folder, so that naming a whole disk by mistake ends."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Files of one format that hold one set of weights together."""

    suffixes: tuple[str, ...]
    files: tuple[Path, ...]

    def fit(self, shapes: Shapes) -> int:
        """Return how many of the files are called like a tensor of the network; of a whole file, none."""
        known = npy.file_names(shapes).keys() | csv.file_names(shapes).keys()
        return sum(file.name in known or file.name.partition(".")[0] in known for file in self.files)

    def read(self, shapes: Shapes) -> Tensors:
        """Return what the files hold; raises WeightsFault."""
        if self.suffixes == npy.SUFFIXES:
            return npy.read(self.files, shapes)
        if self.suffixes == csv.SUFFIXES:
            return csv.read(self.files, shapes)
        return h5.read(self.files[0], shapes) if self.suffixes == h5.SUFFIXES else mxnet.read(self.files[0])


def read_tensors(place: Path, network: Network) -> Tensors:
    """Return the published tensors of a network, exactly those it wants, for ``Network.loaded``.

    Args:
        place: a folder, which may hold them deeper down, one weights file, or a ``.zip`` of either.

    Raises:
        WeightsFault: nothing is there, it is damaged, or it does not hold this network's weights.
        StorageFault: there is no room to unpack an archive.
    """
    shapes = network.published_shapes()
    with _folder(place) as folder:
        tensors = _chosen(_sources(folder), place, shapes).read(shapes)
    check(tensors, shapes)
    return tensors


def _folder(place: Path) -> AbstractContextManager[Path]:
    """Give the folder or weights file itself, or a temporary folder where it is an archive."""
    if not os.path.exists(place):  # noqa: PTH110  # unlike Path's, it never raises
        raise WeightsFault(f"{place} is not there: a folder, a weights file or a .zip expected.")
    if place.is_file() and place.name.lower().endswith(archive.SUFFIX):
        return archive.unpacked(place, SUFFIXES)
    return nullcontext(place)


def _sources(place: Path) -> list[_Source]:
    found: dict[tuple[tuple[str, ...], Path], list[Path]] = {}
    for file in islice(_files(place), MOST_FILES):
        suffixes = next((s for s in IN_FOLDERS + WHOLE if archive.is_weights(file.name, s)), None)
        if suffixes and file.is_file():  # and no pipe, which would be waited for
            found.setdefault((suffixes, file if suffixes in WHOLE else file.parent), []).append(file)
    return [_Source(suffixes, tuple(sorted(files))) for (suffixes, _), files in found.items()]


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, _, names in os.walk(place, onerror=partial(_refuse_unreadable, place)):
        yield from (Path(folder) / name for name in names)


def _refuse_unreadable(place: Path, error: OSError) -> None:
    """Raise for the place itself; folders further down may be others' (``lost+found``)."""
    if error.filename == str(place) and place.is_dir():
        raise WeightsFault(f"{place} cannot be read: {error.strerror}.") from error


def _chosen(sources: Sequence[_Source], place: Path, shapes: Shapes) -> _Source:
    if not sources:
        raise WeightsFault(f"{place} holds no weights: files called {', '.join(SUFFIXES)} expected.")
    fits = [source.fit(shapes) for source in sources]
    best = [source for source, fit in zip(sources, fits, strict=True) if fit == max(fits)]
    whole = [source for source in best if source.suffixes in WHOLE]
    candidates = whole if whole and not max(fits) else best
    if len(candidates) > 1:
        names = ", ".join(sorted(source.files[0].name for source in candidates)[:NAMED_AT_MOST])
        raise WeightsFault(f"{place} holds several sources of weights ({names}), expected one.")
    return candidates[0]
