"""Copies in poor light: the face goes dark, the window bright, and the camera adds its noise."""

import numpy as np
import pytest

from benchmarks.accuracy.found_faces import CHANGES, Change, backlit, filmed
from door_access.domain.faces.faces import Box

GREY = np.full((240, 320, 3), 120, np.float32)
FACE = Box(130, 70, 190, 130)


def test_before_a_window_the_face_is_dark_and_what_is_beside_it_bright() -> None:
    seen = backlit(GREY, FACE)

    assert seen[100, 160].mean() < 40
    assert seen[20, 20].mean() > 200


def test_a_film_of_it_is_noisy_and_the_same_every_time() -> None:
    first, second = (filmed(GREY, np.random.default_rng(1)) for _ in range(2))

    assert first.std() > 0
    assert np.array_equal(first, second)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_copy_has_the_size_of_its_picture(change: Change) -> None:
    assert change(GREY, FACE).shape == GREY.shape
