"""The parts of the rules in words: what the log and lists tell of them."""

from datetime import date

import pytest

from door_access.desk.rule_texts import act_of, part_changes, week_text
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import WORKDAYS, Hours, Weekday, Window
from door_access.domain.permissions.rights import AllDoors, OneDoor, OnePerson, Right
from door_access.ports import Change
from tests.database.rules.parts import OTHERS, PARTS

NIGHT = Hours.of("22:00", "06:00", is_past_midnight=True)


@pytest.mark.parametrize(("part", "other"), [*zip(PARTS, OTHERS, strict=True)])
def test_what_is_added_is_told_as_it_is_what_is_removed_as_it_was_and_both_make_a_change(part, other):
    added, removed = part_changes(None, part), part_changes(part, None)

    assert [(one.what, one.after) for one in added] == [(one.what, one.before) for one in removed]
    assert all(one.before == "" for one in added) and all(one.after == "" for one in removed)
    told, later = ({one.what: one.after for one in part_changes(None, some)} for some in (part, other))
    changed = {what for what in told | later if told.get(what, "") != later.get(what, "")}
    assert {(one.what, one.before, one.after) for one in part_changes(part, other)} == {
        (what, told.get(what, ""), later.get(what, "")) for what in changed
    }
    assert changed


@pytest.mark.parametrize("part", PARTS)
def test_what_is_as_it_was_is_no_change(part):
    assert part_changes(part, part) == ()


def test_every_kind_of_part_has_acts_of_its_own():
    acts = [act_of(*pair) for part in PARTS for pair in ((None, part), (part, part), (part, None))]
    assert len(set(acts)) == len(acts) == 3 * len(PARTS)
    assert acts[:3] == [Act.ADD_GROUP, Act.CHANGE_GROUP, Act.REMOVE_GROUP]


def test_parts_are_told_so_that_anybody_can_read_them():
    told = {change.what: change.after for part in PARTS for change in part_changes(None, part)}

    assert told == {
        "name": "Office hours",
        "takes newcomers": "no",
        "doors": "door lab-1",
        "days": "2026-12-24 company Christmas party",
        "week": "Mon Tue Wed Thu Fri 08:00–17:00",
        "holidays": "company 09:00–12:00",
        "calendars": "ours",
        "whom": "group staff",
        "schedule": "office",
        "shows": "card+face",
        "does": "unlocked",
        "first of": "staff",
    }
    assert part_changes(None, Right("r", OnePerson("anna"), OneDoor("front"))) == (
        Change("whom", "", "person anna"),
        Change("doors", "", "door front"),
        Change("schedule", "", "always"),
        Change("shows", "", "as the door asks"),
    )
    assert Change("doors", "", "all doors") in part_changes(None, Right("r", OnePerson("a"), AllDoors()))


def test_of_a_changed_calendar_only_the_days_are_told_that_are_others_now():
    kept, gone, new = (Holiday(date(2026, 12, day), "company", f"Day {day}") for day in (24, 25, 26))
    before, after = (HolidayCalendar("c", "Ours", (kept, one)) for one in (gone, new))

    assert part_changes(before, after) == (
        Change("days", "2026-12-25 company Day 25", "2026-12-26 company Day 26"),
    )


def test_windows_are_told_with_their_days_and_that_they_go_on_past_midnight():
    windows = [Window(WORKDAYS, Hours.of("8:00", "17:00")), Window(frozenset({Weekday.SATURDAY}), NIGHT)]

    assert week_text(windows) == "Mon Tue Wed Thu Fri 08:00–17:00; Sat 22:00–06:00"
    assert week_text([]) == ""
