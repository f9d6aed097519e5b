"""Who is it (1:N), and is it them (1:1): distances against thresholds that follow from wanted error rates."""

from dataclasses import dataclass

import numpy as np

from door_access.domain.calibration import LAXEST_FMR, Configuration, ImpostorCurves, comparison_fmr
from door_access.domain.faces import Embedding
from door_access.domain.gallery import Gallery, Reference


@dataclass(frozen=True, slots=True)
class Probe:
    """What is searched for: the fused embedding of ``frames`` agreeing frames of one track."""

    embedding: Embedding
    frames: int
    track: int = 0
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """The nearest person of a gallery; ``second_distance`` is None when they are the only one."""

    reference: Reference
    distance: float
    second_distance: float | None


def nearest(gallery: Gallery, probe: Embedding) -> Candidate | None:
    """Return the person with the smallest distance; None when nobody is enrolled."""
    distances = gallery.distances(probe)
    if not len(distances):
        return None
    best = int(np.argmin(distances))
    distance = float(distances[best])
    if len(distances) == 1:
        return Candidate(gallery.references[best], distance, None)
    distances[best] = np.inf
    return Candidate(gallery.references[best], distance, float(distances.min()))


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

    def identification_threshold(self, *, people: int, templates: int, frames: int) -> float:
        """Return the distance up to which the best of so many people counts as the same person."""
        if self.fixed_threshold is not None:
            return self.fixed_threshold
        return self.curves.threshold(Configuration(templates, frames), self.identification_fmr(people))

    def verification_threshold(self, *, templates: int, frames: int) -> float:
        """Return the distance up to which a probe counts as the person it claims to be (FMR 1e-4)."""
        return self.curves.threshold(Configuration(templates, frames), LAXEST_FMR)

    def is_distinct(self, candidate: Candidate) -> bool:
        """Say whether the best beats the second best by the margin."""
        second = candidate.second_distance
        return second is None or second - candidate.distance >= self.margin


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
