"""Who may enter when: a person, a group, a door."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rights import OneDoor, OnePerson, Right
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial, Denied, Entrant, Granted
from door_access.domain.permissions.week import Stretch, week_of_door, week_of_group, week_of_person
from tests.domain.permissions.site import ANNA, CARD_FACE, DOOR, FACE, site, staff_right, wall

MONDAY = date(2026, 11, 30)
RULES = site(staff_right(schedule="office"), Right("own", OnePerson("anna"), OneDoor("front"), "nights"))


def granted(stretches: tuple[Stretch, ...]) -> list[tuple]:
    return [(one.begins_utc, one.ends_utc) for one in stretches if isinstance(one.verdict, Granted)]


def days_of(begins: str, ends: str, *, night: int = 0) -> list[tuple]:
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    return [(wall(f"{day} {begins}"), wall(f"{day + timedelta(days=night)} {ends}")) for day in days]


@pytest.mark.parametrize(
    ("first_day", "hours"), [(MONDAY, 168), (date(2026, 3, 23), 167), (date(2026, 10, 19), 169)]
)
def test_a_week_has_no_gap_and_is_as_long_as_the_wall_says(first_day, hours):
    week = week_of_person(RULES, ANNA, DOOR, first_day)
    assert week[0].begins_utc == wall(f"{first_day} 00:00")
    assert all(one.ends_utc == other.begins_utc for one, other in pairwise(week))
    assert week[-1].ends_utc - week[0].begins_utc == timedelta(hours=hours)


def test_a_persons_week_has_the_hours_of_their_groups_and_their_own():
    week = week_of_person(RULES, ANNA, DOOR, MONDAY)
    assert granted(week) == sorted(days_of("08:00", "17:00") + days_of("22:00", "06:00", night=1))


def test_a_persons_week_ends_with_their_last_day():
    leaver = replace(ANNA, validity=Validity(ends_utc=wall("2026-12-02 12:00")))
    week = week_of_person(site(staff_right()), leaver, DOOR, MONDAY)
    assert granted(week) == [(wall("2026-11-30 00:00"), wall("2026-12-02 12:00"))]
    assert week[-1].verdict == Denied(Denial.EXPIRED, None, 7)


def test_who_has_no_rights_at_all_reads_the_same_in_a_week_as_at_the_door():
    (week,) = week_of_person(RULES, Entrant("nobody"), DOOR, MONDAY)
    assert isinstance(week.verdict, Denied) and week.verdict.why is Denial.WITHOUT_RIGHTS
    (other,) = week_of_person(RULES, Entrant("anna"), replace(DOOR, id="lab"), MONDAY)
    assert isinstance(other.verdict, Denied) and other.verdict.why is Denial.NO_RIGHT


def test_a_week_shows_when_more_is_asked():
    rules = site(staff_right("always", shows=DoorMode.CARD_FACE), staff_right(schedule="office"))
    week = week_of_person(rules, ANNA, DOOR, MONDAY)
    assert [one.verdict.demands for one in week[:3]] == [(CARD_FACE,), (FACE,), (CARD_FACE,)]


def test_a_groups_week_has_its_rights_only():
    assert granted(week_of_group(RULES, "staff", DOOR, MONDAY)) == days_of("08:00", "17:00")
    assert granted(week_of_group(RULES, "guards", DOOR, MONDAY)) == []


def test_a_doors_week_has_every_right_to_it():
    rows = week_of_door(RULES, DOOR, MONDAY)
    assert [(row.right.id, granted(row.stretches)) for row in rows] == [
        ("day", days_of("08:00", "17:00")),
        ("own", [*days_of("22:00", "06:00", night=1)]),
    ]
    assert [row.right.id for row in week_of_door(RULES, replace(DOOR, id="lab"), MONDAY)] == ["day"]


def test_a_week_is_what_the_rules_say_and_not_what_operators_want_for_the_moment():
    lockdown = replace(DOOR, modes=Modes().asked(OperatingMode.LOCKDOWN, None))
    assert week_of_person(RULES, ANNA, lockdown, MONDAY) == week_of_person(RULES, ANNA, DOOR, MONDAY)


def test_whoever_has_no_rights_has_an_empty_week():
    assert granted(week_of_person(RULES, Entrant("nobody"), DOOR, MONDAY)) == []
