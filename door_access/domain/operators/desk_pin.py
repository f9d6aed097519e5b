"""What can be the PIN of the desk: long enough, and none of those that are guessed first."""

import re
from itertools import pairwise

from door_access.complaints import Complaint
from door_access.errors import Refused

SHORTEST = 6
LONGEST = 64


def checked_desk_pin(text: str) -> str:
    """Return the PIN as it is; raises Refused, which never repeats it, for what cannot be one."""
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", text):
        raise Refused(Complaint.OPERATOR_PIN_DIGITS, shortest=SHORTEST)
    if is_guessed_first(text):
        raise Refused(Complaint.OPERATOR_PIN_EASY)
    return text


def is_guessed_first(pin: str) -> bool:
    """Say whether the digits follow a pattern: equal steps (123456, 999999, 864208), 121212, 112233."""
    return _is_repeated(pin) or _has_equal_steps(pin) or (_is_doubled(pin) and _has_equal_steps(pin[::2]))


def _has_equal_steps(digits: str) -> bool:
    """Say whether every digit is as far from the one before, counted on a dial from 9 to 0."""
    steps = {(int(later) - int(digit)) % 10 for digit, later in pairwise(digits)}
    return len(steps) <= 1


def _is_repeated(pin: str) -> bool:
    return re.fullmatch(r"(.+?)\1+", pin) is not None


def _is_doubled(pin: str) -> bool:
    return pin[::2] == pin[1::2]
