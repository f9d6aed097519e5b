"""Start Door Access: hand the command line a way to open the window, imported only when asked."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from door_access.cli.door.kiosk import KioskOptions

ENVIRONMENT, INTERRUPTED = 3, 130
COMMAND = "door-access"
"""What an installation calls this program; pyproject.toml makes it."""


def main(arguments: list[str] | None = None, *, program: str = COMMAND) -> int:
    """Run the command; a Ctrl-C while the program is still being loaded ends it as quietly as a later one.

    Args:
        arguments: those of the process where there are none.
        program: what people typed, for the sentences that tell them what to type next.
    """
    try:
        from door_access.cli import begin_anew_in_utf8, run  # noqa: PLC0415
    except KeyboardInterrupt:
        return INTERRUPTED
    except ImportError as error:
        sys.stderr.write(f"A library that this program needs cannot be loaded, see README.md: {error}.\n")
        return ENVIRONMENT
    if arguments is None:
        begin_anew_in_utf8()
    return run(sys.argv[1:] if arguments is None else arguments, open_kiosk=open_kiosk, program=program)


def open_kiosk(options: "KioskOptions") -> int:
    """Open the kiosk's window; importing Qt waits until somebody wants a window."""
    from ui.app import open_kiosk as open_window  # noqa: PLC0415

    return open_window(options)
