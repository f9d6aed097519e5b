"""The real window, desk and door: who declines face recognition gets card and PIN, and comes in with them."""

import pytest
from PySide6.QtCore import QPoint, Qt

from door_access.bootstrap.kiosk import build_kiosk
from tests.ui.door.test_door_view import texts_of
from tests.ui.keyboard import Keyboard
from tests.ui.real_window import opened_window
from ui.door.sign import SignKind
from ui.gate.pin_dialogs import NewPinDialog
from ui.window import KioskWindow

LEFT = Qt.MouseButton.LeftButton
NAME, CARD, PIN = "Bea Miller", "04A1B2C3D4", "4816"
OPERATOR_PIN = "271828"


@pytest.fixture
def window(qtbot, data, tmp_path):
    video = data / "videos" / "liveportrait_d9.mp4"
    kiosk = build_kiosk(tmp_path / "data", str(video), lambda *_: None)
    with opened_window(kiosk) as window:
        yield window


def enrol_without_face(qtbot, window: KioskWindow, name: str) -> None:
    form = window.desk_view.enrol_page.form
    qtbot.keyClicks(form.name_field, name)
    for box in (form.no_face_box, form.agreed_box):
        qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    qtbot.keyClicks(form.no_face.card, CARD)
    qtbot.keyClicks(form.no_face.pin.first, PIN)
    qtbot.keyClicks(form.no_face.pin.second, PIN)
    qtbot.mouseClick(form.start_button, LEFT)


def choose_operator_pin(qtbot, window: KioskWindow) -> None:
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, NewPinDialog))
    for field in (window.gate.dialog.first, window.gate.dialog.second):
        qtbot.keyClicks(field, OPERATOR_PIN)
    qtbot.mouseClick(window.gate.dialog.ok_button, LEFT)


def names(qtbot, window: KioskWindow) -> list[str]:
    page = window.desk_view.people_page
    window.desk_view.show_page(1)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_card_and_pin_given_at_the_desk_open_the_door(qtbot, window):
    page = window.desk_view.enrol_page
    qtbot.mouseClick(window.door_view.desk_button, LEFT)
    qtbot.waitUntil(window.desk_view.today_page.isVisible)
    qtbot.mouseClick(window.desk_view.navigation.button(0), LEFT)
    qtbot.waitUntil(page.form.isVisible)
    enrol_without_face(qtbot, window, NAME)
    choose_operator_pin(qtbot, window)
    qtbot.waitUntil(page.result.isVisible)
    qtbot.mouseClick(page.result.another_button, LEFT)
    enrol_without_face(qtbot, window, "Cy Twin")
    qtbot.waitUntil(lambda: "Bea Miller's" in page.form.answer.text())
    assert names(qtbot, window) == [NAME]

    window.leave_desk()
    door = window.door_view
    Keyboard(door).type(CARD + "\r")
    qtbot.waitUntil(door.side.pad.isVisible)
    assert NAME not in texts_of(door)
    for digit in PIN:
        qtbot.mouseClick(door.side.pad.keys[digit], LEFT)
    qtbot.mouseClick(door.side.pad.ok_button, LEFT)
    qtbot.waitUntil(lambda: door.panel.sign.kind is SignKind.WELCOME)
    assert door.panel.name.text() == NAME
