"""The hash chain of the access log: every row carries SHA-256 over the row before it and itself.

Pure: rows come in as dictionaries of cells and go out as hashes. A row's canonical text is JSON with sorted
keys and no spaces, floats in their shortest exact form, in UTF-8: anybody can check it with other tools.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

Cell = str | int | float | bytes | None
"""What SQLite can hold; bytes only where somebody tampered."""

BEFORE_THE_FIRST = "0" * 64
"""The previous hash of row 1."""


def canonical(cells: Mapping[str, Cell]) -> bytes:
    """Return the row's canonical text. Text that is no UTF-8 keeps its bytes and so changes the hash."""
    text = json.dumps(cells, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_blob)
    return text.encode("utf-8", "surrogateescape")


def _blob(cell: Any) -> dict[str, str]:
    """Tell bytes apart from every text; other cells never come here."""
    return {"blob": bytes(cell).hex()}


def row_hash(previous_hash: str, cells: Mapping[str, Cell]) -> str:
    """Return the hash of a row (all cells but its own hash) that follows the row of the previous hash."""
    return hashlib.sha256(previous_hash.encode() + canonical(cells)).hexdigest()


def storable_number(number: float | None) -> float | None:
    """Return the number as SQLite gives it back: no NaN, no infinity (None instead), no minus zero."""
    return None if number is None or not math.isfinite(number) else float(number) + 0.0


def storable_text(text: str) -> str:
    """Return the text with what UTF-8 cannot carry (undecodable file names) as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class ChainCheck:
    """Walks a chain from its first row; remembers where it should continue."""

    def __init__(self) -> None:
        self.seq = 0
        self.hash = BEFORE_THE_FIRST

    def accepts(self, cells: Mapping[str, Cell]) -> bool:
        """Say whether the row is the next one, unchanged; only then the walk goes on to it."""
        body = {name: cell for name, cell in cells.items() if name != "hash"}
        is_next = cells["seq"] == self.seq + 1 and cells["previous_hash"] == self.hash
        expected = row_hash(self.hash, body)
        if not is_next or cells["hash"] != expected:
            return False
        self.seq, self.hash = self.seq + 1, expected
        return True
