"""What the desk tells of the log beside its rows: days in numbers, one go, how far a text was looked for."""

from datetime import timedelta
from pathlib import Path

import pytest

from door_access.desk.desk import DayCount, Desk
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogEntry, LogFilter, LogKind, Sought
from tests.desk.desks import desk_over
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore

DAY = NOON.replace(hour=0)
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def log() -> MemoryAccessLog:
    return MemoryAccessLog(MemoryPeopleStore())


@pytest.fixture
def desk(log, tmp_path: Path) -> Desk:
    return desk_over(MemoryPeopleStore(), tmp_path, log=log)


def row(log, outcome=Outcome.GRANTED, reason=Reason.MATCH, minutes: int = 0, **more) -> None:
    at = NOON + timedelta(minutes=minutes)
    log.append(LogEntry(at, "front", outcome, reason, **more))


def counted(desk, wanted: LogFilter = LogFilter()) -> DayCount | None:  # noqa: B008 - a frozen value
    return desk.day_count(wanted, DAY, TOMORROW)


@pytest.fixture
def busy(log):
    row(log)
    row(log, reason=Reason.CARD_AND_PIN)
    row(log, Outcome.DENIED, Reason.NO_MATCH)
    row(log, Outcome.DENIED, Reason.BLOCKED)
    row(log, Outcome.DENIED, Reason.BLOCKED, minutes=24 * 60)
    row(log, reason=Reason.OPERATOR_RELEASE, kind=LogKind.ACT)
    row(log, Outcome.DONE, Act.RENAME, kind=LogKind.ACT)
    row(log, Outcome.DENIED, Act.WRONG_DESK_PIN, kind=LogKind.ACT)


def test_a_day_is_who_was_let_in_and_who_was_not_and_no_opening_from_the_desk(busy, desk):
    assert counted(desk) == DayCount(2, 2)


def test_a_day_holds_what_is_wanted_and_no_more(busy, desk):
    assert counted(desk, LogFilter(outcome=Outcome.GRANTED)) == DayCount(2, 0)
    assert counted(desk, LogFilter(outcome=Outcome.DENIED)) == DayCount(0, 2)
    assert counted(desk, LogFilter(reasons=(Reason.BLOCKED,))) == DayCount(0, 1)
    assert counted(desk, LogFilter(reasons=(Reason.MATCH,))) == DayCount(1, 0)
    assert counted(desk, LogFilter(kind=LogKind.ACT)) == DayCount()
    assert counted(desk, LogFilter(since_utc=NOON + timedelta(minutes=1))) == DayCount()
    assert counted(desk, LogFilter(until_utc=NOON)) == DayCount()


def test_what_must_be_opened_is_not_counted(busy, desk):
    assert counted(desk, LogFilter(sought=Sought("parcel"))) is None


def test_what_happened_in_one_go_is_told_the_oldest_first_without_the_row_itself(log, desk):
    row(log, Outcome.DENIED, Reason.CARD_UNKNOWN, transaction="t-1")
    row(log, Outcome.DENIED, Reason.NO_MATCH, transaction="t-1")
    row(log, transaction="t-2")
    row(log, transaction="t-1")
    row(log)
    *_, middle, _first = desk.events(LogFilter(), before_seq=None, limit=9)
    same = desk.of_same_transaction(middle)
    assert (middle.seq, [one.seq for one in same]) == (2, [1, 4])
    alone = desk.events(LogFilter(), before_seq=None, limit=1)[0]
    assert desk.of_same_transaction(alone) == ()
