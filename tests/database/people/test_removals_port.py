"""Removing somebody in two steps: denied at once, erased later, by every PeopleStore and the fake alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from database.keys.opening import open_keyring
from database.people.people import SqlPeopleStore
from door_access.desk.removals import finish_removals
from door_access.domain.enrolment.people import UNDO_S
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import BadInput, Refused
from door_access.ports import AccessLog, CredentialStore, PeopleStore
from tests.database.building import MODEL, event, newcomer, usually
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore

CARD = "04A1B2C3"
UNDO = timedelta(seconds=UNDO_S)
A_MOMENT = timedelta(seconds=0.1)


@dataclass
class Clock:
    now_utc: datetime = NOON

    def __call__(self) -> datetime:
        return self.now_utc


@dataclass(frozen=True)
class Site:
    clock: Clock
    people: PeopleStore
    credentials: CredentialStore
    log: AccessLog


@pytest.fixture(params=["memory", "sqlite"])
def site(request: pytest.FixtureRequest) -> Site:
    clock = Clock()
    if request.param == "memory":
        people = MemoryPeopleStore(clock)
        return Site(clock, people, MemoryCredentialStore(people), MemoryAccessLog(people))
    database = request.getfixturevalue("database")
    return Site(
        clock,
        SqlPeopleStore(database, open_keyring(database), usually, utc_clock=clock),
        request.getfixturevalue("sql_credentials"),
        request.getfixturevalue("sql_log"),
    )


@pytest.fixture
def ada(site: Site) -> str:
    person_id = site.people.enrol(newcomer("Ada", count=3))
    site.credentials.add_card(person_id, CARD)
    return person_id


def is_denied(site: Site) -> tuple[bool, bool]:
    """Say whether her face and her card are refused."""
    (reference,) = site.people.gallery(MODEL).references
    return reference.is_blocked, site.credentials.find_card(CARD).is_blocked


def test_face_and_card_open_nothing_from_the_moment_a_removal_begins(site, ada):
    assert is_denied(site) == (False, False)

    site.people.begin_removal(ada)

    assert is_denied(site) == (True, True)


def test_whoever_is_being_removed_is_shown_as_such_and_not_as_blocked(site, ada):
    site.people.enrol(newcomer("Bob", seed=9))

    due_at_utc = site.people.begin_removal(ada)

    told = [(one.name, one.is_blocked, one.erased_from_utc) for one in site.people.people(MODEL)]
    assert due_at_utc == NOON + UNDO
    assert told == [("Ada", False, due_at_utc), ("Bob", False, None)]
    assert site.people.find("ada", MODEL)[0].erased_from_utc == due_at_utc


def test_an_undone_removal_leaves_everything_as_it_was(site, ada):
    before = site.people.people(MODEL)
    site.people.begin_removal(ada)

    site.people.undo_removal(ada)
    site.clock.now_utc += 10 * UNDO

    assert finish_removals(site.people) == ()
    assert site.people.people(MODEL) == before
    assert is_denied(site) == (False, False)


def test_a_blocked_person_stays_blocked_after_an_undone_removal(site, ada):
    site.people.set_blocked(ada, True)
    site.people.begin_removal(ada)

    site.people.undo_removal(ada)

    assert is_denied(site) == (True, True)


def test_to_unblock_somebody_who_is_being_removed_opens_nothing(site, ada):
    site.people.begin_removal(ada)

    site.people.set_blocked(ada, False)

    assert is_denied(site) == (True, True)


def test_nobody_is_erased_while_it_can_be_undone(site, ada):
    site.people.begin_removal(ada)
    site.clock.now_utc += UNDO - A_MOMENT

    assert finish_removals(site.people) == ()
    assert len(site.people.people(MODEL)) == 1


def test_when_the_time_is_over_the_person_is_erased_with_a_certificate(site, ada):
    for minute in range(4):
        site.log.append(event(minute, person_id=ada))
    site.log.append(event(9))
    site.people.begin_removal(ada)
    site.clock.now_utc += UNDO

    (erasure,) = finish_removals(site.people)

    assert (erasure.person_id, erasure.at_utc) == (ada, NOON + UNDO)
    assert (erasure.templates, erasure.cards, erasure.log_rows, erasure.is_whole) == (3, 1, 4, True)
    assert site.people.people(MODEL) == ()
    assert site.credentials.find_card(CARD) is None
    assert finish_removals(site.people) == ()


def test_a_hurried_end_erases_whoever_could_still_be_brought_back(site, ada):
    site.people.begin_removal(ada)
    site.people.enrol(newcomer("Bob", seed=9))

    erasures = finish_removals(site.people, is_hurried=True)

    assert [one.person_id for one in erasures] == [ada]
    assert [one.name for one in site.people.people(MODEL)] == ["Bob"]


def test_a_clock_that_was_set_back_keeps_nobody(site, ada):
    site.people.begin_removal(ada)
    site.clock.now_utc -= timedelta(days=1)

    assert [one.person_id for one in finish_removals(site.people)] == [ada]


def test_it_is_too_late_to_undo_what_is_erased(site, ada):
    site.people.begin_removal(ada)
    finish_removals(site.people, is_hurried=True)

    with pytest.raises(Refused, match="too late"):
        site.people.undo_removal(ada)


def test_nobody_can_be_removed_who_is_not_there(site):
    with pytest.raises(BadInput, match="'no-such-id'"):
        site.people.begin_removal("no-such-id")


def test_a_removal_at_once_gives_the_same_certificate(site, ada):
    site.log.append(event(person_id=ada))

    erasure = site.people.remove(ada)

    assert (erasure.templates, erasure.cards, erasure.log_rows, erasure.at_utc) == (3, 1, 1, NOON)


def test_an_erased_face_is_certified_by_its_templates(site, ada):
    site.credentials.set_entry_rule(ada, EntryRule.CARD_PIN)

    erasure = site.people.erase_templates(ada)

    assert (erasure.person_id, erasure.templates, erasure.cards, erasure.is_whole) == (ada, 3, 0, True)
