"""The contenders for the threshold of a comparison, each a rule of one signature.

One rule: none changes a distance; ``SHIPPED`` is what the door does, taken from the domain itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from door_access.domain.matching import cohort
from door_access.domain.matching.calibration import Configuration, ImpostorCurves
from door_access.domain.matching.cohort import CohortRules, Surroundings
from door_access.domain.matching.gallery import Gallery

SITE_TAIL = 0.05
"""Share of the nearest pairs of enrolled people that an exponential tail is fitted to."""
FEWEST_PAIRS = 20
NO_BOUND = 100.0
ADAPTIVE_OTHERS = 20
"""Of the adaptive symmetric normalisation: usual are 20 to 400."""
LOOKALIKE_WEIGHT = 0.5
ONE_SIGMA = 0.158655
"""Share of a normal distribution below its mean less one standard deviation."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What a rule may look at."""

    curves: ImpostorCurves
    configuration: Configuration
    fmr: float
    around: Surroundings
    spread: float | None
    gallery: Gallery

    def plain(self) -> float:
        return self.curves.threshold(self.configuration, self.fmr)


Rule = Callable[[Comparison], float]


@dataclass(frozen=True, slots=True)
class Form:
    """A rule with a name, and the margin to the second best, in decades of the model's curve."""

    name: str
    rule: Rule
    margin_decades: float = 0.0


def between(one: Comparison) -> float:
    """The curve between the measured configurations instead of the strictest neighbour's."""
    frames = float(one.configuration.frames)
    return one.curves.between(one.configuration.templates, frames, lambda curve: curve.threshold(one.fmr))


def worth_of_frames(one: Comparison) -> float:
    """The same, three frames of one moment counting for little more than one."""
    frames = cohort.independent_frames(one.curves, one.configuration.frames, one.spread)
    return one.curves.between(one.configuration.templates, frames, lambda curve: curve.threshold(one.fmr))


def of_cohort(rules: CohortRules) -> Rule:
    """Return the domain's own form with other constants."""

    def rule(one: Comparison) -> float:
        return cohort.site_threshold(
            one.curves, one.configuration, one.fmr, one.around, spread=one.spread, rules=rules
        )

    return rule


def stricter_only(one: Comparison) -> float:
    """The shipped form where it is stricter than the plain threshold, else that."""
    return min(one.plain(), of_cohort(cohort.SHIPPED)(one))


class SiteTail:
    """The stricter of the model's threshold and the tail of the enrolled people compared with each other."""

    def __init__(self) -> None:
        self._tails: dict[int, tuple[float, float]] = {}

    def __call__(self, one: Comparison) -> float:
        pairs = len(one.gallery) * (len(one.gallery) - 1) // 2
        if pairs * SITE_TAIL < FEWEST_PAIRS:
            return one.plain()
        begin, excess = self._tail(one.gallery)
        return min(one.plain(), begin - excess * float(np.log(SITE_TAIL / one.fmr)))

    def _tail(self, gallery: Gallery) -> tuple[float, float]:
        if id(gallery) not in self._tails:
            self._tails = {id(gallery): _fitted(gallery)}
        return self._tails[id(gallery)]


def _fitted(gallery: Gallery) -> tuple[float, float]:
    """Return where the tail begins and its mean excess (an exponential tail's maximum likelihood)."""
    squared = 2.0 - 2.0 * (gallery.matrix @ gallery.matrix.T)
    apart = np.sqrt(np.maximum(squared[np.triu_indices(len(gallery), 1)], 0.0))
    begin = float(np.quantile(apart, SITE_TAIL))
    return begin, float((begin - apart[apart < begin]).mean())


def symmetric(others: int | None) -> Rule:
    """Return symmetric normalisation by the mean and deviation of all others, or of the nearest so many."""

    def rule(one: Comparison) -> float:
        curve = one.curves.between(one.configuration.templates, 1, lambda c: c.usual(0.5))
        sigma = curve - one.curves.between(one.configuration.templates, 1, lambda c: c.usual(ONE_SIGMA))
        score = (one.plain() - curve) / sigma
        sides = [np.sort(side[np.isfinite(side)])[:others] for side in _sides(one.around)]
        if min(map(len, sides)) < cohort.SHIPPED.nearest:
            return one.plain()
        return sum(float(side.mean() + score * side.std()) for side in sides) / len(sides)

    return rule


def look_alikes(one: Comparison) -> float:
    """The plain threshold, lower for a person whose nearest neighbour lies nearer than that of most."""
    rules = CohortRules(1, LOOKALIKE_WEIGHT, 0, 1, 0.0)
    around = replace(one.around, of_probe=one.around.of_reference)
    return min(one.plain(), of_cohort(rules)(replace(one, around=around)))


def _sides(around: Surroundings) -> tuple[cohort.Distances, cohort.Distances]:
    return around.of_probe, around.of_reference


PLAIN = Form("plain threshold", Comparison.plain)
SHIPPED = Form("**shipped: nearest others, blended**", of_cohort(cohort.SHIPPED), 0.27)
FORMS = (
    PLAIN,
    Form("plain, margin of 1.3 decades (as it was)", Comparison.plain, 1.3),
    Form("between the configurations", between),
    Form("… frames by what they are worth", worth_of_frames),
    Form("site's own tail, the stricter wins", SiteTail()),
    Form("symmetric normalisation, all others", symmetric(None)),
    Form(f"adaptive, nearest {ADAPTIVE_OTHERS}", symmetric(ADAPTIVE_OTHERS)),
    Form("look-alikes' own thresholds", look_alikes),
    Form("nearest others, only where stricter", stricter_only),
    Form("nearest others, no blending, no bound", of_cohort(CohortRules(3, 0.5, 0, 1, NO_BOUND))),
    replace(SHIPPED, name="nearest others, blended, no margin", margin_decades=0.0),
    replace(SHIPPED, name="nearest others, blended, margin of 1.3 decades", margin_decades=1.3),
    SHIPPED,
)
SWEPT = (
    *(Form(f"nearest {k}", of_cohort(replace(cohort.SHIPPED, nearest=k))) for k in (1, 3, 5, 10)),
    *(Form(f"weight {w}", of_cohort(replace(cohort.SHIPPED, side_weight=w))) for w in (0.25, 0.4, 0.5, 0.7)),
    *(
        Form(f"half trusted at {n}", of_cohort(replace(cohort.SHIPPED, half_trusted_at=n)))
        for n in (0, 50, 100, 200)
    ),
    *(
        Form(
            f"rises by {most} decades at most", of_cohort(replace(cohort.SHIPPED, largest_gain_decades=most))
        )
        for most in (0.0, 0.25, 0.5, 1.0, NO_BOUND)
    ),
)
"""One constant changed at a time; without a margin."""
