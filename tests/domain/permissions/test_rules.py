"""Rules as a whole: what refers to nothing is refused, what is used stays, nothing is half done."""

from dataclasses import replace

import pytest

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.rights import (
    DoorGroup,
    DoorPlan,
    DoorsOf,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    Right,
)
from door_access.domain.permissions.rules import EVERYBODY, Rules
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.verdict import Denial, Denied, Granted
from door_access.errors import BadInput, Refused
from tests.domain.permissions.site import (
    ANNA,
    DOOR,
    GUARDS,
    NIGHTS,
    OFFICE,
    STAFF,
    at,
    member,
    site,
    staff_right,
)

NOON = at("2026-12-01 12:00")


def plan(**parts) -> DoorPlan:
    return DoorPlan(**({"id": "plan", "schedule": "office", "does": OperatingMode.UNLOCKED} | parts))


def test_at_a_fresh_site_whoever_is_enrolled_gets_in_as_before():
    rules = Rules.fresh()
    verdict = answer(rules, member(Membership(EVERYBODY)), DOOR, NOON)
    assert isinstance(verdict, Granted)
    assert (verdict.right.id, verdict.until_utc, verdict.version) == (EVERYBODY, None, 0)
    assert isinstance(answer(rules, member(), DOOR, NOON), Denied)


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
            {"plans": (DoorPlan("p", "gone", DoorMode.CARD_FACE),)},
            "goes by the schedule 'gone', which is not",
        ),
        ({"plans": (plan(where=DoorsOf("gone")),)}, "for the group of doors 'gone', which is not there"),
        ({"plans": (plan(first_of="gone"),)}, "waits for the group 'gone', which is not there"),
        ({"plans": (plan(), plan())}, "There is one with the id 'plan' already"),
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
        plans=(plan(schedule="s", where=DoorsOf("d"), first_of="staff"),),
    )
    for part, sentence in (
        (STAFF, r"The group Staff is in use \(rights: 1, members: 3, plans of doors: 1\)"),
        (doors, r"The group of doors Labs is in use \(rights: 1, plans of doors: 1\)"),
        (schedule, r"The schedule S is in use \(rights: 1, plans of doors: 1\)"),
        (calendar, r"The calendar Ours is in use \(schedules: 1\)"),
    ):
        with pytest.raises(BadInput, match=sentence):
            rules.put(part, None, members=3)
    for part in (rules.rights[0], rules.plans[0], STAFF, doors, schedule, calendar):
        rules = rules.put(part, None)
    assert rules.parts == (GUARDS, NIGHTS)


def test_a_group_with_members_and_no_right_is_in_use():
    with pytest.raises(BadInput, match=r"rights: 0, members: 1"):
        site().put(STAFF, None, members=1)


def test_a_part_is_added_changed_where_it_stood_and_removed():
    rules = site()
    more = rules.put(None, Group("new", "New"))
    assert [group.id for group in more.groups] == ["staff", "guards", "new"]
    renamed = Group("staff", "Crew")
    changed = more.put(STAFF, renamed)
    assert changed.groups[0] == renamed
    assert changed.part(Group, "staff") == renamed
    assert changed.version == rules.version + 2
    assert changed.put(renamed, None).part(Group, "staff") is None


def test_who_changes_what_another_has_changed_meanwhile_is_told_and_changes_nothing():
    rules = site().put(STAFF, Group("staff", "Crew"))
    with pytest.raises(Refused, match="Somebody else changed Staff meanwhile"):
        rules.put(STAFF, Group("staff", "Team"))
    with pytest.raises(Refused, match="Somebody else changed Staff meanwhile"):
        rules.put(STAFF, None)
    with pytest.raises(Refused, match="Somebody else changed day meanwhile"):
        rules.put(staff_right(), staff_right(schedule="office"))
    with pytest.raises(Refused, match="Somebody else changed Guards meanwhile"):
        rules.put(None, GUARDS)


@pytest.mark.parametrize(
    "pair", [(None, None), (STAFF, GUARDS), (STAFF, Schedule("staff", "S", OFFICE.week))]
)
def test_a_part_takes_the_place_of_none_but_its_own(pair):
    with pytest.raises(ValueError, match="of its kind and id"):
        site().put(*pair)


def test_rules_are_their_parts():
    rules = site(staff_right(), plans=(plan(),), calendars=(HolidayCalendar("c", "Ours"),))
    assert Rules.of(rules.parts, version=rules.version) == rules


def test_a_plan_unlocks_a_door_or_asks_for_more_and_nothing_else():
    with pytest.raises(ValueError, match="a schedule unlocks a door or asks for more, got lockdown"):
        plan(does=OperatingMode.LOCKDOWN)
    with pytest.raises(BadInput, match="Only a plan that unlocks a door can wait for the first person"):
        plan(does=DoorMode.CARD_FACE, first_of="staff")


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
    assert answer(rules, member(), DOOR, NOON) == Denied(Denial.WITHOUT_RIGHTS, None, 7)
    assert answer(rules, ANNA, DOOR, NOON) == Denied(Denial.NO_RIGHT, None, 7)


def test_names_that_look_alike_are_refused_when_given_and_readable_when_stored():
    composed, apart = Group("a", "Café Night"), Group("b", "Cafe\u0301  night")
    stored = Rules(groups=(composed, apart))
    with pytest.raises(BadInput, match="already"):
        Rules(groups=(composed,)).put(None, apart)
    with pytest.raises(BadInput, match="already"):
        stored.put(apart, replace(apart, takes_newcomers=True))
    renamed = Rules(groups=(composed,)).put(composed, replace(composed, name="CAFÉ  Night"))
    assert renamed.groups[0].name == "CAFÉ  Night"
