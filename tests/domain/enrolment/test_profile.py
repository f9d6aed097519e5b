"""What is known of somebody besides name, face, cards and PIN."""

import pytest

from door_access.domain.enrolment.profile import LONGEST_DEPARTMENT, LONGEST_NOTES, Profile
from door_access.errors import BadInput


@pytest.mark.parametrize(
    ("field", "longest"), [("department", LONGEST_DEPARTMENT), ("notes", LONGEST_NOTES)], ids=str
)
def test_a_text_that_just_fits_is_taken_and_one_character_more_is_a_sentence(field, longest):
    assert getattr(Profile(**{field: "x" * longest}), field) == "x" * longest

    with pytest.raises(
        BadInput, match=f"{field} takes at most {longest} characters; these are {longest + 1}"
    ):
        Profile(**{field: "x" * (longest + 1)})


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x00", "\x85", "\r"], ids=ascii)
@pytest.mark.parametrize("field", ["department", "notes"])
def test_what_a_terminal_would_obey_is_refused(field, hidden):
    with pytest.raises(BadInput, match=f"field {field} cannot hold"):
        Profile(**{field: f"Kitchen{hidden}"})


@pytest.mark.parametrize("line_break", ["\n", "\t", "\u2028"], ids=ascii)
def test_notes_may_have_lines_and_a_department_is_one(line_break):
    text = f"Kitchen{line_break}and hall"

    assert Profile(notes=text).notes == text
    with pytest.raises(BadInput, match="field department cannot hold"):
        Profile(department=text)
