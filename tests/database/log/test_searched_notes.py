"""How far back a text is looked for: notes within a bound, which is told; all else in the whole log."""

from dataclasses import replace

import pytest

from database.log import access_log
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogFilter, LogKind, Sought
from tests.database.building import event


@pytest.fixture
def log(database, monkeypatch):
    monkeypatch.setattr(access_log, "NOTES_LOOKED_AT", 3)
    log = access_log.open_log(database)
    for minute in range(5):
        log.append(event(minute=minute, kind=LogKind.ACT, reason=Reason.OPERATOR_RELEASE, note="a parcel"))
        log.append(event(minute=minute, reason=Reason.NO_MATCH))
    return log


def test_notes_are_looked_through_back_to_a_moment_that_is_told(log):
    found = log.page(LogFilter(sought=Sought("parcel")), before_seq=None, limit=9)
    assert [row.seq for row in found] == [9, 7, 5]
    assert log.notes_since(LogFilter()) == event(minute=2).at_utc


def test_reasons_are_found_beyond_that(log):
    sought = Sought("opened", reasons=(Reason.OPERATOR_RELEASE,))
    assert len(log.page(LogFilter(sought=sought), before_seq=None, limit=9)) == 5


def test_days_that_are_chosen_are_looked_through_themselves(log):
    early = LogFilter(until_utc=event(minute=2).at_utc)
    assert log.notes_since(early) is None
    found = log.page(replace(early, sought=Sought("parcel")), before_seq=None, limit=9)
    assert [row.seq for row in found] == [3, 1]


def test_what_has_no_notes_has_no_bound(log):
    assert log.notes_since(LogFilter(kind=LogKind.ACCESS)) is None
    wanted = LogFilter(kind=LogKind.ACCESS, outcome=Outcome.DENIED, sought=Sought("parcel"))
    assert log.page(wanted, before_seq=None, limit=9) == ()
