"""What schedules make of a door: unlocked, if need be only once somebody has come, or stricter."""

import pytest

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.plans import asked, awaited_groups, planned_mode
from door_access.domain.permissions.rights import DoorPlan, OneDoor
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.verdict import Granted, Moment
from tests.domain.permissions.site import ANNA, BERLIN, CARD_FACE, DOOR, FACE, at, site, staff_right, wall

NOON, EVENING, NIGHT = at("2026-12-01 12:00"), at("2026-12-01 17:00"), at("2026-12-01 23:00")
OPEN = DoorPlan("open", "office", OperatingMode.UNLOCKED)
STRICT = DoorPlan("strict", "nights", DoorMode.CARD_FACE)


def mode(plan: DoorPlan, moment: Moment, **entered: str) -> OperatingMode:
    return planned_mode(
        site(plans=(plan,)),
        "front",
        zone=BERLIN,
        moment=moment,
        entered_utc={group: wall(text) for group, text in entered.items()},
    )


def asks(rules: Rules, moment: Moment) -> frozenset[DoorMode]:
    return asked(rules, "front", usual=DoorMode.FACE, zone=BERLIN, moment=moment)


def test_the_door_is_unlocked_within_the_hours_only():
    assert mode(OPEN, NOON) is OperatingMode.UNLOCKED
    assert mode(OPEN, EVENING) is OperatingMode.NORMAL


def test_a_plan_of_another_door_changes_nothing_here():
    assert (
        mode(DoorPlan("open", "office", OperatingMode.UNLOCKED, OneDoor("back")), NOON)
        is OperatingMode.NORMAL
    )


def test_while_the_clock_is_in_doubt_nothing_is_unlocked():
    assert mode(OPEN, Moment(NOON.at_utc, is_in_doubt=True)) is OperatingMode.NORMAL


@pytest.mark.parametrize(
    ("entered", "wanted"),
    [
        ({}, OperatingMode.NORMAL),
        ({"guards": "2026-12-01 12:00"}, OperatingMode.NORMAL),
        ({"staff": "2026-12-01 07:59"}, OperatingMode.NORMAL),
        ({"staff": "2026-12-01 08:00"}, OperatingMode.UNLOCKED),
        ({"staff": "2026-12-01 12:00"}, OperatingMode.UNLOCKED),
        ({"staff": "2026-12-01 12:01"}, OperatingMode.NORMAL),
        ({"staff": "2026-11-30 09:00"}, OperatingMode.NORMAL),
    ],
)
def test_who_comes_first_must_come_within_the_very_hours(entered, wanted):
    plan = DoorPlan("open", "office", OperatingMode.UNLOCKED, first_of="staff")
    assert mode(plan, NOON, **entered) is wanted


def test_the_groups_of_who_comes_first_are_known():
    plan = DoorPlan("first", "office", OperatingMode.UNLOCKED, first_of="staff")
    assert awaited_groups(site(plans=(plan, OPEN)), "front") == {"staff"}


def test_the_door_asks_for_more_at_night_and_while_nobody_knows_whether_it_is():
    rules = site(plans=(STRICT, OPEN))
    assert asks(rules, NOON) == {DoorMode.FACE}
    assert asks(rules, NIGHT) == {DoorMode.FACE, DoorMode.CARD_FACE}
    assert asks(rules, Moment(NOON.at_utc, is_in_doubt=True)) == {DoorMode.FACE, DoorMode.CARD_FACE}


def test_an_answer_asks_what_the_door_asks_at_that_hour_and_says_until_when():
    rules = site(staff_right(), plans=(STRICT, OPEN))
    by_day, at_night = answer(rules, ANNA, DOOR, NOON), answer(rules, ANNA, DOOR, NIGHT)
    assert isinstance(by_day, Granted) and isinstance(at_night, Granted)
    assert (by_day.demands, by_day.until_utc) == ((FACE,), wall("2026-12-01 22:00"))
    assert (at_night.demands, at_night.until_utc) == ((CARD_FACE,), wall("2026-12-02 06:00"))
    doubt = answer(rules, ANNA, DOOR, Moment(NOON.at_utc, is_in_doubt=True))
    assert isinstance(doubt, Granted)
    assert (doubt.demands, doubt.until_utc) == ((CARD_FACE,), None)
