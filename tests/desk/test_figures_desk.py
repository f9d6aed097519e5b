"""Today and months: the right rows, counted once, in pieces, by whoever may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from door_access.desk import figures_desk
from door_access.desk.figures_desk import Counted, FiguresDesk, last_day_of_month
from door_access.desk.session import Session
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogEntry
from tests.fakes import MemoryAccessLog
from tests.memory_operators import MemoryOperatorStore

EAST = timezone(timedelta(hours=3))
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=EAST)
MARCH = date(2026, 3, 1)


class Clock:
    now = NOON


@pytest.fixture
def log() -> MemoryAccessLog:
    return MemoryAccessLog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(log, clock) -> FiguresDesk:
    session = Session(MemoryOperatorStore().operators)
    return FiguresDesk(log, session, utc_now=lambda: clock.now.astimezone(UTC), zone=EAST)


def enter(log: MemoryAccessLog, at: datetime) -> None:
    log.append(LogEntry(at.astimezone(UTC), "front", Outcome.GRANTED, Reason.MATCH, person_id="a"))


def counted(ask: Callable[[Counted | None], Counted]) -> Counted:
    """Ask until all is counted."""
    found = ask(None)
    while not found.is_whole:
        found = ask(found)
    return found


def test_today_begins_at_midnight_on_the_clock_of_the_site(log, desk):
    midnight = NOON.replace(hour=0)
    for at in (midnight - timedelta(seconds=1), midnight, NOON):
        enter(log, at)
    assert desk.today().figures.entered == 2


def test_today_counts_on_and_looks_at_new_rows_only(log, desk, monkeypatch):
    enter(log, NOON)
    first = desk.today()
    asked = []
    monkeypatch.setattr(
        log, "headers", lambda seqs, found=log.headers: asked.append(seqs.start) or found(seqs)
    )
    enter(log, NOON)
    assert desk.today(first).figures.entered == 2
    assert asked == [2]


def test_a_day_without_rows_counts_those_that_come(log, desk):
    enter(log, NOON - timedelta(days=1))
    first = desk.today()
    assert (first.figures.entered, first.is_whole) == (0, True)
    enter(log, NOON)
    assert desk.today(first).figures.entered == 1


def test_a_new_day_begins_with_nothing(log, clock, desk):
    enter(log, NOON)
    yesterday = desk.today()
    clock.now = NOON + timedelta(days=1)
    today = desk.today(yesterday)
    assert (today.figures.entered, today.days[0]) == (0, date(2026, 4, 1))


def test_a_month_holds_its_own_days_and_no_row_of_another_that_stands_between(log, desk):
    for at in (
        datetime(2026, 2, 28, 23, 59, tzinfo=EAST),
        datetime(2026, 3, 1, tzinfo=EAST),
        datetime(2026, 4, 1, tzinfo=EAST),
        datetime(2026, 3, 31, 23, 59, tzinfo=EAST),
    ):
        enter(log, at)
    month = counted(lambda so_far: desk.month(MARCH, so_far))
    assert month.figures.by_day() == {date(2026, 3, 1): 1, date(2026, 3, 31): 1}


@pytest.mark.parametrize("rows", [0, 1, 4, 5])
def test_much_is_counted_in_pieces_that_leave_nothing_out(monkeypatch, log, desk, rows):
    monkeypatch.setattr(figures_desk, "ROWS_AT_ONCE", 2)
    for number in range(rows):
        enter(log, NOON + timedelta(minutes=number))
    assert counted(desk.today).figures.entered == rows
    assert counted(lambda so_far: desk.month(MARCH, so_far)).figures.entered == rows


def test_what_was_forgotten_of_a_person_leaves_the_figures_as_they_were(log, desk):
    enter(log, NOON)
    before = desk.today()
    log._people.erased.add("a")
    after = desk.today()
    assert replace(after.figures, people=frozenset("a")) == before.figures


@pytest.mark.parametrize(("first", "last"), [(MARCH, 31), (date(2026, 2, 1), 28), (date(2028, 2, 1), 29)])
def test_a_month_ends_with_its_last_day(first, last):
    assert last_day_of_month(first).day == last
