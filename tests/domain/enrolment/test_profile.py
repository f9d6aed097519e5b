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
