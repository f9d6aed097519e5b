"""A real window on a real kiosk, from its start to its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from door_access.bootstrap.kiosk import Kiosk
from ui.bridge import Bridge
from ui.window import KioskWindow


@contextmanager
def opened_window(kiosk: Kiosk) -> Iterator[KioskWindow]:
    """Open the window and start the kiosk; close both at the end."""
    bridge = Bridge(kiosk)
    bridge.open()
    window = KioskWindow(bridge)
    window.resize(1280, 800)
    window.show()
    kiosk.start()
    yield window
    window.close_at_once()
    kiosk.stop()
    bridge.close()
