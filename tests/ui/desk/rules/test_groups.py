"""Groups at the desk: add, rename, members with their dates, and what is refused."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QDate, Qt

from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import UNLIMITED
from door_access.runtime.events import GalleryChanged
from tests.ui.desk.rules.conftest import details, names
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC
from tests.ui.looks_of_rules import GROUPS
from ui.desk.rules.groups_pane import GroupDialog
from ui.desk.rules.members_dialog import MembersDialog


def members(hands) -> MembersDialog:
    pane = hands.topic(GROUPS)
    hands.choose(pane.list, "staff")
    hands.click(pane.members_button)
    hands.heard()
    return hands.opened(MembersDialog)


def test_groups_are_listed_with_how_many_are_in_them(hands):
    pane = hands.topic(GROUPS)
    assert names(pane.list) == ["Cleaners", "Staff", "Visitors"]
    assert details(pane.list) == ["1 member", "2 members", "0 members · no right yet"]


def test_a_group_is_added_by_the_keyboard_alone(qtbot, hands):
    pane = hands.topic(GROUPS)
    hands.click(pane.add_button)
    dialog = hands.opened(GroupDialog)
    qtbot.keyClicks(dialog.name_field, "Night watch")
    qtbot.keyClick(dialog.name_field, Qt.Key.Key_Return)
    hands.heard()
    assert names(pane.list) == ["Cleaners", "Night watch", "Staff", "Visitors"]
    assert not hands.rules.groups[-1].takes_newcomers


def test_a_group_is_renamed_and_takes_newcomers_from_then_on(hands):
    pane = hands.topic(GROUPS)
    hands.choose(pane.list, "staff")
    hands.click(pane.change_button)
    dialog = hands.opened(GroupDialog)
    hands.type_into(dialog.name_field, "Everyone")
    dialog.newcomers_box.click()
    hands.click(dialog.save_button)
    hands.heard()
    assert hands.rules.part(Group, "staff") == Group("staff", "Everyone", takes_newcomers=True)
    assert "whoever is enrolled joins it" in details(pane.list)[1]


def test_a_name_that_is_taken_or_empty_is_refused_in_a_sentence_and_the_dialog_stays(hands):
    pane = hands.topic(GROUPS)
    hands.click(pane.add_button)
    dialog = hands.opened(GroupDialog)
    hands.click(dialog.save_button)
    assert dialog.message.text()
    hands.type_into(dialog.name_field, "staff")
    hands.click(dialog.save_button)
    hands.heard()
    assert dialog.message.text() == "There is one called staff already."
    assert dialog.isVisible() and dialog.save_button.isEnabled() and len(hands.rules.groups) == 3


def test_a_group_in_use_is_not_removed_and_the_sentence_says_by_what(hands):
    pane = hands.topic(GROUPS)
    hands.choose(pane.list, "staff")
    hands.click(pane.remove_button)
    hands.agree(pane)
    hands.heard()
    assert "rights: 1, members: 2, plans of doors: 1" in pane.message.text() and pane.message.isVisible()
    assert len(hands.rules.groups) == 3
    hands.choose(pane.list, "visitors")
    hands.click(pane.remove_button)
    hands.agree(pane)
    hands.heard()
    assert names(pane.list) == ["Cleaners", "Staff"] and not pane.message.isVisible()


def test_what_somebody_else_has_changed_meanwhile_is_shown_and_not_overwritten(hands):
    pane = hands.topic(GROUPS)
    hands.choose(pane.list, "staff")
    hands.click(pane.change_button)
    dialog = hands.opened(GroupDialog)
    staff = hands.rules.part(Group, "staff")
    hands.kiosk.desk.rules.put(staff, replace(staff, name="Team"))
    hands.type_into(dialog.name_field, "Crew")
    hands.click(dialog.save_button)
    hands.heard()
    assert "Somebody else changed this meanwhile" in dialog.message.text()
    assert dialog.name_field.text() == "Team" and hands.rules.part(Group, "staff").name == "Team"
    assert "Team" in names(pane.list)
    hands.type_into(dialog.name_field, "Crew")
    hands.click(dialog.save_button)
    hands.heard()
    assert hands.rules.part(Group, "staff").name == "Crew"


def test_a_group_that_somebody_else_removed_cannot_be_saved_any_more(hands):
    pane = hands.topic(GROUPS)
    hands.choose(pane.list, "visitors")
    hands.click(pane.change_button)
    dialog = hands.opened(GroupDialog)
    hands.kiosk.desk.rules.put(hands.rules.part(Group, "visitors"), None)
    hands.type_into(dialog.name_field, "Guests")
    hands.click(dialog.save_button)
    hands.heard()
    assert dialog.message.text() == "Somebody else has removed this meanwhile."
    assert not dialog.save_button.isEnabled() and hands.rules.part(Group, "visitors") is None


def test_members_are_listed_with_their_dates(hands):
    dialog = members(hands)
    assert names(dialog.list) == ["Ada Lovelace", "Grace Hopper"]
    assert details(dialog.list) == ["without an end", "from 2025-01-26 13:00"]
    assert dialog.count.text() == "2 members"


def test_somebody_is_found_by_a_part_of_the_name_and_added_with_a_last_day(qtbot, hands):
    dialog = members(hands)
    hands.click(dialog.topics.buttons.button(1))
    assert names(dialog.picker.list) == ["Alan Turing"]
    qtbot.keyClicks(dialog.picker.field, "turing")
    hands.choose(dialog.picker.list, ALAN)
    dialog.new_dates.until_tick.click()
    dialog.new_dates.until_box.setDate(QDate(2026, 3, 31))
    hands.click(dialog.add_button)
    hands.heard()
    joined = hands.kiosk.desk.rules.memberships(ALAN)[1]
    assert joined.group == "staff" and joined.validity.begins_utc is None
    assert joined.validity.ends_utc.isoformat() == "2026-03-31T22:00:00+00:00"
    assert "until 2026-04-01 00:00" in details(dialog.list)
    assert "3 members" in details(hands.page.groups.list)


def test_a_last_day_before_the_first_is_said_and_nothing_is_stored(hands):
    dialog = members(hands)
    hands.choose(dialog.list, ADA)
    dialog.dates.from_tick.click()
    dialog.dates.until_tick.click()
    dialog.dates.from_box.setDate(QDate(2026, 5, 2))
    dialog.dates.until_box.setDate(QDate(2026, 5, 1))
    hands.click(dialog.dates_button)
    assert dialog.message.text() == "The last day comes before the first."
    assert hands.kiosk.desk.rules.memberships(ADA) == (Membership("staff", UNLIMITED),)


def test_a_first_day_that_nobody_touches_stays_exact_to_the_second(hands):
    dialog = members(hands)
    hands.choose(dialog.list, GRACE)
    dialog.dates.until_tick.click()
    hands.click(dialog.dates_button)
    hands.heard()
    validity = hands.kiosk.desk.rules.memberships(GRACE)[0].validity
    assert validity.begins_utc == NOON_UTC - timedelta(days=400)
    assert validity.ends_utc.isoformat() == "2026-03-02T23:00:00+00:00"


def test_somebody_is_taken_out_after_a_question(hands):
    dialog = members(hands)
    hands.choose(dialog.list, GRACE)
    hands.click(dialog.end_button)
    hands.agree(dialog)
    hands.heard()
    assert names(dialog.list) == ["Ada Lovelace"]
    assert hands.kiosk.desk.rules.memberships(GRACE) == ()


def test_nothing_can_be_done_with_a_member_while_none_is_chosen(hands):
    dialog = members(hands)
    for button in (dialog.dates_button, dialog.end_button, dialog.add_button):
        assert not button.isEnabled() and button.accessibleDescription()


def test_a_change_of_people_made_elsewhere_appears_by_itself(hands):
    pane = hands.topic(GROUPS)
    hands.kiosk.desk.rules.end_membership(ADA, "staff")
    hands.kiosk.hub.publish(GalleryChanged(3, 7))
    hands.qtbot.waitUntil(lambda: details(pane.list)[1] == "1 member")
