"""What a reader's text means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.entry.card_readings import CardReading, CardReadings, ReadingOutcome

NUMBER = "04A1B2C3"
CARD = CardReading(ReadingOutcome.CARD, NUMBER)


def test_card_gives_its_number_in_normal_form():
    assert CardReadings().take("04:a1:b2:c3\r\n", 0.0) == CARD


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "half_read"),
        ("04A", "half_read"),
        ("-:-:-", "half_read"),
        ("1" * 65, "too_long"),
        ("1" * 1_000_000, "too_long"),
        ("04A1\x00B2C3", "unreadable"),
        ("１２３４", "unreadable"),
    ],
)
def test_whatever_is_no_number_has_a_name_and_no_text(text, outcome):
    assert CardReadings().take(text, 0.0) == CardReading(ReadingOutcome(outcome))


def test_card_left_on_the_reader_is_read_once_in_two_seconds():
    readings = CardReadings()

    outcomes = [readings.take(NUMBER, tenth / 10).outcome for tenth in range(41)]

    assert [place for place, outcome in enumerate(outcomes) if outcome is ReadingOutcome.CARD] == [0, 20, 40]
    assert outcomes.count(ReadingOutcome.REPEATED) == 38


def test_repeat_is_known_through_another_card_in_between():
    readings = CardReadings()
    readings.take(NUMBER, 0.0)
    assert readings.take("99887766", 0.5).outcome is ReadingOutcome.CARD

    assert readings.take(NUMBER, 1.0).outcome is ReadingOutcome.REPEATED


def test_of_a_thousand_cards_a_second_four_are_read():
    readings = CardReadings()

    outcomes = [readings.take(f"{number:08}", number / 1000).outcome for number in range(1000)]

    assert outcomes.count(ReadingOutcome.CARD) == 4
    assert outcomes.count(ReadingOutcome.TOO_MANY) == 996


def test_clock_that_jumps_back_does_not_make_one_card_two():
    readings = CardReadings()
    readings.take(NUMBER, 1_000.0)

    assert readings.take(NUMBER, 0.0).outcome is ReadingOutcome.REPEATED
    assert readings.take(NUMBER, 2.0) == CARD


@given(st.lists(st.tuples(st.text(max_size=80), st.floats(allow_nan=True, allow_infinity=True))))
def test_any_text_at_any_time_is_a_card_with_a_number_or_a_name_without(readings_of):
    readings = CardReadings()
    for text, now_s in readings_of:
        reading = readings.take(text, now_s)
        assert bool(reading.text) == (reading.outcome is ReadingOutcome.CARD)
    assert len(readings._lately) <= 9


def test_what_was_read_is_not_shown_where_a_reading_is_printed():
    assert NUMBER not in repr(CARD)
