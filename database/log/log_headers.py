"""The headers of the log's rows, many at once, for figures. Nothing of them is sealed."""

from collections.abc import Iterator

from sqlalchemy import Connection, Select, func, select

from database.cells import UnreadableCell
from database.log.log_query import in_time
from database.log.log_rows import REASONS
from database.schema import access_events
from database.timestamps import utc_moment
from door_access.domain.figures.figures import Header
from door_access.domain.matching.access import Outcome
from door_access.ports import LogFilter

_events = access_events.c
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_CELLS = (
    _events.seq,
    _events.at_utc,
    _events.door,
    _events.outcome,
    _events.reason,
    func.coalesce(_events.person_tag, _events.person_id, ""),
)


def seqs(connection: Connection, wanted: LogFilter) -> range:
    """Return the seqs between the first and the last row of the wanted days."""
    first, last = connection.execute(ends(wanted)).one()
    if first is None:
        behind = (connection.scalar(select(func.max(_events.seq))) or 0) + 1
        return range(behind, behind)
    return range(first, last + 1)


def ends(wanted: LogFilter) -> Select[int, int]:
    """Select the first and the last seq of the wanted days."""
    seq = _events.seq + 0  # so SQLite does not walk the whole log until it meets the first row of them
    return select(func.min(seq), func.max(seq)).where(*in_time(wanted))


def headers(connection: Connection, wanted: range) -> tuple[Header, ...]:
    """Return the headers of these rows, oldest first; raises UnreadableCell for one that cannot be read."""
    query = select(*_CELLS).where(_events.seq >= wanted.start, _events.seq < wanted.stop)
    return tuple(_made(connection.execute(query.order_by(_events.seq))))


def _made(rows: "Iterator[tuple[int, str, str, str, str, str]]") -> Iterator[Header]:
    for seq, at_utc, door, outcome, reason, who in rows:
        try:
            told = _OUTCOMES[outcome], REASONS[reason]
        except KeyError as error:
            raise UnreadableCell(f"{outcome}, {reason}", "an outcome and a reason") from error
        yield Header(seq, utc_moment(at_utc), door, *told, who)
