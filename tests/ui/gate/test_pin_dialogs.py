"""The dialogs of the gate: a new operator PIN by fingers or keys, refusals that leave nothing behind."""

import pytest
from PySide6.QtCore import Qt

from ui.gate.pin_dialogs import NewPinDialog, PinDialog

PIN = "271828"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot, window) -> NewPinDialog:
    window._open_desk()
    window.gate.ensure_pin(lambda: None)
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, NewPinDialog))
    return window.gate.dialog


def touch(qtbot, dialog, digits: str) -> None:
    for digit in digits:
        qtbot.mouseClick(dialog.keypad.keys[digit], LEFT)


def both(dialog) -> tuple[str, str]:
    return dialog.first.text(), dialog.second.text()


def test_a_new_pin_is_chosen_without_a_keyboard(qtbot, kiosk, dialog):
    touch(qtbot, dialog, "2719")
    touch(qtbot, dialog, "⌫")
    touch(qtbot, dialog, "828")
    qtbot.mouseClick(dialog.second, LEFT)
    touch(qtbot, dialog, PIN)
    assert both(dialog) == (PIN, PIN)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: kiosk.desk.pin == PIN)


def test_enter_goes_from_the_first_to_the_second_and_then_on(qtbot, kiosk, dialog):
    qtbot.keyClicks(dialog.first, PIN)
    qtbot.keyClick(dialog.first, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.second and dialog.message.text() == ""
    qtbot.keyClicks(dialog.second, PIN)
    qtbot.keyClick(dialog.second, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kiosk.desk.pin == PIN)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [(PIN, "271829", "not the same"), ("123456", "123456", "guessed first"), ("271", "271", "6 to 64")],
)
def test_a_refusal_leaves_no_digits_and_goes_away_with_the_next_one(qtbot, dialog, first, second, sentence):
    qtbot.keyClicks(dialog.first, first)
    qtbot.keyClicks(dialog.second, second)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: sentence in dialog.message.text())
    assert both(dialog) == ("", "") and dialog.focusWidget() is dialog.first
    assert not dialog.ok_button.isEnabled()
    touch(qtbot, dialog, "2")
    assert dialog.message.text() == "" and both(dialog) == ("2", "")


def test_what_was_wrong_is_forgotten_as_soon_as_the_next_pin_is_typed(qtbot):
    dialog = PinDialog("Open the desk")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.refuse(0.0)
    assert "not right" in dialog.message.text()
    touch(qtbot, dialog, "1")
    assert dialog.message.text() == ""


def test_digits_that_were_wrong_do_not_come_back_by_undoing(qtbot):
    dialog = PinDialog("Open the desk")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.field, "999999")
    dialog.refuse(0.0)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert dialog.field.text() == ""


@pytest.mark.parametrize("make", [lambda: PinDialog("Change the picture's source"), NewPinDialog])
def test_a_pin_dialog_fits_on_the_smallest_panel(qtbot, make):
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.width() <= 560 and dialog.height() <= 440
