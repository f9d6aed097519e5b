"""Blockwise comparison gives exactly what comparing one by one gives."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.matching.calibration import Configuration
from door_access.evaluation import comparer
from door_access.evaluation.comparer import Comparer, Faces
from door_access.evaluation.configurations import ONE_TO_ONE, compared
from tests.evaluation.crowds import crowd, unit

COUNTS = st.lists(st.integers(1, 4), min_size=2, max_size=6)


def one_by_one(faces) -> tuple[list[float], list[float]]:
    genuine, impostor = [], []
    for a, b in combinations(range(len(faces.person)), 2):
        distance = float(np.linalg.norm(faces.vectors[a] - faces.vectors[b]))
        (genuine if faces.person[a] == faces.person[b] else impostor).append(distance)
    return sorted(genuine), sorted(impostor)


@settings(max_examples=25)
@given(counts=COUNTS, block=st.sampled_from([1, 3, 256]))
def test_all_pairs_are_those_of_comparing_one_by_one(counts: list[int], block: int) -> None:
    faces = crowd(counts, seed=sum(counts))
    genuine, impostor = one_by_one(faces)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparer, "BLOCK", block)
        found = compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(0))

    assert found.genuine.distance == pytest.approx(genuine, abs=2e-3)
    assert found.impostors.distance == pytest.approx(impostor, abs=2e-3)
    assert found.impostors.trials == len(impostor) == found.histogram.sum()


@settings(max_examples=25)
@given(counts=COUNTS, seed=st.integers(0, 99))
def test_a_resampling_counts_each_comparison_as_often_as_its_two_people_were_drawn(counts, seed) -> None:
    faces = crowd(counts, seed=seed)
    found = compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(0)).impostors
    drawn = np.random.default_rng(seed).integers(0, 3, len(counts)).astype(np.float64)
    expected = sum(
        counts[a] * counts[b] * drawn[a] * drawn[b] for a, b in combinations(range(len(counts)), 2)
    )

    assert found.total(drawn) == pytest.approx(expected)
    assert found.weights(drawn).sum() == pytest.approx(expected)


def random_faces(people: int, each: int, seed: int) -> Faces:
    vectors = unit(np.random.default_rng(seed).normal(size=(people * each, 4)))
    return Faces(vectors, np.repeat(np.arange(people), each))


@pytest.mark.parametrize("always_below", [0.0, 0.9])
def test_what_is_let_go_is_farther_than_everything_that_is_kept(monkeypatch, always_below) -> None:
    monkeypatch.setattr(comparer, "KEPT_AT_LEAST", 40)
    monkeypatch.setattr(comparer, "BLOCK", 4)
    faces = random_faces(20, 3, seed=1)
    gathering = Comparer(20, expected=0, always_below=always_below)
    gathering.add_pairs(faces)
    found = gathering.comparisons().impostors
    everything = sorted(
        float(np.linalg.norm(faces.vectors[a] - faces.vectors[b]))
        for a, b in combinations(range(60), 2)
        if faces.person[a] != faces.person[b]
    )

    kept = len(found.distance)

    assert 40 <= kept < len(everything) == found.trials
    assert kept >= sum(distance <= always_below for distance in everything)
    assert found.distance == pytest.approx(everything[:kept], abs=1e-4)


def test_references_and_probes_are_compared_across_and_rounds_add_up() -> None:
    references, probes = random_faces(3, 1, seed=1), random_faces(3, 2, seed=2)
    gathering = Comparer(3, expected=0)
    gathering.add(references, probes)
    gathering.add(references, probes)
    found = gathering.comparisons()
    pairs = list(product(references.person, probes.person))

    assert len(found.genuine) == 2 * sum(a == b for a, b in pairs)
    assert found.impostors.trials == 2 * sum(a != b for a, b in pairs) == len(found.impostors.distance)


def test_fused_comparisons_of_one_photo_and_one_frame_are_among_all_pairs() -> None:
    faces = crowd([3, 3, 3])
    single = compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(0))
    fused = compared(faces, Configuration(2, 1), always_below=0.0, dice=np.random.default_rng(0))

    assert len(single.genuine) == 9
    assert len(fused.genuine) == 20 * 3
    assert fused.impostors.trials == 20 * 3 * 2
