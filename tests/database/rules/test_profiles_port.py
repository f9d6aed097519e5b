"""What every ProfileStore does: the adapter, the fake, and the one that leaves rows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from door_access.domain.enrolment.profile import LONGEST_NOTES, PLAIN, Profile
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput, Refused
from door_access.ports import ProfileStore
from tests.database.building import newcomer
from tests.database.conftest import Stores
from tests.database.rules.parts import STAFF
from tests.fakes import NOON

LATER = NOON + timedelta(days=7)
A_WEEK = Validity(NOON, LATER)
FULL = Profile(A_WEEK, opens_longer=True, department="Küche", notes="Zwei\nZeilen.")


@pytest.fixture
def profiles(stores: Stores) -> ProfileStore:
    stores.rules.put(None, STAFF)
    return stores.profiles


def test_of_a_newcomer_nothing_is_known_and_they_are_in_the_group_of_newcomers(profiles, ada):
    assert profiles.profile(ada) == PLAIN
    assert profiles.memberships(ada) == (Membership(EVERYBODY),)
    assert profiles.members(EVERYBODY) == {ada: UNLIMITED}


def test_a_profile_is_stored_with_everything_and_taken_back(profiles, ada, bob):
    visitor = replace(FULL, host=bob)
    profiles.set_profile(ada, PLAIN, visitor)
    assert profiles.profile(ada) == visitor

    profiles.set_profile(ada, visitor, PLAIN)
    assert profiles.profile(ada) == PLAIN
    assert profiles.profile(bob) == PLAIN


@pytest.mark.parametrize("validity", [Validity(NOON), Validity(ends_utc=LATER), A_WEEK, UNLIMITED], ids=str)
def test_dates_come_back_as_they_were_set(profiles, ada, validity):
    profiles.set_profile(ada, PLAIN, Profile(validity))
    profiles.set_membership(ada, Membership("staff", validity))

    assert profiles.profile(ada).validity == validity
    assert profiles.members("staff") == {ada: validity}


def test_a_profile_that_somebody_else_has_changed_is_refused_and_theirs_stays(profiles, ada):
    profiles.set_profile(ada, PLAIN, FULL)

    with pytest.raises(Refused, match="Somebody else changed Ada meanwhile"):
        profiles.set_profile(ada, PLAIN, Profile(notes="Mine."))

    assert profiles.profile(ada) == FULL


def test_a_host_is_somebody_else_who_is_enrolled(profiles, ada):
    with pytest.raises(BadInput, match="needs a host who is enrolled"):
        profiles.set_profile(ada, PLAIN, Profile(host="nobody"))
    with pytest.raises(BadInput, match="Nobody can be their own host"):
        profiles.set_profile(ada, PLAIN, Profile(host=ada))

    assert profiles.profile(ada) == PLAIN


def test_of_a_visitor_whose_host_is_gone_all_else_can_still_be_changed(stores, profiles, ada, bob):
    visitor = Profile(host=bob)
    profiles.set_profile(ada, PLAIN, visitor)
    stores.people.remove(bob)

    profiles.set_profile(ada, visitor, replace(visitor, notes="Their host has left."))

    assert profiles.profile(ada).notes == "Their host has left."


def test_a_membership_gets_other_dates_and_ends(profiles, ada):
    profiles.set_membership(ada, Membership("staff"))
    profiles.set_membership(ada, Membership("staff", A_WEEK))
    assert profiles.memberships(ada) == (Membership(EVERYBODY), Membership("staff", A_WEEK))

    profiles.end_membership(ada, EVERYBODY)
    assert profiles.memberships(ada) == (Membership("staff", A_WEEK),)


def test_to_end_a_membership_that_is_none_is_harmless(profiles, ada):
    profiles.end_membership(ada, "staff")

    assert profiles.memberships(ada) == (Membership(EVERYBODY),)


def test_nobody_becomes_a_member_of_a_group_that_is_not_there(profiles, ada):
    with pytest.raises(BadInput, match="no group 'guards'"):
        profiles.set_membership(ada, Membership("guards"))

    assert profiles.memberships(ada) == (Membership(EVERYBODY),)


@pytest.mark.parametrize(
    "call",
    [
        lambda profiles: profiles.profile("nobody"),
        lambda profiles: profiles.memberships("nobody"),
        lambda profiles: profiles.set_profile("nobody", PLAIN, FULL),
        lambda profiles: profiles.set_membership("nobody", Membership("staff")),
        lambda profiles: profiles.end_membership("nobody", "staff"),
    ],
)
def test_nobody_has_no_profile(profiles, call):
    with pytest.raises(BadInput, match="Nobody enrolled has the id 'nobody'"):
        call(profiles)


def test_members_are_counted_by_group_and_a_group_without_any_is_left_out(profiles, ada, bob):
    assert profiles.member_counts() == {EVERYBODY: 2}
    profiles.set_membership(ada, Membership("staff", A_WEEK))
    profiles.end_membership(bob, EVERYBODY)
    assert profiles.member_counts() == {EVERYBODY: 1, "staff": 1}


def test_nobody_is_in_an_unknown_group(profiles):
    assert profiles.members("guards") == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda profiles, ada: profiles.set_profile(ada, PLAIN, FULL),
        lambda profiles, ada: profiles.set_membership(ada, Membership("staff")),
        lambda profiles, ada: profiles.end_membership(ada, EVERYBODY),
    ],
)
def test_every_change_is_one_of_the_person_as_the_door_sees_it(stores, profiles, ada, bob, change):
    version, rules_version = stores.people.version(), stores.rules.version()
    assert stores.people.welcome(ada, version=version)

    change(profiles, ada)

    assert stores.people.version() == version + 1
    assert stores.people.changed_since(version) == {ada}
    assert stores.people.welcome(ada, version=version) is None
    assert stores.people.welcome(bob, version=version)
    assert stores.rules.version() == rules_version


def test_a_newcomer_may_come_with_a_profile_and_in_groups_of_their_own(stores, profiles, bob):
    visitor = replace(FULL, host=bob)
    ada = stores.people.enrol(newcomer("Ada", seed=50, profile=visitor, groups=("staff",)))

    assert profiles.profile(ada) == visitor
    assert profiles.memberships(ada) == (Membership("staff"),)


def test_a_newcomer_may_be_in_no_group(stores, profiles):
    ada = stores.people.enrol(newcomer("Ada", groups=()))

    assert profiles.memberships(ada) == ()


@pytest.mark.parametrize("wrong", [{"groups": ("guards",)}, {"profile": Profile(host="nobody")}])
def test_a_newcomer_with_a_wrong_group_or_host_is_not_enrolled_at_all(stores, profiles, wrong):
    with pytest.raises(BadInput):
        stores.people.enrol(newcomer("Ada", **wrong))

    assert stores.people.names() == {}
    assert profiles.members(EVERYBODY) == {}


def test_newcomers_join_every_group_that_takes_them_and_nobody_else_does(stores, profiles, ada):
    stores.rules.put(STAFF, replace(STAFF, takes_newcomers=True))
    bob = stores.people.enrol(newcomer("Bob", seed=20))

    assert profiles.memberships(bob) == (Membership(EVERYBODY), Membership("staff"))
    assert profiles.memberships(ada) == (Membership(EVERYBODY),)


def test_what_is_too_long_to_be_a_note_says_so():
    with pytest.raises(BadInput, match=f"notes takes at most {LONGEST_NOTES} characters"):
        Profile(notes="x" * (LONGEST_NOTES + 1))
