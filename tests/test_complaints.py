"""Errors of the core: a code and values, of which a sentence is made where it is shown."""

import string

import pytest

from door_access.complaints import ENGLISH, Complaint
from door_access.domain.enrolment.people import LONGEST_NAME, checked_name
from door_access.errors import BadInput, BadName, Refused


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("complaint", Complaint)
def test_every_complaint_has_a_whole_sentence(complaint):
    assert ENGLISH[complaint][0].isupper() or ENGLISH[complaint].startswith("{")
    assert ENGLISH[complaint].endswith(".")


def test_an_error_of_the_core_carries_its_code_and_values_and_says_them_in_english():
    with pytest.raises(BadName) as caught:
        checked_name("x" * 101)
    error = caught.value
    assert (error.complaint, error.values) == (
        Complaint.NAME_TOO_LONG,
        {"longest": LONGEST_NAME, "length": 101},
    )
    assert str(error) == f"A name has at most {LONGEST_NAME} characters; this one has 101."


def test_an_error_from_the_edge_carries_its_sentence():
    assert (BadInput("No such file.").complaint, str(BadInput("No such file."))) == (None, "No such file.")


@pytest.mark.parametrize("complaint", Complaint)
def test_no_value_that_the_sentence_needs_may_be_missing(complaint):
    needed = places(ENGLISH[complaint])
    values = dict.fromkeys(needed, 7)
    assert str(Refused(complaint, **values))
    for name in needed:
        with pytest.raises(KeyError):
            Refused(complaint, **{key: value for key, value in values.items() if key != name})
