"""Points are told where the eyes alone would put them."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Box, DetectedFace
from door_access.vision.chips.arcface_templates import EYE_PLACES, FIVE_PLACES
from research.template_places import laid_by_the_eyes, table

ANYWHERE = Box(0, 0, 100, 100)


def face(points: np.ndarray) -> DetectedFace:
    return DetectedFace(ANYWHERE, points.astype(np.float32))


def test_the_eyes_come_to_lie_on_their_places_and_the_nose_where_it_follows():
    turned = (FIVE_PLACES * 2.5) @ np.array([[0.0, 1.0], [-1.0, 0.0]]) + (300, 40)

    laid = laid_by_the_eyes(face(turned))

    assert laid is not None
    assert np.array([laid[2:4].mean(axis=0), laid[0:2].mean(axis=0)]) == pytest.approx(EYE_PLACES, abs=1e-3)
    assert laid[4] == pytest.approx(FIVE_PLACES[4], abs=0.2)


def test_eyes_in_one_place_tell_nothing():
    assert laid_by_the_eyes(face(np.ones((5, 2)))) is None


def test_the_table_tells_medians_which_one_wild_face_does_not_move():
    places = np.repeat(FIVE_PLACES[np.newaxis], 9, axis=0)
    places[0] += 50
    assert "| base of the nose | 56.24 | 78.64 |" in table(places)
