"""Every right and prohibition that was looked at, and why it did or did not count."""

from dataclasses import replace
from datetime import date, timedelta

from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.explanation import Explanation, Standing, explain
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.rights import Membership, OneDoor, OnePerson, Right
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial, Denied, Granted, Moment
from tests.domain.permissions.site import (
    ANNA,
    CARD_FACE,
    DOOR,
    FACE,
    OFFICE,
    at,
    member,
    site,
    staff_right,
    wall,
)

NOON = at("2026-12-01 12:00")
DAY = timedelta(days=1)


def standings(explained: Explanation) -> dict[str, Standing]:
    return {seen.right.id: seen.standing for seen in explained.rights}


def test_rights_that_grant_say_why_only_one_counts():
    rules = site(
        staff_right("asks more", shows=DoorMode.CARD_FACE),
        staff_right("counts"),
        staff_right("shorter", schedule="office"),
        staff_right("elsewhere", where=OneDoor("lab")),
        staff_right("night", schedule="nights"),
    )
    explained = explain(rules, ANNA, DOOR, NOON)
    assert standings(explained) == {
        "asks more": Standing.ASKS_MORE,
        "counts": Standing.COUNTS,
        "shorter": Standing.LASTS_NO_LONGER,
        "night": Standing.OUTSIDE_HOURS,
        "elsewhere": Standing.OTHER_DOOR,
    }
    assert isinstance(explained.verdict, Granted)
    by_name = {seen.right.id: seen for seen in explained.rights}
    assert (by_name["asks more"].demand, by_name["counts"].demand) == (CARD_FACE, FACE)
    assert by_name["shorter"].until_utc == wall("2026-12-01 17:00")
    assert by_name["night"].until_utc == wall("2026-12-01 22:00")


def test_a_second_way_in_is_told_as_one():
    rules = site(staff_right("card", shows=DoorMode.CARD_FACE), staff_right("pin", shows=DoorMode.PIN_FACE))
    assert standings(explain(rules, ANNA, DOOR, NOON)) == {
        "card": Standing.COUNTS,
        "pin": Standing.ANOTHER_WAY,
    }


def test_memberships_that_are_over_or_to_come_are_told_with_their_dates():
    begun, over = Validity(NOON.at_utc + DAY), Validity(ends_utc=NOON.at_utc - DAY)
    rules = site(staff_right(), Right("guard", replace(staff_right().whom, group="guards")))
    anna = member(Membership("staff", begun), Membership("guards", over))
    explained = explain(rules, anna, DOOR, NOON)
    assert standings(explained) == {"day": Standing.MEMBER_LATER, "guard": Standing.MEMBER_NO_MORE}
    assert [seen.validity for seen in explained.rights] == [begun, over]
    assert explained.verdict == Denied(Denial.NOT_NOW, begun.begins_utc, 7)


def test_prohibitions_are_all_told_and_rights_that_would_grant_with_them():
    gone = replace(ANNA, validity=Validity(ends_utc=NOON.at_utc), is_blocked=True)
    explained = explain(site(staff_right()), gone, DOOR, NOON)
    assert [(one.denial, one.spell.holds) for one in explained.prohibitions] == [
        (Denial.BLOCKED, True),
        (Denial.LOCKDOWN, False),
        (Denial.EXPIRED, True),
        (Denial.NOT_YET_VALID, False),
    ]
    assert standings(explained) == {"day": Standing.PROHIBITED}


def test_the_holiday_that_counts_is_named():
    christmas = Holiday(date(2026, 12, 25), "public", "Christmas")
    calendar = HolidayCalendar("c", "Ours", (christmas,))
    schedule = replace(OFFICE, holidays=(HolidayRow("public"),), calendars=("c",))
    rules = site(staff_right(schedule="office"), calendars=(calendar,), schedules=(schedule,))
    explained = explain(rules, ANNA, DOOR, at("2026-12-25 12:00"))
    assert explained.rights[0].holiday == christmas
    assert explained.verdict == Denied(Denial.NOT_NOW, wall("2026-12-28 08:00"), 7)
    assert explain(rules, ANNA, DOOR, at("2026-12-24 12:00")).rights[0].holiday is None


def test_the_first_row_that_fits_a_day_counts():
    party = date(2026, 12, 24)
    calendars = (
        HolidayCalendar("a", "A", (Holiday(party, "public", "Christmas Eve"),)),
        HolidayCalendar("b", "B", (Holiday(party, "company", "Party"),)),
    )
    hours = OFFICE.week[0].hours
    rows = (HolidayRow("company", (hours,)), HolidayRow("public"))
    for chosen, verdict in ((rows, Granted), (rows[::-1], Denied)):
        schedule = Schedule("office", "Office", OFFICE.week, chosen, ("a", "b"))
        rules = site(staff_right(schedule="office"), calendars=calendars, schedules=(schedule,))
        assert isinstance(explain(rules, ANNA, DOOR, at("2026-12-24 12:00")).verdict, verdict)


def test_a_night_that_begins_before_a_holiday_goes_on_into_it():
    calendar = HolidayCalendar("c", "Ours", (Holiday(date(2026, 12, 25), "public", "Christmas"),))
    nights = replace(site().schedules[1], holidays=(HolidayRow("public"),), calendars=("c",))
    rules = site(staff_right(schedule="nights"), calendars=(calendar,), schedules=(nights,))
    assert isinstance(explain(rules, ANNA, DOOR, at("2026-12-25 05:59")).verdict, Granted)
    assert isinstance(explain(rules, ANNA, DOOR, at("2026-12-25 22:30")).verdict, Denied)


def test_while_the_clock_is_in_doubt_schedules_say_so_and_name_no_instant():
    rules = site(staff_right(schedule="office"), Right("own", OnePerson("anna"), OneDoor("lab")))
    explained = explain(rules, ANNA, DOOR, Moment(NOON.at_utc, is_in_doubt=True))
    assert standings(explained) == {"day": Standing.CLOCK_IN_DOUBT, "own": Standing.OTHER_DOOR}
    assert explained.rights[0].until_utc is None
