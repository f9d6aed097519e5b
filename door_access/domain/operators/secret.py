"""How operators prove who they are, by digits or a password, and how long wrong ones make them wait."""

import unicodedata
from dataclasses import dataclass

from door_access.complaints import Complaint
from door_access.domain.entry.throttle import ThrottleRules
from door_access.domain.operators.desk_pin import checked_desk_pin
from door_access.errors import Refused

SHORTEST_PASSWORD = 10
"""Characters. Nobody guesses ten of them, five at a time; length is worth more than signs and capitals."""
LONGEST_PASSWORD = 256
"""Characters; far more than anybody types, and no line of input is cut before it is too long."""
PATIENCE = ThrottleRules()
"""Every fifth wrong one in a row makes an operator wait, twice as long each time: as cards and people do."""


@dataclass(frozen=True, slots=True)
class SecretAnswer:
    """Whether a secret was right, and how long to wait before the next try.

    ``was_compared``: False while they must wait.
    """

    is_right: bool
    wait_s: float = 0.0
    was_compared: bool = True


def checked_secret(text: str, *, is_pin: bool) -> str:
    """Return the PIN or password as it is compared; raises Refused, which never repeats it."""
    if is_pin:
        return checked_desk_pin(text)
    password = as_compared(text)
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(Complaint.PASSWORD_SHORT, shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refused(Complaint.PASSWORD_LONG, longest=LONGEST_PASSWORD)
    if len(set(password)) == 1:
        raise Refused(Complaint.PASSWORD_SAME)
    if not is_text(password):
        raise Refused(Complaint.PASSWORD_UNREADABLE)
    return password


def is_text(secret: str) -> bool:
    """Say whether a secret is whole characters, and not what a terminal or a pipe made of others."""
    return not any(unicodedata.category(symbol) == "Cs" for symbol in secret)


def as_compared(text: str) -> str:
    """Return a secret in one form, whatever keyboard composed its letters (NFKC, as SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", text)
