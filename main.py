"""Start Door Access: hand the command line a way to open the window, imported only when asked."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from door_access.cli.door.kiosk import KioskOptions

INTERRUPTED = 130


def open_kiosk(options: "KioskOptions") -> int:
    """Open the kiosk's window; importing Qt waits until somebody wants a window."""
    from ui.app import open_kiosk as open_window  # noqa: PLC0415

    return open_window(options)


def main(arguments: list[str]) -> int:
    """Run the command; a Ctrl-C while the program is still being loaded ends it as quietly as a later one."""
    try:
        from door_access.cli import run  # noqa: PLC0415
    except KeyboardInterrupt:
        return INTERRUPTED
    return run(arguments, open_kiosk=open_kiosk)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
