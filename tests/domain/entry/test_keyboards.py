"""A reader that types as on another keyboard is recognised, and what it types is undone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.entry.card_readings import CardReading, CardReadings, ReadingOutcome
from door_access.domain.entry.credentials import card_number
from door_access.domain.entry.keyboards import ReaderKeyboard, as_meant, keyboard_values, recognised, undone
from door_access.domain.entry.wedge import ENTER, Wedge
from door_access.errors import BadInput

US_ON_FR = str.maketrans("1234567890-:ABCDEFabcdef", "&é\"'(-è_çà)MQBCDEFqbcdef")
"""What comes out where a US reader is plugged into a French computer."""
SYMBOLS = {"us": "!@#$%^&*()_+{}:<>?[];',./", "de": '!"§$%&/()ßöäü+#,.-;:_*', "fr": "&é\"'(-è_çà),;:!ù*?./§%"}
OTHERS = [keyboard for keyboard in ReaderKeyboard if keyboard is not ReaderKeyboard.SAME]


def burst(wedge: Wedge, text: str) -> CardReading:
    readings = [wedge.key(key, 0.01 * place) for place, key in enumerate(text + ENTER)]
    return next(reading for reading in readings if reading is not None)


@pytest.mark.parametrize(
    "number", ["13456113", "13458113", "0123456789", "04A1B2C3", "04:a1:b2:c3", "12-34567"]
)
def test_us_reader_at_a_french_computer_is_recognised_and_undone(number):
    typed = number.translate(US_ON_FR)

    assert recognised(typed) is ReaderKeyboard.US_ON_FR
    assert undone(typed, ReaderKeyboard.US_ON_FR) == number
    assert burst(Wedge(ReaderKeyboard.US_ON_FR), typed) == CardReading(
        ReadingOutcome.CARD, card_number(number)
    )


def test_two_cards_are_two_at_a_reader_on_another_keyboard_that_nobody_has_set():
    readings = [burst(Wedge(), number.translate(US_ON_FR)) for number in ("13456113", "13458113")]

    expected = CardReading(ReadingOutcome.OTHER_KEYBOARD, keyboard=ReaderKeyboard.US_ON_FR)
    assert readings == [expected, expected]


@pytest.mark.parametrize(
    ("typed", "keyboard", "meant"),
    [
        ("12Ö34567", "us on de", "12:34567"),
        ("1234ß5678", "us on de", "1234-5678"),
        ("&é/\"'(-è", "de on fr", "12:34567"),
        ("!@#$%^&*", "fr on us", "12345678"),
        ('!"§$%&/(', "fr on de", "12345678"),
    ],
)
def test_other_pairs_of_keyboards_are_recognised_by_their_symbols(typed, keyboard, meant):
    assert (recognised(typed), undone(typed, ReaderKeyboard(keyboard))) == (keyboard, meant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "04A1B2C3",
        "12:34567",
        "KARTE-17",
        "karte-ß",
        "%1234?",
        "Ü-WAGEN",
        "----",
        "(ABC)",
        "１２３４",
    ],
)
def test_what_may_be_a_number_as_it_stands_gives_no_keyboard_away(text):
    assert recognised(text) is None
    assert as_meant(text, ReaderKeyboard.US_ON_FR) == text


@given(st.text(string.ascii_letters + string.digits + ":-._ "))
def test_no_number_of_letters_digits_and_separators_is_taken_for_another_keyboards(text):
    assert recognised(text) is None or not any(symbol in string.digits for symbol in text)


@pytest.mark.parametrize("keyboard", OTHERS)
def test_undoing_never_makes_one_number_of_two(keyboard):
    keys = string.ascii_letters + string.digits + SYMBOLS[keyboard.split(" on ")[1]]
    meant = undone(keys, keyboard)

    assert len(set(meant)) == len(meant)


def test_undoing_the_same_keyboard_changes_nothing():
    assert undone("&é\"'(", ReaderKeyboard.SAME) == "&é\"'("


def test_a_number_from_another_keyboard_is_refused_and_the_setting_named():
    with pytest.raises(
        BadInput, match=r"as on a US keyboard .* French ones; set door.reader_keyboard to 'us on fr'"
    ):
        card_number('&"\'(-&&"')


def test_serial_text_that_gives_a_keyboard_away_is_no_card():
    reading = CardReadings().take("&é\"'(-è_", 0.0)

    assert (reading.outcome, reading.text) == (ReadingOutcome.OTHER_KEYBOARD, "")


def test_digits_that_a_hand_types_stay_as_they_are():
    wedge = Wedge(ReaderKeyboard.US_ON_FR)

    assert wedge.key("1", 0.0) is None
    assert wedge.silence() == CardReading(ReadingOutcome.TYPED, "1")


@pytest.mark.parametrize("keyboard", OTHERS)
def test_every_pair_of_keyboards_has_names(keyboard):
    told = keyboard_values(keyboard)

    assert told["reader"] != told["computer"] and told["keyboard"] == keyboard
