"""Somebody at the desk of a window, signed in as with real clicks."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from door_access.domain.operators.roles import Role
from ui.gate.sign_in_dialog import SignInDialog

LEFT = Qt.MouseButton.LeftButton
PIN = "271828"


def touch(qtbot, keypad, digits: str) -> None:
    """Press the keys of a keypad."""
    for digit in digits:
        qtbot.mouseClick(keypad.keys[digit], LEFT)


def come_to_desk(qtbot, window, role: Role, *, name: str = "Anna Berg") -> None:
    """Know somebody, with an administrator before them, and let them sign in by their fingers."""
    staff = window._bridge._kiosk.desk.staff
    if not staff.session.has_operators and role is not Role.ADMINISTRATOR:
        staff.with_pin("Zoe First", Role.ADMINISTRATOR, PIN)
    operator_id = staff.with_pin(name, role, PIN)
    qtbot.mouseClick(window.door_view.desk_button, LEFT)
    dialog = opened(qtbot, window, SignInDialog)
    if dialog.operator is None:
        qtbot.mouseClick(dialog.names.buttons[operator_id], LEFT)
    touch(qtbot, dialog.keypad, PIN)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: window.views.currentWidget() is window.desk_view)


def opened(qtbot, window, kind: type, is_it: Callable[[object], bool] = lambda _: True):
    """Wait for a dialog of this kind and return it."""

    def found():
        return [one for one in window.findChildren(kind) if one.isVisible() and is_it(one)]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]
