"""Hours of a day and windows of a week: what is refused, and in which words."""

import pytest

from door_access.domain.permissions.hours import (
    WHOLE_DAY,
    WORKDAYS,
    Hours,
    Weekday,
    Window,
    check_hours,
    check_week,
    minute_of,
)
from door_access.errors import BadInput

FRIDAY, SATURDAY, SUNDAY = (frozenset({day}) for day in list(Weekday)[4:])
MONDAY = frozenset({Weekday.MONDAY})


@pytest.mark.parametrize(
    ("text", "minute"), [("00:00", 0), ("9:05", 545), (" 17:30 ", 1050), ("24:00", 1440)]
)
def test_a_time_of_day_is_read_as_people_write_it(text, minute):
    assert minute_of(text) == minute


@pytest.mark.parametrize("text", ["", "25:00", "24:01", "12:60", "12", "-1:00", "noon", "١٢:٠٠"])
def test_anything_else_is_no_time_of_day(text):
    with pytest.raises(BadInput, match="is no time of day; expected 00:00 to 24:00"):
        minute_of(text)


def test_hours_that_end_before_they_begin_are_refused_and_the_sentence_says_what_to_do():
    with pytest.raises(
        BadInput, match=r"cannot end \(06:00\) before it begins \(22:00\).*past midnight, say so"
    ):
        Hours.of("22:00", "06:00")


def test_hours_go_on_past_midnight_only_if_they_say_so():
    assert Hours.of("22:00", "06:00", is_past_midnight=True).span_min == (22 * 60, 30 * 60)
    assert Hours.of("22:00", "00:00", is_past_midnight=True).span_min == Hours.of("22:00", "24:00").span_min


def test_hours_last_a_day_at_most():
    assert Hours.of("08:00", "08:00", is_past_midnight=True).span_min == (480, 480 + 1440)
    with pytest.raises(BadInput, match="longer than a day"):
        Hours.of("08:00", "08:01", is_past_midnight=True)


def test_empty_hours_are_refused():
    with pytest.raises(BadInput, match="From 08:00 to 08:00 is no time at all"):
        Hours.of("08:00", "08:00")


@pytest.mark.parametrize(("begins", "ends"), [(-1, 10), (1440, 1440), (10, 1441)])
def test_minutes_are_those_of_a_day(begins, ends):
    with pytest.raises(ValueError, match="minutes of a day"):
        Hours(begins, ends)


def test_a_window_needs_a_day():
    with pytest.raises(BadInput, match="The window 00:00–24:00 needs at least one day"):
        Window(frozenset(), WHOLE_DAY)


def test_windows_may_touch():
    check_week([Window(WORKDAYS, Hours.of("08:00", "12:00")), Window(WORKDAYS, Hours.of("12:00", "17:00"))])
    check_week([Window(frozenset(Weekday), WHOLE_DAY)])
    check_hours([Hours.of("12:00", "17:00"), Hours.of("08:00", "12:00")])


def test_windows_that_overlap_are_refused_by_their_names():
    windows = [Window(WORKDAYS, Hours.of("08:00", "12:00")), Window(FRIDAY, Hours.of("11:59", "17:00"))]
    with pytest.raises(BadInput, match="Friday 08:00–12:00 and Friday 11:59–17:00 overlap"):
        check_week(windows)


def test_a_night_that_lasts_into_the_next_days_window_overlaps_it():
    night = Window(FRIDAY, Hours.of("22:00", "06:00", is_past_midnight=True))
    with pytest.raises(BadInput, match="Friday 22:00–06:00 and Saturday 05:00–10:00 overlap"):
        check_week([Window(SATURDAY, Hours.of("05:00", "10:00")), night])


def test_the_night_from_sunday_to_monday_overlaps_mondays_window():
    night = Window(SUNDAY, Hours.of("22:00", "06:00", is_past_midnight=True))
    check_week([night, Window(MONDAY, Hours.of("06:00", "10:00"))])
    with pytest.raises(BadInput, match="Sunday 22:00–06:00 and Monday 05:00–10:00 overlap"):
        check_week([night, Window(MONDAY, Hours.of("05:00", "10:00"))])


def test_hours_of_one_day_that_overlap_are_refused():
    with pytest.raises(BadInput, match="08:00–12:00 and 11:00–13:00 overlap"):
        check_hours([Hours.of("11:00", "13:00"), Hours.of("08:00", "12:00")])
