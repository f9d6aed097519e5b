"""The operators' page: adding, roles, secrets, removal, and what is refused."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton

from door_access.domain.operators.roles import Role
from tests.ui.signing_in import LEFT, PIN, come_to_desk, opened, touch
from ui.desk.history_box import HistoryDialog
from ui.desk.operators.operator_dialogs import NameDialog, NewOperatorDialog, RoleDialog
from ui.desk.operators.secret_dialogs import OwnSecretDialog, ResetDialog

OTHER_PIN = "314159"


@pytest.fixture
def staff(kiosk):
    return kiosk.desk.staff


def names(page) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def to_operators(qtbot, window, *, rows: int):
    """Go there as people do, by the settings."""
    desk = window.desk_view
    qtbot.mouseClick(desk.navigation.button(3), LEFT)
    card = desk.settings_page.operators
    qtbot.waitUntil(card.operators_button.isVisible)
    desk.settings_page.scroll_area.ensureWidgetVisible(card.operators_button)
    qtbot.mouseClick(card.operators_button, LEFT)
    qtbot.waitUntil(lambda: desk.operators_page.isVisible() and desk.operators_page.model.rowCount() == rows)
    return desk.operators_page


@pytest.fixture
def page(qtbot, window):
    come_to_desk(qtbot, window, Role.ADMINISTRATOR)
    return to_operators(qtbot, window, rows=1)


def fill(qtbot, dialog: NewOperatorDialog, name: str, pin: str, again: str | None = None) -> None:
    qtbot.keyClicks(dialog.name, name)
    qtbot.mouseClick(dialog.secret.first, LEFT)
    touch(qtbot, dialog.secret.keypad, pin)
    qtbot.mouseClick(dialog.secret.second, LEFT)
    touch(qtbot, dialog.secret.keypad, pin if again is None else again)
    qtbot.mouseClick(dialog.do_button, LEFT)


def test_the_first_operator_is_an_administrator_and_stays_at_the_desk_by_name(qtbot, window, kiosk, staff):
    kiosk.desk.pin = PIN
    window._open_desk()
    page = to_operators(qtbot, window, rows=0)
    qtbot.waitUntil(lambda: "that PIN ends" in page.table.sentence)
    qtbot.mouseClick(page.add_button, LEFT)
    dialog = opened(qtbot, window, NewOperatorDialog)
    assert not dialog.role_box.isVisible() and dialog.role() is Role.ADMINISTRATOR
    fill(qtbot, dialog, "Anna Berg", OTHER_PIN)

    qtbot.waitUntil(lambda: names(page) == ["Anna Berg"])
    assert staff.session.operator.role is Role.ADMINISTRATOR
    assert window.desk_view.person_button.text() == "Anna Berg · Administrator"
    assert not kiosk.desk.has_pin()


def test_an_operator_is_added_with_a_role_and_a_pin_that_fingers_type(qtbot, window, staff, page):
    qtbot.mouseClick(page.add_button, LEFT)
    dialog = opened(qtbot, window, NewOperatorDialog)
    dialog.role_box.setCurrentIndex(dialog.role_box.findData(Role.GUARD))
    assert "locks it down" in dialog.for_what.text()
    fill(qtbot, dialog, "Ben Ode", OTHER_PIN)

    qtbot.waitUntil(lambda: names(page) == ["Anna Berg", "Ben Ode"])
    added = next(one for one in staff.store.operators() if one.name == "Ben Ode")
    assert (added.role, added.is_pin) == (Role.GUARD, True)
    assert staff.store.check(added.id, OTHER_PIN).is_right


def test_a_password_needs_no_keypad(qtbot, window, staff, page):
    qtbot.mouseClick(page.add_button, LEFT)
    dialog = opened(qtbot, window, NewOperatorDialog)
    qtbot.mouseClick(dialog.secret.password_choice, LEFT)
    assert not dialog.secret.keypad.isVisible()
    for field, text in (
        (dialog.name, "Ben Ode"),
        (dialog.secret.first, "a long sentence"),
        (dialog.secret.second, "a long sentence"),
    ):
        qtbot.keyClicks(field, text)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(lambda: names(page) == ["Anna Berg", "Ben Ode"])
    assert not staff.store.operators()[-1].is_pin


@pytest.mark.parametrize(
    ("name", "pin", "again", "sentence"),
    [
        ("Ben Ode", OTHER_PIN, "314158", "not the same"),
        ("Ben Ode", "123456", "123456", "guessed first"),
        ("Ben Ode", 11 * OTHER_PIN, 11 * OTHER_PIN, "6 to 64 digits"),
        ("anna berg", OTHER_PIN, OTHER_PIN, "already"),
    ],
)
def test_what_is_refused_is_said_and_nobody_is_added(qtbot, window, page, name, pin, again, sentence):
    qtbot.mouseClick(page.add_button, LEFT)
    dialog = opened(qtbot, window, NewOperatorDialog)
    fill(qtbot, dialog, name, pin, again)
    qtbot.waitUntil(lambda: sentence in dialog.secret.message.text())
    assert dialog.isVisible() and dialog.secret.is_empty and names(page) == ["Anna Berg"]


def chosen(qtbot, page, name: str) -> None:
    row = names(page).index(name)
    qtbot.mouseClick(
        page.table.viewport(), LEFT, pos=page.table.visualRect(page.model.index(row, 0)).center()
    )


@pytest.fixture
def ben(qtbot, staff, page):
    """Have somebody else in the list, chosen."""
    operator_id = staff.with_pin("Ben Ode", Role.RECEPTION, PIN)
    page.open()
    qtbot.waitUntil(lambda: names(page) == ["Anna Berg", "Ben Ode"])
    chosen(qtbot, page, "Ben Ode")
    return operator_id


def role_of(staff, operator_id: str) -> Role:
    return next(one.role for one in staff.store.operators() if one.id == operator_id)


def test_another_role_is_chosen_by_what_it_is_for(qtbot, window, staff, page, ben):
    assert page.for_what.text().startswith("Reception: Enrols people")
    qtbot.mouseClick(page.role_button, LEFT)
    dialog = opened(qtbot, window, RoleDialog)
    assert dialog.choices[Role.RECEPTION].isChecked()
    qtbot.mouseClick(dialog.choices[Role.AUDITOR], LEFT)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(lambda: role_of(staff, ben) is Role.AUDITOR)
    qtbot.waitUntil(lambda: page.model.index(1, 1).data() == "Auditor")


def test_an_operator_is_renamed(qtbot, window, page, ben):
    qtbot.mouseClick(page.rename_button, LEFT)
    dialog = opened(qtbot, window, NameDialog)
    qtbot.keyClicks(dialog.name, "Benjamin Ode")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(page) == ["Anna Berg", "Benjamin Ode"])


def test_a_forgotten_pin_gets_another(qtbot, window, staff, page, ben):
    qtbot.mouseClick(page.reset_button, LEFT)
    dialog = opened(qtbot, window, ResetDialog)
    for field in (dialog.secret.first, dialog.secret.second):
        qtbot.mouseClick(field, LEFT)
        touch(qtbot, dialog.secret.keypad, OTHER_PIN)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(lambda: not window.findChildren(ResetDialog))
    assert staff.store.check(ben, OTHER_PIN).is_right


def press(qtbot, window, verb: str) -> None:
    box = opened(qtbot, window, QMessageBox)
    button = next(one for one in box.findChildren(QPushButton) if one.text() == verb)
    qtbot.mouseClick(button, LEFT)


def test_an_operator_is_removed_after_a_question(qtbot, window, staff, page, ben):
    qtbot.mouseClick(page.remove_button, LEFT)
    press(qtbot, window, "&Remove")
    qtbot.waitUntil(lambda: names(page) == ["Anna Berg"])
    assert next(one for one in staff.store.operators() if one.id == ben).is_removed


def test_the_last_administrator_cannot_go(qtbot, window, page):
    chosen(qtbot, page, "Anna Berg")
    qtbot.mouseClick(page.remove_button, LEFT)
    press(qtbot, window, "&Remove")
    qtbot.waitUntil(lambda: "last administrator" in window.notice.sentence.text())
    assert names(page) == ["Anna Berg"]


def test_the_last_administrator_cannot_become_something_else(qtbot, window, staff, page):
    chosen(qtbot, page, "Anna Berg")
    qtbot.mouseClick(page.role_button, LEFT)
    dialog = opened(qtbot, window, RoleDialog)
    qtbot.mouseClick(dialog.choices[Role.GUARD], LEFT)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(lambda: "last administrator" in dialog.message.text())
    assert dialog.isVisible() and staff.session.operator.role is Role.ADMINISTRATOR


def test_who_takes_the_settings_from_themself_is_shown_what_is_left(qtbot, window, staff, page):
    staff.with_pin("Ben Ode", Role.ADMINISTRATOR, PIN)
    chosen(qtbot, page, "Anna Berg")
    qtbot.mouseClick(page.role_button, LEFT)
    dialog = opened(qtbot, window, RoleDialog)
    qtbot.mouseClick(dialog.choices[Role.GUARD], LEFT)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(window.desk_view.today_page.isVisible)
    assert window.desk_view.person_button.text() == "Anna Berg · Guard"
    assert not window.desk_view.navigation.button(3).isVisible()


def test_who_keeps_the_settings_but_not_the_operators_leaves_their_page(qtbot, window, staff, page):
    staff.with_pin("Ben Ode", Role.ADMINISTRATOR, PIN)
    chosen(qtbot, page, "Anna Berg")
    qtbot.mouseClick(page.role_button, LEFT)
    dialog = opened(qtbot, window, RoleDialog)
    qtbot.mouseClick(dialog.choices[Role.MANAGER], LEFT)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(lambda: not page.isVisible())
    assert window.desk_view.isVisible() and staff.session.operator.role is Role.MANAGER


def test_who_removes_themself_is_at_the_door(qtbot, window, staff, page):
    staff.with_pin("Ben Ode", Role.ADMINISTRATOR, PIN)
    chosen(qtbot, page, "Anna Berg")
    qtbot.mouseClick(page.remove_button, LEFT)
    press(qtbot, window, "&Remove")
    qtbot.waitUntil(lambda: window.views.currentWidget() is window.door_view)
    assert staff.session.operator is None


def test_an_operators_history_tells_who_did_what(qtbot, window, kiosk, staff, page, ben):
    kiosk.desk.operators.rename(ben, "Benjamin Ode")
    kiosk.desk.operators.set_role(ben, Role.GUARD)
    qtbot.mouseClick(page.history_button, LEFT)
    dialog = opened(qtbot, window, HistoryDialog)
    qtbot.waitUntil(lambda: len(dialog.box.lines) == 2)
    newest, first = dialog.box.lines
    assert newest.startswith("Role changed by Anna Berg at the desk, ")
    assert newest.endswith(": Role: Reception → Guard")
    assert first.startswith("Operator renamed by Anna Berg at the desk, ")
    assert first.endswith(": Ben Ode → Benjamin Ode")


def change_own(qtbot, window, old: str, new: str) -> OwnSecretDialog:
    window.desk_view.person_button.change_action.trigger()
    dialog = opened(qtbot, window, OwnSecretDialog)
    touch(qtbot, dialog.secret.keypad, old)
    for field in (dialog.secret.first, dialog.secret.second):
        qtbot.mouseClick(field, LEFT)
        touch(qtbot, dialog.secret.keypad, new)
    qtbot.mouseClick(dialog.do_button, LEFT)
    return dialog


def test_everybody_changes_their_own_pin(qtbot, window, staff):
    come_to_desk(qtbot, window, Role.GUARD)
    change_own(qtbot, window, PIN, OTHER_PIN)
    qtbot.waitUntil(lambda: not window.findChildren(OwnSecretDialog))
    assert staff.store.check(staff.session.who(), OTHER_PIN).is_right


def test_a_wrong_old_pin_changes_nothing(qtbot, window, staff):
    come_to_desk(qtbot, window, Role.GUARD)
    dialog = change_own(qtbot, window, "999999", OTHER_PIN)
    qtbot.waitUntil(lambda: "old PIN or password is not right" in dialog.secret.message.text())
    assert dialog.old.text() == "" and dialog.secret.is_empty
    assert staff.store.check(staff.session.who(), PIN).is_right


def test_a_closing_desk_forgets_what_was_typed(qtbot, window, page):
    qtbot.mouseClick(page.add_button, LEFT)
    dialog = opened(qtbot, window, NewOperatorDialog)
    touch(qtbot, dialog.secret.keypad, OTHER_PIN)
    window.leave_desk()
    assert dialog.secret.is_empty
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
