"""Misses over all pairs, counted by hand."""

from research.distillation import missed
from tests.benchmarks.accuracy.people import faces_at


def test_a_miss_is_a_pair_of_one_person_beyond_the_strangers_that_may_match() -> None:
    people = faces_at(("ada", 0.0), ("ada", 0.1), ("ben", 0.5), ("ben", 1.2))

    (found,) = missed(people, (0.25,))

    assert found.missed is not None
    assert found.missed.value == 0.5
