"""The terminal around a command: what it cannot print, and how the system ends a command early.

One rule: a command that is ended locks its door and clears away its throw-away data first.
"""

import codecs
import io
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from door_access.errors import BadInput

UTF8_VARIABLE = "PYTHONUTF8"
LOG_VARIABLE = "DOOR_ACCESS_LOG"
USUAL_LOG_LEVEL = "ERROR"
ENDING_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
GIVING_UP = ("strict", "surrogateescape")
"""How streams treat letters that their encoding lacks: Python ends the program."""
ENDED_BY_SIGNAL = 128
"""Added to a signal's number it is the exit status that shells know such an end by."""


def begin_logging() -> None:
    """Write log lines of the level in ``DOOR_ACCESS_LOG`` to stderr; raises BadInput for an unknown one."""
    level = os.environ.get(LOG_VARIABLE, USUAL_LOG_LEVEL).upper()
    known = logging.getLevelNamesMapping()
    if level not in known:
        raise BadInput(f"{LOG_VARIABLE} is {level!r}; expected one of {', '.join(known)}.")
    logging.basicConfig(level=level, stream=sys.stderr)


def begin_anew_in_utf8() -> None:
    """Begin the process again where its system knows ASCII alone: names have letters that ASCII lacks.

    Python does so by itself, unless it was told not to; arguments and file names are then unreadable.
    """
    is_ascii = codecs.lookup(sys.getfilesystemencoding()).name == "ascii"
    if is_ascii and sys.executable and os.environ.get(UTF8_VARIABLE) != "1":
        os.environ[UTF8_VARIABLE] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def print_anything() -> None:
    """Escape the characters that the terminal's encoding lacks, where Python would give up on them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in GIVING_UP:
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the command as Ctrl-C does; a signal that is ignored stays ignored."""
    heeded = [number for number in ENDING_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, _unwind) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _unwind(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(ENDED_BY_SIGNAL + number)
