"""Rules as a whole: what refers to nothing is refused, what is used stays, nothing is half done."""

import pytest

from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.rights import (
    DoorGroup,
    DoorsOf,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
)
from door_access.domain.permissions.rules import EVERYBODY, Rules
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.verdict import Denial, Denied, Entrant, Granted
from door_access.errors import BadInput
from tests.domain.permissions.site import ANNA, DOOR, NIGHTS, OFFICE, STAFF, at, site, staff_right

NOON = at("2026-12-01 12:00")


def test_at_a_fresh_site_whoever_is_enrolled_gets_in_as_before():
    rules = Rules.fresh(["anna"])
    verdict = answer(rules, ANNA, DOOR, NOON)
    assert isinstance(verdict, Granted)
    assert (verdict.right.id, verdict.until_utc, verdict.version) == (EVERYBODY, None, 0)


def test_newcomers_join_the_groups_that_take_them():
    rules = Rules.fresh().changed(groups=(Group(EVERYBODY, "All", takes_newcomers=True), STAFF))
    assert isinstance(answer(rules, ANNA, DOOR, NOON), Denied)
    joined = rules.with_newcomer("anna")
    assert [one.group for one in joined.memberships_of("anna")] == [EVERYBODY]
    assert joined.version == rules.version + 1
    assert isinstance(answer(joined, ANNA, DOOR, NOON), Granted)


def test_somebody_who_is_erased_leaves_no_membership_and_no_right():
    rules = site(Right("own", OnePerson("anna")), staff_right()).without_person("anna")
    assert rules.held_by("anna") == []
    assert [right.id for right in rules.rights] == ["day"]
    assert answer(rules, ANNA, DOOR, NOON) == Denied(Denial.WITHOUT_RIGHTS, None, 8)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"rights": (Right("r", MembersOf("gone")),)}, "A right is for the group 'gone', which is not there"),
        (
            {"rights": (staff_right(where=DoorsOf("gone")),)},
            "to the group of doors 'gone', which is not there",
        ),
        ({"rights": (staff_right(schedule="gone"),)}, "goes by the schedule 'gone', which is not there"),
        (
            {"memberships": (Membership("anna", "gone"),)},
            "'anna' cannot be in the group 'gone', which is not",
        ),
        ({"memberships": (Membership("anna", "staff"),) * 2}, "'anna' is in the group Staff twice"),
        (
            {"schedules": (Schedule("s", "S", OFFICE.week, (HolidayRow("public"),), ("gone",)),)},
            "The schedule S goes by the calendar 'gone', which is not there",
        ),
        ({"groups": (STAFF, Group("other", "staff"))}, "There is one called staff already"),
        ({"groups": (STAFF, Group("staff", "Others"))}, "There is one with the id 'staff' already"),
        ({"rights": (staff_right(), staff_right())}, "There is one with the id 'day' already"),
        (
            {"calendars": (HolidayCalendar("a", "A"), HolidayCalendar("b", "A"))},
            "There is one called A already",
        ),
    ],
)
def test_what_refers_to_nothing_or_is_there_twice_is_refused(parts, sentence):
    with pytest.raises(BadInput, match=sentence):
        site().changed(**parts)


def test_what_is_in_use_cannot_be_removed_and_the_sentence_counts_its_users():
    calendar, doors = HolidayCalendar("c", "Ours"), DoorGroup("d", "Labs")
    schedule = Schedule("s", "S", OFFICE.week, calendars=("c",))
    rules = site(
        staff_right(schedule="s", where=DoorsOf("d")),
        schedules=(schedule, NIGHTS),
        calendars=(calendar,),
        door_groups=(doors,),
    )
    for remove, sentence in (
        (lambda: rules.without_group(STAFF), r"The group Staff is in use \(rights: 1, members: 1\)"),
        (lambda: rules.without_door_group(doors), r"The group of doors Labs is in use \(rights: 1\)"),
        (lambda: rules.without_schedule(schedule), r"The schedule S is in use \(rights: 1\)"),
        (lambda: rules.without_calendar(calendar), r"The calendar Ours is in use \(schedules: 1\)"),
    ):
        with pytest.raises(BadInput, match=sentence):
            remove()
    rules = rules.without_person("anna").changed(rights=())
    assert rules.without_group(STAFF).groups == rules.groups[1:]
    assert rules.without_door_group(doors).door_groups == ()
    rules = rules.without_schedule(schedule)
    assert rules.schedules == (NIGHTS,)
    assert rules.without_calendar(calendar).calendars == ()


def test_a_group_with_members_and_no_right_is_in_use():
    with pytest.raises(BadInput, match=r"rights: 0, members: 1"):
        site().without_group(STAFF)


def test_every_change_is_a_version_of_its_own_and_equal_rules_are_equal():
    assert site().changed().version == site().version + 1
    assert site(staff_right()) == site(staff_right())
    assert hash(site()) == hash(site())


def test_a_right_is_to_one_door_to_a_group_of_doors_or_to_all():
    rights = (
        staff_right("one", where=OneDoor("front")),
        staff_right("some", where=DoorsOf("labs")),
        staff_right("all"),
    )
    rules = site(*rights, door_groups=(DoorGroup("labs", "Labs", frozenset({"lab 1"})),))
    assert [held.right.id for held in rules.held_at("front")] == ["one", "all"]
    assert [held.right.id for held in rules.held_at("lab 1")] == ["some", "all"]
    assert [held.right.id for held in rules.held_at("shed")] == ["all"]


def test_a_person_without_any_right_is_told_so_and_one_with_rights_elsewhere_too():
    rules = site(staff_right(where=OneDoor("lab")))
    assert answer(rules, Entrant("nobody"), DOOR, NOON) == Denied(Denial.WITHOUT_RIGHTS, None, 7)
    assert answer(rules, ANNA, DOOR, NOON) == Denied(Denial.NO_RIGHT, None, 7)
