"""Start Door Access: hand the command line a way to open the window, imported only when asked."""

import sys

from door_access.cli import run
from door_access.cli.kiosk import KioskOptions


def open_kiosk(options: KioskOptions) -> int:
    """Open the kiosk's window; importing Qt waits until somebody wants a window."""
    from ui.app import open_kiosk as open_window  # noqa: PLC0415

    return open_window(options)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], open_kiosk=open_kiosk))
