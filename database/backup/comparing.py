"""Which rows of the log a backup lacks, as far as record, old database and anchor tell."""

from dataclasses import dataclass

from database.backup.manifest import Manifest
from database.backup.standing import Hashes, Standing
from database.connections import Database
from database.log.log_head import End


@dataclass(frozen=True, slots=True)
class Lacking:
    """Which rows of the log a backup lacks: those behind ``after``, up to ``until``."""

    after: int
    until: int

    @property
    def rows(self) -> int:
        return self.until - self.after

    def __str__(self) -> str:
        if self.rows == 1:
            return f"The backup lacks row {self.until:,} of the log"
        return f"The backup lacks the rows {self.after + 1:,} to {self.until:,} of the log"


def lacking(
    database: Database, manifest: Manifest, there: Standing, anchor: End | None, old: Hashes | None
) -> Lacking | None:
    """Return which rows the backup lacks; None where nothing tells how far the log went.

    A log that went another way since, as after an earlier restore, has lost all its rows since they parted.
    """
    ends = [*there.ends, *([anchor] if anchor else [])]
    if not ends:
        return None
    after = min(_agree_until(database, end, manifest, old) for end in ends)
    return Lacking(after, max(after, *(end.seq for end in ends)))


def _agree_until(database: Database, end: End, manifest: Manifest, old: Hashes | None) -> int:
    """Return up to which row both logs are one; if they are one at a row, they are at all before it."""
    ours = Hashes(database)
    if end.seq < ours.first():  # the checkpoint of the backup stands for it
        return end.seq
    if end.seq <= manifest.seq and (not end.seq or ours.of(end.seq) == end.hash):
        return end.seq
    shared, parted = 0, min(end.seq, manifest.seq) + 1
    if old is None or old.of(parted - 1) is None:  # nothing there tells; at best all that the backup has
        return 0 if end.seq <= manifest.seq else manifest.seq
    shared = max(shared, ours.first() - 1, old.first() - 1)
    while parted - shared > 1:
        middle = (shared + parted) // 2
        mine = ours.of(middle)
        if mine is not None and mine == old.of(middle):
            shared = middle
        else:
            parted = middle
    return min(shared, parted - 1)
