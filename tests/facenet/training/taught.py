"""Faces of nobody in particular, and random words of teachers on them."""

import numpy as np

from door_access.facenet.training.data.taught_faces import TaughtFaces
from tests.facenet.training.tiny import faces


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def words(count: int, numbers: int, *, seed: int = 0) -> np.ndarray:
    """Return unit vectors ``(count, numbers)`` in no particular direction."""
    return unit(np.random.default_rng(seed).normal(size=(count, numbers)))


def taught(*groups: int, numbers: int = 8, seed: int = 0) -> TaughtFaces:
    """Return a set where group ``n`` has ``groups[n]`` faces."""
    return TaughtFaces(faces(*groups), words(sum(groups), numbers, seed=seed))
