"""Open the kiosk's window. Qt is loaded only after the display has been checked."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from door_access.bootstrap.kiosk import Kiosk
from ui.display import ensure_display


class KioskOptions(Protocol):
    """What the command line asks of the window.

    Attributes:
        build: puts the kiosk together; called once, after the display has been checked.
        is_fullscreen: begin in full screen.
        screenshot: where to save a picture of the window at the end; None saves none.
        exit_after_s: close by itself after so many seconds; None stays open.
        is_display_needed: False draws off-screen and never needs a display.
    """

    @property
    def build(self) -> Callable[[], Kiosk]: ...

    @property
    def is_fullscreen(self) -> bool: ...

    @property
    def screenshot(self) -> Path | None: ...

    @property
    def exit_after_s(self) -> float | None: ...

    @property
    def is_display_needed(self) -> bool: ...


def open_kiosk(options: KioskOptions) -> int:
    """Show the window until it is closed; return the exit status.

    Raises:
        DisplayFault: there is no display, or Qt cannot use it.
        DoorAccessError: whatever ``build`` refuses.
    """
    qt_arguments = ensure_display(is_needed=options.is_display_needed)
    from ui.session import run_session  # noqa: PLC0415

    return run_session(options, qt_arguments)
