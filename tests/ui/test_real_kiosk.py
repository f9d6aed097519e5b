"""The real window on the real kiosk and real video: from an empty database to a welcome and a denial."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from door_access.bootstrap.kiosk import build_kiosk
from door_access.runtime.messages import CameraState
from tests.ui.door.test_door_view import texts_of
from ui.bridge import Bridge
from ui.door.sign import SignKind
from ui.gate.pin_dialogs import NewPinDialog, PinDialog
from ui.window import KioskWindow

LEFT = Qt.MouseButton.LeftButton
NAME = "Marie Curie"
PIN = "271828"


@pytest.fixture
def real_bridge(qapp, data: Path, tmp_path: Path):
    kiosk = build_kiosk(tmp_path / "data", str(data / "videos" / "liveportrait_d9.mp4"), lambda *_: None)
    bridge = Bridge(kiosk)
    bridge.open()
    kiosk.start()
    yield bridge
    kiosk.stop()
    bridge.close()


@pytest.fixture
def real_window(qtbot, real_bridge):
    window = KioskWindow(real_bridge)
    window.resize(1280, 800)
    window.show()
    yield window
    window.close_at_once()


def enrol(qtbot, window) -> None:
    qtbot.mouseClick(window.door_view.desk_button, LEFT)
    page = window.desk_view.enrol_page
    qtbot.waitUntil(window.desk_view.isVisible)
    qtbot.mouseClick(window.desk_view.navigation.button(0), LEFT)
    qtbot.waitUntil(page.form.isVisible)
    qtbot.keyClicks(page.form.name_field, NAME)
    qtbot.mouseClick(page.form.agreed_box, LEFT, pos=QPoint(8, page.form.agreed_box.height() // 2))
    qtbot.waitUntil(page.form.start_button.isEnabled)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, NewPinDialog))
    for field in (window.gate.dialog.first, window.gate.dialog.second):
        qtbot.keyClicks(field, PIN)
    qtbot.mouseClick(window.gate.dialog.ok_button, LEFT)
    qtbot.waitUntil(page.result.isVisible)
    # Whether weakly depends on the frames that a busy machine leaves out; the welcome must not.
    assert page.result.heading.text().startswith(f"{NAME} is enrolled")
    assert page.capture.chips.taken == 20


def sign_is(window, kind: SignKind) -> bool:
    return window.door_view.panel.sign.kind is kind


def play(qtbot, bridge, window, video: Path) -> None:
    window.door_view.source_requested.emit(str(video))
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, PinDialog))
    with qtbot.waitSignal(bridge.camera_changed, check_params_cb=streams(video)):
        qtbot.keyClicks(window.gate.dialog.field, PIN)
        qtbot.keyClick(window.gate.dialog.field, Qt.Key.Key_Return)


def streams(video: Path):
    """Return whether a report says that this video is being played: what comes before is not about it."""
    return lambda report: (report.source, report.state) == (video.name, CameraState.STREAMING)


def test_a_newcomer_is_enrolled_and_welcomed_and_a_stranger_is_not(qtbot, real_bridge, real_window, data):
    view = real_window.door_view
    enrol(qtbot, real_window)
    real_window.leave_desk()

    play(qtbot, real_bridge, real_window, data / "videos" / "liveportrait_d14.mp4")
    qtbot.waitUntil(lambda: sign_is(real_window, SignKind.DENIED))
    assert NAME not in texts_of(view)

    play(qtbot, real_bridge, real_window, data / "videos" / "liveportrait_d9.mp4")
    qtbot.waitUntil(lambda: sign_is(real_window, SignKind.WELCOME))
    assert view.panel.name.text() == NAME and view.picture.badge == "PLAYBACK"
    qtbot.waitUntil(lambda: not sign_is(real_window, SignKind.WELCOME))
    assert NAME not in texts_of(view)
