"""Unknown faces of the last minutes, told apart."""

import numpy as np

from door_access.domain.entry.unknown_faces import MOST_FACES, UnknownFaces
from door_access.domain.faces.faces import Embedding
from tests.builders import at_distance

SAME = 0.4
OTHER_MODEL = "facenet@89abcdef"


def faces() -> UnknownFaces:
    return UnknownFaces(SAME)


def stranger(seed: int) -> Embedding:
    return Embedding.from_raw(np.random.default_rng(seed).normal(size=128), "resnet29@0123abcd")


def test_one_face_keeps_its_subject():
    known = faces()
    first = known.subject(at_distance(0.0), 0.0)

    assert known.subject(at_distance(0.0), 5.0) == first
    assert known.subject(at_distance(0.399), 9.0) == first


def test_another_face_is_another_subject():
    known = faces()

    assert known.subject(at_distance(0.0), 0.0) != known.subject(at_distance(0.41), 0.0)


def test_the_nearest_of_two_faces_is_meant():
    known = faces()
    near, far = at_distance(0.0), at_distance(0.7)
    subjects = [known.subject(face, 0.0) for face in (near, far)]

    assert known.subject(at_distance(0.38), 1.0) == subjects[1]
    assert known.subject(at_distance(0.3), 1.0) == subjects[0]


def test_a_face_is_forgotten_ten_minutes_after_it_was_last_seen():
    known = faces()
    first = known.subject(at_distance(0.0), 0.0)
    assert known.subject(at_distance(0.0), 599.0) == first
    assert known.subject(at_distance(0.0), 1199.0) == first

    assert known.subject(at_distance(0.0), 1800.0) != first
    assert len(known) == 1


def test_a_clock_that_jumps_back_forgets_nobody():
    known = faces()
    first = known.subject(at_distance(0.0), 1_000_000.0)

    assert known.subject(at_distance(0.0), 3.0) == first


def test_faces_of_another_model_are_never_compared_with():
    known = faces()
    first = known.subject(at_distance(0.0), 0.0)

    assert known.subject(at_distance(0.0, model_key=OTHER_MODEL), 0.0) != first
    assert len(known) == 1


def test_of_a_thousand_strangers_a_second_only_the_newest_are_remembered():
    known, crowd = faces(), MOST_FACES + 50
    subjects = [known.subject(stranger(number), number / 1000) for number in range(crowd)]

    assert len(set(subjects)) == crowd
    assert len(known) == MOST_FACES
    assert known.subject(stranger(crowd - 1), 1.0) == subjects[-1]
    assert known.subject(stranger(0), 1.0) not in subjects
