"""The figure that a training is steered by: FNMR at FMR 1e-3 over all pairs of held-out people's chips."""

import numpy as np
from numpy.typing import NDArray

from door_access.facenet.training.history import Validation

FMR = 1e-3


def validated(vectors: NDArray[np.float32], person: NDArray[np.int32]) -> Validation:
    """Return the figures of unit vectors ``(N, D)`` and their owners ``(N,)``.

    With fewer than a thousand pairs of two people the threshold lies just below the nearest of them.

    Raises:
        ValueError: there is no pair of one person, or none of two.
    """
    first, second = np.triu_indices(len(vectors), k=1)
    distances = _distances(vectors)[first, second]
    is_same = person[first] == person[second]
    genuine, impostor = distances[is_same], np.sort(distances[~is_same])
    if not len(genuine) or not len(impostor):
        raise ValueError("validation needs pairs of one person and of two")
    refused = impostor[int(FMR * len(impostor))]
    return Validation(
        fnmr=float(np.mean(genuine >= refused)),
        threshold=_below(refused),
        genuine=len(genuine),
        impostor=len(impostor),
        spread=float(impostor.mean()),
    )


def _distances(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    products = vectors @ vectors.T
    return np.asarray(np.sqrt(np.maximum(2.0 - 2.0 * products, 0.0)), np.float32)


def _below(distance: np.float32) -> float:
    """Return the largest float32 below, at which this pair no longer matches; not below 0."""
    return max(0.0, float(np.nextafter(distance, np.float32(0.0))))
