"""FNMR at FMR 1e-3 against a slow count."""

import numpy as np
import pytest

from door_access.facenet.training.validation import FMR, validated


def slow(vectors, person):
    genuine, impostor = [], []
    for a in range(len(vectors)):
        for b in range(a):
            distance = np.linalg.norm(vectors[a] - vectors[b])
            (genuine if person[a] == person[b] else impostor).append(distance)
    candidates = sorted({0.0, *impostor})
    allowed = [t for t in candidates if np.mean(np.array(impostor) <= t) <= FMR]
    limit = min((d for d in impostor if d > max(allowed, default=0.0)), default=np.inf)
    return np.mean(np.array(genuine) >= limit), limit, len(genuine), len(impostor)


@pytest.mark.parametrize("people", [6, 40])
def test_the_figures_are_those_of_the_definition(people):
    rng = np.random.default_rng(people)
    person = np.repeat(np.arange(people), 3).astype(np.int32)
    raw = rng.normal(0, 1, (people, 5))[person] + rng.normal(0, 0.7, (len(person), 5))
    vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    fnmr, limit, genuine, impostor = slow(vectors, person)

    found = validated(vectors, person)

    assert 0.05 < fnmr < 1
    assert found.fnmr == pytest.approx(fnmr)
    assert found.threshold == pytest.approx(limit, abs=1e-6)
    assert (found.genuine, found.impostor) == (genuine, impostor)


def test_a_network_to_which_all_faces_are_alike_recognises_nobody():
    alike = np.tile(np.float32([[1, 0]]), (4, 1))

    found = validated(alike, np.array([0, 0, 1, 1], np.int32))

    assert (found.fnmr, found.spread, found.threshold) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("person", [[0, 0, 0], [0, 1, 2]])
def test_one_person_or_single_photos_validate_nothing(person):
    with pytest.raises(ValueError, match="pairs of one person and of two"):
        validated(np.eye(3, dtype=np.float32), np.array(person, np.int32))
