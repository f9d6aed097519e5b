"""References of g templates and probes of p frames, drawn as the door would take them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.calibration import Configuration
from door_access.evaluation.configurations import draw, one_pair_per_person
from door_access.evaluation.face_set import LabelledPhoto, face_set
from tests.evaluation.crowds import crowd, photos


def dice() -> np.random.Generator:
    return np.random.default_rng(7)


@settings(max_examples=30)
@given(
    counts=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    templates=st.integers(1, 4),
    frames=st.integers(1, 3),
)
def test_everybody_is_fused_from_as_many_photos_as_there_are(counts, templates, frames) -> None:
    references, probes = draw(crowd(counts), Configuration(templates, frames), dice())

    enrolled = [who for who, count in enumerate(counts) if count >= templates + frames]
    left = [count - templates * (who in enrolled) for who, count in enumerate(counts)]
    assert references.person.tolist() == enrolled
    assert np.bincount(probes.person, minlength=len(counts)).tolist() == [n // frames for n in left]


def test_a_reference_is_the_normalised_mean_that_the_door_makes() -> None:
    faces = crowd([2])
    references, _ = draw(face_set(photos([2, 1])), Configuration(1, 1), dice())
    assert len(references) == 1

    fused, _ = draw(crowd([3]), Configuration(2, 1), dice())
    own = crowd([3]).vectors
    means = [
        Embedding.mean_of([Embedding.from_raw(own[a], "m"), Embedding.from_raw(own[b], "m")]).vector
        for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    assert min(np.abs(fused.vectors[0] - mean).max() for mean in means) < 1e-6
    assert len(faces.person) == 2


def test_no_photo_is_both_template_and_frame() -> None:
    faces = crowd([4, 4])
    for seed in range(20):
        references, probes = draw(faces, Configuration(1, 1), np.random.default_rng(seed))
        for reference, who in zip(references.vectors, references.person, strict=True):
            own = probes.vectors[probes.person == who]
            assert len(own) == 3
            assert np.abs(own - reference).max(axis=1).min() > 1e-4


def test_with_sessions_templates_come_from_the_first_and_frames_from_later_ones() -> None:
    shots = photos([4])
    roles = [(True, False), (True, False), (False, True), (False, True)]
    faces = face_set(
        [LabelledPhoto(s.person, s.stem, s.vector, *role) for s, role in zip(shots, roles, strict=True)]
    )

    references, probes = draw(faces, Configuration(1, 1), dice())

    assert any(np.array_equal(references.vectors[0], faces.vectors[place]) for place in (0, 1))
    assert sorted(probes.vectors.tolist()) == sorted(faces.vectors[2:].tolist())


def test_one_pair_per_person_is_the_first_two_photos() -> None:
    faces = crowd([3, 1, 2])

    first = one_pair_per_person(faces)

    expected = sorted(
        (float(np.linalg.norm(faces.vectors[a] - faces.vectors[b])), who)
        for a, b, who in ((0, 1, 0), (4, 5, 2))
    )
    assert first.distance == pytest.approx([distance for distance, _ in expected], abs=1e-6)
    assert first.person.tolist() == [who for _, who in expected]


def test_people_with_one_photo_give_no_genuine_pair() -> None:
    assert len(one_pair_per_person(crowd([1, 1, 1]))) == 0
