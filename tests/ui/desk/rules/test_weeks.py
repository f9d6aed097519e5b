"""Who may enter when: weeks of groups, people and doors, and their picture."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QColor

from door_access.domain.permissions.hours import Hours, Weekday, Window
from door_access.domain.permissions.rights import MembersOf, Right
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.verdict import DoorNow
from door_access.domain.permissions.week import week_of_group
from tests.ui.desk.rules.conftest import names
from tests.ui.looks_of_rules import WEEK
from ui.desk.rules.week_picture import Bar, WeekPicture, bars_of_stretches, bars_of_windows
from ui.desk.rules.weeks_pane import Of
from ui.theme import LIGHT

BERLIN = ZoneInfo("Europe/Berlin")
CLEANING = (Bar(1, 1320, 1440), Bar(2, 0, 120), Bar(3, 1320, 1440), Bar(4, 0, 120))
WORK = tuple(Bar(day, 480, 1020) for day in range(5))


@pytest.fixture
def pane(hands):
    return hands.topic(WEEK)


def test_a_groups_week_is_drawn_with_its_dates(hands, pane):
    pane.group_box.set_value("cleaners")
    hands.heard()
    assert pane.picture.bars == CLEANING
    assert list(pane.picture.names)[:2] == ["Mon 2", "Tue 3"]
    assert pane.turner.words.text() == "2026-03-02 to 2026-03-08"


def test_a_holiday_of_that_week_is_seen(hands, pane):
    pane.group_box.set_value("staff")
    for _ in range(4):
        hands.click(pane.turner.later_button)
    hands.heard()
    assert pane.turner.words.text() == "2026-03-30 to 2026-04-05"
    assert pane.picture.bars == (*WORK[:4], Bar(5, 540, 720))
    hands.click(pane.turner.earlier_button)
    hands.heard()
    assert pane.picture.bars == (*WORK, Bar(5, 540, 720))


def test_a_group_without_a_right_is_let_in_at_no_time(hands, pane):
    pane.group_box.set_value("visitors")
    hands.heard()
    assert pane.picture.bars == () and pane.told.text().startswith("Nobody is let in during this week.")


def test_a_persons_week_is_that_of_all_their_rights(hands, pane):
    pane.of_box.set_value(Of.PERSON)
    assert pane.told.text().endswith("Choose somebody.")
    pane.person_box.setCurrentIndex(1)
    hands.heard()
    assert pane.picture.bars == tuple(Bar(day, 0, 1440) for day in range(7))


def test_a_doors_week_is_that_of_everybody_and_each_rights_alone(hands, pane):
    pane.of_box.set_value(Of.DOOR)
    hands.heard()
    assert names(pane.rights) == ["Members of Staff", "Members of Cleaners", "Ada Lovelace"]
    assert pane.picture.bars == tuple(Bar(day, 0, 1440) for day in range(7))
    hands.choose(pane.rights, "cleaners")
    assert pane.picture.bars == CLEANING


def test_an_answer_that_another_question_has_overtaken_is_not_shown(hands, pane):
    pane.group_box.set_value("cleaners")
    pane.group_box.set_value("visitors")
    hands.heard()
    assert pane.picture.bars == ()


def stretches(begins: str, ends: str, first_day: date, *, is_past_midnight: bool = False):
    hours = Hours.of(begins, ends, is_past_midnight=is_past_midnight)
    schedule = Schedule("s", "S", (Window(frozenset(Weekday), hours),))
    fresh = Rules.fresh()
    right = Right("r", MembersOf("everybody"), schedule="s")
    rules = Rules(1, groups=fresh.groups, schedules=(schedule,), rights=(right,))
    return week_of_group(rules, "everybody", DoorNow("d", BERLIN), first_day)


def test_what_clocks_skip_is_not_drawn(qapp):
    monday = date(2026, 3, 23)
    bars = bars_of_stretches(stretches("01:00", "04:00", monday), monday, BERLIN)
    assert bars == (*(Bar(day, 60, 240) for day in range(6)), Bar(6, 60, 120), Bar(6, 180, 240))


def test_an_hour_that_clocks_repeat_is_drawn_once(qapp):
    monday = date(2026, 10, 19)
    bars = bars_of_stretches(stretches("01:00", "04:00", monday), monday, BERLIN)
    assert bars == tuple(Bar(day, 60, 240) for day in range(7))


def test_windows_of_sunday_night_go_on_on_monday():
    sunday = Window(frozenset({Weekday.SUNDAY}), Hours.of("22:00", "06:00", is_past_midnight=True))
    assert bars_of_windows([sunday]) == (Bar(0, 0, 360), Bar(6, 1320, 1440))


def test_bars_are_painted_where_their_hours_are_and_clashing_ones_in_another_colour(qtbot):
    picture = WeekPicture("week")
    qtbot.addWidget(picture)
    picture.resize(700, 300)
    picture.show_bars((Bar(0, 0, 720), Bar(1, 0, 1440), Bar(1, 60, 120)))
    image = picture.grab().toImage()
    left, right = 120, 640

    def colours(x: int) -> set[str]:
        return {QColor(image.pixelColor(x, y)).name() for y in range(image.height())}

    assert {LIGHT.accent, LIGHT.bad} <= colours(left)
    assert LIGHT.accent not in colours(right) and LIGHT.bad in colours(right)
    assert picture.told() == "Mon 00:00–12:00; Tue 00:00–24:00, 01:00–02:00"
