"""What every AccessLog does, the adapter and the fake alike."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import AccessLog, LogCheck, LogFilter
from tests.database.building import event, newcomer
from tests.database.conftest import Stores

EVERYTHING = LogFilter()
DAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def log(stores: Stores) -> AccessLog:
    return stores.log


def _seqs(log: AccessLog, wanted: LogFilter = EVERYTHING, before_seq: int | None = None, limit: int = 99):
    return [row.seq for row in log.page(wanted, before_seq=before_seq, limit=limit)]


def test_a_new_log_is_empty_and_whole(log):
    assert log.page(EVERYTHING, before_seq=None, limit=9) == ()
    assert log.verify() == LogCheck(is_ok=True, events=0, first_broken=None)


def test_rows_are_numbered_from_one(log):
    assert [log.append(event()) for _ in range(3)] == [1, 2, 3]


def test_row_is_read_back_as_it_was_written(log):
    written = event(
        minute=3,
        outcome=Outcome.GRANTED,
        reason=Reason.MATCH,
        person_id="p-1",
        distance=0.1 + 0.2,
        threshold=0.3375,
        second_distance=1.0,
        note='Grüße, "quoted"; \u202e and 🙂\nnext line',
    )

    log.append(written)

    assert log.page(EVERYTHING, before_seq=None, limit=1)[0].event == written


def test_local_time_comes_back_as_the_same_moment(log):
    local = datetime(2026, 3, 2, 23, 30, 0, 5, timezone(timedelta(hours=-5)))

    log.append(event(at_utc=local))

    assert log.page(EVERYTHING, before_seq=None, limit=1)[0].event.at_utc == local


def test_page_is_newest_first_and_no_longer_than_asked(log):
    for minute in range(5):
        log.append(event(minute))

    assert _seqs(log, limit=2) == [5, 4]
    assert _seqs(log, before_seq=4, limit=2) == [3, 2]
    assert _seqs(log, before_seq=1) == []


def test_rows_are_filtered_by_outcome(log):
    for outcome in (Outcome.DENIED, Outcome.GRANTED, Outcome.DENIED):
        log.append(event(outcome=outcome))

    assert _seqs(log, LogFilter(outcome=Outcome.DENIED)) == [3, 1]
    assert log.count(LogFilter(outcome=Outcome.GRANTED)) == 1


def test_rows_are_filtered_by_person(log):
    for person_id in ("a", None, "b", "a"):
        log.append(event(person_id=person_id))

    assert _seqs(log, LogFilter(person_id="a")) == [4, 1]
    assert log.count(LogFilter(person_id="nobody")) == 0


def test_day_begins_at_since_and_ends_before_until(log):
    for at_utc in (DAY - timedelta(microseconds=1), DAY, DAY + timedelta(hours=23), DAY + timedelta(days=1)):
        log.append(event(at_utc=at_utc))

    assert _seqs(log, LogFilter(since_utc=DAY, until_utc=DAY + timedelta(days=1))) == [3, 2]
    assert _seqs(log, LogFilter(since_utc=DAY)) == [4, 3, 2]
    assert _seqs(log, LogFilter(until_utc=DAY)) == [1]


def test_day_finds_its_rows_when_the_clock_was_set_back(log):
    for at_utc in (DAY, DAY + timedelta(days=1), DAY + timedelta(hours=1)):
        log.append(event(at_utc=at_utc))

    assert _seqs(log, LogFilter(since_utc=DAY, until_utc=DAY + timedelta(days=1))) == [3, 1]
    assert log.count(LogFilter(since_utc=DAY + timedelta(days=1))) == 1


def test_filters_work_together(log):
    for minute, (person_id, outcome) in enumerate(
        [("a", Outcome.GRANTED), ("a", Outcome.DENIED), ("b", Outcome.GRANTED), ("a", Outcome.GRANTED)]
    ):
        log.append(event(minute, person_id=person_id, outcome=outcome))
    wanted = LogFilter(person_id="a", outcome=Outcome.GRANTED, since_utc=event(1).at_utc)

    assert _seqs(log, wanted) == [4]
    assert log.count(wanted) == 1
    assert [row.seq for row in log.oldest_first(wanted)] == [4]


def test_stream_gives_every_row_oldest_first(log):
    for minute in range(4):
        log.append(event(minute))

    assert [row.seq for row in log.oldest_first(EVERYTHING)] == [1, 2, 3, 4]


def test_row_shows_todays_name_and_none_once_erased(stores):
    person_id = stores.people.enrol(newcomer("Ada"))
    stores.log.append(event(person_id=person_id))
    stores.people.rename(person_id, "Ada Lovelace")
    renamed = stores.log.page(EVERYTHING, before_seq=None, limit=1)[0].person

    stores.people.remove(person_id)

    (erased,) = stores.log.page(EVERYTHING, before_seq=None, limit=1)
    assert (renamed, erased.person, erased.event.person_id) == ("Ada Lovelace", "", person_id)


def test_erasing_a_person_leaves_the_chain_whole(stores):
    person_id = stores.people.enrol(newcomer("Ada"))
    for _ in range(3):
        stores.log.append(event(person_id=person_id))

    stores.people.remove(person_id)

    assert stores.log.verify() == LogCheck(is_ok=True, events=3, first_broken=None)


def test_every_row_has_its_own_hash(log):
    for _ in range(3):
        log.append(event())

    assert len({row.hash for row in log.oldest_first(EVERYTHING)}) == 3
