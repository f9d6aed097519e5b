"""The real window, desk and database: a new site is set up by fingers; its operators work from then on."""

import pytest
from PySide6.QtCore import Qt

from door_access.bootstrap.kiosk import build_kiosk
from door_access.bootstrap.site import opened_site
from door_access.config import load
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.ports import LogFilter, LogKind
from tests.ui.real_window import opened_window
from tests.ui.signing_in import LEFT, PIN, opened, touch
from ui.desk.operators.operator_dialogs import NewOperatorDialog
from ui.gate.sign_in_dialog import SignInDialog

BEN_PIN = "314159"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def window(qtbot, data, folder):
    video = data / "videos" / "liveportrait_d9.mp4"
    kiosk = build_kiosk(folder, str(video), lambda *_: None)
    with opened_window(kiosk) as window:
        yield window


def go_on(qtbot, setup, to) -> None:
    qtbot.waitUntil(setup.next_button.isEnabled)
    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: setup.step is to)


def set_up(qtbot, window) -> None:
    """Go through the first steps; a film has no first steps by itself."""
    window.open_setup()
    setup = window.setup_view
    go_on(qtbot, setup, setup.administrator)
    for field in (setup.administrator.secret.first, setup.administrator.secret.second):
        qtbot.mouseClick(field, LEFT)
        touch(qtbot, setup.administrator.secret.keypad, PIN)
    go_on(qtbot, setup, setup.camera)
    qtbot.mouseClick(setup.camera.mirrored, LEFT, pos=setup.camera.mirrored.rect().center() / 8)
    go_on(qtbot, setup, setup.zone)
    qtbot.keyClick(setup.zone.zone.picture, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    for step in (setup.lock, setup.first_person, setup.end):
        go_on(qtbot, setup, step)
    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: window.views.currentWidget() is window.door_view)


def sign_in(qtbot, window, name: str, pin: str) -> None:
    qtbot.mouseClick(window.door_view.desk_button, LEFT)
    dialog = opened(qtbot, window, SignInDialog)
    if dialog.operator is None:
        buttons = {one.accessibleName(): one for one in dialog.names.buttons.values()}
        qtbot.mouseClick(buttons[name], LEFT)
    touch(qtbot, dialog.keypad, pin)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: window.views.currentWidget() is window.desk_view)


def add_ben(qtbot, window) -> None:
    sign_in(qtbot, window, "Administrator", PIN)
    window.desk_view._on_operators_requested()
    page = window.desk_view.operators_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    qtbot.mouseClick(page.add_button, LEFT)
    dialog = opened(qtbot, window, NewOperatorDialog)
    qtbot.keyClicks(dialog.name, "Ben Ode")
    for field in (dialog.secret.first, dialog.secret.second):
        qtbot.mouseClick(field, LEFT)
        touch(qtbot, dialog.secret.keypad, BEN_PIN)
    qtbot.mouseClick(dialog.do_button, LEFT)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    window.leave_desk()


def test_a_site_is_set_up_and_its_operators_leave_their_names(qtbot, window, folder):
    set_up(qtbot, window)
    add_ben(qtbot, window)
    sign_in(qtbot, window, "Ben Ode", BEN_PIN)
    desk = window.desk_view
    assert not desk.navigation.button(3).isVisible()
    window._bridge.wish(lambda kiosk: kiosk.release("a parcel"))
    desk.show_page(desk.pages.indexOf(desk.log_page))
    qtbot.waitUntil(lambda: desk.log_page.model.rowCount() > 0)
    desk.settings_page._begin_saving(None)  # as if it had been left on
    desk.settings_page.form.field("door.unlock_s").set_value(9)
    desk.settings_page._begin_saving(None)
    qtbot.waitUntil(lambda: "reception may not do this" in desk.settings_page.answer.text())
    window.close_at_once()
    window._bridge._kiosk.stop()

    settings = load(folder / "config.toml")
    assert not settings.camera.mirrored and settings.zone.right == 0.99
    assert settings.door.unlock_s != 9
    with opened_site(folder) as site:
        names = {one.name: one.role for one in site.operators_desk.operators()}
        assert names == {"Administrator": Role.ADMINISTRATOR, "Ben Ode": Role.RECEPTION}
        rows = site.log.page(LogFilter(kind=LogKind.ACT), before_seq=None, limit=100)
        told = [(row.event.reason, row.operator) for row in reversed(rows)]
        assert told[:3] == [
            (Act.ADD_OPERATOR, ""),
            (Act.SIGN_IN, "Administrator"),
            (Act.CHANGE_SETTINGS, "Administrator"),
        ]
        assert (Act.SIGN_IN, "Ben Ode") in told
