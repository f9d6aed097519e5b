"""Rates in words: no more digits than mean something."""

import pytest

from door_access.evaluation.rates import ErrorAt, Rate
from door_access.evaluation.report import words


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0 %"), (1.0, "100 %"), (0.195, "19.5 %"), (0.049, "4.90 %"), (0.0000971, "0.0097 %")],
)
def test_a_percentage_has_about_three_digits(share: float, text: str) -> None:
    assert words.percent(share) == text


def test_a_rate_has_its_interval() -> None:
    assert words.rate(Rate(0.05, 0.03, 0.1, 5, 100)) == "5.00 % (3.00–10.0)"


def test_a_thin_rate_is_marked_and_a_missing_one_is_a_dash() -> None:
    rate = Rate(0.05, 0.03, 0.1, 5, 100)

    assert words.error(ErrorAt(1e-3, 0.3, rate, is_thin=True)) == "~5.00 % (3.00–10.0)"
    assert words.error(ErrorAt(1e-3, 0.3, None, is_thin=False)) == "–"
    assert words.error(None) == "–"


def test_of_a_thousand_none_seen_still_has_an_upper_end() -> None:
    assert words.of_thousand(Rate(0.0, 0.0, 0.0329, 0, 5040)) == "none seen (up to 32.9 possible)"
    assert words.of_thousand(Rate(0.05, 0.03, 0.1, 5, 100)) == "50.0 (30.0 to 100)"
