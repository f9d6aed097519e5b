"""Every view of the log is read through an index and never sorted, so 100,000 rows do not stutter."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from database.connections import Database
from database.log import log_headers, log_query
from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogFilter, LogKind, Sought
from tests.fakes import NOON

TIMES = [(None, None), (NOON, None), (None, NOON), (NOON, NOON + timedelta(days=1))]
TAGS = ("0123456789abcdef0123456789abcdef",), ("fedcba9876543210fedcba9876543210",)


def found(wanted: LogFilter) -> log_query.Found:
    in_time = None if wanted.since_utc is wanted.until_utc is None else range(1_000, 90_000)
    return log_query.Found(*TAGS, notes_from=7, seqs=in_time)


FILTERS = [
    LogFilter(person_id, outcome, since, until, kind)
    for person_id, outcome, kind, (since, until) in product(
        [None, "p-1"], [None, Outcome.DENIED], [None, LogKind.ACT, LogKind.ACCESS], TIMES
    )
]
OF_ACTS = [
    LogFilter(person_id, None, since, until, kind, **wanted)  # type: ignore[arg-type]
    for person_id, kind, (since, until), wanted in product(
        [None, "p-1"],
        [None, LogKind.ACT],
        TIMES,
        [{"by": ("anna",)}, {"objects": ("office",)}, {"reasons": (Act.RENAME, Act.BLOCK)}],
    )
]
WHY = (Reason.NO_MATCH, Notice.FORCED, Reason.BLOCKED)
ADA = Sought("ada", ("p-1",), reasons=(Reason.NO_MATCH,))
OF_REASONS = [
    LogFilter(reasons=WHY),
    LogFilter(None, Outcome.DENIED, *TIMES[-1], LogKind.ACCESS, WHY),
    LogFilter(sought=ADA),
    LogFilter(None, Outcome.DENIED, *TIMES[-1], LogKind.ACT, sought=ADA),
    LogFilter(sought=Sought("parcel"), reasons=WHY),
    LogFilter("p-1", sought=ADA),
]
OF_ACTS += OF_REASONS
FILTERS += [*OF_ACTS, *(replace(wanted, hides_acts=True) for wanted in FILTERS + OF_ACTS)]
NEARLY_ALL = (LogFilter(), LogFilter(kind=LogKind.ACCESS))
"""Of these every row fits, or nearly: the newest are at the end of the table itself."""


def _plan(database: Database, query: Select) -> list[str]:
    sql = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with database.reading() as connection:
        return [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize("before_seq", [None, 50_000])
def test_page_walks_an_index_from_its_newest_end(database, before_seq):
    for wanted in FILTERS:
        plan = _plan(database, log_query.newest(wanted, found(wanted), before_seq=before_seq, limit=100))
        assert not [step for step in plan if "TEMP B-TREE" in step], wanted
        if replace(wanted, hides_acts=False) not in NEARLY_ALL or before_seq:
            assert not [step for step in plan if step.startswith("SCAN")], wanted


def test_export_walks_an_index_from_where_it_stopped(database):
    for wanted in FILTERS:
        plan = _plan(database, log_query.oldest(wanted, found(wanted), after_seq=50_000, limit=100))
        assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")], wanted


COUNTED = [w for w in FILTERS if w == LogFilter(w.person_id, w.outcome, w.since_utc, w.until_utc, w.kind)]


def _counting(database: Database, wanted: LogFilter) -> list[str]:
    plan = _plan(database, log_query.number(wanted, found(wanted)))
    return [step for step in plan if step.split()[1] == "access_events"]


def test_rows_of_a_person_or_outcome_are_counted_in_an_index_alone(database):
    for wanted in [w for w in COUNTED if (w.person_id or w.outcome) and not w.kind]:
        steps = _counting(database, wanted)
        assert len(steps) == (2 if wanted.person_id else 1), wanted
        assert all(step.startswith("SEARCH access_events USING COVERING INDEX") for step in steps), steps


def test_rows_of_a_kind_are_counted_by_an_index(database):
    for wanted in [w for w in COUNTED if w.kind is LogKind.ACT and not w.person_id]:
        steps = _counting(database, wanted)
        assert all(step.startswith("SEARCH access_events USING") for step in steps), steps


def test_whole_log_is_counted_in_an_index_alone(database):
    (step,) = [
        step
        for step in _plan(database, log_query.number(LogFilter(), log_query.Found()))
        if "access_events" in step
    ]

    assert step.startswith("SCAN access_events USING COVERING INDEX")


def test_without_acts_the_whole_log_is_counted_in_an_index_and_the_hidden_ones_by_their_kind(database):
    plan = _plan(database, log_query.number(LogFilter(hides_acts=True), log_query.Found()))
    steps = [step for step in plan if "access_events" in step]

    assert [step.split(" access_events USING ")[0] for step in steps] == ["SCAN", "SEARCH"]
    assert steps[0].startswith("SCAN access_events USING COVERING INDEX")
    assert "access_events_by_kind" in steps[1]


@pytest.mark.parametrize("wanted", OF_REASONS[:2])
def test_rows_of_reasons_are_counted_in_an_index_alone(database, wanted):
    steps = _counting(database, wanted)

    by_reason = [step for step in steps if "access_events_by_reason" in step]
    assert len(by_reason) == len(wanted.reasons)
    assert all("COVERING INDEX" in step for step in by_reason), steps


@pytest.mark.parametrize("times", TIMES)
def test_the_oldest_note_that_is_looked_at_is_found_in_indexes_alone(database, times):
    wanted = LogFilter(None, None, *times)
    plan = _plan(database, log_query.notes(wanted, found(wanted), 2_000))

    assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")]


@pytest.mark.parametrize("times", TIMES[1:])
def test_where_days_lie_is_looked_up_in_their_part_of_the_index_by_time(database, times):
    wanted = LogFilter(None, None, *times)
    (step,) = _plan(database, log_headers.ends(wanted))

    assert step.startswith("SEARCH access_events USING COVERING INDEX access_events_by_time (at_utc")
