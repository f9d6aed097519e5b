"""Where the log ended, to be kept elsewhere: a chain that still holds this row has lost none before it."""

import json
import re
from dataclasses import dataclass
from typing import Self

from door_access.ports import LogRow

BEFORE_THE_FIRST = "0" * 64
"""What stands for the newest hash while there is no row."""
_HASH = re.compile("[0-9a-f]{64}")
_LARGEST_SEQ = 2**63 - 2


LONGEST_ANCHOR_BYTES = 10_000
"""Far more than one has: a file that is longer is none."""


@dataclass(frozen=True, slots=True)
class LogAnchor:
    """The newest row's number, hash and time; 0, zeros and an empty time for an empty log."""

    seq: int
    hash: str
    at_utc: str

    @classmethod
    def of(cls, newest: LogRow | None) -> Self:
        """Return the anchor of a log that ends with this row; None where it has none."""
        if newest is None:
            return cls(0, BEFORE_THE_FIRST, "")
        return cls(newest.seq, newest.hash, newest.event.at_utc.isoformat())

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the anchor of its JSON text; raises ValueError when it is none."""
        values = json.loads(text)
        try:
            seq, row_hash, at_utc = values["seq"], values["hash"], values["at_utc"]
            is_one = type(seq) is int and 0 <= seq <= _LARGEST_SEQ and _HASH.fullmatch(row_hash)
        except (KeyError, TypeError) as error:
            raise ValueError("it must tell seq, hash and at_utc") from error
        if not is_one:
            raise ValueError(f"it tells of row {seq!r} with the hash {row_hash!r}")
        return cls(seq, row_hash, str(at_utc))
