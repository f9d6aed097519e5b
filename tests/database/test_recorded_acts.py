"""Acts and their rows are one: every change of people and cards is in the access log, or was not made."""

import re
from datetime import timedelta

import pytest

from door_access.desk.acts import Acts
from door_access.desk.recorded_consents import RecordedConsents
from door_access.desk.recorded_credentials import RecordedCredentials
from door_access.desk.recorded_passes import RecordedPasses
from door_access.desk.recorded_people import RecordedPeople
from door_access.desk.recorded_rules import RecordedProfiles, RecordedRules
from door_access.desk.removals import finish_removals
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act, Actor, Doer
from door_access.domain.permissions.rights import Group, Membership, OnePerson, Right
from door_access.domain.permissions.rules import EVERYBODY, Rules
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, Refused, StorageFault
from door_access.ports import (
    Change,
    ConsentStore,
    CredentialStore,
    LogFilter,
    LogKind,
    LogRow,
    PeopleStore,
    ProfileStore,
    RulesStore,
)
from door_access.runtime.turned_away import TurnedAway
from tests.database.building import MODEL, OTHER_MODEL, event, newcomer, templates
from tests.database.conftest import Stores, memory_stores
from tests.fakes import NOON

NUMBER, PIN = "04A1B2C3", "4816"
STAFF, KITCHEN = Group("staff", "Staff"), Profile(department="Kitchen")
ALWAYS = Rules.fresh().rights[0]
DOOR = "main-entrance"
TODAY = PassTerms(Validity(NOON, NOON + timedelta(hours=1)))


class FullLog:
    """A log that takes no row; everything else is asked of the real one."""

    def __init__(self, stores: Stores) -> None:
        self._log = stores.log

    def append(self, _event):
        raise StorageFault("The log takes no row.")

    def __getattr__(self, name):
        return getattr(self._log, name)


class Site:
    """The recorded stores over those of the test, with Ada, her card and Bob who shows card and PIN."""

    def __init__(self, stores: Stores, log=None, actor: str = Actor.DESK) -> None:
        self.stores = stores
        self.acts = Acts(log or stores.log, stores.together, door=DOOR, actor=actor, utc_now=lambda: NOON)
        self.people = RecordedPeople(stores.people, self.acts)
        self.credentials = RecordedCredentials(stores.credentials, self.acts)
        self.passes = RecordedPasses(stores.passes, self.acts)
        self.rules = RecordedRules(stores.rules, self.acts)
        self.profiles = RecordedProfiles(stores.profiles, self.acts)
        self.consents = RecordedConsents(stores.consents, self.people, self.acts)
        self.ada, self.bob, self.card = "", "", ""

    def settle(self) -> "Site":
        people, credentials = self.stores.people, self.stores.credentials
        self.ada = people.enrol(newcomer("Ada"))
        self.bob = people.enrol(newcomer("Bob", seed=50, entry=EntryRule.CARD_PIN))
        self.card = credentials.add_card(self.ada, NUMBER)
        return self

    def rows(self) -> list[LogRow]:
        return list(self.stores.log.oldest_first(LogFilter(kind=LogKind.ACT)))

    def state(self):
        people = self.stores.people.people(MODEL)
        profiles = [
            (self.stores.profiles.profile(one.id), self.stores.people.entrant(one.id)) for one in people
        ]
        version = self.stores.people.version()
        consents = [self.stores.consents.consents_of(one.id) for one in people], self.stores.consents.texts()
        others = people, self.stores.credentials.cards(), self.stores.rules.rules()
        return others, profiles, consents, version


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores).settle()


ACTS = {
    Act.ENROL: lambda site: site.people.enrol(newcomer("Cleo", seed=90)),
    Act.ADD_FACE: lambda site: site.people.add_templates(site.ada, templates(20, 2)),
    Act.ERASE_FACE: lambda site: site.people.erase_templates(site.bob),
    Act.RENAME: lambda site: site.people.rename(site.ada, "Ada Lovelace"),
    Act.BLOCK: lambda site: site.people.set_blocked(site.ada, True),
    Act.UNBLOCK: lambda site: site.people.set_blocked(site.ada, False),
    Act.BEGIN_REMOVAL: lambda site: site.people.begin_removal(site.ada),
    Act.UNDO_REMOVAL: lambda site: site.people.undo_removal(site.ada),
    Act.REMOVE: lambda site: site.people.remove(site.ada),
    Act.ADD_CARD: lambda site: site.credentials.add_card(site.ada, "99887766"),
    Act.REMOVE_CARD: lambda site: site.credentials.remove_card(site.ada, NUMBER),
    Act.DISABLE_CARD: lambda site: site.credentials.disable_card(site.card),
    Act.ENABLE_CARD: lambda site: site.credentials.enable_card(site.card),
    Act.SET_PIN: lambda site: site.credentials.set_pin(site.ada, PIN),
    Act.FORGET_PIN: lambda site: site.credentials.set_pin(site.ada, None),
    Act.SET_ENTRY_RULE: lambda site: site.credentials.set_entry_rule(site.ada, EntryRule.CARD_FACE),
    Act.CHANGE_PERSON: lambda site: site.profiles.set_profile(site.ada, PLAIN, KITCHEN),
    Act.JOIN_GROUP: lambda site: site.profiles.set_membership(site.ada, Membership(EVERYBODY)),
    Act.LEAVE_GROUP: lambda site: site.profiles.end_membership(site.ada, EVERYBODY),
    Act.REENCODE_FACE: lambda site: site.people.reencode(site.ada, templates(20, 2, model_key=OTHER_MODEL)),
    Act.GIVE_CONSENT: lambda site: site.consents.give(site.ada, ConsentKind.PICTURE),
    Act.WITHDRAW_CONSENT: lambda site: site.consents.withdraw(
        site.ada, ConsentKind.FACE, even_if_shut_out=True
    ),
    Act.CHANGE_CONSENT_TEXT: lambda site: site.consents.set_text(ConsentKind.FACE, "I agree."),
    Act.ADD_GROUP: lambda site: site.rules.put(None, STAFF),
    Act.REMOVE_RIGHT: lambda site: site.rules.put(ALWAYS, None),
}
"""One act at least of every method; acts of the other parts of the rules are in ``rules``."""
DENYING = (
    Act.ERASE_FACE,
    Act.BLOCK,
    Act.BEGIN_REMOVAL,
    Act.REMOVE,
    Act.REMOVE_CARD,
    Act.DISABLE_CARD,
    Act.FORGET_PIN,
    Act.LEAVE_GROUP,
    Act.REMOVE_RIGHT,
    Act.WITHDRAW_CONSENT,
)
READINGS = {
    PeopleStore: {
        "version",
        "gallery",
        "people",
        "find",
        "names",
        "name_of",
        "with_external_id",
        "changed_since",
        "welcome",
        "entrant",
        "consent_of",
        "templates_of",
        "due_removals",
        "removal_by",
        "settled",
        "finish_erasures",
    },
    CredentialStore: {
        "find_card",
        "renew_card",
        "cards_of",
        "cards",
        "check_pin",
        "has_duress_pin",
        "entry_rule",
    },
    ProfileStore: {"profile", "memberships", "members", "member_counts"},
    RulesStore: {"version", "rules"},
    ConsentStore: {"texts", "consents_of", "behind", "counts", "chips_of", "with_chips"},
}
CHANGES = {
    PeopleStore: {
        "enrol",
        "add_templates",
        "reencode",
        "erase_templates",
        "rename",
        "set_blocked",
        "remove",
        "begin_removal",
        "undo_removal",
    },
    CredentialStore: {"add_card", "remove_card", "disable_card", "enable_card", "set_pin", "set_entry_rule"},
    ProfileStore: {"set_profile", "set_membership", "end_membership"},
    RulesStore: {"put"},
    ConsentStore: {"set_text", "give", "withdraw"},
}
STORES = {
    PeopleStore: "people",
    CredentialStore: "credentials",
    ProfileStore: "profiles",
    RulesStore: "rules",
    ConsentStore: "consents",
}


class Asked:
    """A store that remembers what it was asked to do."""

    def __init__(self, store) -> None:
        self._store = store
        self.calls: set[str] = set()

    def __getattr__(self, name):
        self.calls.add(name)
        return getattr(self._store, name)


@pytest.mark.parametrize("port", READINGS)
def test_whatever_the_stores_can_do_either_reads_or_is_one_of_the_acts_below(port):
    public = {name for name in vars(port) if not name.startswith("_")}

    assert public == READINGS[port] | CHANGES[port]
    assert not READINGS[port] & CHANGES[port]


def test_no_method_that_changes_something_is_left_out_below():
    asked = {port: Asked(None) for port in STORES}
    for act in ACTS.values():
        site = Site(memory_stores()).settle()
        for port, name in STORES.items():
            asked[port]._store = getattr(site, name)
            setattr(site, name, asked[port])
        act(site)

    assert {port: one.calls for port, one in asked.items()} == CHANGES


@pytest.mark.parametrize("act", ACTS)
def test_every_act_leaves_a_row_that_tells_what_was_done_by_whom(site, act):
    ACTS[act](site)

    (row,) = site.rows()
    told = row.event
    assert (told.outcome, told.reason, told.kind) == (Outcome.DONE, act, LogKind.ACT)
    assert (told.actor, told.door, told.at_utc) == ("desk", DOOR, NOON)
    assert site.stores.log.verify().is_ok


@pytest.mark.parametrize("act", [act for act in ACTS if act not in DENYING])
def test_an_act_that_cannot_be_recorded_is_not_done(site, act):
    before = site.state()
    broken = Site(site.stores, FullLog(site.stores))
    broken.ada, broken.bob, broken.card = site.ada, site.bob, site.card

    with pytest.raises(StorageFault, match="no row"):
        ACTS[act](broken)

    assert site.state() == before


@pytest.mark.parametrize("act", DENYING)
def test_to_deny_somebody_more_is_never_refused_and_the_missing_row_is_complained_of(site, act, caplog):
    before = site.state()
    broken = Site(site.stores, FullLog(site.stores))
    broken.ada, broken.bob, broken.card = site.ada, site.bob, site.card

    ACTS[act](broken)

    assert site.state() != before
    assert f"{act} by desk has no safe row in the access log" in caplog.text


CHANCE = re.compile(r"[0-9a-f]{32,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Hashes and ids, in which any four digits may stand by chance."""


@pytest.mark.parametrize("act", ACTS)
def test_no_row_holds_a_pin_or_a_cards_number(site, act):
    ACTS[act](site)

    (row,) = site.rows()
    told = CHANCE.sub("", repr(row))
    assert not any(secret in told for secret in (NUMBER, "99887766", PIN, "B2C3", "7766"))


def test_rows_tell_names_rules_and_blocks_before_and_after(site):
    cleo = site.people.enrol(newcomer("Cleo", seed=90, entry=EntryRule.CARD_FACE))
    site.people.rename(cleo, "  Cleo   Smith ")
    site.people.set_blocked(cleo, True)
    site.people.set_blocked(cleo, False)
    site.credentials.set_entry_rule(cleo, EntryRule.AS_DOOR)

    assert [row.event.changes for row in site.rows()] == [
        (Change("name", "", "Cleo"), Change("templates", "", "5"), Change("entry", "", "card+face")),
        (Change("name", "Cleo", "Cleo Smith"),),
        (Change("blocked", "no", "yes"),),
        (Change("blocked", "yes", "no"),),
        (Change("entry", "card+face", "as_door"),),
    ]
    assert {(row.event.object, row.event.person_id, row.person) for row in site.rows()} == {
        (cleo, cleo, "Cleo Smith")
    }


def test_rows_about_a_card_tell_its_id_and_its_holder_however_it_was_named(site):
    site.credentials.disable_card(site.card)
    site.credentials.enable_card(site.card)
    site.credentials.remove_card(site.ada, NUMBER.lower())

    assert [(row.event.object, row.event.person_id) for row in site.rows()] == [(site.card, site.ada)] * 3


def test_a_refused_act_leaves_no_row(site):
    for act, error in (
        (lambda: site.people.rename("nobody", "Name"), BadInput),
        (lambda: site.people.set_blocked("nobody", True), BadInput),
        (lambda: site.people.remove("nobody"), BadInput),
        (lambda: site.credentials.add_card(site.bob, NUMBER), Refused),
        (lambda: site.credentials.disable_card("nothing"), BadInput),
        (lambda: site.credentials.remove_card(site.bob, NUMBER), BadInput),
        (lambda: site.credentials.set_pin(site.ada, "12"), BadInput),
        (lambda: site.profiles.set_profile(site.ada, KITCHEN, PLAIN), Refused),
        (lambda: site.profiles.set_membership(site.ada, Membership("no such group")), BadInput),
        (lambda: site.profiles.end_membership("nobody", EVERYBODY), BadInput),
        (lambda: site.rules.put(STAFF, None), Refused),
        (lambda: site.rules.put(None, Right("own", OnePerson("nobody"))), BadInput),
    ):
        with pytest.raises(error):
            act()

    assert site.rows() == []


def test_after_somebody_was_erased_the_log_tells_that_and_by_whom_but_not_who_it_was(site):
    site.people.rename(site.ada, "Ada Lovelace")
    site.people.remove(site.ada)

    renamed, removed = site.rows()
    assert (renamed.is_sealed, renamed.event.changes, renamed.event.reason) == (True, (), Act.RENAME)
    assert (removed.is_sealed, removed.event.reason, removed.event.actor) == (False, Act.REMOVE, "desk")
    told = [repr((row.event, row.person)) for row in (renamed, removed)]
    assert not any(site.ada in text or "Ada" in text for text in told)


def test_what_the_door_turns_away_for_good_is_an_act_of_the_door(stores):
    site = Site(stores, actor=Actor.DOOR).settle()
    turned_away = TurnedAway(site.people, site.credentials, site.passes)

    turned_away(f"card:{site.card}")
    turned_away(f"pass:{stores.passes.add_pass(site.ada, token_of(bytes(16)), TODAY)}")
    turned_away(f"person:{site.ada}")

    assert [(row.event.reason, row.event.actor, row.person) for row in site.rows()] == [
        (Act.DISABLE_CARD, "door", "Ada"),
        (Act.REVOKE_PASS, "door", "Ada"),
        (Act.BLOCK, "door", "Ada"),
    ]


def test_acts_are_no_grants_and_rows_of_one_kind_can_be_asked_for(site):
    site.stores.log.append(event(5, person_id=site.ada, outcome=Outcome.GRANTED))
    site.people.rename(site.ada, "Ada Lovelace")
    log = site.stores.log

    assert log.count(LogFilter(outcome=Outcome.GRANTED)) == 1
    assert [row.event.reason for row in log.oldest_first(LogFilter(kind=LogKind.ACT))] == [Act.RENAME]
    assert log.count(LogFilter(kind=LogKind.ACCESS, person_id=site.ada)) == 1
    assert log.count(LogFilter(kind=LogKind.SYSTEM)) == 0


def test_removals_whose_time_is_over_leave_the_same_rows_as_others(site):
    site.people.begin_removal(site.ada)
    (erasure,) = finish_removals(site.people, is_hurried=True)

    assert (erasure.person_id, erasure.is_whole) == (site.ada, True)
    assert [row.event.reason for row in site.rows()] == [Act.BEGIN_REMOVAL, Act.REMOVE]


def test_an_erasure_is_the_act_of_whoever_began_it_whoever_is_there_at_its_end(stores):
    site = Site(stores).settle()
    anna = Acts(stores.log, stores.together, door=DOOR, actor=Actor.DESK, operator=lambda: "anna")
    RecordedPeople(stores.people, anna).begin_removal(site.ada)
    site.stores.people.begin_removal(site.bob)
    elsewhere = Acts(stores.log, stores.together, door=DOOR, actor=Actor.COMMAND_LINE, operator=lambda: "ben")
    finish_removals(RecordedPeople(stores.people, elsewhere), is_hurried=True)

    removed = [row.event for row in site.rows() if row.event.reason is Act.REMOVE]
    assert sorted((row.actor, row.operator) for row in removed) == [("command line", "ben"), ("desk", "anna")]
    assert stores.people.removal_by(site.ada) is None


def test_a_removal_that_was_taken_back_is_nobodys_and_may_be_begun_anew_by_another(stores):
    site = Site(stores).settle()
    stores.people.begin_removal(site.ada, Doer("desk", "anna"))
    assert stores.people.removal_by(site.ada) == Doer("desk", "anna")
    stores.people.undo_removal(site.ada)
    assert stores.people.removal_by(site.ada) is None
    stores.people.begin_removal(site.ada, Doer("desk", "ben"))
    assert stores.people.removal_by(site.ada) == Doer("desk", "ben")
