"""What each role is offered at the desk, and that a widget which was left on still gets the refusal."""

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.operators.roles import PERMITS, Permit, Role
from tests.ui.fakes import ADA
from tests.ui.scenes import alarms
from tests.ui.signing_in import LEFT, come_to_desk
from ui.operator_words import for_what_words, role_words

PAGES = {
    Role.ADMINISTRATOR: {0, 1, 2, 3, 4, 5, 6},
    Role.MANAGER: {0, 1, 2, 3, 4, 5, 6},
    Role.RECEPTION: {0, 1, 2, 4, 5, 6},
    Role.GUARD: {1, 2, 4, 6},
    Role.AUDITOR: {1, 2, 3, 5, 6},
    Role.INSTALLER: {3, 4},
}
FIRST = dict.fromkeys(Role, 6) | {Role.INSTALLER: 4}


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_its_own_pages_and_begins_with_the_first(qtbot, window, role):
    come_to_desk(qtbot, window, role)
    desk = window.desk_view
    shown = {n for n in range(7) if desk.navigation.button(n).isVisible()}
    assert shown == PAGES[role]
    assert desk.pages.currentIndex() == FIRST[role]
    assert desk.release_button.isVisible() == (Permit.OPEN_ONCE in PERMITS[role])


@pytest.mark.parametrize("role", [role for role in Role if 1 in PAGES[role]])
def test_only_what_a_role_may_do_to_people_is_offered(qtbot, window, role):
    come_to_desk(qtbot, window, role)
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.select(ADA)
    offered = {
        page.enrol_button: Permit.ENROL,
        page.acts.groups_button: Permit.CHANGE_PEOPLE,
        page.acts.end_button: Permit.CHANGE_PEOPLE,
        page.acts.open_button: Permit.SEE_PEOPLE,
        page.acts.remove_button: Permit.REMOVE_PEOPLE,
    }
    for button, permit in offered.items():
        assert button.isVisible() == (permit in PERMITS[role]), button.text()


@pytest.mark.parametrize("role", [role for role in Role if 3 in PAGES[role]])
def test_settings_are_read_by_some_and_changed_by_others(qtbot, window, role):
    come_to_desk(qtbot, window, role)
    window.desk_view.show_page(3)
    page = window.desk_view.settings_page
    may_change = Permit.CHANGE_SETTINGS in PERMITS[role]
    assert page.save_button.isVisible() == may_change
    assert page.form.field("door.name").buddy().isEnabled() == may_change
    assert page.form.lock.driver_box.isEnabled() == (Permit.CHANGE_LOCK in PERMITS[role])
    assert page.operators.operators_button.isVisibleTo(page) == (Permit.CHANGE_OPERATORS in PERMITS[role])
    assert not page.pin_card.isVisibleTo(page)


@pytest.mark.parametrize("role", [role for role in Role if 5 in PAGES[role]])
def test_rules_are_read_by_some_and_changed_by_others(qtbot, window, role):
    come_to_desk(qtbot, window, role)
    window.desk_view.show_page(5)
    groups, holidays = window.desk_view.access_page.groups, window.desk_view.access_page.holidays
    may_change = Permit.CHANGE_RULES in PERMITS[role]
    for button in (groups.add_button, groups.change_button, groups.remove_button, holidays.import_button):
        assert button.isVisibleTo(button.parentWidget()) == may_change, button.text()
    assert groups.history_button.isVisibleTo(groups) == (Permit.SEE_AUDIT in PERMITS[role])


def test_an_auditor_reads_of_somebody_what_was_done_and_is_offered_no_change(qtbot, window):
    come_to_desk(qtbot, window, Role.AUDITOR)
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.select(ADA)
    qtbot.mouseClick(page.acts.open_button, LEFT)
    sheet = window.desk_view.person_page.sheet
    offered = (
        *(sheet.groups.add_button, sheet.profile.save_button, sheet.name.save_button),
        *(sheet.credentials.cards.add_button, sheet.credentials.pin.set_button, sheet.face.samples_button),
        *(window.desk_view.person_page.block_button, window.desk_view.person_page.remove_button),
    )
    assert not any(button.isVisible() for button in offered)
    qtbot.waitUntil(lambda: sheet.history.lines[0].startswith("Nothing was changed"))


def test_a_guard_reads_what_somebody_holds_and_no_rules(qtbot, window):
    come_to_desk(qtbot, window, Role.GUARD)
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.select(ADA)
    qtbot.mouseClick(page.acts.open_button, LEFT)
    person = window.desk_view.person_page
    qtbot.waitUntil(lambda: "Not blocked." in person.state.text())
    sheet = person.sheet
    assert sheet.credentials.isVisible() and sheet.face.templates.text().startswith("20 templates")
    assert not any(box.isVisible() for box in (sheet.explain, sheet.groups, sheet.week, sheet.history))


def test_reception_cannot_lock_the_door_down(qtbot, window):
    come_to_desk(qtbot, window, Role.RECEPTION)
    window.desk_view.show_page(4)
    assert not window.desk_view.door_page.wishes.isVisible()


def test_an_auditor_sees_alarms_and_acknowledges_none(qtbot, window, tell):
    come_to_desk(qtbot, window, Role.AUDITOR)
    tell(alarms(Notice.HELD))
    bar = window.desk_view.alarms
    assert bar.isVisible() and not bar.acknowledge_button.isVisible()


def test_a_button_that_was_left_on_is_refused_by_the_service(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.AUDITOR)
    desk = window.desk_view
    desk._on_release_requested("parcel")
    qtbot.waitUntil(window.notice.isVisible)
    assert "auditor may not do this" in window.notice.sentence.text()
    assert ("release", "parcel") not in kiosk.calls


def test_settings_that_were_left_on_are_refused_by_the_service(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.MANAGER)
    window.desk_view.show_page(3)
    page = window.desk_view.settings_page
    before = kiosk.settings
    page.form.field("door.unlock_s").set_value(9)
    page._begin_saving(None)
    qtbot.waitUntil(lambda: "manager may not do this" in page.answer.text())
    assert kiosk.settings == before


def test_a_name_that_looks_like_markup_is_shown_as_it_is(qtbot, window):
    come_to_desk(qtbot, window, Role.GUARD, name="<b>Ben & Co")
    button = window.desk_view.person_button
    assert button.text() == "<b>Ben && Co · Guard"
    assert "&lt;b&gt;" in button.toolTip()


def test_a_long_name_leaves_room_for_the_role_and_the_way_out(qtbot, window):
    window.resize(560, 480)
    come_to_desk(qtbot, window, Role.GUARD, name="Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena")
    desk = window.desk_view
    assert window.width() == 560
    assert desk.person_button.text().endswith(" · Guard") and "…" in desk.person_button.text()
    assert desk.back_button.geometry().right() <= 560


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_name_and_a_sentence(role):
    assert role_words(role) and for_what_words(role).endswith(".")


def test_a_removal_that_ends_when_nobody_is_signed_in_is_no_news_at_the_door(qtbot, window, kiosk, bridge):
    come_to_desk(qtbot, window, Role.MANAGER)
    kiosk.desk.undo_s = -1
    page = window.desk_view.people_page
    window.desk_view.show_page(1)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.remove((ADA,))
    qtbot.waitUntil(lambda: ADA in page.removals.lines)
    window.leave_desk()
    finished = kiosk.desk.finished
    page._on_timeout()
    qtbot.waitUntil(lambda: kiosk.desk.finished > finished and not page._is_finishing)
    answered: list[object] = []
    bridge.ask(lambda _: None, owner=page, then=answered.append)
    qtbot.waitUntil(lambda: bool(answered))  # and with it whatever was asked before
    assert not window.notice.isVisible() and ADA not in kiosk.desk.people_by_id
