"""``python -m research.thresholds [--markdown docs/RESEARCH.md]``: which form of the threshold is best.

Thirteen contenders for the threshold of a comparison and the constants of the one that is shipped, in the
trials of ``benchmarks.accuracy.thresholds``. Every form sees the same galleries, probes and
strangers, and constants are chosen on one half of LFW's people; the other half and NUAA judge.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.accuracy.installed_models import WEIGHTS
from benchmarks.accuracy.threshold_faces import Crowds, Person, Vectors, as_face_set, crowds
from benchmarks.accuracy.threshold_rates import (
    PLAIN,
    SHIPPED,
    Comparison,
    Form,
    Found,
    Rule,
    Tally,
    Wanted,
    of_cohort,
)
from benchmarks.accuracy.thresholds import (
    SEED,
    SHIPPED_FPIR,
    Column,
    cell,
    halves,
    heading,
    lfw_trials,
    misses_line,
    on_lfw,
    on_nuaa,
)
from benchmarks.markdown import add_option, grid, publish
from door_access.domain.matching import cohort
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.domain.matching.cohort import CohortRules, Surroundings
from door_access.domain.matching.gallery import Gallery
from door_access.evaluation.configurations import compared
from door_access.evaluation.measured_curve import measured_curve
from door_access.offline.calibration import used_configurations

SWEPT_MODEL = "resnet29"
"""The constants are swept on its distances."""
SWEEP_DRAWS = {50: 12, 200: 6, 500: 4}
LFW_FPIRS = (0.01, SHIPPED_FPIR)
PARTNERS = ("mobileface-v2", "facenet")
"""Encoders that are tried together with ``SWEPT_MODEL``."""
CONSTANTS_BLOCK = "threshold constants"
SITE_TAIL = 0.05
"""Share of the nearest pairs of enrolled people that an exponential tail is fitted to."""
FEWEST_PAIRS = 20
NO_BOUND = 100.0
ADAPTIVE_OTHERS = 20
"""Of the adaptive symmetric normalisation: usual are 20 to 400."""
LOOKALIKE_WEIGHT = 0.5
ONE_SIGMA = 0.158655
"""Share of a normal distribution below its mean less one standard deviation."""


def between(one: Comparison) -> float:
    """The curve between the measured configurations instead of the strictest neighbour's."""
    frames = float(one.configuration.frames)
    return one.curves.between(one.configuration.templates, frames, lambda curve: curve.threshold(one.fmr))


def worth_of_frames(one: Comparison) -> float:
    """The same, three frames of one moment counting for little more than one."""
    frames = cohort.independent_frames(one.curves, one.configuration.frames, one.spread)
    return one.curves.between(one.configuration.templates, frames, lambda curve: curve.threshold(one.fmr))


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


def main(arguments: list[str]) -> int:
    """Print the tables; with ``--markdown``, write them into the document, too."""
    wanted = _parsed(arguments)
    for name, text in _blocks(wanted.model or list(WEIGHTS)):
        publish(text, wanted.markdown, name=name)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research.thresholds", description="Forms of thresholds.")
    add_option(parser)
    parser.add_argument("--model", action="append", choices=WEIGHTS, help="Only this one; may be repeated.")
    return parser.parse_args(arguments)


def _blocks(models: Sequence[str]) -> Iterator[tuple[str, str]]:
    for model in models:
        faces = crowds(model)
        if model == SWEPT_MODEL:
            yield CONSTANTS_BLOCK, constants_table(faces)
        forms = FORMS if model == SWEPT_MODEL else (PLAIN, SHIPPED)
        yield block_of(model), forms_table(faces, model, forms)
    for partner in PARTNERS if set(models) == set(WEIGHTS) else ():
        together = joined(crowds(SWEPT_MODEL), crowds(partner))
        name = together_name(partner)
        yield block_of(name), forms_table(together, name, (PLAIN, SHIPPED))


def together_name(partner: str) -> str:
    """Return the name of two encoders that are tried as one."""
    return f"{SWEPT_MODEL} + {partner}"


def block_of(model: str) -> str:
    """Return the name of a model's place in the document."""
    return f"thresholds of {model}"


def constants_table(faces: Crowds) -> str:
    """Return the sweep of the constants on the first half of LFW's people."""
    people = halves(faces.lfw)[0]
    settings = [("LFW", size, Wanted(fpir)) for size in SWEEP_DRAWS for fpir in LFW_FPIRS]
    tallies = {size: Tally((PLAIN, *SWEPT), [Wanted(f) for f in LFW_FPIRS]) for size in SWEEP_DRAWS}
    for size, draws in SWEEP_DRAWS.items():
        for trial in lfw_trials(people, size, draws, faces.model_key):
            tallies[size].add(trial, faces.curves)
    title = f"**`{SWEPT_MODEL}`, the constants**, one at a time, on one half of LFW's people ({len(people)})."
    rows = [
        [form.name, *(_short(tallies[size].found(form, point)) for _, size, point in settings)]
        for form in (PLAIN, *SWEPT)
    ]
    return "\n".join([title, "", *grid(["FPIR / FNIR in %", *map(heading, settings)], rows)])


def _short(found: Found) -> str:
    return f"{100 * found.fpir.value:.2g} / {100 * found.fnir.value:.3g}"


def forms_table(faces: Crowds, model: str, forms: Sequence[Form]) -> str:
    """Return what the forms give on the second half of LFW's people, and on NUAA."""
    columns = on_lfw(faces, forms, LFW_FPIRS), on_nuaa(faces, forms)
    tables = [
        grid(["threshold", *(heading(setting) for setting, _ in found)], _rows(forms, found))
        for found in columns
    ]
    title = f"**`{model}`**, FPIR / FNIR in % with 95 % intervals over people."
    return "\n".join([title, "", *tables[0], "", *tables[1], "", misses_line(faces, model)])


def _rows(forms: Sequence[Form], columns: Sequence[Column]) -> list[list[str]]:
    return [
        [form.name, *(cell(tally.found(form, point)) for (_, _, point), tally in columns)] for form in forms
    ]


def joined(one: Crowds, other: Crowds) -> Crowds:
    """Return the faces as two models together see them: unit vectors end to end, scaled to unit length.

    The curves are measured on all of LFW, as the shipped models' are.
    """
    lfw, nuaa = _side_by_side(one.lfw, other.lfw), _side_by_side(one.nuaa, other.nuaa)
    return Crowds(f"{one.model_key}+{other.model_key}", measured_curves(lfw), lfw, nuaa)


def measured_curves(people: Sequence[Person]) -> ImpostorCurves:
    """Return the impostor curves of these people's photos, of every configuration that the door uses."""
    faces = as_face_set(people)
    found = {
        at: measured_curve(
            compared(faces, at, always_below=0.0, dice=np.random.default_rng(SEED)).impostors
        ).curve
        for at in used_configurations()
    }
    return ImpostorCurves({at: curve for at, curve in found.items() if curve})


def _side_by_side(ones: Sequence[Person], others: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(
        Person(one.name, tuple(map(_end_to_end, one.visits, other.visits)))
        for one, other in zip(ones, others, strict=True)
    )


def _end_to_end(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray(np.concatenate([one, other], axis=1) / math.sqrt(2), np.float32)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
