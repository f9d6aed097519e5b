"""A PIN for somebody who is threatened: it opens like their own, and tells those who should know.

At the door nothing differs from a grant by the right PIN: no word, no sound, no time and no count.
"""

from enum import StrEnum

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import checked_pin, new_pin
from door_access.domain.pins import digits_apart, is_guessed_first
from door_access.errors import BadInput

LEAST_APART = 2
"""Digits that must differ, so that no slip at the keys raises the alarm, nor hides one."""


class PinMatch(StrEnum):
    """What digits are to a person who typed them. DURESS: right, and typed under threat."""

    WRONG = "wrong"
    RIGHT = "right"
    DURESS = "duress"

    @property
    def opens(self) -> bool:
        """Say whether somebody is let in with it."""
        return self is not PinMatch.WRONG


def new_pins(pin: str | None, duress: str | None) -> tuple[str | None, str | None]:
    """Return what somebody may have as PIN and PIN under duress; None stands for none.

    Raises:
        BadInput: one of them cannot be a PIN or is guessed first, the second is too like the first, or stands
            alone. No sentence repeats a digit.
    """
    if pin is None and duress is not None:
        raise BadInput(Complaint.DURESS_PIN_ALONE)
    checked = None if pin is None else new_pin(pin)
    return checked, None if checked is None or duress is None else new_duress_pin(duress, pin=checked)


def new_duress_pin(duress: str, *, pin: str) -> str:
    """Return what somebody with this PIN may have as PIN under duress; raises BadInput for anything else."""
    if is_guessed_first(checked_pin(duress)):
        raise BadInput(Complaint.DURESS_PIN_EASY)
    if digits_apart(pin, duress) < LEAST_APART:
        raise BadInput(Complaint.DURESS_PIN_NEAR)
    return duress
