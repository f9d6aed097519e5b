"""What may be a person's name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.enrolment.people import LONGEST_NAME, checked_name
from door_access.errors import BadName


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Ada Lovelace",
        "李小龍",
        "מרים כהן",
        "محمد",
        "O’Brien-Łukasz",
        "👩🏽‍🚀 Sally",
        "=1+1",
        "Bobby'); --",
    ],
)
def test_a_name_in_any_script_is_kept_as_it_is(name: str) -> None:
    assert checked_name(name) == name


def test_spaces_are_tidied_and_letters_composed() -> None:
    assert checked_name("  Zoe\u0308   Smith ") == "Zo\u00eb Smith"


@pytest.mark.parametrize("text", ["", " ", " \u2003\u2028 "])
def test_a_name_of_spaces_is_empty(text: str) -> None:
    with pytest.raises(BadName, match="cannot be empty"):
        checked_name(text)


@pytest.mark.parametrize("text", ["\u200b", "\u200d\u200c", "\ufeff", "\u00ad \u2060", "\ufe0f"])
def test_a_name_that_nobody_can_see_is_empty(text: str) -> None:
    with pytest.raises(BadName, match="cannot be empty"):
        checked_name(text)


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\tb", "a\0b", "a\x1bb", "\u202eevil", "a\u2066b", "\ud800"]
)
def test_line_breaks_and_marks_that_reorder_text_are_refused(text: str) -> None:
    with pytest.raises(BadName, match="control characters"):
        checked_name(text)


@pytest.mark.parametrize("text", ["a/b", "../etc", "a\\b"])
def test_a_slash_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadName, match="slash"):
        checked_name(text)


def test_the_longest_name_is_taken_and_one_more_character_is_not() -> None:
    assert checked_name("x" * LONGEST_NAME) == "x" * LONGEST_NAME
    with pytest.raises(BadName, match=f"at most {LONGEST_NAME} characters; this one has {LONGEST_NAME + 1}"):
        checked_name("x" * (LONGEST_NAME + 1))


@given(st.text(max_size=120))
def test_a_checked_name_is_checked_again_without_change(text: str) -> None:
    try:
        name = checked_name(text)
    except BadName:
        return
    assert checked_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert "\n" not in name
