"""Misses and wrong matches over all pairs, counted by hand."""

import pytest

from benchmarks.accuracy.pair_rates import missed, wrongly_matched
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from tests.builders import at_distance


def faces(*photos: tuple[str, float]) -> FaceSet:
    """Return photos by person, each so far from one place, all in one direction."""
    labelled = [
        LabelledPhoto(person, str(number), at_distance(away).vector)
        for number, (person, away) in enumerate(photos)
    ]
    return face_set(labelled)


def test_a_wrong_match_is_a_pair_of_two_people_within_the_threshold() -> None:
    found = wrongly_matched(faces(("ada", 0.0), ("ben", 0.3), ("cid", 0.9)), 0.5)

    assert (found.value, found.trials) == (pytest.approx(1 / 3), 3)


def test_a_miss_is_a_pair_of_one_person_beyond_the_strangers_that_may_match() -> None:
    people = faces(("ada", 0.0), ("ada", 0.1), ("ben", 0.5), ("ben", 1.2))

    (found,) = missed(people, (0.25,))

    assert found.missed is not None
    assert found.missed.value == 0.5
