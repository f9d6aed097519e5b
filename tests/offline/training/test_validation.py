"""FNMR at FMR 1e-3 of held-out people, against a slow count; and the curves of a trained model."""

import numpy as np
import pytest

from door_access.domain.matching.calibration import Configuration
from door_access.evaluation import comparer
from door_access.facenet.training.history import FMR, LAX_FMR
from door_access.offline.training.validation import curves_of, validated

CONFIGURATIONS = (Configuration(1, 1), Configuration(5, 1), Configuration(5, 3))


def slow(vectors, person):
    genuine, impostor = [], []
    for a in range(len(vectors)):
        for b in range(a):
            distance = np.linalg.norm(vectors[a] - vectors[b])
            (genuine if person[a] == person[b] else impostor).append(distance)
    refused, lax = (sorted(impostor)[int(share * len(impostor))] for share in (FMR, LAX_FMR))
    rates = [np.mean(np.array(genuine) >= limit) for limit in (refused, lax)]
    return rates, refused, len(genuine), len(impostor)


def people(count, photos, *, noise=0.7):
    rng = np.random.default_rng(count)
    person = np.repeat(np.arange(count), photos).astype(np.int32)
    raw = rng.normal(0, 1, (count, 5))[person] + rng.normal(0, noise, (len(person), 5))
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32), person


@pytest.mark.parametrize("count", [6, 40])
def test_the_figures_are_those_of_the_definition(count):
    vectors, person = people(count, 3)
    (fnmr, lax_fnmr), refused, genuine, impostor = slow(vectors, person)

    found = validated(vectors, person)

    assert 0.05 < fnmr < 1
    assert found.fnmr == pytest.approx(fnmr)
    assert found.threshold == pytest.approx(refused, abs=1e-5)
    assert found.lax_fnmr == pytest.approx(lax_fnmr)
    assert found.low <= found.fnmr <= found.high
    assert (found.genuine, found.impostor) == (genuine, impostor)


def test_where_not_all_strangers_are_kept_the_lax_rate_comes_from_the_histogram(monkeypatch):
    vectors, person = people(60, 4)
    exact = validated(vectors, person).lax_fnmr
    monkeypatch.setattr(comparer, "KEPT_AT_LEAST", 100)

    assert validated(vectors, person).lax_fnmr == pytest.approx(exact, abs=0.01)


def test_a_network_to_which_all_faces_are_alike_recognises_nobody():
    alike = np.tile(np.float32([[1, 0]]), (4, 1))

    assert validated(alike, np.array([0, 0, 1, 1], np.int32)).fnmr == 1.0


@pytest.mark.parametrize("person", [[0, 0, 0], [0, 1, 2]])
def test_one_person_or_single_photos_validate_nothing(person):
    with pytest.raises(ValueError, match="pairs of one person and of two"):
        validated(np.eye(3, dtype=np.float32), np.array(person, np.int32))


def test_enough_people_give_curves_for_every_configuration_that_decides():
    curves = curves_of(*people(60, 9), CONFIGURATIONS)

    assert curves is not None
    assert set(curves.curves) == set(CONFIGURATIONS)


def test_too_few_people_give_no_curves_at_all():
    assert curves_of(*people(60, 3), CONFIGURATIONS) is None
