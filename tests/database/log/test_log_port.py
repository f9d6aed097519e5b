"""What every AccessLog does, the adapter and the fake alike."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.errors import Refused, StorageFault, UnsettledRow
from door_access.ports import AccessLog, Change, LogCheck, LogEntry, LogFilter, LogKind, Sought
from tests.database.building import MODEL, event, grant, newcomer
from tests.database.conftest import Stores
from tests.fakes import MemoryAccessLog

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
        kind=LogKind.ACT,
        actor="op-1",
        object="p-2",
        liveness=LivenessLevel.CHALLENGE,
        claim="card",
        transaction="t-1",
        right="day",
        rules_version=41,
        changes=(Change("name", "Ada", "=Äda; \U0001f642"), Change("door.unlock_s", "5.0", "")),
        is_duress=True,
    )

    log.append(written)

    row = log.page(EVERYTHING, before_seq=None, limit=1)[0]
    assert (row.event, row.version, row.is_sealed) == (written, 2, False)


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
    for outcome in (Outcome.DENIED, Outcome.GRANTED, Outcome.NOT_COMPLETED, Outcome.DENIED):
        log.append(event(outcome=outcome))

    assert _seqs(log, LogFilter(outcome=Outcome.DENIED)) == [4, 1]
    assert _seqs(log, LogFilter(outcome=Outcome.NOT_COMPLETED)) == [3]
    assert log.count(LogFilter(outcome=Outcome.GRANTED)) == 1


def test_rows_are_filtered_by_kind(log):
    for kind in (LogKind.ACCESS, LogKind.ACT, LogKind.DOOR, LogKind.ACT):
        log.append(event(kind=kind))

    assert _seqs(log, LogFilter(kind=LogKind.ACT)) == [4, 2]
    assert _seqs(log, LogFilter(kind=LogKind.ACCESS)) == [1]
    assert log.count(LogFilter(kind=LogKind.ACT, outcome=Outcome.DENIED)) == 2


def test_an_act_is_read_back_as_one(log):
    log.append(event(kind=LogKind.ACT, outcome=Outcome.DONE, reason=Act.DISABLE_CARD))

    (row,) = log.oldest_first(EVERYTHING)
    assert (row.event.outcome, row.event.reason) == (Outcome.DONE, Act.DISABLE_CARD)


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


def test_row_shows_todays_name(stores):
    person_id = stores.people.enrol(newcomer("Ada"))
    stores.log.append(event(person_id=person_id))

    stores.people.rename(person_id, "Ada Lovelace")

    assert stores.log.page(EVERYTHING, before_seq=None, limit=1)[0].person == "Ada Lovelace"


def test_row_of_somebody_erased_tells_its_header_alone_and_nobody_elses_does(stores):
    ada, bob = stores.people.enrol(newcomer("Ada")), stores.people.enrol(newcomer("Bob", seed=50))
    for person_id in (ada, bob, None):
        stores.log.append(event(person_id=person_id, distance=0.2, note="told of it"))

    stores.people.remove(ada)

    erased, *others = stores.log.oldest_first(EVERYTHING)
    plain = event()
    header = LogEntry(plain.at_utc, plain.door, plain.outcome, plain.reason)
    assert (erased.event, erased.person, erased.is_sealed) == (header, "", True)
    assert [(row.event.note, row.person, row.is_sealed) for row in others] == [
        ("told of it", "Bob", False),
        ("told of it", "", False),
    ]
    assert stores.log.count(LogFilter(person_id=ada)) == 0
    assert _seqs(stores.log, LogFilter(person_id=bob)) == [2]


def test_erasing_a_person_leaves_the_chain_whole_and_growing(stores):
    person_id = stores.people.enrol(newcomer("Ada"))
    for minute in range(3):
        stores.log.append(grant(person_id, minute))

    stores.people.remove(person_id)
    stores.log.append(event())

    assert stores.log.verify() == LogCheck(is_ok=True, events=4, first_broken=None, sealed=3)


def test_erased_person_is_no_drift(stores):
    person_id = stores.people.enrol(newcomer("Ada"))
    granted = event(person_id=person_id, outcome=Outcome.GRANTED, distance=0.2, threshold=0.3)
    stores.log.append(granted)
    before = set(stores.log.grant_histories(MODEL))

    stores.people.remove(person_id)

    assert (before, stores.log.grant_histories(MODEL)) == ({person_id}, {})


@pytest.fixture
def loss(request, stores: Stores) -> None:
    """Let the log have lost its only row."""
    stores.log.append(event(note="lost"))
    if isinstance(stores.log, MemoryAccessLog):
        stores.log.lose_newest_row()
        return
    with request.getfixturevalue("database").writing() as connection:
        connection.execute(text("DELETE FROM access_events"))
        connection.execute(text("UPDATE chain_head SET seq = 0, hash = :hash"), {"hash": "0" * 64})


def test_log_that_lost_nothing_is_settled_and_has_nothing_to_acknowledge(log):
    log.settle()
    log.append(event())
    log.settle()

    with pytest.raises(Refused, match="nothing to acknowledge"):
        log.acknowledge(event())
    assert log.verify() == LogCheck(is_ok=True, events=1, first_broken=None)


@pytest.mark.usefixtures("loss")
def test_log_that_lost_rows_says_so_and_still_writes_every_row_once(log):
    with pytest.raises(StorageFault, match="log acknowledge") as told:
        log.settle()
    for minute in (1, 2):
        with pytest.raises(UnsettledRow, match="log acknowledge") as unsettled:
            log.append(event(minute))
        assert unsettled.value.seq == minute

    check = log.verify()
    assert (check.is_ok, check.events) == (False, 2)
    assert "log acknowledge" in check.fault and "log acknowledge" in str(told.value)
    assert _seqs(log) == [2, 1]


@pytest.mark.usefixtures("loss")
def test_acknowledged_loss_is_a_row_of_its_own_and_the_log_goes_on(log):
    fault = log.verify().fault

    found = log.acknowledge(event(note="The old backup.", kind=LogKind.SYSTEM, actor="command line"))

    log.settle()
    assert log.append(event()) == 2
    acknowledged = log.page(EVERYTHING, before_seq=2, limit=1)[0].event
    assert (acknowledged.kind, acknowledged.actor) == (LogKind.SYSTEM, "command line")
    assert found == fault
    assert acknowledged.note == f"{found} The old backup."
    assert log.verify() == LogCheck(is_ok=True, events=2, first_broken=None)


def test_hash_is_that_of_the_header(log):
    log.append(event())

    (row,) = log.oldest_first(EVERYTHING)
    assert hashlib.sha256(row.header.encode()).hexdigest() == row.hash


def test_every_row_has_its_own_hash(log):
    for _ in range(3):
        log.append(event())

    assert len({row.hash for row in log.oldest_first(EVERYTHING)}) == 3


def test_a_check_tells_how_far_it_is(log):
    for minute in range(3):
        log.append(event(minute))
    heard = []

    assert log.verify(lambda *told: heard.append(told)).is_ok
    assert heard[-1] == (3, 3)


def test_headers_tell_when_where_what_and_about_whom_without_opening_anything(log):
    told = [
        (Outcome.GRANTED, Reason.MATCH, "p-1"),
        (Outcome.DENIED, Reason.NO_MATCH, None),
        (Outcome.GRANTED, Reason.MATCH, "p-1"),
        (Outcome.GRANTED, Reason.MATCH, "p-2"),
    ]
    for minute, (outcome, reason, person_id) in enumerate(told):
        log.append(event(minute=minute, outcome=outcome, reason=reason, person_id=person_id))
    headers = log.headers(range(1, 5))
    assert [(one.seq, one.outcome, one.reason) for one in headers] == [
        (seq, outcome, reason) for seq, (outcome, reason, _) in enumerate(told, start=1)
    ]
    first, nobody, again, another = (one.who for one in headers)
    assert first == again != another and nobody == ""
    assert headers[0].at_utc == event(minute=0).at_utc and headers[0].door == event().door
    assert [one.seq for one in log.headers(range(3, 9))] == [3, 4]


def test_a_stretch_of_time_is_from_its_first_row_to_its_last_whatever_stands_between(log):
    for minute in (0, 10, 50, 20, 60):
        log.append(event(minute=minute))
    at = [event(minute=minute).at_utc for minute in range(90)]
    assert log.seqs(at[10], at[30]) == range(2, 5)
    assert log.seqs(at[20], None) == range(3, 6)
    assert log.seqs(at[70], None) == log.seqs(at[30], at[40]) == range(6, 6)


def test_headers_of_whom_the_log_forgot_stay_about_nobody(stores):
    person_id = stores.people.enrol(newcomer("Ada"))
    stores.log.append(event(outcome=Outcome.GRANTED, reason=Reason.MATCH, person_id=person_id))
    (before,) = stores.log.headers(range(1, 2))
    stores.people.remove(person_id)
    (after,) = stores.log.headers(range(1, 2))
    assert before.who and after == before._replace(who="")


def test_rows_of_some_reasons_are_found_newest_first_each_once(log):
    for minute, reason in enumerate((Reason.NO_MATCH, Reason.BLOCKED, Reason.NO_FACE, Reason.NO_MATCH)):
        log.append(event(minute=minute, reason=reason))
    wanted = LogFilter(reasons=(Reason.NO_MATCH, Reason.BLOCKED, Reason.NO_MATCH))
    assert (_seqs(log, wanted), _seqs(log, wanted, limit=2)) == ([4, 2, 1], [4, 2])
    assert log.count(wanted) == 3
    at_door = replace(wanted, kind=LogKind.ACCESS, outcome=Outcome.DENIED)
    assert log.count(at_door) == len(_seqs(log, at_door)) == 3
    assert log.count(replace(at_door, kind=LogKind.DOOR)) == 0


def release(minute: int, note: str, **more: object) -> LogEntry:
    how = {"outcome": Outcome.GRANTED, "reason": Reason.OPERATOR_RELEASE, "kind": LogKind.ACT}
    return event(minute=minute, note=note, **{**how, **more})


def test_a_text_is_found_in_names_reasons_notes_and_changes_accents_and_case_aside(log):
    log.append(release(0, "Ein Paket für GRÜN"))
    log.append(event(minute=1, reason=Reason.BLOCKED, person_id="p-1"))
    log.append(event(minute=2, reason=Reason.NO_MATCH))
    change = Change("name", "Ada", "Grünwald")
    log.append(event(minute=3, kind=LogKind.ACT, reason=Act.RENAME, changes=(change,), person_id="p-2"))
    assert _seqs(log, LogFilter(sought=Sought("grun"))) == [4, 1]
    assert _seqs(log, LogFilter(sought=Sought("grun", ("p-1",), reasons=(Reason.NO_MATCH,)))) == [4, 3, 2, 1]
    assert _seqs(log, LogFilter(sought=Sought("grun"), outcome=Outcome.GRANTED)) == [1]
    assert _seqs(log, LogFilter("p-2", sought=Sought("grun"))) == [4]
    assert _seqs(log, LogFilter(sought=Sought("nobody"))) == []


def test_a_row_that_tells_of_a_text_in_two_ways_comes_once(log):
    for minute in range(3):
        log.append(release(minute, "for Ada", person_id="p-1"))
    wanted = LogFilter(sought=Sought("ada", ("p-1",), reasons=(Reason.OPERATOR_RELEASE,)))
    assert (_seqs(log, wanted), _seqs(log, wanted, limit=2)) == ([3, 2, 1], [3, 2])
    assert [row.seq for row in log.oldest_first(wanted)] == [1, 2, 3]


def test_a_text_tells_nobody_who_was_threatened(log):
    log.append(event(minute=0, person_id="p-1", is_duress=True))
    assert (
        _seqs(log, LogFilter(sought=Sought("threat"))) == _seqs(log, LogFilter(sought=Sought("duress"))) == []
    )


def test_hidden_acts_stay_hidden_from_whoever_looks_for_their_words(log):
    log.append(event(minute=0, kind=LogKind.ACT, reason=Act.RENAME, note="parcel"))
    log.append(release(1, "parcel"))
    sought = Sought("parcel", reasons=(Act.RENAME,))
    assert _seqs(log, LogFilter(sought=sought)) == [2, 1]
    assert _seqs(log, LogFilter(sought=sought, hides_acts=True)) == [2]
