"""Everybody at once: what is read, what is stored of many changes, and what stops all of it."""

import uuid
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest

from database.keys.opening import open_keyring
from database.people.consents import SqlConsentStore
from database.people.register import SqlPeopleRegister
from database.rules.rules_store import SqlRulesStore
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import Refused, StorageFault
from door_access.ports import EnrolledPerson, LogFilter, LogKind, NewCard, PeopleRegister, PersonChange
from tests.database.building import MODEL, event, newcomer, templates, usually
from tests.database.conftest import memory_stores
from tests.fakes import NOON
from tests.memory_register import MemoryPeopleRegister

EVERYBODY, STAFF = Membership("everybody"), Group("staff", "Staff")
CARD, OTHER_CARD = "04A1B2C3", "99887766"


@dataclass(frozen=True)
class Registered:
    """The register under test and the stores beside it."""

    register: PeopleRegister
    stores: Any

    def store(self, *changes: PersonChange, rows=(), seen=None) -> None:
        work = self.register.changes(seen or self.register.read())
        for change in changes:
            work.add([change], [row for row in rows if row.person_id == change.after.id])
        with self.stores.together():
            work.store()


@pytest.fixture(params=["memory", "sqlite"])
def site(request: pytest.FixtureRequest) -> Registered:
    if request.param == "memory":
        stores = memory_stores()
        found = MemoryPeopleRegister(stores.people, stores.credentials, stores.log)
        return Registered(found, stores)
    database, log = request.getfixturevalue("database"), request.getfixturevalue("sql_log")
    stores = request.getfixturevalue("stores_on_sqlite")
    return Registered(SqlPeopleRegister(database, open_keyring(database), log, usually), stores)


@pytest.fixture
def stores_on_sqlite(database, sql_log, sql_people, sql_credentials) -> SimpleNamespace:
    ring = open_keyring(database)
    return SimpleNamespace(
        people=sql_people,
        log=sql_log,
        credentials=sql_credentials,
        rules=SqlRulesStore(database),
        consents=SqlConsentStore(database, ring),
        together=sql_log.together,
    )


def a_newcomer(name: str = "Cleo", **others) -> PersonChange:
    cards, faces = others.pop("cards", ()), others.pop("templates", ())
    values = {"entry": EntryRule.CARD_PIN, "memberships": (EVERYBODY,)} | others
    person = EnrolledPerson(str(uuid.uuid4()), name, "agreed", NOON, **values)
    return PersonChange(None, person, tuple(NewCard(str(uuid.uuid4()), one) for one in cards), faces)


def changed(person: EnrolledPerson, **values) -> PersonChange:
    return PersonChange(person, replace(person, **values))


def an_act(person_id: str, act: Act = Act.ENROL, **others):
    return event(reason=act, person_id=person_id, kind=LogKind.ACT, **others)


def test_everybody_is_read_with_all_that_is_known_of_them(site):
    profile = Profile(department="Engines", notes="n")
    ada = site.stores.people.enrol(newcomer("Ada", external_id="E1", profile=profile))
    bob = site.stores.people.enrol(newcomer("Bob", templates=(), entry=EntryRule.CARD_PIN))
    site.stores.people.set_blocked(bob, True)
    site.stores.people.begin_removal(bob)
    seen = site.register.read()

    assert (seen.version, seen.rules_version) == (site.stores.people.version(), site.stores.rules.version())
    assert seen.people[ada] == EnrolledPerson(
        ada, "Ada", "I agree.", NOON, "E1", profile=profile, memberships=(EVERYBODY,), has_face=True
    )
    found = seen.people[bob]
    assert (found.has_face, found.is_blocked, found.is_leaving) == (False, True, True)


def test_cards_are_found_by_their_numbers(site):
    ada = site.stores.people.enrol(newcomer("Ada"))
    for number in (CARD, OTHER_CARD):
        site.stores.credentials.add_card(ada, number)
    assert site.register.holders([CARD, "55556666"]) == {CARD: ada}
    assert {one: set(numbers) for one, numbers in site.register.card_numbers().items()} == {
        ada: {CARD, OTHER_CARD}
    }


def test_newcomers_are_stored_whole_with_cards_faces_groups_and_rows(site):
    dated = Membership("everybody", Validity(NOON, None))
    cleo = a_newcomer(external_id="E9", cards=(CARD,), memberships=(dated,))
    dan = a_newcomer("Dan", entry=EntryRule.AS_DOOR, templates=templates(50, 5))
    before = site.stores.people.version()
    site.store(cleo, dan, rows=[an_act(cleo.after.id), an_act(dan.after.id)])

    seen = site.register.read()
    assert seen.people[cleo.after.id] == cleo.after
    assert seen.people[dan.after.id] == replace(dan.after, has_face=True)
    assert site.stores.people.with_external_id("E9") == cleo.after.id
    assert site.stores.credentials.find_card(CARD).card_id == cleo.cards[0].id
    assert {one.name: (one.templates, one.is_weak) for one in site.stores.people.people(MODEL)} == {
        "Cleo": (0, False),
        "Dan": (5, False),
    }
    assert site.stores.people.gallery(MODEL).person_ids == (dan.after.id,)
    assert site.stores.people.changed_since(before) == {cleo.after.id, dan.after.id}
    rows = list(site.stores.log.oldest_first(LogFilter()))
    assert [(row.event.reason, row.person) for row in rows] == [(Act.ENROL, "Cleo"), (Act.ENROL, "Dan")]
    assert site.stores.log.verify().is_ok


def test_newcomers_with_a_face_have_agreed_to_that_and_others_to_no_such_thing(site):
    words = site.stores.consents.texts()[0].words
    own = a_newcomer("Dan", entry=EntryRule.AS_DOOR, templates=templates(50, 2))
    of_site = replace(own, after=replace(own.after, id=str(uuid.uuid4()), consent=words))
    cleo = a_newcomer()
    site.store(own, of_site, cleo)
    agreed = [site.stores.consents.consents_of(one.after.id) for one in (own, of_site, cleo)]
    assert [[(one.kind, one.version) for one in some] for some in agreed] == [
        [(ConsentKind.FACE, None)],
        [(ConsentKind.FACE, 1)],
        [],
    ]


def test_whoever_is_there_is_changed_and_keeps_what_is_not_of_the_list(site):
    site.stores.rules.put(None, STAFF)
    ada = site.stores.people.enrol(newcomer("Ada"))
    site.stores.credentials.set_pin(ada, "4816")
    site.stores.log.append(an_act(ada))
    before = site.register.read().people[ada]
    after = {
        "name": "Ada King",
        "external_id": "E1",
        "profile": Profile(department="Engines"),
        "memberships": (Membership("staff"),),
        "is_blocked": True,
    }
    site.store(changed(before, **after), rows=[an_act(ada, Act.RENAME)])

    assert site.register.read().people[ada] == replace(before, **after)
    (listed,) = site.stores.people.find("ada king", MODEL)
    assert (listed.templates, listed.has_pin, listed.is_blocked) == (5, True, True)
    rows = [row.event.reason for row in site.stores.log.oldest_first(LogFilter(person_id=ada))]
    assert rows == [Act.ENROL, Act.RENAME]
    assert site.stores.log.verify().is_ok


def test_whoever_is_followed_by_a_gallery_that_is_open_is_seen_however_many_they_are(site):
    known = site.stores.people.gallery(MODEL)
    many = [a_newcomer(f"Person {number}") for number in range(5)]
    faces = a_newcomer("Dan", entry=EntryRule.AS_DOOR, templates=templates(50, 2))
    site.store(*many, faces)
    assert site.stores.people.gallery(MODEL, known).person_ids == (faces.after.id,)


def test_nothing_is_stored_of_people_or_rules_that_are_not_what_they_were(site):
    ada = site.stores.people.enrol(newcomer("Ada"))
    seen = site.register.read()
    site.stores.people.rename(ada, "Ada King")
    with pytest.raises(Refused, match="changed since"):
        site.store(a_newcomer(cards=(CARD,)), seen=seen)
    seen = site.register.read()
    site.stores.rules.put(None, STAFF)
    with pytest.raises(Refused, match="changed since"):
        site.store(a_newcomer(cards=(CARD,)), seen=seen)
    assert list(site.register.read().people) == [ada]
    assert site.register.holders([CARD]) == {}
    assert site.stores.log.count(LogFilter()) == 0


def test_what_fails_within_the_block_leaves_nothing(site):
    cleo = a_newcomer(cards=(CARD,))
    work = site.register.changes(site.register.read())
    work.add([cleo], [an_act(cleo.after.id)])
    with pytest.raises(StorageFault), site.stores.together():
        work.store()
        raise StorageFault("The summary cannot be written.")
    assert site.register.read().people == {}
    assert site.stores.log.count(LogFilter()) == 0
    assert site.stores.log.verify().is_ok
