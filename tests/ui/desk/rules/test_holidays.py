"""Calendars at the desk: days by hand, and the public holidays of a country."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate

from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from tests.ui.desk.rules.conftest import details, names
from tests.ui.looks_of_rules import HOLIDAYS
from tests.ui.rule_sites import HOLIDAYS as BERLIN
from ui.desk.rules.holidays_pane import CalendarDialog
from ui.desk.rules.import_dialog import ImportDialog


@pytest.fixture
def pane(hands):
    return hands.topic(HOLIDAYS)


@pytest.fixture
def dialog(hands, pane):
    hands.choose(pane.list, "holidays")
    hands.click(pane.change_button)
    return hands.opened(CalendarDialog)


def brought(hands, pane) -> ImportDialog:
    hands.click(pane.import_button)
    dialog = hands.opened(ImportDialog)
    hands.heard()
    return dialog


def add_day(hands, dialog, day: QDate, name: str) -> None:
    dialog.day_box.setDate(day)
    hands.type_into(dialog.day_name_field, name)
    hands.click(dialog.put_button)


def test_calendars_are_listed_with_the_next_day_and_the_last(pane):
    assert names(pane.list) == ["Berlin"]
    assert details(pane.list) == ["3 days · next: 2026-03-08 Internationaler Frauentag · last: 2026-12-24"]


def test_a_calendar_of_which_all_days_are_over_asks_to_be_continued(hands, pane):
    hands.kiosk.desk.rules.put(
        BERLIN, replace(BERLIN, days=(Holiday(date(2025, 1, 1), "public", "New Year"),))
    )
    hands.page.open()
    hands.heard()
    assert details(pane.list) == ["1 day · all of them are over: continue it"]


def test_a_calendar_is_made_by_hand(hands, pane):
    hands.click(pane.add_button)
    dialog = hands.opened(CalendarDialog)
    hands.type_into(dialog.name_field, "Company")
    hands.type_into(dialog.kind_field, "company")
    add_day(hands, dialog, QDate(2026, 7, 3), "Outing")
    add_day(hands, dialog, QDate(2026, 5, 15), "")
    assert names(dialog.list) == ["2026-05-15 Friday", "2026-07-03 Friday"]
    hands.click(dialog.save_button)
    hands.heard()
    assert hands.rules.calendars[-1].days == (
        Holiday(date(2026, 5, 15), "company", "company"),
        Holiday(date(2026, 7, 3), "company", "Outing"),
    )
    assert names(pane.list) == ["Berlin", "Company"]


def test_a_day_that_is_there_already_is_refused_beside_the_fields(hands, dialog):
    add_day(hands, dialog, QDate(2026, 4, 3), "Good Friday")
    assert dialog.message.text() == "The calendar Berlin has 2026-04-03 twice."
    assert len(names(dialog.list)) == 3


def test_a_day_is_taken_out_and_nothing_is_stored_before_it_is_saved(hands, dialog):
    assert not dialog.drop_button.isEnabled()
    hands.choose(dialog.list, "2026-12-24")
    hands.click(dialog.drop_button)
    assert len(names(dialog.list)) == 2 and hands.rules.calendars == (BERLIN,)
    hands.click(dialog.save_button)
    hands.heard()
    assert hands.rules.calendars[0].days == BERLIN.days[:2]


def test_a_calendar_that_a_schedule_goes_by_is_not_removed(hands, pane):
    hands.choose(pane.list, "holidays")
    hands.click(pane.remove_button)
    hands.agree(pane)
    hands.heard()
    assert pane.message.text() == "The calendar Berlin is in use (schedules: 1)."


def test_public_holidays_of_the_doors_own_country_are_offered_first(hands, pane):
    dialog = brought(hands, pane)
    assert dialog.country_box.currentText() == "Germany"
    assert (dialog.from_box.value(), dialog.to_box.value()) == (2026, 2028)
    assert dialog.calendar_box.currentText() == "a new calendar"


def test_public_holidays_of_a_part_of_a_country_become_a_calendar(hands, pane):
    dialog = brought(hands, pane)
    dialog.part_box.set_value("BY")
    hands.click(dialog.import_button)
    hands.heard()
    calendar = hands.rules.calendars[-1]
    assert calendar.name == "Germany BY" and names(pane.list) == ["Berlin", "Germany BY"]
    assert {date(2026, 1, 6), date(2028, 12, 25)} <= {one.day for one in calendar.days}


def test_an_import_continues_the_chosen_calendar(hands, pane):
    hands.choose(pane.list, "holidays")
    dialog = brought(hands, pane)
    dialog.part_box.set_value("BE")
    dialog.from_box.setValue(2027)
    dialog.to_box.setValue(2027)
    hands.click(dialog.import_button)
    hands.heard()
    (calendar,) = hands.rules.calendars
    assert set(BERLIN.days) < set(calendar.days)
    assert Holiday(date(2026, 12, 24), "half day", "Heiligabend") in calendar.days


def test_years_the_wrong_way_round_and_names_that_are_taken_are_said(hands, pane):
    dialog = brought(hands, pane)
    dialog.to_box.setValue(2025)
    hands.click(dialog.import_button)
    assert dialog.message.text() == "The last year comes before the first."
    hands.kiosk.desk.rules.put(None, HolidayCalendar("other", "Germany"))
    dialog.to_box.setValue(2026)
    hands.click(dialog.import_button)
    hands.heard()
    assert dialog.message.text() == "There is one called Germany already."
    assert dialog.isVisible() and dialog.import_button.isEnabled()


def test_an_empty_kind_is_refused(hands, pane):
    dialog = brought(hands, pane)
    dialog.kind_field.clear()
    hands.click(dialog.import_button)
    hands.heard()
    assert dialog.message.text() and hands.rules.calendars == (BERLIN,)
