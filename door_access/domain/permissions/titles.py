"""What groups, schedules and calendars may be called."""

import unicodedata

from door_access.complaints import Complaint
from door_access.domain.enrolment.names import check_visible
from door_access.errors import BadName

LONGEST_TITLE = 100
"""Characters, as for people's names."""


def check_title(text: str) -> None:
    """Refuse a name that is empty, long, padded, or of which a part cannot be seen.

    Raises:
        BadName: says which of them.
    """
    if not text or text != text.strip():
        raise BadName(Complaint.NAME_EMPTY)
    if len(text) > LONGEST_TITLE:
        raise BadName(Complaint.NAME_TOO_LONG, longest=LONGEST_TITLE, length=len(text))
    if any(unicodedata.category(symbol) == "Cc" for symbol in text):
        raise BadName(Complaint.NAME_CONTROL_CHARACTERS)
    check_visible(text)


def compared_title(text: str) -> str:
    """Return what names share that nobody can tell apart: by case, spaces and composed letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
