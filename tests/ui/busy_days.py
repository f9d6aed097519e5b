"""Days at a door with many people, made up from their numbers alone: for figures, headings and the search."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from door_access.domain.door.alarms import Notice
from door_access.domain.figures.figures import Header
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import Change, LogEntry, LogFilter, LogKind, LogRow
from tests.ui.fakes import ADA, ALAN, GRACE, is_wanted

DOOR = "main-entrance"
LAST_DAY = datetime(2026, 3, 17).astimezone()
NOW_UTC = LAST_DAY.replace(hour=17, minute=40).astimezone(UTC)
DAYS = 17
PER_HOUR = {7: 6, 8: 31, 9: 22, 10: 4, 11: 3, 12: 14, 13: 17, 14: 2, 15: 3, 16: 1}
"""Entries on a working day."""
NAMES = {ADA: "Ada Lovelace", GRACE: "Grace Hopper", ALAN: "Alan Turing"}
_NOTE = "Parcel for the workshop, two boxes, signed for by the caretaker because Ms Hopper was in a meeting"


class BusyLog:
    """Rows of some days, the newest on the last; ``page``, ``count`` and the rest as the desk asks."""

    def __init__(self, days: int = DAYS) -> None:
        begun = LAST_DAY - timedelta(days=days - 1)
        entries = itertools.chain.from_iterable(
            _day(begun + timedelta(days=number)) for number in range(days)
        )
        self.all = [
            LogRow(seq, entry, NAMES.get(entry.person_id or "", ""), f"{seq:064x}")
            for seq, entry in enumerate(entries, start=1)
        ]

    @property
    def rows(self) -> int:
        return len(self.all)

    def add(self, entry: LogEntry) -> None:
        """Write one more row."""
        seq = len(self.all) + 1
        self.all.append(LogRow(seq, entry, NAMES.get(entry.person_id or "", ""), f"{seq:064x}"))

    def page(
        self, wanted: LogFilter, before_seq: int | None, limit: int, _people: object
    ) -> tuple[LogRow, ...]:
        end = self.rows + 1 if before_seq is None else before_seq
        found = (row for row in reversed(self.all) if row.seq < end and is_wanted(row.event, wanted))
        return tuple(itertools.islice(found, limit))

    def count(self, wanted: LogFilter) -> int:
        return sum(is_wanted(row.event, wanted) for row in self.all)

    def seqs(self, since_utc: datetime, until_utc: datetime | None) -> range:
        wanted = LogFilter(since_utc=since_utc, until_utc=until_utc)
        found = [row.seq for row in self.all if is_wanted(row.event, wanted)]
        return range(found[0], found[-1] + 1) if found else range(self.rows + 1, self.rows + 1)

    def headers(self, seqs: range) -> tuple[Header, ...]:
        return tuple(
            Header(row.seq, e.at_utc, e.door, e.outcome, e.reason, e.person_id or "")
            for row in self.all[seqs.start - 1 : seqs.stop - 1]
            for e in (row.event,)
        )


def entry_at(
    at: datetime,
    outcome: Outcome,
    reason: Reason | Act | Notice,
    person_id: str | None = None,
    **more: object,
) -> LogEntry:
    """Return a row of this door."""
    return LogEntry(at.astimezone(UTC), DOOR, outcome, reason, person_id, **more)  # type: ignore[arg-type]


def _day(day: datetime) -> Iterator[LogEntry]:
    is_working = day.weekday() < 5
    for hour, count in PER_HOUR.items() if is_working else ():
        for number in range(count):
            yield from _coming(day.replace(hour=hour, minute=(number * 59 // count), second=number), number)
        yield from _beside(day.replace(hour=hour, minute=59))


def _coming(at: datetime, number: int) -> Iterator[LogEntry]:
    """Somebody comes; every ninth is refused at first, every eleventh for good."""
    faces = {
        "threshold": 0.3375,
        "model": "door-128@0123abcd",
        "frames": 3,
        "liveness": LivenessLevel.PASSIVE,
    }
    transaction = {"transaction": f"{at:%m%d%H%M%S}"}
    if number % 11 == 10:
        yield entry_at(at, Outcome.DENIED, Reason.NO_MATCH, distance=0.61, **faces, **transaction)
        return
    if number % 9 == 8:
        yield entry_at(at, Outcome.DENIED, Reason.NO_MATCH, distance=0.36, **faces, **transaction)
    came = at + timedelta(seconds=8)
    who, known = (ADA, GRACE, ALAN)[number % 3], {"distance": 0.25, "second_distance": 0.83}
    told = {"right": "everybody", "rules_version": 3}
    yield entry_at(came, Outcome.GRANTED, Reason.MATCH, who, **known, **faces, **transaction, **told)


def _beside(at: datetime) -> Iterator[LogEntry]:
    """What else happens in some hours."""
    door, act = {"kind": LogKind.DOOR}, {"kind": LogKind.ACT, "actor": "desk"}
    match at.hour:
        case 8:
            yield entry_at(at, Outcome.NOT_COMPLETED, Reason.TOO_DARK)
            yield entry_at(at, Outcome.DENIED, Reason.CARD_UNKNOWN, claim="card")
        case 10:
            yield entry_at(at, Outcome.GRANTED, Reason.OPERATOR_RELEASE, note=_NOTE, **act)
        case 12:
            yield entry_at(at, Outcome.NOTICED, Notice.HELD, **door)
            yield entry_at(at, Outcome.NOTICED, Notice.CLOSED_AGAIN, **door)
        case 14:
            change = Change("name", "Ada", "Ada Lovelace")
            yield entry_at(at, Outcome.DONE, Act.RENAME, ADA, object=ADA, changes=(change,), **act)
        case 15:
            yield entry_at(at, Outcome.DENIED, Reason.NOT_NOW, GRACE, distance=0.22)
