"""Schedules, holidays and names: what is refused, and what an import changes."""

from datetime import date

import pytest

from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import WORKDAYS, Hours, Window
from door_access.domain.permissions.rights import DoorGroup, Group
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.titles import LONGEST_TITLE, check_title
from door_access.errors import BadInput, BadName

WEEK = (Window(WORKDAYS, Hours.of("08:00", "17:00")),)
NEW_YEAR, CHRISTMAS = date(2026, 1, 1), date(2026, 12, 25)


def test_a_schedule_that_holds_at_no_time_is_refused():
    with pytest.raises(BadInput, match="The schedule Closed holds at no time"):
        Schedule("s", "Closed")
    with pytest.raises(BadInput, match="The schedule Closed holds at no time"):
        Schedule("s", "Closed", holidays=(HolidayRow("public"),), calendars=("c",))


def test_a_schedule_may_hold_on_holidays_only():
    rows = (HolidayRow("fair", (Hours.of("10:00", "16:00"),)),)
    assert Schedule("s", "Fair", holidays=rows, calendars=("c",)).week == ()


def test_overlapping_windows_are_refused_before_there_is_a_schedule():
    with pytest.raises(BadInput, match="overlap"):
        Schedule("s", "Twice", WEEK * 2)
    with pytest.raises(BadInput, match="overlap"):
        HolidayRow("public", (Hours.of("08:00", "12:00"), Hours.of("11:00", "13:00")))


def test_what_holds_on_a_kind_of_holiday_is_said_once():
    rows = (HolidayRow("public"), HolidayRow("public"))
    with pytest.raises(
        BadInput, match="The schedule Office says twice what holds on days of the kind public"
    ):
        Schedule("s", "Office", WEEK, rows, ("c",))


def test_holidays_without_a_calendar_are_refused():
    with pytest.raises(BadInput, match="names no calendar"):
        Schedule("s", "Office", WEEK, (HolidayRow("public"),))


def test_a_day_is_in_a_calendar_once():
    days = (Holiday(CHRISTMAS, "public", "Christmas"), Holiday(CHRISTMAS, "company", "Party"))
    with pytest.raises(BadInput, match="The calendar Ours has 2026-12-25 twice"):
        HolidayCalendar("c", "Ours", days)


def test_importing_twice_changes_nothing_and_days_of_the_sites_own_stay():
    own = Holiday(NEW_YEAR, "company", "Stocktaking")
    old = Holiday(date(2026, 2, 29 - 1), "public", "Abolished")
    older = Holiday(date(2025, 12, 25), "public", "Christmas")
    calendar = HolidayCalendar("c", "Ours", (own, old, older))
    found = {NEW_YEAR: "New Year", CHRISTMAS: "Christmas"}

    once = calendar.with_imported(found, kind="public")

    assert once.days == (older, own, Holiday(CHRISTMAS, "public", "Christmas"))
    assert once.with_imported(found, kind="public") == once


def test_names_from_elsewhere_are_made_to_fit():
    found = {NEW_YEAR: " New \n Year; " + "x" * LONGEST_TITLE, CHRISTMAS: " "}
    names = [one.name for one in HolidayCalendar("c", "Ours").with_imported(found, kind="public").days]
    assert names == [("New Year; " + "x" * LONGEST_TITLE)[:LONGEST_TITLE], "public"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "cannot be empty"),
        (" ", "cannot be empty"),
        ("x" * 101, "at most 100 characters"),
        ("a\nb", "control characters"),
        ("a\u200bb", "invisible"),
    ],
)
def test_a_name_that_cannot_be_read_is_refused(name, sentence):
    for make in (Group, DoorGroup, HolidayCalendar, lambda _, text: HolidayRow(text)):
        with pytest.raises(BadName, match=sentence):
            make("id", name)


def test_a_schedule_may_be_called_24_7():
    check_title("24/7")
