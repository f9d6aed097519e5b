"""What can be the PIN of the desk: long enough, and none of those that are guessed first."""

import re

from door_access.complaints import Complaint
from door_access.domain.pins import is_guessed_first
from door_access.errors import Refused

SHORTEST = 6
LONGEST = 64


def checked_desk_pin(text: str) -> str:
    """Return the PIN as it is; raises Refused, which never repeats it, for what cannot be one."""
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", text):
        raise Refused(Complaint.OPERATOR_PIN_DIGITS, shortest=SHORTEST, longest=LONGEST)
    if is_guessed_first(text):
        raise Refused(Complaint.PIN_EASY)
    return text
