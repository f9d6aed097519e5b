"""What rules and doors are told of people, by the adapter, the fake, and the one that leaves rows."""

from datetime import timedelta

import pytest

from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Entrant
from door_access.ports import Welcome
from tests.database.building import newcomer
from tests.database.rules.parts import OURS
from tests.fakes import NOON

A_DAY = Validity(NOON, NOON + timedelta(days=1))


def test_an_entrant_is_what_rules_want_to_know_of_somebody(stores):
    ada = stores.people.enrol(newcomer("Ada", entry=EntryRule.CARD_FACE, profile=Profile(A_DAY)))
    stores.profiles.set_membership(ada, Membership(EVERYBODY, A_DAY))

    assert stores.people.entrant(ada) == Entrant(
        ada, EntryRule.CARD_FACE, A_DAY, memberships=(Membership(EVERYBODY, A_DAY),)
    )


def test_nobody_is_no_entrant(stores):
    assert stores.people.entrant("nobody") is None


@pytest.mark.parametrize(
    "deny",
    [
        lambda people, ada: people.set_blocked(ada, True),
        lambda people, ada: people.begin_removal(ada),
    ],
    ids=["blocked", "being removed"],
)
def test_whoever_is_blocked_or_being_removed_is_an_entrant_who_is_blocked_and_not_welcome(stores, ada, deny):
    deny(stores.people, ada)

    assert stores.people.entrant(ada).is_blocked
    assert stores.people.welcome(ada, version=stores.people.version()) is None


def test_a_welcome_tells_name_entrant_the_longer_opening_and_the_version_of_the_rules(stores, ada):
    stores.rules.put(None, OURS)
    stores.profiles.set_profile(ada, PLAIN, Profile(A_DAY, opens_longer=True))
    stores.people.rename(ada, "Ada Lovelace")

    welcome = stores.people.welcome(ada, version=stores.people.version())

    assert welcome == Welcome("Ada Lovelace", stores.people.entrant(ada), True, stores.rules.version())
    assert welcome.entrant.validity == A_DAY


def test_nobody_is_welcome_at_a_version_yet_to_come(stores, ada):
    assert stores.people.welcome(ada, version=stores.people.version() + 1) is None
