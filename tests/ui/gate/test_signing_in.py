"""Signing in at the window: names for a finger, secrets, waiting, and who may leave the kiosk."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from door_access.domain.operators.roles import Role
from door_access.domain.operators.secret import LONGEST_PASSWORD, as_compared
from tests.ui.fake_operators import PASSWORD
from ui.gate.idle import IDLE_MS, WARNING_MS
from ui.gate.sign_in_dialog import SignInDialog

LEFT = Qt.MouseButton.LeftButton
ANNA_PIN, BEN_PIN = "271828", "314159"


@pytest.fixture
def staff(kiosk):
    staff = kiosk.desk.staff
    staff.with_pin("Anna Berg", Role.ADMINISTRATOR, ANNA_PIN)
    staff.with_pin("Ben Ode", Role.RECEPTION, BEN_PIN)
    return staff


@pytest.fixture
def question(qtbot, window):
    """Wait for the dialog and return it."""

    def wait() -> SignInDialog:
        qtbot.waitUntil(
            lambda: isinstance(window.gate.dialog, SignInDialog) and window.gate.dialog.isVisible()
        )
        return window.gate.dialog

    return wait


def choose(qtbot, dialog: SignInDialog, name: str) -> None:
    buttons = {button.accessibleName(): button for button in dialog.names.buttons.values()}
    qtbot.mouseClick(buttons[name], LEFT)


def touch(qtbot, dialog: SignInDialog, digits: str) -> None:
    for digit in digits:
        qtbot.mouseClick(dialog.keypad.keys[digit], LEFT)
    qtbot.mouseClick(dialog.ok_button, LEFT)


def sign_in(qtbot, dialog: SignInDialog, name: str, pin: str) -> None:
    choose(qtbot, dialog, name)
    touch(qtbot, dialog, pin)


def is_at_desk(window) -> bool:
    return window.views.currentWidget() is window.desk_view


def ask_for_desk(qtbot, window) -> None:
    qtbot.mouseClick(window.door_view.desk_button, LEFT)


def test_a_name_and_a_pin_are_touched_and_the_header_tells_who_is_here(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)

    qtbot.waitUntil(lambda: is_at_desk(window))
    assert window.desk_view.person_button.text() == "Ben Ode · Reception"
    assert staff.session.operator.name == "Ben Ode"


def test_the_names_are_told_without_the_roles(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    texts = [button.text() for button in question().names.buttons.values()]
    assert texts == ["Anna Berg", "Ben Ode"]


def test_a_wrong_pin_keeps_the_desk_shut(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    dialog = question()
    sign_in(qtbot, dialog, "Ben Ode", ANNA_PIN)

    qtbot.waitUntil(lambda: "not right" in dialog.message.text())
    assert not is_at_desk(window) and dialog.field.text() == "" and staff.session.operator is None


def test_five_wrong_ones_count_the_waiting_time_down(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    dialog = question()
    choose(qtbot, dialog, "Ben Ode")
    for _ in range(5):
        touch(qtbot, dialog, "999999")
        qtbot.waitUntil(lambda: dialog.message.text() not in ("", "Checking…"))
    qtbot.waitUntil(lambda: re.search(r"Please wait \d+ s", dialog.message.text()) is not None)
    assert not dialog.keypad.isEnabled() and not dialog.ok_button.isEnabled()


def test_who_took_the_wrong_name_goes_back_to_the_list(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    dialog = question()
    choose(qtbot, dialog, "Anna Berg")
    qtbot.mouseClick(dialog.keypad.keys["7"], LEFT)
    qtbot.mouseClick(dialog.entry.cancel_button, LEFT)
    assert dialog.names.isVisible() and dialog.field.text() == ""

    sign_in(qtbot, dialog, "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))
    assert staff.session.operator.name == "Ben Ode"


def test_a_password_is_typed_and_has_no_keypad(qtbot, window, kiosk, question):
    kiosk.desk.staff.know(anna=Role.ADMINISTRATOR)
    ask_for_desk(qtbot, window)
    dialog = question()
    assert dialog.field.isVisible() and not dialog.keypad.isVisible()
    qtbot.keyClicks(dialog.field, PASSWORD)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_at_desk(window))


@pytest.mark.parametrize(
    "words",
    ["Correct horse ", "\N{MUSICAL SYMBOL G CLEF}\N{MUSICAL SYMBOL F CLEF}", "o\N{COMBINING ACUTE ACCENT}é"],
)
def test_the_longest_password_that_can_be_set_can_be_typed(qtbot, window, kiosk, question, words):
    letters = len(as_compared(words))
    longest = words * (LONGEST_PASSWORD // letters)
    kiosk.desk.staff.store.add("Anna Berg", Role.ADMINISTRATOR, longest, is_pin=False)
    ask_for_desk(qtbot, window)
    dialog = question()
    QGuiApplication.clipboard().setText(longest)
    dialog.field.paste()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_at_desk(window))


def test_leaving_the_desk_signs_out(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))

    assert window.desk_view.back_button.text() == "Sign o&ut"
    qtbot.mouseClick(window.desk_view.back_button, LEFT)
    qtbot.waitUntil(lambda: staff.session.operator is None)
    assert not is_at_desk(window)


def test_signing_out_stands_in_the_menu_of_the_name(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))

    window.desk_view.person_button.sign_out_action.trigger()
    qtbot.waitUntil(lambda: staff.session.operator is None)
    assert not is_at_desk(window)


def test_reception_cannot_quit_and_an_administrator_can(qtbot, window, staff, question):
    window.close()
    dialog = question()
    sign_in(qtbot, dialog, "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: "Administrator, Installer" in dialog.refusal.text())
    qtbot.waitUntil(lambda: staff.session.operator is None)
    assert window.isVisible() and dialog.names.isVisible()

    sign_in(qtbot, dialog, "Anna Berg", ANNA_PIN)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_who_is_at_the_desk_confirms_that_they_quit(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Anna Berg", ANNA_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))

    window.close()
    dialog = question()
    assert dialog.name.text() == "Anna Berg" and dialog.keypad.isVisible()
    touch(qtbot, dialog, ANNA_PIN)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_reception_at_the_desk_is_told_at_once_that_it_cannot_quit(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))

    window.close()
    qtbot.waitUntil(window.notice.isVisible)
    assert "Reception" in window.notice.sentence.text() and window.gate.dialog is None


def test_leaving_full_screen_leaves_nobody_signed_in(qtbot, window, staff, question):
    window.showFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    sign_in(qtbot, question(), "Anna Berg", ANNA_PIN)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    qtbot.waitUntil(lambda: staff.session.operator is None)


def test_another_source_is_taken_before_nobody_is_signed_in_any_more(qtbot, window, kiosk, staff, question):
    window.door_view.source_requested.emit("demo")
    sign_in(qtbot, question(), "Anna Berg", ANNA_PIN)
    qtbot.waitUntil(lambda: kiosk.calls == [("use_source", "demo")])
    qtbot.waitUntil(lambda: staff.session.operator is None)


def warn(window) -> None:
    watch = window.idle
    assert watch._warning.interval() == IDLE_MS - WARNING_MS and watch._warning.isActive()
    watch._warning.setInterval(0)


def test_being_signed_out_is_announced_and_any_touch_keeps(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))

    warn(window)
    qtbot.waitUntil(window.idle_bar.isVisible)
    assert re.match(r"You will be signed out in \d+ s\.", window.idle_bar.sentence.text())
    window.idle._warning.setInterval(IDLE_MS - WARNING_MS)
    qtbot.mouseClick(window.idle_bar.stay_button, LEFT)
    qtbot.waitUntil(lambda: not window.idle_bar.isVisible())
    assert is_at_desk(window) and staff.session.operator is not None


def test_the_announcement_stands_above_a_dialog_too(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))
    window.desk_view.release_button.click()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())

    warn(window)
    qtbot.waitUntil(window.idle_bar.isVisible)
    assert window.idle_bar.window() is dialog


def test_an_idle_desk_signs_out(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    sign_in(qtbot, question(), "Ben Ode", BEN_PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))

    window.desk_view.release_button.click()
    warn(window)
    qtbot.waitUntil(window.idle_bar.isVisible)
    window.idle._timer.setInterval(0)
    qtbot.waitUntil(lambda: staff.session.operator is None)
    assert not is_at_desk(window) and not window.idle_bar.isVisible()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]


def test_a_question_that_was_given_up_at_the_door_announces_nothing(qtbot, window, staff, question):
    ask_for_desk(qtbot, window)
    qtbot.mouseClick(question().cancel_button, LEFT)
    warn(window)
    with qtbot.waitSignal(window.idle.soon_idle):
        pass
    assert not window.idle_bar.isVisible()


@pytest.mark.parametrize("count", [1, 2, 30])
def test_the_dialog_fits_on_the_smallest_panel(qtbot, kiosk, count):
    for number in range(count):
        kiosk.desk.staff.with_pin(f"Operator {number}", Role.ADMINISTRATOR, ANNA_PIN)
    dialog = SignInDialog("Change the picture's source", kiosk.desk.operators.who_may_sign_in())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.width() <= 560 and dialog.height() <= 460
