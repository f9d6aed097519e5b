"""Which rows of the access log a filter wants, always by an index and newest first without sorting.

Days become a range of seq: rows are ordered by seq, and their times may step back when a clock is set. A
person's rows are found by the id in those of version 1 and by the tag in later ones, those of several
reasons by each of them, and what a text is found in by people, reasons and kinds; all are merged by seq. A
row that is found in two ways comes twice.
"""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal_column, select, union_all

from database.schema import access_events, log_keys
from database.timestamps import utc_text
from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import AUDITED, Act
from door_access.ports import LogFilter, LogKind, Sought

events = access_events.c
Tags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What must be known of the log to find rows in it.

    Attributes:
        tags: those of the wanted person.
        sought: those of the people found names hold the sought text.
        notes_from: the first row found note is looked at for it.
        seqs: where the wanted days lie; None where all are wanted. One question for all ways: it looks at all
            their rows in the index by time.
    """

    tags: Tags = ()
    sought: Tags = ()
    notes_from: int = 0
    seqs: range | None = None


Rows = Select[*tuple[object, ...]] | CompoundSelect[*tuple[object, ...]]
own_key = log_keys.c.tag == events.person_tag
"""Joins a row about somebody with the key of its tag."""
_SEQ: ColumnElement[int] = literal_column("seq")
_HIDDEN = sorted(act.value for act in AUDITED)
WITH_NOTES = (LogKind.DOOR, LogKind.ACT, LogKind.SYSTEM)
"""What people and faces do at the door has no note."""


def newest(wanted: LogFilter, found: Found, *, before_seq: int | None, limit: int) -> Rows:
    """Select a page of rows."""
    older = [] if before_seq is None else [events.seq < before_seq]
    return _merged(wanted, found, *older).order_by(_SEQ.desc()).limit(limit)


def oldest(wanted: LogFilter, found: Found, *, after_seq: int, limit: int) -> Rows:
    """Select the next rows of an export."""
    return _merged(wanted, found, events.seq > after_seq).order_by(_SEQ).limit(limit)


def number(wanted: LogFilter, found: Found) -> Select[int]:
    """Select how many rows there are; what is inside them is not looked at.

    Nearly all rows are of one kind. The few others, and hidden acts, are counted by themselves and taken off,
    so that an index counts all.
    """
    every = replace(wanted, hides_acts=False)
    if wanted.kind is LogKind.ACCESS:
        every = replace(every, kind=None)
        others = [_count(_of_kind_alone(every, kind, found)) for kind in WITH_NOTES]
        return select(sum((-other for other in others), start=_all(every, found)))
    if not wanted.hides_acts or wanted.kind not in (None, LogKind.ACT):
        return select(_all(every, found))
    acts = _of_kind_alone(every, LogKind.ACT, found)
    return select(_all(every, found) - _count([[*where, events.reason.in_(_HIDDEN)] for where in acts]))


def _all(wanted: LogFilter, found: Found) -> ColumnElement[int]:
    """Return the number of rows; those of some days alone are counted where their times stand in order."""
    days_alone = LogFilter(since_utc=wanted.since_utc, until_utc=wanted.until_utc)
    return _count([in_time(wanted)] if wanted == days_alone else conditions(wanted, found))


def _of_kind_alone(wanted: LogFilter, kind: LogKind, found: Found) -> list[list[ColumnElement[bool]]]:
    """Return the conditions for the rows of a rare kind, found by that and not by their reasons."""
    theirs = conditions(replace(wanted, kind=kind, reasons=()), found)
    return [[*one, *_one_of(wanted.reasons)] for one in theirs]


def _count(alternatives: list[list[ColumnElement[bool]]]) -> ColumnElement[int]:
    counts = [select(func.count()).select_from(access_events).where(*where) for where in alternatives]
    first, *others = [count.scalar_subquery() for count in counts]
    return sum(others, start=first + 0)


def with_keys(*where: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Select rows, each with the wrapped key of its tag."""
    joined = access_events.outerjoin(log_keys, own_key)
    return select(access_events, log_keys.c.wrapped_key).select_from(joined).where(*where)


def _merged(wanted: LogFilter, found: Found, *where: ColumnElement[bool]) -> Rows:
    selects = [with_keys(*theirs, *where) for theirs in conditions(wanted, found)]
    return selects[0] if len(selects) == 1 else union_all(*selects)


def notes(wanted: LogFilter, found: Found, count: int) -> CompoundSelect[int]:
    """Select the oldest of so many of the newest rows that can have a note; nothing where there are fewer."""
    kinds = [
        select(events.seq).where(_of_kind(kind), *_time_conditions(wanted, found))
        for kind in kinds_with_notes(wanted)
    ]
    return union_all(*kinds).order_by(_SEQ.desc()).limit(1).offset(count - 1)


def kinds_with_notes(wanted: LogFilter) -> tuple[LogKind, ...]:
    """Return the wanted kinds of rows that can have a note."""
    return tuple(kind for kind in WITH_NOTES if wanted.kind in (None, kind))


def conditions(wanted: LogFilter, found: Found) -> list[list[ColumnElement[bool]]]:
    """Return what a row must fulfil, for each way in which it can be reached."""
    shown: list[ColumnElement[bool]] = [events.reason.not_in(_HIDDEN)] if wanted.hides_acts else []
    common = shown + _time_conditions(wanted, found)
    return [[*one, *common] for one in _ways(wanted, found)]


def _ways(wanted: LogFilter, found: Found) -> list[list[ColumnElement[bool]]]:
    """Return the ways, each of which walks one index; what else is asked is looked at in its rows."""
    if wanted.person_id is not None:
        outcome = [] if wanted.outcome is None else [events.outcome == wanted.outcome.value]
        beside = [*outcome, *_one_of(wanted.reasons)]
        return [
            [*one, *of_kind, *beside] for one in _of_person(wanted, found) for of_kind in _by_kind(wanted)
        ]
    if wanted.sought is not None and not wanted.is_of_acts:
        return _ways_to_text(wanted, wanted.sought, found)
    if wanted.reasons:
        return [[*way, *_of_acts(wanted)] for way in _by_reason(wanted, wanted.reasons)]
    outcome = [] if wanted.outcome is None else [events.outcome == wanted.outcome.value]
    return [[*of_kind, *outcome] for of_kind in _by_kind(wanted)]


def _ways_to_text(wanted: LogFilter, sought: Sought, found: Found) -> list[list[ColumnElement[bool]]]:
    """Return where rows may tell of the text; their notes are opened then."""
    beside = [*_beside(wanted), *_one_of(wanted.reasons), *_kind_beside(wanted)]
    people = [[events.person_id == one] for one in sought.people]
    people += [[events.person_tag == tag] for tag in found.sought]
    reasons = [one for one in sought.reasons if one in (wanted.reasons or sought.reasons)]
    noted = [[_of_kind(kind), events.seq >= found.notes_from] for kind in kinds_with_notes(wanted)]
    by_reason = _by_reason(wanted, tuple(reasons))
    ways = [*([*one, *beside] for one in people), *by_reason, *([*one, *beside] for one in noted)]
    return ways or [[events.seq < 0]]


def _of_person(wanted: LogFilter, found: Found) -> list[list[ColumnElement[bool]]]:
    return [[events.person_id == wanted.person_id], *([events.person_tag == tag] for tag in found.tags)]


def _by_reason(
    wanted: LogFilter, reasons: tuple[Reason | Act | Notice, ...]
) -> list[list[ColumnElement[bool]]]:
    beside = [*_beside(wanted), *_kind_beside(wanted)]
    return [[events.reason == one.value, *beside] for one in sorted(set(reasons))]


def _of_acts(wanted: LogFilter) -> list[ColumnElement[bool]]:
    return [_unindexed(events.kind).in_([LogKind.ACT, LogKind.SYSTEM])] if wanted.is_of_acts else []


def _one_of(reasons: tuple[Reason | Act | Notice, ...]) -> list[ColumnElement[bool]]:
    return [_unindexed(events.reason).in_([one.value for one in reasons])] if reasons else []


def _beside(wanted: LogFilter) -> list[ColumnElement[bool]]:
    return [] if wanted.outcome is None else [_unindexed(events.outcome) == wanted.outcome.value]


def _kind_beside(wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Return the condition for rows that are found otherwise."""
    is_of_kind = func.coalesce(events.kind, LogKind.ACCESS.value)
    return [] if wanted.kind is None else [is_of_kind == wanted.kind.value]


def _unindexed(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return the column in a way that keeps SQLite from walking its index instead of the chosen one."""
    return "" + column


def _by_kind(wanted: LogFilter) -> list[list[ColumnElement[bool]]]:
    """Return the kinds of rows that are looked at, each found by the index of kinds."""
    if wanted.kind is not None:
        return [[_of_kind(wanted.kind)]]
    if wanted.is_of_acts:
        return [[_of_kind(kind)] for kind in (LogKind.ACT, LogKind.SYSTEM)]
    return [[]]


def _of_kind(kind: LogKind) -> ColumnElement[bool]:
    """Return the condition; rows of version 1 have no kind and are nearly all of the commonest one."""
    if kind is LogKind.ACCESS:
        return func.coalesce(events.kind, LogKind.ACCESS.value) == LogKind.ACCESS.value
    return events.kind == kind.value


def in_time(wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Return the conditions by which the rows of the wanted days are found in the index by time."""
    since, until = wanted.since_utc, wanted.until_utc
    bounds = [] if since is None else [events.at_utc >= utc_text(since)]
    return bounds + ([] if until is None else [events.at_utc < utc_text(until)])


def _time_conditions(wanted: LogFilter, found: Found) -> list[ColumnElement[bool]]:
    """Return a range of seq, and the days themselves: rows of other days may stand between theirs."""
    if found.seqs is None:
        return []
    bounds = [events.seq >= found.seqs.start]
    bounds += [] if wanted.until_utc is None else [events.seq < found.seqs.stop]
    time = _unindexed(events.at_utc)  # the index by time would have to be sorted by seq again
    bounds += [] if wanted.since_utc is None else [time >= utc_text(wanted.since_utc)]
    return bounds + ([] if wanted.until_utc is None else [time < utc_text(wanted.until_utc)])
