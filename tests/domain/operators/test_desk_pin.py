"""What can be the PIN of the desk."""

import pytest

from door_access.complaints import Complaint
from door_access.domain.operators.desk_pin import LONGEST, checked_desk_pin
from door_access.errors import Refused


@pytest.mark.parametrize("pin", ["271828", "246810", "190387", "112358", "100000", "99999998"])
def test_digits_without_a_pattern_can_be_one(pin):
    assert checked_desk_pin(pin) == pin


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "12345a", "123 456", "１２３４５６", "-123456", "123456\n", "1" * (LONGEST + 1)],
)
def test_anything_but_six_or_more_digits_is_refused(pin):
    with pytest.raises(Refused, match="6 to 64 digits"):
        checked_desk_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "111111",
        "123456",
        "654321",
        "1234567",
        "890123",
        "210987",
        "135791",
        "864208",
        "121212",
        "123123",
        "12341234",
        "112233",
        "998877",
    ],
)
def test_digits_that_are_guessed_first_are_refused_in_words_that_do_not_repeat_them(pin):
    with pytest.raises(Refused) as caught:
        checked_desk_pin(pin)
    assert caught.value.complaint is Complaint.PIN_EASY
    assert pin not in str(caught.value)
