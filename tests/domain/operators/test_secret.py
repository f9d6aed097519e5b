"""What can be an operator's PIN or password."""

import pytest

from door_access.domain.operators.secret import PATIENCE, SHORTEST_PASSWORD, as_compared, checked_secret
from door_access.errors import Refused


@pytest.mark.parametrize(
    ("text", "is_pin", "sentence"),
    [
        ("12345", True, "six|6"),
        ("correct horse", True, "6"),
        ("123456", True, "guess"),
        ("x" * (SHORTEST_PASSWORD - 1), False, f"at least {SHORTEST_PASSWORD} characters"),
        ("x" * SHORTEST_PASSWORD, False, "one character over and over"),
    ],
)
def test_what_will_not_do_is_a_sentence_that_does_not_repeat_it(text, is_pin, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        checked_secret(text, is_pin=is_pin)
    assert text not in str(refused.value)


def test_a_password_of_just_enough_characters_and_a_pin_are_taken_as_they_are():
    shortest = "x" * (SHORTEST_PASSWORD - 1) + "y"

    assert checked_secret(shortest, is_pin=False) == shortest
    assert checked_secret("271828", is_pin=True) == "271828"


def test_a_password_is_the_same_on_every_keyboard():
    composed, apart = "Schl\u00fcsselbund", "Schlu\u0308sselbund"

    assert composed != apart
    assert checked_secret(apart, is_pin=False) == as_compared(apart) == as_compared(composed)


def test_every_fifth_wrong_one_makes_wait_and_longer_each_time():
    assert [PATIENCE.wait_s(wrong) for wrong in (1, 4, 5, 6, 9, 10)] == [0, 0, 30, 0, 0, 60]
