"""What is wrong with a serial port, in a few words: pyserial buries the system's own in its sentences."""

import errno
import os
from contextlib import suppress

PORT_FAULTS: tuple[type[Exception], ...] = (OSError, ValueError)
with suppress(ImportError):  # Windows
    import termios

    PORT_FAULTS += (termios.error,)
"""What pyserial raises for ports that are missing, lost or none."""


def words_for(error: Exception) -> str:
    """Return the system's words for the fault, or pyserial's where it did not come from the system."""
    origin = error.__context__.args[:1] if error.__context__ else ()
    own = (getattr(error, "errno", None), *error.args[:1])
    numbers = [number for number in (*origin, *own) if isinstance(number, int)]
    if errno.EAGAIN in numbers:
        return "another program uses it"
    return os.strerror(numbers[0]) if numbers else str(error).rstrip(".")
