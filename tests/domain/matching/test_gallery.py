"""Everybody the door knows, searched at once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.gallery import Gallery
from tests.builders import MODEL, at_distance, gallery, reference


def _random_embedding(seed: int) -> Embedding:
    return Embedding.from_raw(np.random.default_rng(seed).normal(size=128), MODEL)


@given(st.integers(0, 2**31), st.integers(1, 12))
def test_distances_are_those_of_one_by_one_subtraction(seed: int, people: int) -> None:
    enrolled = [reference(str(n), _random_embedding(seed + 1 + n)) for n in range(people)]
    probe = _random_embedding(seed)

    found = gallery(*enrolled).distances(probe)

    naive = [probe.distance_to(one.embedding) for one in enrolled]
    assert found == pytest.approx(naive, abs=1e-3)
    assert found.dtype == np.float32


def test_the_same_face_is_at_no_distance_and_not_at_a_broken_one() -> None:
    face = _random_embedding(3)

    assert gallery(reference("ada", face)).distances(face)[0] == pytest.approx(0.0, abs=1e-3)


def test_an_empty_gallery_has_no_distances() -> None:
    empty = gallery()

    assert (len(empty), empty.distances(at_distance(0.0)).shape) == (0, (0,))


def test_a_probe_of_another_model_cannot_search() -> None:
    with pytest.raises(ValueError, match="cannot search a gallery"):
        gallery(reference("ada")).distances(at_distance(0.0, model_key="facenet@01234567"))


def test_a_reference_of_another_model_cannot_come_in() -> None:
    stranger = reference("ada", at_distance(0.0, model_key="facenet@01234567"))

    with pytest.raises(ValueError, match="cannot hold references"):
        Gallery.of([stranger], model_key=MODEL, version=1)


def test_what_is_no_unit_vector_is_no_reference() -> None:
    whole = gallery(reference("ada"))

    with pytest.raises(ValueError, match="references are unit vectors"):
        replace(whole, matrix=2 * whole.matrix)


def test_the_matrix_cannot_be_changed() -> None:
    assert not gallery(reference("ada")).matrix.flags.writeable


@pytest.mark.parametrize(("templates", "is_weak"), [(1, True), (4, True), (5, False), (20, False)])
def test_fewer_than_five_differing_templates_are_weak(templates: int, is_weak: bool) -> None:
    assert reference("ada", templates=templates).is_weak is is_weak
