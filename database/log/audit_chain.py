"""The hash chain of the access log: every row carries a SHA-256 over itself and the row before it.

Pure: rows come in as dictionaries of cells and go out as hashes. A canonical text is JSON with sorted keys
and no spaces, floats in their shortest exact form, in UTF-8: anybody can check it with other tools.

A row is hashed in the way of its version and stays in it, so that new columns break no old row:

- version 1: SHA-256 over the previous hash and the canonical text of all cells there were then;
- version 2: SHA-256 over the canonical text of the header. All the rest is in the payload, to which the
  header holds a commitment, SHA-256 over a random salt and the payload's canonical text: without the salt
  nobody can try out what it may have been, and without the payload the chain is as whole as before.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import Any

Cell = str | int | float | bytes | None
"""What SQLite can hold; bytes only where somebody tampered, and in sealed payloads."""

VERSION = 2
"""In which rows are written today."""
BEFORE_THE_FIRST = "0" * 64
"""The previous hash of row 1."""

_HASHED_IN_BOTH = ("seq", "at_utc", "door", "outcome", "reason", "previous_hash")
PLAIN: dict[str, Cell] = {
    "person_id": None,
    "distance": None,
    "threshold": None,
    "second_distance": None,
    "model": "",
    "frames": 0,
    "source": "",
    "note": "",
}
"""The columns that only version 1 fills, and what they hold in later rows."""
_SEALED = ("kind", "commitment", "person_tag", "payload")
"""The columns that version 1 does not know."""
_VERSION_1 = (*_HASHED_IN_BOTH, *PLAIN)
_PLAIN_OF, _PLAIN_EMPTY = itemgetter(*PLAIN), tuple(PLAIN.values())
_HEADER = (*_HASHED_IN_BOTH, "version", "kind", "commitment")


def canonical(cells: Mapping[str, Cell]) -> bytes:
    """Return the canonical text. Text that is no UTF-8 keeps its bytes and so changes the hash."""
    return _CANONICAL.encode(cells).encode("utf-8", "surrogateescape")


def _blob(cell: Any) -> dict[str, str]:
    """Tell bytes apart from every text; other cells never come here."""
    return {"blob": bytes(cell).hex()}


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_blob)


def header(cells: Mapping[str, Cell]) -> bytes:
    """Return the text that is hashed of a row of version 2."""
    seq, version = cells["seq"], cells["version"]
    if type(seq) is type(version) is int:
        try:
            return _usual_header(cells)
        except TypeError:
            pass  # somebody put something else than text into a cell
    return canonical({name: cells[name] for name in _HEADER})


def _usual_header(cells: Mapping[str, Any]) -> bytes:
    """Return the canonical text of a header of numbers and texts, in a quarter of the time.

    Raises:
        TypeError: what should be text is none.
    """
    text = (
        f'{{"at_utc":{quoted(cells["at_utc"])},"commitment":{quoted(cells["commitment"])}'
        f',"door":{quoted(cells["door"])},"kind":{quoted(cells["kind"])},"outcome":{quoted(cells["outcome"])}'
        f',"previous_hash":{quoted(cells["previous_hash"])},"reason":{quoted(cells["reason"])}'
        f',"seq":{cells["seq"]},"version":{cells["version"]}}}'
    )
    return text.encode("utf-8", "surrogateescape")


def row_hash(cells: Mapping[str, Cell]) -> str:
    """Return the hash of a row, in the way of its version."""
    if cells["version"] == 1:
        return _sha256(
            str(cells["previous_hash"]).encode() + canonical({name: cells[name] for name in _VERSION_1})
        )
    return _sha256(header(cells))


def commitment(salted_payload: bytes) -> str:
    """Return what the header says of its payload."""
    return _sha256(salted_payload)


def _sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def storable_number(number: float | None) -> float | None:
    """Return the number as SQLite gives it back: no NaN, no infinity (None instead), no minus zero."""
    return None if number is None or not math.isfinite(number) else float(number) + 0.0


def storable_text(text: str) -> str:
    """Return the text with what UTF-8 cannot carry (undecodable file names) as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class ChainCheck:
    """Walks a chain from its first row, or from a known one on; remembers where it should continue."""

    def __init__(self, seq: int = 0, row_hash: str = BEFORE_THE_FIRST) -> None:
        self.seq = seq
        self.hash = row_hash

    def accepts(self, cells: Mapping[str, Cell]) -> bool:
        """Say whether the row is the next one, unchanged; only then the walk goes on to it."""
        is_next = cells["seq"] == self.seq + 1 and cells["previous_hash"] == self.hash
        if not is_next or not _is_of_one_version(cells) or cells["hash"] != row_hash(cells):
            return False
        self.seq, self.hash = self.seq + 1, str(cells["hash"])
        return True


def _is_of_one_version(cells: Mapping[str, Cell]) -> bool:
    """Say whether the version is known, and the columns of the other, which no hash covers, are empty."""
    if cells["version"] == 1:
        return all(cells[name] is None for name in _SEALED)
    return cells["version"] == VERSION and _PLAIN_OF(cells) == _PLAIN_EMPTY
