"""Windows and holiday rows as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.desk.typed_hours import days_text, row_of, row_text, window_of, window_text
from door_access.domain.permissions.hours import WHOLE_DAY, WORKDAYS, Hours, Weekday, Window
from door_access.domain.permissions.schedule import HolidayRow
from door_access.errors import BadInput
from tests.domain.permissions.random_sites import hours

NIGHT = Hours.of("22:00", "06:00", is_past_midnight=True)
WEEKEND = frozenset({Weekday.SATURDAY, Weekday.SUNDAY})


@pytest.mark.parametrize(
    ("typed", "window"),
    [
        ("Mon-Fri 08:00-17:00", Window(WORKDAYS, Hours.of("8:00", "17:00"))),
        ("monday–friday 8:00–17:00", Window(WORKDAYS, Hours.of("8:00", "17:00"))),
        ("Mon,Tue, Wed Thu,Fri 08:00-17:00", Window(WORKDAYS, Hours.of("8:00", "17:00"))),
        (" SAT,SUN  00:00-24:00 ", Window(WEEKEND, WHOLE_DAY)),
        ("daily 22:00-06:00+", Window(frozenset(Weekday), NIGHT)),
        ("Fri-Mon 22:00-06:00+", Window(WEEKEND | {Weekday.FRIDAY, Weekday.MONDAY}, NIGHT)),
        ("Thurs 22:00-06:00+", Window(frozenset({Weekday.THURSDAY}), NIGHT)),
    ],
)
def test_a_window_is_read_however_it_is_typed(typed, window):
    assert window_of(typed) == window


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("08:00-17:00", "give days and hours"),
        ("", "give days and hours"),
        ("Mon-Fri", "give days and hours"),
        ("Mon-Fri 8-17", "are no hours; give 08:00-17:00, or 22:00-06:00"),
        ("Mon-Fri 08:00-25:00", "'25:00' is no time of day"),
        ("Mon-Fri 08:00-17:60", "'17:60' is no time of day"),
        ("Mon-Fri 17:00-08:00", "cannot end .08:00. before it begins"),
        ("Mon-Fri 08:00-08:00", "no time at all"),
        ("Mon-Fri 08:00-17:00+", "longer than a day"),
        ("Mo-Fr 08:00-17:00", "'Mo-Fr' is no day of the week"),
        ("Mon-Wed-Fri 08:00-17:00", "are no days of the week"),
        ("Monkey 08:00-17:00", "'Monkey' is no day"),
        ("M 08:00-17:00", "'M' is no day"),
    ],
)
def test_what_is_no_window_is_one_sentence(typed, complaint):
    with pytest.raises(BadInput, match=complaint):
        window_of(typed)


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("public closed", HolidayRow("public")),
        ("company 09:00-12:00", HolidayRow("company", (Hours.of("09:00", "12:00"),))),
        (
            "half day 09:00-12:00, 14:00-16:00",
            HolidayRow("half day", (Hours.of("09:00", "12:00"), Hours.of("14:00", "16:00"))),
        ),
        ("Open day  22:00-06:00+", HolidayRow("Open day", (NIGHT,))),
        ("day 2 Closed", HolidayRow("day 2")),
    ],
)
def test_a_holiday_row_is_read_however_it_is_typed(typed, row):
    assert row_of(typed) == row


@pytest.mark.parametrize(
    "typed", ["", "public", "closed", "public open", "public 9-12", "public 12:00-09:00"]
)
def test_what_is_no_holiday_row_is_bad_input(typed):
    with pytest.raises(BadInput):
        row_of(typed)


@given(st.frozensets(st.sampled_from(Weekday), min_size=1), hours())
def test_what_is_printed_can_be_typed(days, some):
    window, row = Window(days, some), HolidayRow("half day", (some,))
    assert window_of(window_text(window)) == window
    assert row_of(row_text(row)) == row


def test_days_in_a_row_are_told_from_first_to_last():
    assert days_text(WORKDAYS) == "Mon-Fri"
    assert days_text(WEEKEND) == "Sat,Sun"
    assert days_text(frozenset(Weekday)) == "daily"
    assert days_text([Weekday.SUNDAY, Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY]) == "Mon-Wed,Sun"
