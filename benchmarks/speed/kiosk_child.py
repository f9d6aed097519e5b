"""The real kiosk as a process of its own that tells when it shows its first picture. Started by benchmarks.

Everything is ``main.py``'s; only a look at the window every few milliseconds is added, and a video that is
over begins again. Prints ``first picture`` and the monotonic time; at its end, the libraries that it loaded.
"""

import sys
import time
from dataclasses import replace
from typing import Any

from door_access.bootstrap.kiosk import Kiosk
from door_access.cli import run
from door_access.cli.door.kiosk import KioskOptions
from door_access.runtime.events import CameraChanged, CameraState, Event

LOOK_EVERY_MS = 5
FIRST_PICTURE = "first picture"
LOADED = "loaded"


def main(arguments: list[str]) -> int:
    """Run the kiosk with ``main.py``'s own arguments."""
    status = run(arguments, open_kiosk=_open_watched)
    print(LOADED, *sorted(name for name in sys.modules if "." not in name), flush=True)
    return status


def _open_watched(options: KioskOptions) -> int:
    from ui.app import open_kiosk  # noqa: PLC0415 - as main.py does it

    def build() -> Kiosk:
        kiosk = options.build()
        kiosk.hub.subscribe(_again(kiosk))
        _watch_window()
        return kiosk

    return open_kiosk(replace(options, build=build))


def _again(kiosk: Kiosk) -> Any:
    def listen(event: Event) -> None:
        if isinstance(event, CameraChanged) and event.state is CameraState.ENDED:
            kiosk.use_source(_source())

    return listen


def _source() -> str:
    return sys.argv[sys.argv.index("--source") + 1]


def _watch_window() -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - only once there is an application
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    timer = QTimer(QApplication.instance())
    timer.timeout.connect(lambda: _tell_picture(timer))
    timer.start(LOOK_EVERY_MS)


def _tell_picture(timer: Any) -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    windows = (w for w in QApplication.topLevelWidgets() if hasattr(w, "door_view") and w.isVisible())
    if any(window.door_view.picture.has_picture for window in windows):
        timer.stop()
        print(FIRST_PICTURE, time.monotonic(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
