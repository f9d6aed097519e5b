"""Near faces are found on a small picture, others only when nobody was."""

import numpy as np

from door_access.domain.faces.faces import Box, DetectedFace
from door_access.vision.detector import FirstToFind

PICTURE = np.zeros((4, 4, 3), np.uint8)


class Finds:
    """A detector that finds faces of these widths, and counts how often it is asked."""

    def __init__(self, *widths: float) -> None:
        self.faces = tuple(DetectedFace(Box(0, 0, w, w), np.zeros((5, 2), np.float32)) for w in widths)
        self.asked = 0

    def detect(self, rgb):
        self.asked += 1
        return self.faces


def test_a_near_face_is_found_without_looking_far():
    near, far = Finds(150.0), Finds(150.0, 90.0)
    assert FirstToFind(near, far).detect(PICTURE) == near.faces
    assert (near.asked, far.asked) == (1, 0)


def test_with_nobody_near_the_far_ones_are_found():
    near, far = Finds(), Finds(90.0)
    assert FirstToFind(near, far).detect(PICTURE) == far.faces


def test_the_last_detector_is_asked_when_all_others_found_nobody():
    last = Finds(90.0)
    assert FirstToFind(Finds(), Finds(), last).detect(PICTURE) == last.faces


def test_in_an_empty_hall_nobody_is_found():
    assert FirstToFind(Finds(), Finds()).detect(PICTURE) == ()
