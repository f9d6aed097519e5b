"""A reader that types, told from a hand that types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.entry.card_readings import CardReading, ReadingOutcome
from door_access.domain.entry.wedge import ENTER, MOST_KEYS, Wedge

NUMBER = "04A1B2C3"
CARD = CardReading(ReadingOutcome.CARD, NUMBER)
HALF_READ = CardReading(ReadingOutcome.HALF_READ)


def typed(wedge: Wedge, keys: str, *, every_s: float = 0.01, at_s: float = 0.0) -> list[CardReading]:
    """Type the keys, the first at ``at_s``, and return what came out."""
    readings = (wedge.key(key, at_s + every_s * place) for place, key in enumerate(keys))
    return [reading for reading in readings if reading is not None]


@pytest.mark.parametrize("every_s", [0.0, 0.001, 0.01, 0.049])
def test_a_burst_that_ends_in_enter_is_a_card(every_s):
    assert typed(Wedge(), "04a1b2c3" + ENTER, every_s=every_s) == [CARD]


def test_a_number_typed_by_hand_is_no_card():
    wedge = Wedge()

    readings = typed(wedge, NUMBER + ENTER, every_s=0.051)

    assert "".join(reading.text for reading in readings) == NUMBER
    assert {reading.outcome for reading in readings} == {ReadingOutcome.TYPED}


def test_one_slow_key_in_the_middle_makes_it_no_card():
    wedge = Wedge()

    readings = typed(wedge, "1234") + typed(wedge, "5678" + ENTER, at_s=0.09)

    assert readings == [HALF_READ, CardReading(ReadingOutcome.CARD, "5678")]


def test_enter_that_comes_late_leaves_half_a_card():
    wedge = Wedge()
    typed(wedge, NUMBER)

    assert wedge.key(ENTER, 1.0) == HALF_READ
    assert not wedge.is_pending


def test_burst_that_stops_without_enter_is_half_a_card():
    wedge = Wedge()
    typed(wedge, NUMBER)

    assert wedge.is_pending
    assert wedge.silence() == HALF_READ
    assert wedge.silence() is None


def test_burst_of_three_keys_and_enter_is_half_a_card():
    assert typed(Wedge(), "123" + ENTER) == [HALF_READ]


def test_single_key_is_a_hands_when_silence_follows():
    wedge = Wedge()
    wedge.key("7", 0.0)

    assert wedge.silence() == CardReading(ReadingOutcome.TYPED, "7")


def test_keys_belong_together_only_while_they_are_fast():
    wedge = Wedge()
    assert not wedge.is_burst(0.0)

    wedge.key("7", 10.0)

    assert [wedge.is_burst(10.0 + gap_s) for gap_s in (-0.01, 0.0, 0.04, 0.06)] == [False, True, True, False]


def test_enter_alone_is_nothing():
    assert Wedge().key(ENTER, 0.0) is None


def test_card_after_half_a_card_is_read_whole():
    wedge = Wedge()
    typed(wedge, "04A1B")

    assert typed(wedge, NUMBER + ENTER, at_s=5.0) == [HALF_READ, CARD]


def test_same_card_twice_within_two_seconds_is_one():
    wedge = Wedge()

    readings = [typed(wedge, NUMBER + ENTER, at_s=start_s)[0] for start_s in (0.0, 1.0, 3.0)]

    assert readings == [CARD, CardReading(ReadingOutcome.REPEATED), CARD]


def test_a_thousand_cards_a_second_are_too_many():
    wedge = Wedge()

    readings = [
        typed(wedge, f"{number:08}{ENTER}", every_s=0.0001, at_s=number / 1000)[0] for number in range(1000)
    ]

    assert len(readings) == 1000
    assert sum(reading.outcome is ReadingOutcome.CARD for reading in readings) == 4


def test_endless_burst_is_too_long_and_is_not_kept():
    wedge = Wedge()

    typed(wedge, "9" * 100_000, every_s=0.001)

    assert len(wedge._keys) == MOST_KEYS
    assert wedge.key(ENTER, 100.0) == CardReading(ReadingOutcome.TOO_LONG)


def test_number_with_separators_is_read_even_at_full_length():
    pairs = "-".join(["AB"] * 32)

    assert typed(Wedge(), pairs + ENTER, every_s=0.001) == [CardReading(ReadingOutcome.CARD, "AB" * 32)]


def test_clock_that_jumps_back_within_a_burst_makes_no_card_of_two_halves():
    wedge = Wedge()
    typed(wedge, "1234", at_s=100.0)

    assert typed(wedge, "5678" + ENTER, at_s=0.0) == [HALF_READ, CardReading(ReadingOutcome.CARD, "5678")]


@given(st.lists(st.tuples(st.characters(), st.floats(0.050, 1e6))))
def test_slow_keys_never_become_a_card(keys):
    wedge, now_s = Wedge(), 0.0
    for symbol, pause_s in keys:
        now_s += pause_s
        reading = wedge.key(symbol, now_s)
        assert reading is None or reading.outcome is ReadingOutcome.TYPED
