"""Schedules at the desk: windows, their picture, holidays, and what is no week."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTime

from door_access.domain.permissions.hours import WORKDAYS, Hours, Weekday, Window
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from tests.ui.desk.rules.conftest import details, names
from tests.ui.looks_of_rules import SCHEDULES
from tests.ui.rule_sites import EVENING, OFFICE
from ui.desk.rules.schedules_pane import ScheduleDialog
from ui.desk.rules.week_picture import Bar


@pytest.fixture
def pane(hands):
    return hands.topic(SCHEDULES)


@pytest.fixture
def new(hands, pane):
    hands.click(pane.add_button)
    return hands.opened(ScheduleDialog)


def changed(hands, pane, schedule: str) -> ScheduleDialog:
    hands.choose(pane.list, schedule)
    hands.click(pane.change_button)
    return hands.opened(ScheduleDialog)


def set_hours(row, begins: str, ends: str) -> None:
    row.fields.from_box.setTime(QTime.fromString(begins, "HH:mm"))
    row.fields.to_box.setTime(QTime.fromString(ends, "HH:mm"))


def test_schedules_are_listed_with_their_hours_in_words(pane):
    assert names(pane.list) == ["Cleaning", "Night", "Office hours"]
    assert details(pane.list) == [
        "Tue, Thu 22:00–02:00 of the next day",
        "every day 20:00–06:00 of the next day",
        "Mon–Fri 08:00–17:00; Sat 09:00–12:00; never on public holidays; on half day holidays 09:00–12:00",
    ]


def test_the_chosen_schedule_is_drawn_and_told_to_screen_readers(hands, pane):
    hands.choose(pane.list, "cleaning")
    assert pane.picture.bars == (
        Bar(1, 22 * 60, 24 * 60),
        Bar(2, 0, 2 * 60),
        Bar(3, 22 * 60, 24 * 60),
        Bar(4, 0, 2 * 60),
    )
    told = "Tue 22:00–24:00; Wed 00:00–02:00; Thu 22:00–24:00; Fri 00:00–02:00"
    assert pane.picture.accessibleDescription() == told


def test_a_schedule_is_added_with_office_hours_offered_first(qtbot, hands, pane, new):
    qtbot.keyClicks(new.name_field, "Reception")
    hands.click(new.windows.rows[0].days[Weekday.FRIDAY])
    hands.click(new.save_button)
    hands.heard()
    added = hands.rules.schedules[-1]
    assert (added.name, added.holidays, added.calendars) == ("Reception", (), ())
    assert added.week == (Window(WORKDAYS - {Weekday.FRIDAY}, Hours.of("08:00", "17:00")),)
    assert "Reception" in names(pane.list)


def test_times_are_typed_by_the_keyboard(qtbot, hands, new):
    field = new.windows.rows[0].fields.from_box
    field.setFocus()
    field.setSelectedSection(field.Section.HourSection)
    qtbot.keyClicks(field, "06")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.keyClicks(new.name_field, "Early")
    hands.click(new.save_button)
    hands.heard()
    assert hands.rules.schedules[-1].week[0].hours == Hours.of("06:00", "17:00")


def test_the_night_must_be_said_and_is_drawn_on_both_days(hands, new):
    row = new.windows.rows[0]
    set_hours(row, "22:00", "06:00")
    assert "cannot end (06:00) before it begins (22:00)" in row.message.text() and row.message.isVisible()
    hands.type_into(new.name_field, "Night shift")
    hands.click(new.save_button)
    assert "before it begins" in new.message.text() and len(hands.rules.schedules) == 3
    row.fields.night_box.click()
    assert not row.message.isVisible()
    assert Bar(0, 22 * 60, 24 * 60) in new.picture.bars and Bar(5, 0, 6 * 60) in new.picture.bars
    hands.click(new.save_button)
    hands.heard()
    assert hands.rules.schedules[-1].week[0].hours == Hours.of("22:00", "06:00", is_past_midnight=True)


def test_midnight_as_an_end_is_the_end_of_the_day(hands, new):
    set_hours(new.windows.rows[0], "18:00", "00:00")
    hands.type_into(new.name_field, "Evening")
    hands.click(new.save_button)
    hands.heard()
    assert hands.rules.schedules[-1].week[0].hours == Hours.of("18:00", "24:00")


def test_windows_that_overlap_are_said_at_once_and_by_name(hands, pane):
    dialog = changed(hands, pane, "office")
    hands.click(dialog.windows.add_button)
    hands.click(dialog.windows.rows[-1].days[Weekday.MONDAY])
    sentence = "Monday 08:00–17:00 and Monday 09:00–12:00 overlap; make one window of them."
    assert dialog.week_message.text() == sentence and dialog.week_message.isVisible()
    hands.click(dialog.save_button)
    hands.heard()
    assert dialog.message.text() == sentence and hands.rules.part(Schedule, "office") == OFFICE
    hands.click(dialog.windows.rows[-1].remove_button)
    assert not dialog.week_message.isVisible()


def test_a_window_without_a_day_and_no_time_at_all_are_said_beside_it(hands, new):
    row = new.windows.rows[0]
    for day in WORKDAYS:
        hands.click(row.days[day])
    assert "needs at least one day" in row.message.text()
    hands.click(row.days[Weekday.SUNDAY])
    set_hours(row, "09:00", "09:00")
    assert row.message.text() == "From 09:00 to 09:00 is no time at all."


def test_a_schedule_without_a_window_is_refused(hands, new):
    hands.type_into(new.name_field, "Nothing")
    hands.click(new.windows.rows[0].remove_button)
    hands.click(new.save_button)
    assert new.message.text() == "The schedule Nothing holds at no time; give it a window."
    assert new.isVisible() and len(hands.rules.schedules) == 3


def test_what_is_shown_is_stored_unchanged(hands, pane):
    dialog = changed(hands, pane, "office")
    assert dialog.made() == OFFICE
    hands.click(dialog.cancel_button)
    dialog = changed(hands, pane, "cleaning")
    assert dialog.made().week == (EVENING,)


def test_holidays_are_a_row_of_a_kind_with_its_calendar(hands, new):
    hands.type_into(new.name_field, "Shop")
    hands.click(new.holidays.add_button)
    kind = new.holidays.kinds[0]
    assert kind.kind_field.text() == "half day" and not kind.fields.isVisible()
    kind.does_box.set_value(True)
    assert kind.fields.isVisible()
    hands.click(new.save_button)
    hands.heard()
    stored = hands.rules.schedules[-1]
    assert stored.holidays == (HolidayRow("half day", (Hours.of("08:00", "17:00"),)),)
    assert stored.calendars == ("holidays",)


def test_a_kind_without_a_calendar_and_one_said_twice_are_refused(hands, pane):
    dialog = changed(hands, pane, "office")
    dialog.holidays.ticks["holidays"].click()
    hands.click(dialog.save_button)
    assert "names no calendar" in dialog.message.text()
    dialog.holidays.ticks["holidays"].click()
    hands.type_into(dialog.holidays.kinds[1].kind_field, "public")
    hands.click(dialog.save_button)
    assert "says twice" in dialog.message.text()
    assert hands.rules.part(Schedule, "office") == OFFICE


def test_a_kind_is_removed(hands, pane):
    dialog = changed(hands, pane, "office")
    hands.click(dialog.holidays.kinds[0].remove_button)
    hands.click(dialog.save_button)
    hands.heard()
    assert [row.kind for row in hands.rules.part(Schedule, "office").holidays] == ["half day"]


def test_several_hours_of_one_holiday_are_kept(hands, pane):
    split = replace(
        OFFICE, holidays=(HolidayRow("public", (Hours.of("08:00", "09:00"), Hours.of("16:00", "17:00"))),)
    )
    hands.kiosk.desk.rules.put(OFFICE, split)
    hands.page.open()
    hands.heard()
    assert changed(hands, pane, "office").made() == split


def test_two_who_edit_one_schedule_do_not_overwrite_each_other(hands, pane):
    dialog = changed(hands, pane, "cleaning")
    before = hands.rules.part(Schedule, "cleaning")
    theirs = replace(before, week=(Window(frozenset({Weekday.SUNDAY}), Hours.of("10:00", "11:00")),))
    hands.kiosk.desk.rules.put(before, theirs)
    hands.click(dialog.windows.rows[0].days[Weekday.MONDAY])
    hands.click(dialog.save_button)
    hands.heard()
    assert "Somebody else changed this meanwhile" in dialog.message.text()
    assert hands.rules.part(Schedule, "cleaning") == theirs == dialog.made()
    assert dialog.picture.bars == (Bar(6, 600, 660),)


def test_a_schedule_in_use_is_not_removed(hands, pane):
    hands.choose(pane.list, "office")
    hands.click(pane.remove_button)
    hands.agree(pane)
    hands.heard()
    assert pane.message.text() == "The schedule Office hours is in use (rights: 1, plans of doors: 1)."
    assert hands.rules.part(Schedule, "office") == OFFICE
