"""Which card is which, what may be a PIN, and what a person must show."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from door_access.complaints import Complaint
from door_access.domain.entry.claim import Claim
from door_access.domain.entry.credentials import (
    LONGEST_CARD,
    CardHolder,
    DoorMode,
    EntryRule,
    Requirement,
    bare_number,
    card_hint,
    card_number,
    checked_pin,
    new_pin,
    older_number,
    required,
)
from door_access.domain.permissions.rights import OnePerson, Right
from door_access.domain.permissions.verdict import Granted
from door_access.errors import BadInput

ALPHANUMERIC = string.ascii_letters + string.digits
MODES_AND_RULES = [(mode, rule) for mode in DoorMode for rule in EntryRule]


@pytest.mark.parametrize(
    "typed", ["04A1B2C3", " 04a1b2c3\n", "04:a1:b2:c3", "04-A1-B2-C3", "04 a1.b2_C3", "04a1 b2c3"]
)
def test_one_card_has_one_number_however_it_is_written(typed):
    assert card_number(typed) == "04A1B2C3"


@given(st.binary(min_size=4, max_size=32), st.sampled_from(" :-._"))
def test_bytes_have_one_number_whatever_stands_between_them(chip, separator):
    assert card_number(chip.hex(separator)) == card_number(chip.hex()) == chip.hex().upper()


@given(st.text(ALPHANUMERIC + ":-._ ", max_size=80))
def test_normal_form_of_a_number_is_its_own_normal_form(written):
    assume(4 <= len(bare_number(written)) <= LONGEST_CARD)

    assert card_number(written) == card_number(card_number(written))


@pytest.mark.parametrize(
    "numbers",
    [
        ("12:34567", "123:4567", "1:234567", "1234567"),
        ("12-34567", "12:34567"),
        ("1234:5678", "12345678"),
        ("12:34", "1234"),
        ("1:2:3:4", "1234"),
        ("12:34:56", "123456"),
        ("0x12_34", "0x12-34"),
        ("aB3xYz", "Ab3XyZ"),
        ("12::34567", "12:34567"),
    ],
)
def test_different_numbers_are_never_one_card(numbers):
    assert len({card_number(number) for number in numbers}) == len(numbers)


@given(st.integers(0, 9999), st.integers(0, 9_999_999), st.integers(0, 9999), st.integers(0, 9_999_999))
def test_facility_and_number_are_never_those_of_another_card(facility, number, other_facility, other):
    assume((facility, number) != (other_facility, other))
    assume(len(f"{facility}{number}") >= 4 and len(f"{other_facility}{other}") >= 4)

    assert card_number(f"{facility}:{number}") != card_number(f"{other_facility}:{other}")


def test_older_form_of_a_number_is_that_of_what_was_made_of_it():
    assert older_number("12:34567a") == older_number(card_number("12:34567A")) == "1234567A"


def test_leading_zeros_belong_to_the_number():
    assert card_number("00001234") != card_number("1234")


def test_number_of_separators_and_a_few_digits_is_too_long():
    with pytest.raises(BadInput, match=r"this one has 1004\."):
        card_number("1" + ":" * 1000 + "234")


@pytest.mark.parametrize("text", ["", " ", "123", "-:-:-:-", "1" * (LONGEST_CARD + 1), "9" * 100_000])
def test_number_of_impossible_length_is_refused_and_told_apart(text):
    length = len(text.strip(" ").replace("-", "").replace(":", ""))

    with pytest.raises(BadInput, match=rf"4 to 64 letters and digits; this one has {length}\."):
        card_number(text)


@pytest.mark.parametrize(
    "text", ["1234\x00", "12\n34567", "12\x1b[2J34", "１２３４", "12\u202e34", "karte-ß"]
)
def test_number_with_what_no_reader_sends_is_refused(text):
    with pytest.raises(BadInput, match="as a reader sends them"):
        card_number(text)


@given(st.text())
def test_any_text_is_a_clean_number_or_a_refusal(text):
    try:
        number = card_number(text)
    except BadInput:
        return
    assert number.isascii() and number.isprintable() and number == number.strip()


@pytest.mark.parametrize(
    ("number", "hint"),
    [("1234", ""), ("12345", ""), ("1:2:3:45", ""), ("123456", "56"), ("04A1B2C3", "C3"), ("12345:6", "56")],
)
def test_hint_leaves_four_symbols_to_be_guessed(number, hint):
    assert card_hint(number) == hint


@pytest.mark.parametrize("pin", ["0000", "12345678"])
def test_pin_of_four_to_eight_digits_is_taken_as_it_is(pin):
    assert checked_pin(pin) == pin


@pytest.mark.parametrize("pin", ["4816", "2580", "1492", "10000", "27182818"])
def test_a_new_pin_without_a_pattern_is_taken_as_it_is(pin):
    assert new_pin(pin) == pin


@pytest.mark.parametrize(
    "pin", ["0000", "1111", "1234", "4321", "8901", "2468", "1212", "1122", "123456", "11111111", "12341234"]
)
def test_a_new_pin_that_is_guessed_first_is_refused(pin):
    with pytest.raises(BadInput) as refusal:
        new_pin(pin)

    assert refusal.value.complaint is Complaint.PIN_EASY and pin not in str(refusal.value)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "1234\n", " 1234", "١٢٣٤", "1" * 1_000_000])
def test_any_other_pin_is_refused_without_being_repeated(pin):
    with pytest.raises(BadInput) as refusal:
        checked_pin(pin)

    assert str(refusal.value) == "A PIN has 4 to 8 digits and nothing else."


@pytest.mark.parametrize(
    ("mode", "rule", "shown"),
    [
        (DoorMode.FACE, EntryRule.AS_DOOR, "face"),
        (DoorMode.CARD_FACE, EntryRule.AS_DOOR, "card face"),
        (DoorMode.PIN_FACE, EntryRule.AS_DOOR, "face pin"),
        (DoorMode.FACE, EntryRule.CARD_FACE, "card face"),
        (DoorMode.CARD_FACE, EntryRule.CARD_FACE, "card face"),
        (DoorMode.PIN_FACE, EntryRule.CARD_FACE, "card face pin"),
        (DoorMode.FACE, EntryRule.CARD_PIN, "card pin"),
        (DoorMode.CARD_FACE, EntryRule.CARD_PIN, "card pin"),
        (DoorMode.PIN_FACE, EntryRule.CARD_PIN, "card pin"),
        (DoorMode.FACE, EntryRule.PASS, "card"),
        (DoorMode.CARD_FACE, EntryRule.PASS, "card pin"),
        (DoorMode.PIN_FACE, EntryRule.PASS, "card pin"),
    ],
)
def test_what_must_be_shown(mode, rule, shown):
    assert required({mode}, rule) == Requirement(
        card="card" in shown, face="face" in shown, pin="pin" in shown
    )


@pytest.mark.parametrize(("mode", "rule"), MODES_AND_RULES)
def test_nobody_enters_with_a_card_alone_or_a_pin_alone(mode, rule):
    """What a pass of a visitor may do, a card of theirs may not."""
    holder = CardHolder("c", "p", rule, is_card_disabled=False, is_blocked=False, has_pin=True)
    right = Right("r", OnePerson("p"))
    needed = Claim(holder, Granted(right, (required({mode}, rule),), None, 1), 0.0, 1).requirement

    assert needed.face or (needed.card and needed.pin)


@pytest.mark.parametrize("mode", DoorMode)
def test_card_and_pin_never_take_a_face(mode):
    assert not required({mode}, EntryRule.CARD_PIN).face


@pytest.mark.parametrize("mode", DoorMode)
@pytest.mark.parametrize("rule", [EntryRule.AS_DOOR, EntryRule.CARD_FACE])
def test_a_persons_rule_never_makes_a_door_laxer(mode, rule):
    door, person = required({mode}, EntryRule.AS_DOOR), required({mode}, rule)

    assert (person.card, person.face, person.pin) >= (door.card, door.face, door.pin)
    assert all(mine or not its for mine, its in [(person.card, door.card), (person.pin, door.pin)])
