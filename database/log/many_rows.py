"""Many rows of the access log at once: sealed beforehand, so that the write lock is held for little."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from database.log.audit_chain import Cell
from database.log.log_keys import LogKeys, stored_keys
from database.log.log_rows import chained, drafted
from database.many_cells import insert_many
from database.schema import access_events, log_keys
from database.timestamps import utc_now, utc_text
from door_access.complaints import Complaint
from door_access.errors import Refused
from door_access.ports import LogEntry


class ManyRows:
    """Rows about people that wait for their place in the chain. One thread owns it."""

    def __init__(self, keys: LogKeys) -> None:
        self.keys = keys
        self._wrapped: dict[str, bytes] = {}
        self._made: dict[str, bytes] = {}
        self._without_key: set[str] = set()
        self._drafts: list[dict[str, Cell]] = []

    def __len__(self) -> int:
        return len(self._drafts)

    def know(self, connection: Connection, person_ids: Collection[str]) -> None:
        """Take up the keys under which the rows of these people, who are enrolled, are sealed."""
        tags = {self.keys.person_tag(one) for one in person_ids}
        found = stored_keys(connection, tags)
        self._wrapped |= found
        self._without_key |= tags - set(found)

    def add(self, entries: Sequence[LogEntry]) -> None:
        """Seal rows; of whoever is not known yet, under a key that is stored with them."""
        self._drafts += [self._draft(entry) for entry in entries]

    def _draft(self, entry: LogEntry) -> dict[str, Cell]:
        if entry.person_id is None:
            raise ValueError("a row about nobody is sealed under the site's key, one by one")
        tag = self.keys.person_tag(entry.person_id)
        wrapped = self._wrapped.get(tag)
        if wrapped is None:
            wrapped = self._wrapped[tag] = self._made[tag] = self.keys.new_key(tag)
        return drafted(entry, tag, lambda salted: self.keys.sealed(tag, wrapped, salted))

    def write(self, connection: Connection, *, seq: int, previous_hash: str) -> tuple[int, str]:
        """Chain the rows behind this one, as of now, and return the last one's number and hash.

        Raises:
            Refused: somebody has got a key meanwhile, and the one that was made for them fits no more.
        """
        if stored_keys(connection, self._without_key):
            raise Refused(Complaint.PEOPLE_CHANGED)
        made = [{"tag": tag, "wrapped_key": wrapped} for tag, wrapped in self._made.items()]
        rows, now = list[dict[str, Cell]](), utc_text(utc_now())
        for draft in self._drafts:
            row = chained(draft | {"at_utc": now}, seq=seq + 1, previous_hash=previous_hash)
            seq, previous_hash = seq + 1, str(row["hash"])
            rows.append(row)
        insert_many(connection, log_keys, made)
        insert_many(connection, access_events, rows)
        return seq, previous_hash
