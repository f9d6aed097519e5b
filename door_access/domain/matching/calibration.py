"""From the wanted error rate to a threshold: impostor curves per configuration, never a constant.

A curve tells at which distance a given share of impostor comparisons (FMR) would match, for references of
``g`` templates and probes of ``p`` frames. The curves come with the model; docs/ACCURACY.md shows what
follows from them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from statistics import NormalDist

LAXEST_FMR = 1e-4
"""No comparison at the door is ever laxer than this, however few people are enrolled (SP 800-63B)."""
LARGEST_DISTANCE = 2.0
_NORMAL = NormalDist()


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

    def usual(self, share: float) -> float:
        """Return the distance within which this share (0…1) of all impostors lies, also a large share.

        The normal distribution through the curve's two laxest points. Measured on LFW at a share of 5 %:
        within 0.001 (``resnet29``) to 0.019 (``facenet``) of the truth.
        """
        (lax_fmr, lax), (strict_fmr, strict) = self.points[:2]
        lax_z, strict_z = _NORMAL.inv_cdf(lax_fmr), _NORMAL.inv_cdf(strict_fmr)
        return lax + (lax - strict) / (lax_z - strict_z) * (_NORMAL.inv_cdf(share) - lax_z)

    @property
    def decade(self) -> float:
        """Return how far the distance falls from ``LAXEST_FMR`` to a tenth of it: a model's yardstick."""
        return self.threshold(LAXEST_FMR) - self.threshold(LAXEST_FMR / 10)


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

    @property
    def single(self) -> ImpostorCurve:
        """Return the curve of the fewest templates and frames, to which others are held for scale."""
        return self.curves[min(self.curves, key=lambda c: (c.templates, c.frames))]

    def between(self, templates: int, frames: float, read: Callable[[ImpostorCurve], float]) -> float:
        """Return a reading of the curves for templates and frames that need not have been measured.

        A weighted mean of three curves: of single photos, of the most templates with one frame, and of the
        most of both; linear in 1/templates and 1/frames, which may be exchanged, clamped at both ends. Held
        against LFW for (2, 1), (3, 1), (1, 3), (2, 2), (2, 3), (3, 3) and (5, 2) at FMR 1e-4 it is 0.001 too
        lax at most, and 0.008 too strict (``resnet29``). Without these curves it is the smallest reading.
        """
        few, most = (choose(c.templates for c in self.curves) for choose in (min, max))
        many = max(c.frames for c in self.curves)
        corners = [Configuration(few, 1), Configuration(most, 1), Configuration(most, many)]
        if not all(corner in self.curves for corner in corners):
            return min(map(read, self.curves.values()))
        single, several, fused = (read(self.curves[corner]) for corner in corners)
        fewness = _part(min(frames, templates), 1, many)
        singleness = min(fewness, _part(max(frames, templates), few, most))
        return singleness * single + (fewness - singleness) * several + (1 - fewness) * fused

    def is_extrapolated(self, configuration: Configuration, fmr: float) -> bool:
        """Say whether any curve that was looked at ends before this rate."""
        return any(self.curves[c].is_extrapolated(fmr) for c in self._neighbours(configuration))

    def _neighbours(self, wanted: Configuration) -> list[Configuration]:
        templates = _around(wanted.templates, {c.templates for c in self.curves})
        frames = _around(wanted.frames, {c.frames for c in self.curves})
        near = [Configuration(g, p) for g, p in product(templates, frames)]
        return near if all(c in self.curves for c in near) else list(self.curves)


def _part(count: float, few: int, many: int) -> float:
    """Say how near a count is to the few (1) or to the many (0), in its inverse."""
    if few == many:
        return 0.0
    return min(1.0, max(0.0, (1 / count - 1 / many) / (1 / few - 1 / many)))


def _around(wanted: int, measured: set[int]) -> set[int]:
    below = max((n for n in measured if n <= wanted), default=min(measured))
    above = min((n for n in measured if n >= wanted), default=max(measured))
    return {below, above}
