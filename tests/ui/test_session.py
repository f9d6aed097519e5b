"""One run of the window: it starts and stops the kiosk, survives its own errors, and ends when told."""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from door_access.errors import DoorInUse, StorageFault
from tests.ui.fakes import FakeKiosk
from tests.ui.scenes import a_camera, a_scene
from ui.door.sign import SignKind
from ui.session import first_size, offers_setup, run_session
from ui.widgets.letters import carried_fonts
from ui.window import KioskWindow


@dataclass(frozen=True)
class Options:
    build: Callable[[], FakeKiosk]
    is_fullscreen: bool = False
    screenshot: Path | None = None
    exit_after_s: float | None = None
    is_display_needed: bool = True


LOOK_EVERY_MS = 10


def once(is_so: Callable[[], object], *actions: Callable[[], object]) -> None:
    """Do these things in the run's event loop as soon as that is so, however long it takes."""

    def look() -> None:
        if is_so():
            timer.stop()
            timer.deleteLater()
            for action in actions:
                action()

    timer = QTimer(QApplication.instance(), interval=LOOK_EVERY_MS)
    timer.timeout.connect(look)
    timer.start()


def end_run() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def open_window() -> KioskWindow | None:
    windows = (w for w in QApplication.topLevelWidgets() if isinstance(w, KioskWindow) and w.isVisible())
    return next(windows, None)


@pytest.fixture
def kiosk(qapp):
    return FakeKiosk()


def test_a_run_starts_and_stops_the_kiosk_when_its_time_is_over(kiosk):
    assert run_session(Options(lambda: kiosk, exit_after_s=0.1), []) == 0
    assert [name for name, _ in kiosk.calls] == ["start", "stop"]


def test_the_screenshot_shows_picture_and_words(kiosk, tmp_path):
    def publish():
        kiosk.hub.publish(a_camera())
        kiosk.hub.publish(a_scene())

    def is_told() -> bool:
        return open_window().door_view.panel.sign.kind is SignKind.LOCKED

    once(open_window, publish, lambda: once(is_told, end_run))
    path = tmp_path / "window.png"
    run_session(Options(lambda: kiosk, screenshot=path, is_display_needed=False), [])
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1280, 800)
    panel = image.copy(760, 40, 480, 640)
    colours = {panel.pixelColor(x, y).name() for x in range(0, 480, 4) for y in range(0, 640, 4)}
    assert {QColor("#33415a").name(), QColor("white").name()} <= colours


def test_a_screenshot_that_cannot_be_written_is_told_after_everything_has_stopped(kiosk, tmp_path):
    path = tmp_path / "not there" / "window.png"
    with pytest.raises(StorageFault, match="not there"):
        run_session(Options(lambda: kiosk, screenshot=path, exit_after_s=0.1), [])
    assert kiosk.calls[-1][0] == "stop"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_system_may_end_the_run_even_behind_a_pin(kiosk, number):
    kiosk.desk.pin = "123456"
    once(open_window, lambda: os.kill(os.getpid(), number))
    assert run_session(Options(lambda: kiosk), []) == 0
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert kiosk.calls[-1][0] == "stop"


def test_an_error_in_a_slot_is_logged_and_shown_and_the_window_goes_on(kiosk, caplog):
    def fail():
        raise ZeroDivisionError("a bug")

    def is_shown() -> bool:
        return "OUT OF ORDER" in open_window().notice.sentence.text()

    once(open_window, lambda: QTimer.singleShot(0, fail), lambda: once(is_shown, end_run))
    with caplog.at_level(logging.CRITICAL):
        assert run_session(Options(lambda: kiosk), []) == 0
    assert "ZeroDivisionError" in caplog.text


def test_the_window_is_not_larger_than_the_screen(kiosk, qapp):
    sizes = []
    once(open_window, lambda: sizes.append(open_window().size()), end_run)
    run_session(Options(lambda: kiosk), [])
    available = qapp.primaryScreen().availableSize()
    assert available.width() < 1280
    assert sizes == [first_size(available)]


@pytest.mark.parametrize("screen", [(1280, 800), (1280, 752), (800, 480), (1366, 768), (1920, 1080)])
def test_the_first_window_fits_on_the_screen_together_with_its_frame(screen):
    title_bar_px, edge_px = 40, 8
    size = first_size(QSize(*screen))
    assert size.width() + 2 * edge_px <= screen[0]
    assert size.height() + title_bar_px + edge_px <= screen[1]


def test_the_first_window_is_as_large_as_wished_where_there_is_room():
    assert first_size(QSize(1920, 1080)) == first_size(None) == QSize(1280, 800)


def test_the_window_begins_in_full_screen_where_wished(kiosk):
    seen = []
    once(open_window, lambda: seen.append(open_window().isFullScreen()), end_run)
    run_session(Options(lambda: kiosk, is_fullscreen=True), [])
    assert seen == [True]


def test_what_the_kiosk_refuses_reaches_the_command_line(qapp):
    def refuse():
        raise DoorInUse("Another process owns this door.")

    with pytest.raises(DoorInUse):
        run_session(Options(refuse), [])


def test_letters_are_carried_for_machines_without_fonts():
    assert [path.name for path in carried_fonts()] == ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]


@pytest.mark.parametrize(
    ("options", "platform", "is_offered"),
    [
        (Options(FakeKiosk), "xcb", True),
        (Options(FakeKiosk, is_fullscreen=True), "wayland", True),
        (Options(FakeKiosk), "eglfs", True),
        (Options(FakeKiosk), "offscreen", False),
        (Options(FakeKiosk), "minimal", False),
        (Options(FakeKiosk, screenshot=Path("window.png")), "xcb", False),
        (Options(FakeKiosk, exit_after_s=5.0), "xcb", False),
        (Options(FakeKiosk, is_display_needed=False), "xcb", False),
    ],
)
def test_first_steps_are_for_runs_that_have_somebody_before_them(options, platform, is_offered):
    assert offers_setup(options, platform) is is_offered
