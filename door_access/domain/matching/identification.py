"""Who is it (1:N), and is it them (1:1): distances against thresholds that follow from wanted error rates."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching import cohort
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration, ImpostorCurves, comparison_fmr
from door_access.domain.matching.gallery import Gallery, Reference


@dataclass(frozen=True, slots=True)
class Probe:
    """What is searched for: the fused embedding of ``frames`` agreeing frames of one track.

    ``spread`` is 1 − |mean|² of the frames' vectors: 0 for one picture several times; None when unknown.
    """

    embedding: Embedding
    frames: int
    track: int = 0
    at_s: float = 0.0
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """The nearest person of a gallery; ``second_distance`` is None when they are the only one.

    ``place`` is theirs in the gallery; ``others`` the probe's distances to everybody, theirs infinite.
    """

    reference: Reference
    distance: float
    second_distance: float | None
    place: int = 0
    others: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


def nearest(gallery: Gallery, probe: Embedding) -> Candidate | None:
    """Return the person with the smallest distance; None when nobody is enrolled."""
    distances = gallery.distances(probe)
    if not len(distances):
        return None
    best = int(np.argmin(distances))
    distance = float(distances[best])
    distances[best] = np.inf
    second = float(distances.min()) if len(distances) > 1 else None
    return Candidate(gallery.reference(best), distance, second, best, distances)


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """How sure the door wants to be, and the curves that turn that into distances.

    Attributes:
        wanted_fpir: share of strangers' attempts that may be let in.
        margin: how much nearer the best must be than the second best.
        looks: how many probes one attempt may try; each gets an equal share of the attempt's rate.
        fixed_threshold: replaces the calibrated threshold of 1:N searches when set.
    """

    curves: ImpostorCurves
    wanted_fpir: float
    margin: float
    looks: int = 1
    fixed_threshold: float | None = None

    def identification_fmr(self, people: int) -> float:
        """Return the FMR that one comparison of a search among so many people may have."""
        return comparison_fmr(self.wanted_fpir, people) / self.looks

    def threshold_of(self, gallery: Gallery, candidate: Candidate, probe: Probe) -> float:
        """Return the distance up to which this candidate of this gallery counts as the same person."""
        reference = candidate.reference
        if self.fixed_threshold is not None:
            return self.fixed_threshold
        return cohort.site_threshold(
            self.curves,
            Configuration(reference.templates, probe.frames),
            self.identification_fmr(len(gallery)),
            surroundings(gallery, candidate),
            spread=probe.spread,
        )

    def verification_threshold(self, *, templates: int, frames: int) -> float:
        """Return the distance up to which a probe counts as the person it claims to be (FMR 1e-4)."""
        return self.curves.threshold(Configuration(templates, frames), LAXEST_FMR)

    def is_distinct(self, candidate: Candidate) -> bool:
        """Say whether the best beats the second best by the margin."""
        second = candidate.second_distance
        return second is None or second - candidate.distance >= self.margin


def surroundings(gallery: Gallery, candidate: Candidate) -> cohort.Surroundings:
    """Return who else is in the gallery, up to ``cohort.MOST`` of them; nobody for a candidate not found."""
    if candidate.others is None:
        return cohort.NOBODY
    of_reference = gallery.distances(candidate.reference.embedding, first=cohort.MOST)
    of_reference[candidate.place : candidate.place + 1] = np.inf
    return cohort.Surroundings(
        candidate.others[: cohort.MOST], of_reference, gallery.templates[: cohort.MOST]
    )


def is_match(distance: float, threshold: float) -> bool:
    """Say whether a distance counts as the same person: the one place where the two are compared."""
    return distance <= threshold


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to a claimed identity."""

    is_match: bool
    distance: float
    threshold: float


def verify(reference: Reference, probe: Probe, point: OperatingPoint) -> Verification:
    """Compare the probe with the claimed person alone."""
    distance = probe.embedding.distance_to(reference.embedding)
    threshold = point.verification_threshold(templates=reference.templates, frames=probe.frames)
    return Verification(is_match(distance, threshold), distance, threshold)
