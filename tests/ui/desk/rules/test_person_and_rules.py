"""One person's page and the rules: may they enter and why, their groups, dates, notes and week."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, QTime

from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.validity import Validity
from tests.ui.desk.rules.conftest import details, names
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC
from ui.desk.person.person_sheet import PersonSheet
from ui.desk.rules.week_picture import Bar
from ui.widgets.icons import Icon

MONDAY = QDate(2026, 3, 2)


@pytest.fixture
def people(hands):
    hands.window.desk_view.show_page(1)
    page = hands.window.desk_view.people_page
    hands.qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    return page


@pytest.fixture
def opened(hands, people):
    def open_for(person_id: str) -> PersonSheet:
        people.select(person_id)
        hands.click(people.acts.open_button)
        hands.heard()
        return hands.window.desk_view.person_page.sheet

    return open_for


def at(sheet, clock: str, day: QDate = MONDAY) -> None:
    sheet.explain.when_box.set_value(True)
    sheet.explain.day_box.setDate(day)
    sheet.explain.time_box.setTime(QTime.fromString(clock, "HH:mm"))


def test_the_answer_says_by_which_right_and_until_when(opened):
    explain = opened(GRACE).explain
    assert explain.icon.icon is Icon.CHECK
    assert explain.answer.text() == (
        "Grace Hopper may open main entrance on 2026-03-02 13:00, by showing their face."
        " This stays so until 2026-03-02 17:00."
    )
    assert (
        explain.by_right.text() == "By this right: Members of Staff may open all doors during Office hours."
    )


def test_at_another_time_the_answer_says_why_not_and_from_when_on(hands, opened):
    sheet = opened(GRACE)
    at(sheet, "18:00")
    hands.heard()
    explain = sheet.explain
    assert explain.icon.icon is Icon.CROSS and not explain.by_right.isVisible()
    assert explain.answer.text() == (
        "Grace Hopper may not open main entrance on 2026-03-02 18:00: none of their rights to this door holds"
        " at this time. They may from 2026-03-03 08:00 on."
    )
    assert (
        details(explain.list)[0] == "This right does not hold at this time. It does from 2026-03-03 08:00 on."
    )


def test_the_time_is_that_of_the_doors_wall_also_after_the_clocks_are_changed(hands, opened):
    sheet = opened(GRACE)
    at(sheet, "16:59", QDate(2026, 3, 30))
    hands.heard()
    assert sheet.explain.icon.icon is Icon.CHECK and "2026-03-30 16:59" in sheet.explain.answer.text()
    at(sheet, "17:00", QDate(2026, 3, 30))
    hands.heard()
    assert sheet.explain.icon.icon is Icon.CROSS


def test_a_holiday_is_told_by_its_name(hands, opened):
    sheet = opened(GRACE)
    at(sheet, "10:00", QDate(2026, 4, 3))
    hands.heard()
    assert "Karfreitag" in details(sheet.explain.list)[0]
    hands.choose(sheet.explain.list, "right staff")
    assert "Karfreitag (public)" in sheet.explain.chosen_words.text()


def test_what_prohibits_stands_before_every_right(opened):
    explain = opened(ALAN).explain
    assert explain.icon.icon is Icon.CROSS and "they are blocked" in explain.answer.text()
    assert names(explain.list)[0] == "They are blocked." and names(explain.list)[-1].startswith(
        "Nothing else"
    )


def test_every_right_is_told_with_what_became_of_it(opened):
    explain = opened(ADA).explain
    told = dict(zip(names(explain.list), details(explain.list), strict=True))
    assert told["Ada Lovelace may open all doors at any time."] == "This right counts."
    assert (
        "no longer than the one that counts"
        in told["Members of Staff may open all doors during Office hours."]
    )
    assert told["Nothing prohibits the entry"].startswith("They are not blocked.")


def test_somebody_who_is_removed_meanwhile_has_no_answer_but_a_sentence(hands, opened):
    sheet = opened(GRACE)
    del hands.kiosk.desk.people_by_id[GRACE]
    at(sheet, "18:00")
    hands.heard()
    assert GRACE in sheet.explain.answer.text() and names(sheet.explain.list) == []


def test_a_group_is_given_and_counts_at_once(hands, opened):
    sheet = opened(ALAN)
    assert names(sheet.groups.list) == ["Cleaners"]
    sheet.groups.group_box.set_value("staff")
    hands.click(sheet.groups.add_button)
    hands.heard()
    assert names(sheet.groups.list) == ["Cleaners", "Staff"]
    assert sheet.groups.list.chosen().id == "staff"
    assert "Members of Staff may open all doors during Office hours." in details(sheet.groups.list)[1]
    assert any("Members of Staff" in name for name in names(sheet.explain.list))


def test_dates_of_a_membership_are_set_and_it_is_ended(hands, opened):
    sheet = opened(GRACE)
    groups = sheet.groups
    hands.choose(groups.list, "staff")
    groups.dates.from_tick.click()
    groups.dates.until_tick.click()
    groups.dates.until_box.setDate(QDate(2026, 3, 6))
    hands.click(groups.dates_button)
    hands.heard()
    (membership,) = hands.kiosk.desk.rules.memberships(GRACE)
    assert membership.validity.begins_utc is None
    assert membership.validity.ends_utc.isoformat() == "2026-03-06T23:00:00+00:00"
    hands.click(groups.end_button)
    hands.agree(groups)
    hands.heard()
    assert names(groups.list) == [] and hands.kiosk.desk.rules.memberships(GRACE) == ()
    assert groups.own_words.text() == "In no group and without a right of their own: no door opens."
    assert "they are in no group" in sheet.explain.answer.text()


def test_rights_of_somebodys_own_are_told_with_the_groups(opened):
    assert opened(ADA).groups.own_words.text() == "Ada Lovelace may open all doors at any time."


def test_whoever_is_in_every_group_cannot_be_given_another(hands, opened):
    for group in ("staff", "visitors"):
        hands.kiosk.desk.rules.set_membership(ALAN, Membership(group))
    button = opened(ALAN).groups.add_button
    assert not button.isEnabled() and button.accessibleDescription() == "They are in every group there is."


def test_a_visitors_dates_host_and_notes_are_stored_together(qtbot, hands, opened):
    sheet = opened(GRACE)
    profile = sheet.profile
    assert not profile.save_button.isEnabled()
    profile.dates.until_tick.click()
    profile.dates.until_box.setDate(QDate(2026, 3, 6))
    qtbot.keyClicks(profile.department_field, "Audit")
    qtbot.keyClicks(profile.notes_field, "Badge 17")
    profile.host_box.setCurrentIndex(1)
    profile.longer_box.click()
    hands.click(profile.save_button)
    hands.heard()
    stored = hands.kiosk.desk.rules.profile(GRACE)
    until_utc = stored.validity.ends_utc
    assert until_utc.isoformat() == "2026-03-06T23:00:00+00:00"
    assert stored == Profile(Validity(None, until_utc), True, "Audit", "Badge 17", ADA)
    assert profile.message.text() == "Saved." and not profile.save_button.isEnabled()


def test_somebody_cannot_be_their_own_host(hands, opened):
    profile = opened(ADA).profile
    profile.host_box.setCurrentIndex(1)
    hands.click(profile.save_button)
    hands.heard()
    assert "their own host" in profile.message.text()
    assert hands.kiosk.desk.rules.profile(ADA) == PLAIN


def test_a_last_day_before_the_first_and_notes_without_end_are_said(hands, opened):
    profile = opened(GRACE).profile
    profile.notes_field.setPlainText("x" * 2_001)
    hands.click(profile.save_button)
    assert "at most 2000 characters" in profile.message.text()
    profile.notes_field.clear()
    profile.dates.from_tick.click()
    profile.dates.until_tick.click()
    profile.dates.from_box.setDate(QDate(2026, 3, 9))
    profile.dates.until_box.setDate(QDate(2026, 3, 6))
    hands.click(profile.save_button)
    assert profile.message.text() == "The last day comes before the first."
    hands.heard()
    assert hands.kiosk.desk.rules.profile(GRACE) == PLAIN


def test_their_week_ends_with_their_time(hands, opened):
    until = Validity(None, NOON_UTC + timedelta(days=1))
    hands.kiosk.desk.rules.set_profile(GRACE, PLAIN, Profile(until))
    sheet = opened(GRACE)
    assert sheet.week.picture.bars == (Bar(0, 480, 1020), Bar(1, 480, 780))
    hands.click(sheet.week.turner.later_button)
    hands.heard()
    assert sheet.week.picture.bars == ()
    assert sheet.week.told.text() == "They are not let in during this week."
