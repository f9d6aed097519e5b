"""How many of a person's templates say something new. Twenty copies of one picture are one template."""

import numpy as np
from numpy.typing import NDArray

from door_access.domain.matching.calibration import LAXEST_FMR, ImpostorCurves

DIFFERING_SHARE = 0.3
"""Of the distance within which one stranger in ten thousand lies: two templates nearer than that show one
moment. A guess; that it means the same to both built-in models is measured (docs/RESEARCH.md)."""
USUAL_DISTANCE = 0.10
"""``resnet29``'s, for a model whose impostor curves nobody knows."""


def differing_distance(curves: ImpostorCurves | None) -> float:
    """Return how far apart two templates of the curves' model must lie to count as two."""
    return DIFFERING_SHARE * curves.single.threshold(LAXEST_FMR) if curves else USUAL_DISTANCE


def count_differing(vectors: NDArray[np.float32], *, apart: float) -> int:
    """Return how many unit vectors of ``(N, D)`` lie so far from each one already counted, in their order."""
    similarity = vectors @ vectors.T
    differs = 2.0 - 2.0 * similarity > apart**2
    counted: list[int] = []
    for row in range(len(vectors)):
        if differs[row, counted].all():
            counted.append(row)
    return len(counted)
