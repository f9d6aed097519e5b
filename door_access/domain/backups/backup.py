"""A backup as lists show it, and as a certificate of erasure tells of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backup:
    """One file in a folder.

    Attributes:
        expires_at_utc: when it is deleted at the latest, as long as backups go on; None where nobody knows.
        rows: how many rows of the access log it holds.
        seq: the number of the newest of them.
    """

    folder: str
    name: str
    made_at_utc: datetime
    expires_at_utc: datetime | None
    rows: int
    seq: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HeldBackup:
    """A backup that still holds somebody who was erased since; restored, it forgets them again."""

    name: str
    folder: str
    made_at_utc: datetime
    expires_at_utc: datetime | None
