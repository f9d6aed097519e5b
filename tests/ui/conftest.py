"""What every test of the window starts from: a fake kiosk, a bridge to it, and an open window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS
from tests.ui.fakes import FakeKiosk
from ui.bridge import Bridge
from ui.session import Collector
from ui.theme import LIGHT, palette, style_sheet
from ui.window import KioskWindow

HERE = Path(__file__).parent
HARMLESS = ("This plugin does not support",)
"""What the off-screen platform says of every window."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every Qt warning fail the test that caused it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*HARMLESS))


class PatientQtBot(QtBot):
    """Waits as long as a busy machine needs, unless it is told otherwise."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **more):
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget, *, timeout=PATIENCE_MS):
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp, request) -> PatientQtBot:
    return PatientQtBot(request)


@pytest.fixture(autouse=True)
def dressed(qapp) -> None:
    """Give every test the same looks; dressing is slow, so only where a test has changed them."""
    if qapp.styleSheet() != style_sheet(LIGHT):
        qapp.setStyle("Fusion")
        qapp.setPalette(palette(LIGHT))
        qapp.setStyleSheet(style_sheet(LIGHT))


@pytest.fixture(scope="session")
def session_collector(qapp) -> Iterator[Collector]:
    """Keep Python's collector on the GUI thread throughout, as every run of the window does."""
    collector = Collector()
    collector.begin()
    yield collector
    collector.end()


@pytest.fixture(autouse=True)
def collected(session_collector) -> Iterator[None]:
    """Delete a test's closed windows, which would make every later one slower, and collect what they left."""
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    session_collector.collect_what_is_due()


@pytest.fixture
def kiosk() -> Iterator[FakeKiosk]:
    kiosk = FakeKiosk()
    yield kiosk
    kiosk.shut_down()


@pytest.fixture
def bridge(qapp, kiosk) -> Iterator[Bridge]:
    bridge = Bridge(kiosk)
    bridge.open()
    yield bridge
    bridge.close()


@pytest.fixture
def window(qtbot, bridge) -> KioskWindow:
    window = KioskWindow(bridge)
    qtbot.addWidget(window, before_close_func=lambda w: w.close_at_once())
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def tell(qtbot, kiosk, bridge):
    """Publish events and wait until the last of them has been delivered."""

    def publish(*events):
        for event in events:
            kiosk.hub.publish(event)
        with qtbot.waitSignal(bridge.log_grew):
            kiosk.grow_log()

    return publish
