"""From the wanted error rate to a threshold: impostor curves per configuration, never a constant.

A curve tells at which distance a given share of impostor comparisons (FMR) would match, for references of
``g`` templates and probes of ``p`` frames. The curves come with the model card; docs/ACCURACY.md shows what
follows from them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, product

LAXEST_FMR = 1e-4
"""No comparison at the door is ever laxer than this, however few people are enrolled (SP 800-63B)."""
LARGEST_DISTANCE = 2.0


def comparison_fmr(fpir: float, people: int) -> float:
    """Return the FMR one comparison may have so that a search of so many people keeps the wanted FPIR.

    1 − (1 − FPIR)^(1/N) for independent comparisons, and never laxer than ``LAXEST_FMR``.

    Raises:
        ValueError: FPIR is not strictly between 0 and 1, or nobody is searched.
    """
    if not 0.0 < fpir < 1.0:
        raise ValueError(f"a wanted FPIR lies between 0 and 1, got {fpir}")
    if people < 1:
        raise ValueError(f"a search needs at least one person, got {people}")
    return min(LAXEST_FMR, -math.expm1(math.log1p(-fpir) / people))


@dataclass(frozen=True, slots=True)
class ImpostorCurve:
    """Distances at falling false match rates; log-linear between them, the last slope carried on beyond.

    Attributes:
        points: ``(FMR, distance)`` with both strictly falling, at least two.
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        falling = all(a[0] > b[0] > 0 and a[1] > b[1] > 0 for a, b in pairwise(self.points))
        if len(self.points) < 2 or not falling:
            raise ValueError(f"an impostor curve needs two or more falling points, got {self.points}")

    def threshold(self, fmr: float) -> float:
        """Return the distance at which this share of impostor comparisons matches; at least 0.

        Raises:
            ValueError: the rate is laxer than the curve's first point, where nothing was measured.
        """
        if not 0 < fmr <= self.points[0][0]:
            raise ValueError(f"this curve starts at FMR {self.points[0][0]}, asked for {fmr}")
        (left_fmr, left), (right_fmr, right) = next(
            (pair for pair in pairwise(self.points) if pair[1][0] <= fmr), (self.points[-2], self.points[-1])
        )
        slope = (right - left) / (math.log10(right_fmr) - math.log10(left_fmr))
        return max(0.0, left + slope * (math.log10(fmr) - math.log10(left_fmr)))

    def is_extrapolated(self, fmr: float) -> bool:
        """Say whether the rate lies beyond what was measured."""
        return fmr < self.points[-1][0]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a comparison is made of: templates in the reference, frames in the probe."""

    templates: int
    frames: int

    def __post_init__(self) -> None:
        if self.templates < 1 or self.frames < 1:
            raise ValueError(f"a comparison needs at least one template and one frame, got {self}")


@dataclass(frozen=True, slots=True)
class ImpostorCurves:
    """The measured curves of one model, by configuration."""

    curves: Mapping[Configuration, ImpostorCurve]

    def __post_init__(self) -> None:
        if not self.curves:
            raise ValueError("a model without an impostor curve cannot decide anything")

    def threshold(self, configuration: Configuration, fmr: float) -> float:
        """Return the threshold of exactly this configuration, or the strictest of its neighbours.

        Where a neighbour was not measured, the strictest of all curves takes its place.
        """
        return min(self.curves[c].threshold(fmr) for c in self._neighbours(configuration))

    def is_extrapolated(self, configuration: Configuration, fmr: float) -> bool:
        """Say whether any curve that was looked at ends before this rate."""
        return any(self.curves[c].is_extrapolated(fmr) for c in self._neighbours(configuration))

    def _neighbours(self, wanted: Configuration) -> list[Configuration]:
        templates = _around(wanted.templates, {c.templates for c in self.curves})
        frames = _around(wanted.frames, {c.frames for c in self.curves})
        near = [Configuration(g, p) for g, p in product(templates, frames)]
        return near if all(c in self.curves for c in near) else list(self.curves)


def _around(wanted: int, measured: set[int]) -> set[int]:
    below = max((n for n in measured if n <= wanted), default=min(measured))
    above = min((n for n in measured if n >= wanted), default=max(measured))
    return {below, above}
