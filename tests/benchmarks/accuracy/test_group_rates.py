"""Wrong matches over all pairs, counted by hand."""

import pytest

from benchmarks.accuracy.group_rates import wrongly_matched
from tests.benchmarks.accuracy.people import faces_at


def test_a_wrong_match_is_a_pair_of_two_people_within_the_threshold() -> None:
    found = wrongly_matched(faces_at(("ada", 0.0), ("ben", 0.3), ("cid", 0.9)), 0.5)

    assert (found.value, found.trials) == (pytest.approx(1 / 3), 3)
