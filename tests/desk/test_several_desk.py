"""Several people at once: a row for each of them, and all of it or nothing."""

from datetime import date
from pathlib import Path

import pytest

from door_access.desk.several_desk import MOST_AT_ONCE
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import Refused
from tests.desk.every_call import EVERYBODY, OFFICE, World
from tests.fakes import NOON


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.sign_in(Role.MANAGER)
    return world


def blocked(world: World) -> list[bool]:
    return [person.is_blocked for person in world.desk.people()]


def acts(world: World) -> list[Act]:
    return [row.reason for row in world.rows()]


def test_whoever_was_removed_meanwhile_stops_nobody_elses_being_blocked(world):
    world.desk.several.set_blocked((world.ada, "gone", world.bob), True)
    assert blocked(world) == [True, True]
    assert acts(world) == [Act.BLOCK, Act.BLOCK]


def test_what_fails_for_one_is_done_for_nobody_and_says_for_whom(world):
    late = Validity(NOON, None)
    world.desk.rules.set_profile(world.bob, PLAIN, Profile(late))
    with pytest.raises(Refused, match=r"^Bob: .* Nobody was changed\.$"):
        world.desk.several.end_on((world.ada, world.bob), date(2020, 1, 1))
    assert world.desk.rules.profile(world.ada) == PLAIN
    assert world.desk.rules.profile(world.bob) == Profile(late)
    assert acts(world) == [Act.CHANGE_PERSON]


def test_more_than_a_door_can_wait_for_are_refused_before_anybody_is_changed(world):
    many = tuple(f"{number}" for number in range(MOST_AT_ONCE + 1))
    with pytest.raises(Refused, match=rf"^At most {MOST_AT_ONCE} people .*; {MOST_AT_ONCE + 1} are chosen"):
        world.desk.several.begin_removals((world.ada, *many[1:]))
    assert [one.erased_from_utc for one in world.desk.people()] == [None, None]


def test_whoever_is_in_the_group_keeps_their_dates_and_has_no_row(world):
    until = Membership(OFFICE.id, Validity(None, NOON))
    world.desk.rules.set_membership(world.ada, until)
    world.desk.several.join_group((world.ada, world.bob), OFFICE.id)
    assert until in world.desk.rules.memberships(world.ada)
    assert Membership(OFFICE.id) in world.desk.rules.memberships(world.bob)
    assert acts(world) == [Act.JOIN_GROUP, Act.JOIN_GROUP]

    world.desk.several.leave_group((world.ada, "gone", world.bob), EVERYBODY)
    assert [one.group for one in world.desk.rules.memberships(world.ada)] == [OFFICE.id]


def test_a_last_day_keeps_the_first_one(world):
    world.desk.rules.set_profile(world.ada, PLAIN, Profile(Validity(NOON, None), department="Navy"))
    world.desk.several.end_on((world.ada, world.bob), date(2099, 12, 31))
    ada, bob = (world.desk.rules.profile(one) for one in (world.ada, world.bob))
    assert (ada.validity.begins_utc, ada.department) == (NOON, "Navy")
    assert ada.validity.ends_utc == bob.validity.ends_utc
    assert ada.validity.ends_utc.isoformat() == "2100-01-01T00:00:00+00:00"


def test_a_removal_of_several_is_undone_for_all_or_for_nobody(world):
    world.desk.several.begin_removals((world.ada, world.bob))
    world.people.remove(world.bob)
    with pytest.raises(Refused, match="too late to undo"):
        world.desk.several.undo_removals((world.ada, world.bob))
    assert world.desk.people()[0].erased_from_utc is not None
    world.desk.several.undo_removals((world.ada,))
    assert world.desk.people()[0].erased_from_utc is None
