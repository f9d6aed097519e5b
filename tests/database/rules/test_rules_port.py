"""What every RulesStore does: the adapter, the fake, and the one that leaves rows."""

from dataclasses import replace

import pytest

from door_access.domain.permissions.rights import Group, Membership, OnePerson, Right
from door_access.domain.permissions.rules import Rules
from door_access.errors import BadInput, BadName, Refused
from door_access.ports import RulesStore
from tests.database.conftest import Stores
from tests.database.rules.parts import OFFICE, OTHERS, OURS, PARTS, STAFF, STAFF_RIGHT

FRESH = Rules.fresh(version=1)


@pytest.fixture
def rules(stores: Stores) -> RulesStore:
    return stores.rules


@pytest.fixture
def full(rules: RulesStore) -> RulesStore:
    """Rules with one part of every kind."""
    for part in PARTS:
        rules.put(None, part)
    return rules


def test_a_fresh_site_has_one_group_with_one_right_always(rules):
    assert rules.rules() == FRESH
    assert rules.version() == 1


def test_parts_of_every_kind_are_stored_and_each_raises_the_version_by_one(rules):
    answers = [rules.put(None, part) for part in PARTS]

    assert [answer.version for answer in answers] == list(range(2, 2 + len(PARTS)))
    assert rules.rules() == answers[-1]
    assert [part for part in rules.rules().parts if part not in FRESH.parts] == list(PARTS)


@pytest.mark.parametrize(("before", "after"), [*zip(PARTS, OTHERS, strict=True)])
def test_another_part_takes_the_place_of_the_one_that_was_seen(full, before, after):
    places = full.rules().parts

    changed = full.put(before, after)

    assert full.rules() == changed
    assert changed.parts == tuple(after if part == before else part for part in places)


def test_parts_go_in_the_order_in_which_nothing_else_needs_them(full):
    for part in reversed(PARTS):
        full.put(part, None)

    assert replace(full.rules(), version=1) == FRESH


@pytest.mark.parametrize("part", PARTS[:4])
def test_what_is_in_use_stays_and_the_complaint_names_it(full, part):
    before = full.rules()

    with pytest.raises(BadInput, match=f"{part.name} is in use"):
        full.put(part, None)

    assert full.rules() == before


def test_a_group_that_somebody_is_in_stays(stores, ada):
    stores.rules.put(None, STAFF)
    stores.profiles.set_membership(ada, Membership("staff"))

    with pytest.raises(BadInput, match="members: 1"):
        stores.rules.put(STAFF, None)

    stores.profiles.end_membership(ada, "staff")
    stores.rules.put(STAFF, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (replace(OFFICE, name="As it was seen"), replace(OFFICE, name="Mine")),
        (replace(OFFICE, name="As it was seen"), None),
        (replace(OFFICE, id="gone"), replace(OFFICE, id="gone", name="Mine")),
        (None, OFFICE),
    ],
    ids=["changed since", "changed since, to be removed", "removed since", "added since"],
)
def test_what_is_not_as_it_was_seen_is_refused_and_nothing_is_lost(full, before, after):
    stored = full.rules()

    with pytest.raises(Refused, match=r"changed .* meanwhile"):
        full.put(before, after)

    assert (full.rules(), full.version()) == (stored, stored.version)


@pytest.mark.parametrize(
    "part",
    [
        replace(STAFF_RIGHT, id="other", whom=replace(STAFF_RIGHT.whom, group="no such group")),
        replace(STAFF_RIGHT, id="other", schedule="no such schedule"),
        replace(OFFICE, id="other", name="Other", calendars=("no such calendar",)),
        replace(STAFF, id="other"),
        Right("other", OnePerson("nobody")),
    ],
    ids=["group", "schedule", "calendar", "name taken", "person"],
)
def test_what_cannot_be_is_bad_input_and_nothing_changes(full, part):
    stored = full.rules()

    with pytest.raises(BadInput):
        full.put(None, part)

    assert (full.rules(), full.version()) == (stored, stored.version)


def test_a_group_cannot_be_called_nothing():
    with pytest.raises(BadName):
        Group("g", " ")


def test_erasing_somebody_takes_their_rights_and_memberships_and_raises_the_version(stores, ada, bob):
    stores.rules.put(None, STAFF)
    stores.profiles.set_membership(ada, Membership("staff"))
    for person in (ada, bob):
        stores.rules.put(None, Right(f"of {person}", OnePerson(person)))
    version = stores.rules.version()

    stores.people.remove(ada)

    rules = stores.rules.rules()
    assert [right.whom for right in rules.rights if isinstance(right.whom, OnePerson)] == [OnePerson(bob)]
    assert stores.profiles.members("staff") == {}
    assert rules.version == stores.rules.version() == version + 1
    stores.rules.put(STAFF, None)


def test_erasing_somebody_without_rights_of_their_own_changes_no_rules(stores, ada):
    stores.rules.put(None, OURS)
    version = stores.rules.version()

    stores.people.remove(ada)

    assert stores.rules.version() == version


def test_changes_of_rules_are_none_of_people(stores, ada):
    version = stores.people.version()

    stores.rules.put(None, Right("own", OnePerson(ada)))

    assert stores.people.version() == version
    assert stores.people.changed_since(version) == frozenset()
