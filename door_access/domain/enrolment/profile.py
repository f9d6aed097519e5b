"""What is known of somebody besides name, face, cards and PIN."""

import unicodedata
from dataclasses import dataclass

from door_access.complaints import Complaint
from door_access.domain.enrolment.names import check_visible
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput

LONGEST_DEPARTMENT = 100
LONGEST_NOTES = 2_000
"""Characters. A guess: what a receptionist writes about somebody, and not a file."""
LINE_BREAKS = "\n\t\u2028\u2029"
"""What notes may hold besides what can be seen."""
_CONTROLS = ("Cc", "Zl", "Zp")
"""Categories of Unicode: controls, and what separates lines and paragraphs."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What rules and receptionists want to know of a person.

    Attributes:
        validity: outside of it the person is denied, whatever rights they have.
        opens_longer: the door stays open longer for them, and is told later that it stands open.
        department: free text, one line.
        notes: free text.
        host: the id of whom a visitor visits; None for everybody else.
    """

    validity: Validity = UNLIMITED
    opens_longer: bool = False
    department: str = ""
    notes: str = ""
    host: str | None = None

    def __post_init__(self) -> None:
        _check_text("department", self.department, longest=LONGEST_DEPARTMENT, breaks="")
        _check_text("notes", self.notes, longest=LONGEST_NOTES, breaks=LINE_BREAKS)
        check_visible(self.department)


def _check_text(what: str, text: str, *, longest: int, breaks: str) -> None:
    """Refuse what is too long, or holds what a terminal would obey; ``breaks`` are welcome."""
    if len(text) > longest:
        raise BadInput(Complaint.TEXT_TOO_LONG, what=what, longest=longest, length=len(text))
    if any(unicodedata.category(symbol) in _CONTROLS and symbol not in breaks for symbol in text):
        raise BadInput(Complaint.TEXT_CONTROL_CHARACTERS, what=what)


PLAIN = Profile()
"""Of whom nothing is known."""
