"""Which PIN may be typed under threat."""

import pytest

from door_access.complaints import Complaint
from door_access.domain.entry.duress import PinMatch, new_pins
from door_access.errors import BadInput

PIN = "4816"


@pytest.mark.parametrize("duress", ["4861", "9153", "8164", "481603", "48167395"])
def test_any_pin_that_differs_in_two_digits_will_do(duress):
    assert new_pins(PIN, duress) == (PIN, duress)


@pytest.mark.parametrize(
    ("duress", "complaint"),
    [
        (PIN, Complaint.DURESS_PIN_NEAR),
        ("4817", Complaint.DURESS_PIN_NEAR),
        ("0816", Complaint.DURESS_PIN_NEAR),
        ("48160", Complaint.DURESS_PIN_NEAR),
        ("14816", Complaint.DURESS_PIN_NEAR),
        ("1234", Complaint.DURESS_PIN_EASY),
        ("9999", Complaint.DURESS_PIN_EASY),
        ("12", Complaint.PIN_DIGITS),
        ("48a5", Complaint.PIN_DIGITS),
        ("", Complaint.PIN_DIGITS),
    ],
)
def test_any_other_is_refused_and_never_repeated(duress, complaint):
    with pytest.raises(BadInput) as refusal:
        new_pins(PIN, duress)

    assert refusal.value.complaint is complaint
    assert PIN not in str(refusal.value) and (not duress or duress not in str(refusal.value))


def test_the_pin_itself_is_judged_first():
    with pytest.raises(BadInput) as refusal:
        new_pins("1234", "4816")

    assert refusal.value.complaint is Complaint.PIN_EASY


def test_none_is_none_and_the_second_does_not_come_alone():
    assert new_pins(None, None) == (None, None)
    assert new_pins(PIN, None) == (PIN, None)
    with pytest.raises(BadInput) as refusal:
        new_pins(None, "9153")
    assert refusal.value.complaint is Complaint.DURESS_PIN_ALONE


def test_whatever_is_not_wrong_opens():
    assert [match for match in PinMatch if match.opens] == [PinMatch.RIGHT, PinMatch.DURESS]
