"""The access log on SQLite. One durable transaction per row: read the head, insert, move the head."""

from collections.abc import Iterator

from sqlalchemy import Connection, Row, func, insert, select, update

from database.connections import Database
from database.log import log_query
from database.log.audit_chain import Cell, ChainCheck, row_hash, storable_number, storable_text
from database.log.grant_histories import grant_histories
from database.schema import access_events, chain_head
from database.timestamps import utc_moment, utc_text
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.drift import GrantHistory
from door_access.errors import StorageFault
from door_access.ports import LogCheck, LogEntry, LogFilter, LogRow

BATCH_ROWS = 1_000
"""Rows that exports and checks read in one transaction; a long one would keep SQLite's own log growing."""


class SqlAccessLog:
    """Adapter of the AccessLog port. Several processes and threads may append; their rows form one chain."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, event: LogEntry) -> int:
        """Write one row durably and return its seq; raises StorageFault, and then nothing may open."""
        with self._database.writing() as connection:
            head = self._head(connection)
            if head is None:
                raise StorageFault(f"{self._database.path}: the access log has lost the head of its chain.")
            cells = _cells(event, seq=head.seq + 1, previous_hash=head.hash)
            cells["hash"] = row_hash(head.hash, cells)
            connection.execute(insert(access_events), cells)
            connection.execute(update(chain_head).values(seq=cells["seq"], hash=cells["hash"]))
        return int(head.seq) + 1

    def page(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[LogRow, ...]:
        """Return up to ``limit`` rows older than ``before_seq``, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(log_query.newest(wanted, before_seq=before_seq, limit=limit)).all()
        return tuple(self._event(row) for row in rows)

    def grant_histories(self, model_key: str) -> dict[str, GrantHistory]:
        """Return everybody's first and latest grants by a face of the model since their newest template."""
        with self._database.reading() as connection:
            return grant_histories(connection, model_key)

    def count(self, wanted: LogFilter) -> int:
        """Return how many rows the filter lets through."""
        with self._database.reading() as connection:
            return int(connection.scalar(log_query.number(wanted)) or 0)

    def oldest_first(self, wanted: LogFilter) -> Iterator[LogRow]:
        """Stream the rows without holding them all; rows that are added meanwhile come last."""
        seq = 0
        while True:
            with self._database.reading() as connection:
                query = log_query.oldest(wanted, after_seq=seq, limit=BATCH_ROWS)
                batch = connection.execute(query).all()
            yield from (self._event(row) for row in batch)
            if len(batch) < BATCH_ROWS:
                return
            seq = batch[-1].seq

    def verify(self) -> LogCheck:
        """Check every row there is now; ``first_broken`` is the first seq changed, missing or one too many.

        The limit: whoever cuts off the newest rows *and* rewrites ``chain_head``, or computes the whole
        chain anew, is not found out here. A copy kept elsewhere shows both; its last hash is enough.
        """
        with self._database.reading() as connection:
            head = self._head(connection)
            newest = int(connection.scalar(select(func.max(access_events.c.seq))) or 0)
            events = int(connection.scalar(select(func.count()).select_from(access_events)) or 0)
        chain = ChainCheck()
        is_whole = all(chain.accepts(cells) for cells in self._raw_rows(newest))
        is_headed = head is not None and (head.seq, head.hash) == (chain.seq, chain.hash)
        if is_whole and is_headed:
            return LogCheck(is_ok=True, events=events, first_broken=None)
        return LogCheck(is_ok=False, events=events, first_broken=chain.seq + 1)

    def _raw_rows(self, newest: int) -> Iterator[dict[str, Cell]]:
        rows = access_events.c
        done = None
        while done is None or done < newest:
            later = rows.seq <= newest if done is None else rows.seq.between(done + 1, newest)
            with self._database.reading_as_stored() as connection:
                query = select(access_events).where(later).order_by(rows.seq).limit(BATCH_ROWS)
                batch = [dict(row) for row in connection.execute(query).mappings()]
            if not batch:
                return
            yield from batch
            done = int(batch[-1]["seq"])

    @staticmethod
    def _head(connection: Connection) -> Row[int, str] | None:
        return connection.execute(select(chain_head.c.seq, chain_head.c.hash)).one_or_none()

    def _event(self, row: Row[*tuple[object, ...]]) -> LogRow:
        try:
            return _event(row)
        except (ValueError, TypeError, AttributeError) as error:
            raise StorageFault(
                f"{self._database.path}: row {row.seq} of the access log cannot be read: {error}."
            ) from error


def _cells(event: LogEntry, *, seq: int, previous_hash: str) -> dict[str, Cell]:
    return {
        "seq": seq,
        "at_utc": utc_text(event.at_utc),
        "door": storable_text(event.door),
        "outcome": event.outcome.value,
        "reason": event.reason.value,
        "person_id": event.person_id,
        "distance": storable_number(event.distance),
        "threshold": storable_number(event.threshold),
        "second_distance": storable_number(event.second_distance),
        "model": event.model,
        "frames": int(event.frames),
        "source": storable_text(event.source),
        "note": storable_text(event.note),
        "previous_hash": previous_hash,
    }


def _event(row: Row[*tuple[object, ...]]) -> LogRow:
    event = LogEntry(
        at_utc=utc_moment(row.at_utc),
        door=row.door,
        outcome=Outcome(row.outcome),
        reason=Reason(row.reason),
        person_id=row.person_id,
        distance=row.distance,
        threshold=row.threshold,
        second_distance=row.second_distance,
        model=row.model,
        frames=row.frames,
        source=row.source,
        note=row.note,
    )
    return LogRow(seq=row.seq, event=event, person=row.person, hash=row.hash)
