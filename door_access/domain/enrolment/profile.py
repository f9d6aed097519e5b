"""What is known of somebody besides name, face, cards and PIN."""

from dataclasses import dataclass

from door_access.complaints import Complaint
from door_access.domain.enrolment.names import check_visible
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput

LONGEST_DEPARTMENT = 100
LONGEST_NOTES = 2_000
"""Characters. A guess: what a receptionist writes about somebody, and not a file."""


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
        for what, text, longest in (
            ("department", self.department, LONGEST_DEPARTMENT),
            ("notes", self.notes, LONGEST_NOTES),
        ):
            if len(text) > longest:
                raise BadInput(Complaint.TEXT_TOO_LONG, what=what, longest=longest, length=len(text))
        check_visible(self.department)

    @property
    def is_visitor(self) -> bool:
        """Say whether somebody else answers for them."""
        return self.host is not None


PLAIN = Profile()
"""Of whom nothing is known."""
