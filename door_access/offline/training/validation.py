"""What joins a training with the evaluation: the figure it is steered by, and the curves of what came out.

A training is measured by the same code as ``evaluate``.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from door_access.domain.matching.calibration import LARGEST_DISTANCE, Configuration, ImpostorCurves
from door_access.evaluation.comparisons import Comparisons
from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.evaluation import SEED
from door_access.evaluation.face_set import FaceSet
from door_access.evaluation.measured_curve import calibration, measured_curve
from door_access.evaluation.rates import errors_at, missed_beyond, threshold_at
from door_access.facenet.training.history import FMR, LAX_FMR, Validation

Vectors = NDArray[np.float32]
Owners = NDArray[np.int32]


def validated(vectors: Vectors, person: Owners) -> Validation:
    """Return FNMR at ``FMR`` over all pairs of unit vectors ``(N, D)`` of these owners ``(N,)``.

    With fewer pairs of two people than ``1 / FMR`` the threshold lies below the nearest of them.

    Raises:
        ValueError: there is no pair of one person, or none of two.
    """
    faces = _faces(vectors, person)
    found = compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(SEED))
    strangers, genuine, people = found.impostors, found.genuine, len(faces.names)
    if not strangers.trials or not len(genuine):
        raise ValueError("validation needs pairs of one person and of two")
    shown = errors_at(strangers, genuine, (FMR,), people=people)
    threshold = threshold_at(strangers, FMR)
    missed = (shown[0].missed if shown else None) or missed_beyond(genuine, threshold, people=people)
    return Validation(
        missed.value,
        missed.low,
        missed.high,
        threshold,
        genuine=len(genuine),
        impostor=strangers.trials,
        lax_fnmr=float(np.mean(genuine.distance > _lax_threshold(found))),
    )


def _lax_threshold(found: Comparisons) -> float:
    """Return the threshold of ``LAX_FMR``; from the histogram, rounded down, where so many were not kept."""
    allowed = found.impostors.allowed(LAX_FMR)
    if allowed < len(found.impostors.distance):
        return threshold_at(found.impostors, LAX_FMR)
    full = int(np.searchsorted(np.cumsum(found.histogram), allowed))
    return full * LARGEST_DISTANCE / len(found.histogram)


def curves_of(
    vectors: Vectors, person: Owners, configurations: Sequence[Configuration]
) -> ImpostorCurves | None:
    """Return the impostor curves of the held-out people; None where they are too few for any that decides."""
    faces, dice = _faces(vectors, person), np.random.default_rng(SEED)
    measured = {
        at: measured_curve(compared(faces, at, always_below=0.0, dice=dice).impostors)
        for at in configurations
    }
    return calibration(measured, shipped=None, used=configurations).curves


def _faces(vectors: Vectors, person: Owners) -> FaceSet:
    names = tuple(str(place) for place in range(int(person.max()) + 1))
    everything, nobody = np.ones(len(person), bool), np.zeros(len(names), np.int64)
    return FaceSet(names, vectors, person.astype(np.intp), everything, everything, nobody, nobody)
