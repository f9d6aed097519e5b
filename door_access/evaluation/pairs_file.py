"""LFW's pairs files. One rule: a line that cannot be understood is named, with what was expected.

``Name i j`` are two photos of one person, ``Name i Other j`` photos of two; photo i is ``Name_000i`` in the
folder ``Name``. An optional first line ``folds n`` says that n same and n different pairs a fold follow;
``n`` alone, one set without folds. A file whose pairs plainly come in ten such runs has folds, too.
"""

from collections.abc import Container
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from door_access.counts import counted
from door_access.errors import BadInput

SAME_FIELDS, DIFFERENT_FIELDS = 3, 4
LFW_FOLDS = 10
LARGEST_FILE = 100_000_000
"""Bytes. LFW's file has 0.15 MB; something larger than this is no list of pairs."""

LONGEST_NUMBER = 9
"""Digits of a photo's number, of folds and of pairs; LFW's have three at most."""

PhotoName = tuple[str, str]
"""The person and the file's name without suffix."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos and whether they show one person; ``line`` is where the file says so, from 1."""

    first: PhotoName
    second: PhotoName
    line: int

    @property
    def is_same(self) -> bool:
        return self.first[0] == self.second[0]


@dataclass(frozen=True, slots=True)
class PairsFile:
    """The pairs in their order; ``fold_of`` is each pair's fold, None when the file has none."""

    path: Path
    pairs: tuple[Pair, ...]
    fold_of: tuple[int, ...] | None


def read_pairs(path: Path) -> PairsFile:
    """Read the file.

    Raises:
        BadInput: it cannot be read, is no list of pairs, or has only same or only different ones.
    """
    rows = [(number, fields) for number, fields in enumerate(_rows(path), 1) if fields]
    header = [int(field) for field in rows[0][1]] if rows and _is_header(rows[0][1]) else None
    pairs = tuple(_pair(path, number, fields) for number, fields in rows[1 if header else 0 :])
    if len({pair.is_same for pair in pairs}) < 2:
        raise BadInput(
            f"{path} needs pairs of the same person and of two people; it has {counted(len(pairs), 'pair')}."
        )
    return PairsFile(path, pairs, _declared(path, header, pairs) if header else _runs(pairs))


def check_photos(file: PairsFile, photos: Container[PhotoName]) -> None:
    """Raise BadInput, naming the line, when a pair names a photo that is not among these."""
    for pair in file.pairs:
        for person, stem in (pair.first, pair.second):
            if (person, stem) not in photos:
                raise BadInput(f"{file.path}, line {pair.line}: there is no photo {person}/{stem}.")


def _rows(path: Path) -> list[list[str]]:
    content = _content(path)
    if len(content) > LARGEST_FILE:
        raise BadInput(f"{path} is too large for a list of pairs.")
    try:
        return [_fields(line) for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not a list of pairs: it is not text.") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput(f"The pairs file {path} cannot be read: {error.strerror}.") from error


def _fields(line: str) -> list[str]:
    fields = line.split("\t") if "\t" in line else line.split()
    return [field.strip() for field in fields if field.strip()]


def _is_header(fields: list[str]) -> bool:
    return len(fields) in (1, 2) and all(map(_is_number, fields))


def _is_number(field: str) -> bool:
    return field.isdecimal() and len(field) <= LONGEST_NUMBER


def _pair(path: Path, line: int, fields: list[str]) -> Pair:
    numbers = fields[1:] if len(fields) == SAME_FIELDS else fields[1::2]
    if len(fields) not in (SAME_FIELDS, DIFFERENT_FIELDS) or not all(map(_is_number, numbers)):
        raise BadInput(
            f"{path}, line {line}: a pair is 'Name i j' or 'Name i Other j', got {' '.join(fields)[:80]!r}."
        )
    second = fields[2] if len(fields) == DIFFERENT_FIELDS else fields[0]
    return Pair(_photo(fields[0], numbers[0]), _photo(second, numbers[1]), line)


def _photo(person: str, number: str) -> PhotoName:
    return person, f"{person}_{int(number):04d}"


def _declared(path: Path, header: list[int], pairs: tuple[Pair, ...]) -> tuple[int, ...] | None:
    folds = header[0] if len(header) == 2 else 1
    expected = 2 * folds * header[-1]
    if len(pairs) != expected or not expected:
        raise BadInput(
            f"{path} announces {counted(expected, 'pair')} in its first line and has {len(pairs)}."
        )
    return tuple(place * folds // expected for place in range(expected)) if folds > 1 else None


def _runs(pairs: tuple[Pair, ...]) -> tuple[int, ...] | None:
    """Return the folds of a file of ten times a run of same and a run of different pairs, all as long."""
    runs = [len(list(run)) for _, run in groupby(pairs, key=lambda pair: pair.is_same)]
    if len(runs) != 2 * LFW_FOLDS or len(set(runs)) != 1:
        return None
    return tuple(place // (2 * runs[0]) for place in range(len(pairs)))
