"""Forms of the threshold, and what each gives in trials: FPIR and FNIR with intervals over people.

A form changes no distance. ``SHIPPED`` is what the door does, taken from the domain itself; ``PLAIN`` is what
it is compared with. For the intervals people are drawn anew, never searches: those are not independent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.accuracy.threshold_trials import LOOKS, Trial
from door_access.domain.matching import cohort
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration, ImpostorCurves, comparison_fmr
from door_access.domain.matching.cohort import CohortRules, Surroundings
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import Candidate, Probe, is_match, nearest, surroundings
from door_access.domain.matching.metrics import wilson

RESAMPLINGS = 1000
PERCENTILES = (2.5, 97.5)
SEED = 12


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


def of_cohort(rules: CohortRules) -> Rule:
    """Return the domain's own form, with these constants."""

    def rule(one: Comparison) -> float:
        return cohort.site_threshold(
            one.curves, one.configuration, one.fmr, one.around, spread=one.spread, rules=rules
        )

    return rule


PLAIN = Form("plain threshold", Comparison.plain)
SHIPPED = Form("**shipped: nearest others, blended**", of_cohort(cohort.SHIPPED), 0.27)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An operating point: the FPIR, and the looks that share it."""

    fpir: float
    looks: int = 1


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of searches (or attempts), its 95 % interval over people, and the counts.

    Where none went wrong, resampling cannot say how sure that is: Wilson's interval over the people does.
    """

    value: float
    low: float
    high: float
    trials: int
    people: int

    def __str__(self) -> str:
        return f"{_percent(self.value)} ({_percent(self.low)}–{_percent(self.high)})"


@dataclass(frozen=True, slots=True)
class Found:
    """What a form gave at an operating point."""

    fpir: Rate
    fnir: Rate


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """One look: the candidate and what the threshold is made of."""

    candidate: Candidate
    comparison: Comparison
    is_right: bool

    def answer(self, form: Form, fmr: float) -> tuple[bool, bool]:
        """Say whether somebody is let in, and whether it is the right person."""
        one, second = self.candidate, self.candidate.second_distance
        margin = form.margin_decades * self.comparison.curves.single.decade
        is_distinct = second is None or second - one.distance >= margin
        is_granted = is_distinct and is_match(one.distance, form.rule(replace(self.comparison, fmr=fmr)))
        return is_granted, is_granted and self.is_right


class Tally:
    """Counts over trials what every form does at every operating point."""

    def __init__(self, forms: Sequence[Form], points: Sequence[Wanted]) -> None:
        self._answers: dict[tuple[Form, Wanted], list[tuple[str, bool, bool]]] = {
            (form, point): [] for form in forms for point in points
        }

    def add(self, trial: Trial, curves: ImpostorCurves) -> None:
        """Let every form answer every attempt of the trial."""
        for visit in trial.visits:
            looks = [_search(trial, probe, curves, visit.person) for probe in visit.probes]
            for (form, point), answers in self._answers.items():
                fmr = comparison_fmr(point.fpir, len(trial.gallery)) / point.looks
                said = [look.answer(form, fmr) for look in looks]
                for granted, right in _joined(said, point.looks):
                    is_bad = not right if visit.is_enrolled else granted
                    answers.append((visit.person, visit.is_enrolled, is_bad))

    def found(self, form: Form, point: Wanted) -> Found:
        """Return the rates of one form at one point."""
        answers = self._answers[form, point]
        bad = [[(name, wrong) for name, known, wrong in answers if known is side] for side in (False, True)]
        return Found(_rate(bad[0]), _rate(bad[1]))


def _search(trial: Trial, probe: Probe, curves: ImpostorCurves, person: str) -> _Search:
    candidate = nearest(trial.gallery, probe.embedding)
    assert candidate is not None
    configuration = Configuration(candidate.reference.templates, probe.frames)
    around = surroundings(trial.gallery, candidate)
    comparison = Comparison(curves, configuration, LAXEST_FMR, around, probe.spread, trial.gallery)
    return _Search(candidate, comparison, candidate.reference.person_id == person)


def _joined(said: Sequence[tuple[bool, bool]], looks: int) -> Iterable[tuple[bool, bool]]:
    """Return one answer per look, or one of a whole attempt, which the first grant ends."""
    if looks < LOOKS:
        return said
    return [next((one for one in said if one[0]), (False, False))]


def _rate(answers: Sequence[tuple[str, bool]]) -> Rate:
    names, place = np.unique([name for name, _ in answers], return_inverse=True)
    bad = np.bincount(place, [float(wrong) for _, wrong in answers], len(names))
    trials = np.bincount(place, minlength=len(names))
    drawn = np.random.default_rng(SEED).multinomial(
        len(names), np.full(len(names), 1 / len(names)), RESAMPLINGS
    )
    low, high = np.percentile((drawn @ bad) / np.maximum(1, drawn @ trials), PERCENTILES)
    if not bad.any():
        low, high = wilson(0, len(names))
    return Rate(float(bad.sum() / trials.sum()), float(low), float(high), int(trials.sum()), len(names))


def _percent(share: float) -> str:
    return f"{100 * share:.2g}" if share < 0.1 else f"{100 * share:.3g}"
