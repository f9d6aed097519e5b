"""One run of the window: the kiosk is built, shown and stopped again.

Signals of the system only wake the event loop. Python's cyclic collector runs on the GUI thread while the
window is open, so that no other thread frees a Qt object (ADR 0009).
"""

import gc
import logging
import signal
import socket
import sys
from types import FrameType, TracebackType
from typing import Any

from PySide6.QtCore import QObject, QSize, QSocketNotifier, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from door_access.errors import StorageFault
from ui.app import KioskOptions
from ui.bridge import Bridge
from ui.theme import follow_system
from ui.widgets.letters import ensure_letters
from ui.window import KioskWindow

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts(QObject):
    """Emits ``interrupted`` on the GUI thread when the system asks the program to end."""

    interrupted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: dict[signal.Signals, Any] = {}
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def listen(self) -> None:
        """Take the signals over; only the main thread may call it."""
        self._wakeup_before = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _ignore) for number in SIGNALS}

    def forget(self) -> None:
        """Give the signals back and close the sockets."""
        self._notifier.setEnabled(False)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._before:
            signal.set_wakeup_fd(self._wakeup_before)
        self._before = {}
        self._read.close()
        self._write.close()

    @Slot()
    def _on_activated(self) -> None:
        self._read.recv(64)
        self.interrupted.emit()


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Stand in for Python's handler: the wake-up socket carries the news."""


INTERVAL_MS = 1000
"""How often the collector looks; the oldest generation then comes round about every two minutes."""


class Collector(QObject):
    """Collects cycles from a timer of its own thread, in place of whichever thread allocates next."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_time)

    def begin(self) -> None:
        """Take the collector over; what exists by now is set aside, so that later rounds stay short."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer.start()

    def end(self) -> None:
        """Give the collector back as it was found."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def collect_what_is_due(self) -> None:
        """Collect the oldest generation that has passed its threshold, by Python's own counts."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in range(len(counts)) if counts[age] > thresholds[age]]
        if due:
            gc.collect(due[-1])

    @Slot()
    def _on_time(self) -> None:
        self.collect_what_is_due()


_log = logging.getLogger(__name__)

APPLICATION = "Door Access"
_SIZE = (1280, 800)
"""Logical pixels of the window where it does not fill the screen."""
_FRAME_PX = (16, 48)
"""What common desktops put around a window, at most: a title bar and two edges (Windows 16×39, KDE 2×30)."""


class LastLine(QObject):
    """The excepthook: an error in a slot is logged and shown, and the window goes on."""

    failed = Signal(str)

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.critical("The window met an error.", exc_info=(kind, error, trace))
        self.failed.emit(self.tr("The screen met an unexpected error and goes on; see the log."))


def run_session(options: KioskOptions, qt_arguments: list[str]) -> int:
    """Build the kiosk, show its window, and stop it when the window is closed."""
    app = application(qt_arguments)
    kiosk = options.build()
    bridge = Bridge(kiosk)
    window = KioskWindow(bridge)
    session = Session(window, options)
    collector = Collector()
    bridge.open()
    collector.begin()
    try:
        kiosk.start()
        session.begin(app)
        status = app.exec()
    finally:
        session.end()
        kiosk.stop()
        bridge.close()
        collector.end()
    session.report()
    return status


def application(qt_arguments: list[str]) -> QApplication:
    """Return the one application object; it is dressed when it is made, since dressing twice nests styles."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([APPLICATION, *qt_arguments])
    app.setApplicationName(APPLICATION)
    ensure_letters(app)
    follow_system(app)
    return app


def first_size(room: QSize | None) -> QSize:
    """Return the window's first size: with its frame not more than the screen's room, where one is seen."""
    wished = QSize(*_SIZE)
    return wished if room is None else wished.boundedTo(room - QSize(*_FRAME_PX))


UNSEEN_PLATFORMS = frozenset({"offscreen", "minimal", "minimalegl"})
"""Platforms of Qt that draw where nobody looks."""


def offers_setup(options: KioskOptions, platform: str) -> bool:
    """Say whether this run has somebody before it: not for a picture, for a while, or without a display."""
    is_for_people = options.screenshot is None and options.exit_after_s is None
    return is_for_people and options.is_display_needed and platform not in UNSEEN_PLATFORMS


class Session(QObject):
    """Shows the window, takes the picture at the end, and hears when the system wants it to end."""

    def __init__(self, window: KioskWindow, options: KioskOptions) -> None:
        super().__init__()
        self._window = window
        self._options = options
        self._interrupts = Interrupts(self)
        self._last_line = LastLine(self)
        self._hook_before = sys.excepthook
        self._exit_timer = QTimer(self, singleShot=True)
        self._interrupts.interrupted.connect(self._end)
        self._last_line.failed.connect(window.show_trouble)
        self._exit_timer.timeout.connect(self._end)
        self._fault: StorageFault | None = None

    def begin(self, app: QApplication) -> None:
        """Show the window, and on a new site the first steps where somebody can go through them."""
        sys.excepthook = self._last_line
        self._interrupts.listen()
        app.setQuitOnLastWindowClosed(True)
        self._show()
        if offers_setup(self._options, app.platformName()):
            self._window.offer_setup()
        if self._options.exit_after_s is not None:
            self._exit_timer.start(round(self._options.exit_after_s * 1000))

    def end(self) -> None:
        """Give the hooks back."""
        sys.excepthook = self._hook_before
        self._interrupts.forget()

    def report(self) -> None:
        """Say, once everything has ended, what could not be saved; raises StorageFault."""
        if self._fault is not None:
            raise self._fault

    def _show(self) -> None:
        if self._options.is_fullscreen:
            self._window.showFullScreen()
            return
        is_seen = self._options.is_display_needed
        room = self._window.screen().availableSize() if is_seen else None
        self._window.resize(first_size(room))
        self._window.show()

    @Slot()
    def _end(self) -> None:
        """Close because the time is over or the system asks for it; what was to be pictured is pictured."""
        if self._options.screenshot is not None:
            self._save_screenshot(str(self._options.screenshot))
        self._window.close_at_once()

    def _save_screenshot(self, path: str) -> None:
        if not self._window.grab().save(path, "PNG"):
            self._fault = StorageFault(
                f"The screenshot cannot be written to {path}; a writable PNG path is needed."
            )
