"""People who do not exist, as unit vectors."""

import numpy as np

from benchmarks.accuracy.threshold_faces import Person
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from tests.builders import at_distance

DIMENSION = 32


def person(number: int, *, photos: int, visits: int = 1, noise: float = 0.02) -> Person:
    """Return somebody whose photos lie close together, far from everybody else's."""
    dice = np.random.default_rng(number)
    face = dice.normal(size=DIMENSION)
    shots = face / np.linalg.norm(face) + dice.normal(scale=noise, size=(visits, photos, DIMENSION))
    unit = (shots / np.linalg.norm(shots, axis=2, keepdims=True)).astype(np.float32)
    return Person(f"person-{number:02}", tuple(unit))


def faces_at(*photos: tuple[str, float]) -> FaceSet:
    """Return photos by person, each so far from one place, all in one direction."""
    labelled = [
        LabelledPhoto(person, str(number), at_distance(away).vector)
        for number, (person, away) in enumerate(photos)
    ]
    return face_set(labelled)
