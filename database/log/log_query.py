"""Which rows of the access log a filter wants, always by an index and newest first without sorting.

Days become a range of seq: rows are ordered by seq, and their times may step back when a clock is set.
"""

from sqlalchemy import ColumnElement, Select, and_, func, select

from database.schema import access_events, people
from database.timestamps import utc_text
from door_access.ports import LogFilter

events = access_events.c


def newest(wanted: LogFilter, *, before_seq: int | None, limit: int) -> Select[*tuple[object, ...]]:
    """Select a page of rows with today's names."""
    older = [] if before_seq is None else [events.seq < before_seq]
    return with_names(*conditions(wanted), *older).order_by(events.seq.desc()).limit(limit)


def oldest(wanted: LogFilter, *, after_seq: int, limit: int) -> Select[*tuple[object, ...]]:
    """Select the next rows of an export."""
    return with_names(*conditions(wanted), events.seq > after_seq).order_by(events.seq).limit(limit)


def number(wanted: LogFilter) -> Select[int]:
    """Select how many rows there are."""
    return select(func.count()).select_from(access_events).where(*conditions(wanted))


def with_names(*where: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Select rows and, as ``person``, the name of whoever is still enrolled."""
    name = func.coalesce(people.c.name, "").label("person")
    joined = access_events.outerjoin(people, people.c.id == events.person_id)
    return select(access_events, name).select_from(joined).where(*where)


def conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Return what a row must fulfil."""
    result: list[ColumnElement[bool]] = []
    if wanted.person_id is not None:
        result.append(events.person_id == wanted.person_id)
    if wanted.outcome is not None:
        result.append(events.outcome == wanted.outcome.value)
    return result + _time_conditions(wanted)


def _time_conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    since, until = wanted.since_utc, wanted.until_utc
    if since is None and until is None:
        return []
    other = access_events.alias("in_time")
    time, own_time = other.c.at_utc, events.at_utc
    bounds = ([] if since is None else [(">=", utc_text(since))]) + (
        [] if until is None else [("<", utc_text(until))]
    )
    in_time = and_(*(time.op(sign, is_comparison=True)(at) for sign, at in bounds))
    first = select(func.min(other.c.seq)).where(in_time).scalar_subquery()
    last = select(func.max(other.c.seq)).where(in_time).scalar_subquery()
    return [events.seq >= first, events.seq <= last] + [
        # "" || keeps SQLite from walking the index by time, which would have to be sorted by seq again
        ("" + own_time).op(sign, is_comparison=True)(at)
        for sign, at in bounds
    ]
