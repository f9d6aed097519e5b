"""A PIN or password on its way in: typed twice without being shown, or piped in. None is printed."""

import getpass
import sys
from collections.abc import Callable

from door_access.errors import BadInput

LONGEST_LINE = 1024
"""Characters of standard input that are looked at; far more than any PIN has."""


def typed_pin(checked: Callable[[str], str], *, is_piped: bool, what: str = "PIN") -> str:
    """Return a new PIN.

    Args:
        checked: returns what can be one, and raises what says why not.
        is_piped: it comes from standard input, once, in a line of its own.
        what: which PIN is asked for.

    Raises:
        BadInput: there is no terminal to type at, or the two are not the same.
    """
    if is_piped:
        return checked(sys.stdin.readline(LONGEST_LINE).rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise BadInput(f"A {what} is typed at a terminal; use --stdin to read it from standard input.")
    first = checked(getpass.getpass(f"New {what}: "))
    if getpass.getpass("Repeat it: ") != first:
        raise BadInput(f"The two {what}s are not the same.")
    return first
