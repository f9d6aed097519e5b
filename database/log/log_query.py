"""Which rows of the access log a filter wants, always by an index and newest first without sorting.

Days become a range of seq: rows are ordered by seq, and their times may step back when a clock is set. A
person's rows are found by the id in those of version 1 and by the tag in later ones, and merged by seq.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, literal_column, select, union_all

from database.schema import access_events, log_keys
from database.timestamps import utc_text
from door_access.domain.operators.acts import AUDITED, Act
from door_access.ports import LogFilter, LogKind

events = access_events.c
Tags = tuple[str, ...]

Rows = Select[*tuple[object, ...]] | CompoundSelect[*tuple[object, ...]]
own_key = log_keys.c.tag == events.person_tag
"""Joins a row about somebody with the key of its tag."""
_SEQ: ColumnElement[int] = literal_column("seq")
_HIDDEN = sorted(act.value for act in AUDITED)


def newest(wanted: LogFilter, tags: Tags, *, before_seq: int | None, limit: int) -> Rows:
    """Select a page of rows; ``tags`` are those of the wanted person."""
    older = [] if before_seq is None else [events.seq < before_seq]
    return _merged(wanted, tags, *older).order_by(_SEQ.desc()).limit(limit)


def oldest(wanted: LogFilter, tags: Tags, *, after_seq: int, limit: int) -> Rows:
    """Select the next rows of an export."""
    return _merged(wanted, tags, events.seq > after_seq).order_by(_SEQ).limit(limit)


def number(wanted: LogFilter, tags: Tags) -> Select[int]:
    """Select how many rows there are; what is inside them is not looked at.

    Of hidden acts there are few: they are counted by themselves and taken off, so that an index counts all.
    """
    every = replace(wanted, hides_acts=False)
    total = _count(conditions(every, tags))
    if not wanted.hides_acts or wanted.kind not in (None, LogKind.ACT):
        return select(total)
    acts = conditions(replace(every, kind=LogKind.ACT), tags)
    return select(total - _count([[*where, events.reason.in_(_HIDDEN)] for where in acts]))


def _count(alternatives: list[list[ColumnElement[bool]]]) -> ColumnElement[int]:
    counts = [select(func.count()).select_from(access_events).where(*where) for where in alternatives]
    first, *others = [count.scalar_subquery() for count in counts]
    return sum(others, start=first + 0)


def with_keys(*where: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Select rows, each with the wrapped key of its tag."""
    joined = access_events.outerjoin(log_keys, own_key)
    return select(access_events, log_keys.c.wrapped_key).select_from(joined).where(*where)


def _merged(wanted: LogFilter, tags: Tags, *where: ColumnElement[bool]) -> Rows:
    selects = [with_keys(*theirs, *where) for theirs in conditions(wanted, tags)]
    return selects[0] if len(selects) == 1 else union_all(*selects)


def conditions(wanted: LogFilter, tags: Tags) -> list[list[ColumnElement[bool]]]:
    """Return what a row must fulfil, for each way in which rows tell whom they are about."""
    common = [] if wanted.outcome is None else [events.outcome == wanted.outcome.value]
    common += [] if not wanted.reasons else [events.reason.in_([one.value for one in wanted.reasons])]
    common += [events.reason.not_in(_HIDDEN)] if wanted.hides_acts else []
    common += _time_conditions(wanted)
    theirs = (
        [[]]
        if wanted.person_id is None
        else [[events.person_id == wanted.person_id], *([events.person_tag == tag] for tag in tags)]
    )
    return [[*one, *of_kind, *common] for one in theirs for of_kind in _kind_conditions(wanted)]


def _kind_conditions(wanted: LogFilter) -> list[list[ColumnElement[bool]]]:
    """Return the kinds of rows that are looked at, each found by the index of kinds."""
    if wanted.kind is not None:
        return [[_of_kind(wanted.kind)]]
    if wanted.looks_inside:
        return [[_of_kind(kind)] for kind in (LogKind.ACT, LogKind.SYSTEM)]
    is_of_acts = wanted.reasons and all(isinstance(one, Act) for one in wanted.reasons)
    return [[_of_kind(LogKind.ACT)]] if is_of_acts else [[]]


def _of_kind(kind: LogKind) -> ColumnElement[bool]:
    """Return the condition; rows of version 1 have no kind and are nearly all of the commonest one."""
    if kind is LogKind.ACCESS:
        return func.coalesce(events.kind, LogKind.ACCESS.value) == LogKind.ACCESS.value
    return events.kind == kind.value


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
