"""How many of a person's templates say something new. Twenty copies of one picture are one template."""

import numpy as np
from numpy.typing import NDArray

DIFFERING_DISTANCE = 0.10
"""Two templates nearer than this show the same moment. A guess, to be measured on real enrolments."""


def count_differing(vectors: NDArray[np.float32]) -> int:
    """Return how many of the unit vectors ``(N, D)`` differ from each one already counted, in their order."""
    similarity = vectors @ vectors.T
    differs = 2.0 - 2.0 * similarity > DIFFERING_DISTANCE**2
    counted: list[int] = []
    for row in range(len(vectors)):
        if differs[row, counted].all():
            counted.append(row)
    return len(counted)
