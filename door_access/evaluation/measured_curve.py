"""Impostor curves from measured comparisons, fit to stand in a model.

One rule: a point that too few strangers stand behind is left out, and said. Ten comparisons of ten different
pairs of people must lie below it (``rates.is_thin``): with fewer, two look-alikes would set the threshold.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.evaluation.comparisons import Impostors
from door_access.evaluation.rates import is_thin, threshold_at

CURVE_FMRS = (1e-2, 1e-3, 1e-4, 1e-5)
"""LFW has label errors: nearer than 1e-5 it measures them, not faces."""
STRICTEST_USED_FMR = 1e-7
"""A wanted FPIR of 0.003 among ten thousand people and three looks."""
STEP = 1e-4
"""Distances are written in so many; rounded down, towards the strict side."""
ROUNDING = 1e-6
"""Of a step: 0.3 is 3,000 steps, whatever the quotient is in floating point."""


@dataclass(frozen=True, slots=True)
class MeasuredCurve:
    """What one configuration gave: ``(FMR, distance)``, falling, and the rates that had too little data."""

    points: tuple[tuple[float, float], ...]
    left_out: tuple[float, ...]

    @property
    def curve(self) -> ImpostorCurve | None:
        """Return the curve; None when fewer than two points make none."""
        return ImpostorCurve(self.points) if len(self.points) > 1 else None


@dataclass(frozen=True, slots=True)
class LaxerPoint:
    """A rate at which a measured curve would match farther faces than the curve it would replace."""

    configuration: Configuration
    fmr: float
    measured: float
    shipped: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What may be written into the model.

    Attributes:
        curves: the measured ones, with the model's own where nothing was measured; None when a configuration
            that the decision uses would have no curve at all.
        written: the configurations that were measured.
        laxer: where they let in more than the shipped ones.
    """

    curves: ImpostorCurves | None
    written: tuple[Configuration, ...]
    laxer: tuple[LaxerPoint, ...]


def measured_curve(impostors: Impostors) -> MeasuredCurve:
    """Read the curve's points off the nearest impostor comparisons."""
    thin = tuple(fmr for fmr in CURVE_FMRS if is_thin(impostors, fmr))
    found = [(fmr, _rounded_down(threshold_at(impostors, fmr))) for fmr in CURVE_FMRS if fmr not in thin]
    falling = [b for a, b in pairwise([(1.0, math.inf), *found]) if 0 < b[1] < a[1]]
    return MeasuredCurve(tuple(falling), tuple(fmr for fmr in CURVE_FMRS if fmr not in dict(falling)))


def calibration(
    measured: Mapping[Configuration, MeasuredCurve],
    *,
    shipped: ImpostorCurves | None,
    used: Iterable[Configuration],
) -> Calibration:
    """Return the curves to write; beyond what was measured the shipped or the carried-on one, the stricter.

    Args:
        shipped: the curves that a laxer one must not replace unasked; None for a model without any.
        used: the configurations that decisions use.
    """
    known = dict(shipped.curves) if shipped else {}
    new = {at: _joined(one.curve, known.get(at)) for at, one in measured.items() if one.curve}
    merged = known | new
    laxer = [point for at, curve in new.items() if at in known for point in _laxer(at, curve, known[at])]
    is_enough = bool(new) and all(at in merged for at in used)
    return Calibration(ImpostorCurves(merged) if is_enough else None, tuple(new), tuple(laxer))


def _joined(measured: ImpostorCurve, shipped: ImpostorCurve | None) -> ImpostorCurve:
    beyond = [fmr for fmr, _ in shipped.points if measured.is_extrapolated(fmr)] if shipped else []
    stricter = [(fmr, min(measured.threshold(fmr), shipped.threshold(fmr))) for fmr in beyond if shipped]
    carried_on = [(fmr, _rounded_down(distance)) for fmr, distance in stricter]
    return ImpostorCurve((*measured.points, *(point for point in carried_on if point[1] > 0)))


def _laxer(at: Configuration, new: ImpostorCurve, shipped: ImpostorCurve) -> list[LaxerPoint]:
    """Compare two curves at every bend of either and where their use ends; between, both are straight."""
    laxest = min(new.points[0][0], shipped.points[0][0])
    bends = {fmr for fmr, _ in (*new.points, *shipped.points)} | {STRICTEST_USED_FMR}
    rates = sorted((fmr for fmr in bends if fmr <= laxest), reverse=True)
    found = [LaxerPoint(at, fmr, new.threshold(fmr), shipped.threshold(fmr)) for fmr in rates]
    return [point for point in found if point.measured > point.shipped]


def _rounded_down(distance: float) -> float:
    return round(math.floor(distance / STEP + ROUNDING) * STEP, 4)
