"""The real window on the real kiosk and the demo: held unlocked, locked down, and as usual again."""

import pytest
from PySide6.QtCore import Qt

from door_access.bootstrap.kiosk import build_kiosk
from tests.ui.real_window import opened_window
from ui.desk.door.mode_dialog import ModeDialog
from ui.desk.log.log_model import Column
from ui.door.sign import SignKind

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def real_window(qtbot, tmp_path):
    with opened_window(build_kiosk(tmp_path / "data", "demo", lambda *_: None)) as window:
        yield window


def choose(qtbot, page, button) -> None:
    qtbot.mouseClick(button, LEFT)
    dialog = page.findChildren(ModeDialog)[-1]
    qtbot.mouseClick(dialog.do_button, LEFT)


def test_every_mode_reaches_the_door_and_the_log(qtbot, real_window):
    def sign_is(kind: SignKind) -> bool:
        return real_window.door_view.panel.sign.kind is kind

    real_window._open_desk()
    desk, page = real_window.desk_view, real_window.desk_view.door_page
    desk.show_page(desk.pages.indexOf(page))
    qtbot.waitUntil(page.unlocked_button.isVisible)

    choose(qtbot, page, page.unlocked_button)
    qtbot.waitUntil(lambda: sign_is(SignKind.HELD_UNLOCKED))
    assert page.door_state.text() == "Door unlocked" and desk.alarms.isVisible()

    choose(qtbot, page, page.lockdown_button)
    qtbot.waitUntil(lambda: sign_is(SignKind.LOCKDOWN))
    assert page.mode.text() == "Locked down"

    qtbot.mouseClick(page.normal_button, LEFT)
    qtbot.waitUntil(lambda: not sign_is(SignKind.LOCKDOWN) and not desk.alarms.isVisible())

    desk.show_page(desk.pages.indexOf(desk.log_page))
    model = desk.log_page.model
    qtbot.waitUntil(lambda: model.rowCount() >= 3)
    notes = [model.index(row, Column.NOTE).data() for row in range(model.rowCount())]
    told = [note for note in notes if note.startswith("Mode:")]
    assert told[0] == "Mode: Locked down → Works as usual" and told[2].startswith(
        "Mode: Works as usual → Held"
    )
