"""What every FailureStore does, the adapter and the fake alike."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from database.people.failures import SqlFailureStore
from door_access.domain.entry.throttle import FailureCount
from door_access.errors import StorageFault
from tests.database.building import newcomer
from tests.fakes import NOON, MemoryFailureStore


class Wall:
    """A wall clock that a test sets."""

    now_utc = NOON

    def __call__(self):
        return self.now_utc


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(params=["memory", "sqlite"])
def failures(request, wall):
    if request.param == "memory":
        return MemoryFailureStore(wall)
    return SqlFailureStore(request.getfixturevalue("database"), utc_clock=wall)


def test_nobody_has_failed_at_first(failures):
    assert failures.failures() == ()


def test_counts_come_back_with_what_is_left_of_their_wait(failures, wall):
    failures.write_failures(FailureCount("card:1", 5, 30.0))
    wall.now_utc = NOON + timedelta(seconds=12)
    assert failures.failures() == (FailureCount("card:1", 5, 18.0),)
    wall.now_utc = NOON + timedelta(days=1)
    assert failures.failures() == (FailureCount("card:1", 5, 0.0),)


def test_a_later_count_replaces_the_earlier_one_of_its_subject_only(failures):
    for count in (FailureCount("card:1", 1), FailureCount("person:1", 4), FailureCount("card:1", 2)):
        failures.write_failures(count)
    assert {count.subject: count.failures for count in failures.failures()} == {"card:1": 2, "person:1": 4}


def test_no_failures_are_forgotten(failures):
    failures.write_failures(FailureCount("card:1", 3))
    failures.write_failures(FailureCount("card:1"))
    failures.write_failures(FailureCount("card:2"))
    assert failures.failures() == ()


@pytest.fixture
def site(stores, request):
    """Return people and cards with the failures that belong to them."""
    is_sql = "memory" not in request.node.name
    kept = SqlFailureStore(request.getfixturevalue("database")) if is_sql else stores.people.failures
    ada = stores.people.enrol(newcomer("Ada"))
    card = stores.credentials.add_card(ada, "04A2B8C1")
    for subject in (f"person:{ada}", f"card:{card}", "door"):
        kept.write_failures(FailureCount(subject, 7))
    return stores, kept, ada, card


def subjects(kept) -> set[str]:
    return {count.subject for count in kept.failures()}


def test_unblocking_a_person_forgets_what_they_failed_and_blocking_does_not(site):
    stores, kept, ada, card = site
    stores.people.set_blocked(ada, True)
    assert f"person:{ada}" in subjects(kept)
    stores.people.set_blocked(ada, False)
    assert subjects(kept) == {f"card:{card}", "door"}


def test_enabling_a_card_forgets_what_was_tried_with_it_and_disabling_does_not(site):
    stores, kept, ada, card = site
    stores.credentials.disable_card(card)
    assert f"card:{card}" in subjects(kept)
    stores.credentials.enable_card(card)
    assert subjects(kept) == {f"person:{ada}", "door"}


def test_taking_a_card_away_leaves_nothing_of_what_was_tried_with_it(site):
    stores, kept, ada, card = site
    stores.credentials.remove_card(ada, card)
    assert subjects(kept) == {f"person:{ada}", "door"}


def test_erasing_a_person_leaves_nothing_of_what_they_failed(site):
    stores, kept, ada, _ = site
    stores.people.remove(ada)
    assert subjects(kept) == {"door"}


def test_a_count_changes_nobodys_rights(site):
    stores, kept, ada, _ = site
    version = stores.people.version()
    kept.write_failures(FailureCount(f"person:{ada}", 8))
    assert stores.people.version() == version


@pytest.mark.parametrize(
    ("column", "cell"), [("waits_until_utc", "soon"), ("waits_until_utc", "2026-03-02"), ("failures", "many")]
)
def test_a_count_that_makes_no_sense_is_a_storage_fault_in_a_sentence(database, column, cell):
    store = SqlFailureStore(database)
    store.write_failures(FailureCount("card:1", 3))
    with database.writing() as connection:
        connection.execute(text(f"UPDATE failure_counts SET {column} = :cell"), {"cell": cell})

    with pytest.raises(StorageFault, match=rf"holds what cannot be read: '{cell}' is not a .*\.$"):
        store.failures()
