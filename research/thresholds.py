"""``python -m research.thresholds [--markdown FILE]``: which threshold holds for the people who are here.

One rule: every form sees the same galleries, probes and strangers, and constants are chosen on one half of
LFW's people; the other half and NUAA judge.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.accuracy.installed_models import WEIGHTS
from benchmarks.markdown import add_option, grid, publish
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.domain.matching.templates import differing_distance
from door_access.evaluation.configurations import compared
from research.threshold_faces import Crowds, Person, as_face_set, crowds, joined
from research.threshold_forms import FORMS, PLAIN, SHIPPED, SWEPT, Form
from research.threshold_rates import Found, Tally, Wanted
from research.threshold_trials import LOOKS, Trial, lfw_trial, nuaa_trial

SWEPT_MODEL = "resnet29"
"""The constants are swept on its distances."""
SEED = 4
LFW_DRAWS = {50: 12, 500: 4}
"""Galleries of each size; there are 1,454 strangers to each of 500 people."""
NUAA_DRAWS = {7: 4, 50: 4, 500: 3}
"""Of each of the eight strangers; seven people are those of NUAA alone."""
SWEEP_DRAWS = {50: 12, 200: 6, 500: 4}
LFW_FPIRS = (0.01, 0.003)
NUAA_FPIR = 0.05
PARTNERS = ("mobileface-v2", "facenet")
"""Encoders that are tried together with ``SWEPT_MODEL``."""
MISS_FMRS = (1e-3, 1e-4, 1e-5, 1e-6)
WELL_ENROLLED = Configuration(STRONG_TEMPLATES, 1)
"""Three frames of one moment are worth little more than one."""
Setting = tuple[str, int, Wanted]
"""The faces, the enrolled people, the operating point: a column."""


def main(arguments: list[str]) -> int:
    """Print the tables; with ``--markdown``, write them into the document, too."""
    wanted = _parsed(arguments)
    for name, text in _blocks(wanted.model or list(WEIGHTS)):
        publish(text, wanted.markdown, name=name)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research.thresholds", description="Thresholds.")
    add_option(parser)
    parser.add_argument("--model", action="append", choices=WEIGHTS, help="Only this one; may be repeated.")
    return parser.parse_args(arguments)


def _blocks(models: Sequence[str]) -> Iterator[tuple[str, str]]:
    for model in models:
        faces = crowds(model)
        if model == SWEPT_MODEL:
            yield "threshold constants", constants_table(faces)
        forms = FORMS if model == SWEPT_MODEL else (PLAIN, SHIPPED)
        yield f"thresholds of {model}", forms_table(faces, model, forms)
    for partner in PARTNERS if set(models) == set(WEIGHTS) else ():
        together = joined(crowds(SWEPT_MODEL), crowds(partner))
        name = f"{SWEPT_MODEL} + {partner}"
        yield f"thresholds of {name}", forms_table(together, name, (PLAIN, SHIPPED))


def misses_line(faces: Crowds, model: str) -> str:
    """Return how often a well enrolled person is missed, as a model says it, from all of LFW."""
    found = [(fmr, _missed(faces, fmr)) for fmr in MISS_FMRS]
    points = ", ".join(f"[{fmr:g}, {missed:.4f}]" for fmr, missed in found)
    single = _missed(faces, LAXEST_FMR, Configuration(1, 1))
    return (
        f"`{model}`: `misses = [{points}]` (five templates, one frame); one template, one frame at FMR "
        f"{LAXEST_FMR:g}: {100 * single:.3g} %"
    )


def _missed(faces: Crowds, fmr: float, at: Configuration = WELL_ENROLLED) -> float:
    dice = np.random.default_rng(SEED)
    genuine = compared(as_face_set(faces.lfw), at, always_below=0.0, dice=dice).genuine
    return float((genuine.distance > faces.curves.threshold(at, fmr)).mean())


def constants_table(faces: Crowds) -> str:
    """Return the sweep of the constants on the first half of LFW's people."""
    people = halves(faces.lfw)[0]
    settings = [("LFW", size, Wanted(fpir)) for size in SWEEP_DRAWS for fpir in LFW_FPIRS]
    tallies = {size: Tally((PLAIN, *SWEPT), [Wanted(f) for f in LFW_FPIRS]) for size in SWEEP_DRAWS}
    for size, draws in SWEEP_DRAWS.items():
        for trial in _lfw_trials(people, size, draws, faces.model_key):
            tallies[size].add(trial, faces.curves)
    title = f"**`{SWEPT_MODEL}`, the constants**, one at a time, on one half of LFW's people ({len(people)})."
    rows = [
        [form.name, *(_short(tallies[size].found(form, point)) for _, size, point in settings)]
        for form in (PLAIN, *SWEPT)
    ]
    return "\n".join([title, "", *grid(["FPIR / FNIR in %", *map(_heading, settings)], rows)])


def forms_table(faces: Crowds, model: str, forms: Sequence[Form]) -> str:
    """Return what the forms give on the second half of LFW's people, and on NUAA."""
    columns = _on_lfw(faces, forms), _on_nuaa(faces, forms)
    tables = [grid(["threshold", *map(_head, found)], _rows(forms, found)) for found in columns]
    title = f"**`{model}`**, FPIR / FNIR in % with 95 % intervals over people."
    return "\n".join([title, "", *tables[0], "", *tables[1], "", misses_line(faces, model)])


def _head(column: tuple[Setting, Tally]) -> str:
    return _heading(column[0])


def _rows(forms: Sequence[Form], columns: Sequence[tuple[Setting, Tally]]) -> list[list[str]]:
    return [
        [form.name, *(_cell(tally.found(form, point)) for (_, _, point), tally in columns)] for form in forms
    ]


def halves(people: Sequence[Person]) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Part the people at random, always in the same way."""
    order = np.random.default_rng(SEED).permutation(len(people))
    return tuple(people[n] for n in order[::2]), tuple(people[n] for n in order[1::2])


def _on_lfw(faces: Crowds, forms: Sequence[Form]) -> list[tuple[Setting, Tally]]:
    """Return every column with the tally that holds it."""
    found: list[tuple[Setting, Tally]] = []
    for size, draws in LFW_DRAWS.items():
        points = [*(Wanted(fpir) for fpir in LFW_FPIRS), Wanted(LFW_FPIRS[-1], LOOKS)]
        tally = Tally(forms, points)
        for trial in _lfw_trials(halves(faces.lfw)[1], size, draws, faces.model_key):
            tally.add(trial, faces.curves)
        found += [(("LFW", size, point), tally) for point in points]
    return found


def _on_nuaa(faces: Crowds, forms: Sequence[Form]) -> list[tuple[Setting, Tally]]:
    """Return the same of the people before a webcam."""
    found: list[tuple[Setting, Tally]] = []
    for size, draws in NUAA_DRAWS.items():
        points = [Wanted(NUAA_FPIR), Wanted(NUAA_FPIR, LOOKS)]
        tally = Tally(forms, points)
        for trial in _nuaa_trials(faces, size, draws):
            tally.add(trial, faces.curves)
        found += [(("NUAA", size, point), tally) for point in points]
    return found


def _lfw_trials(people: Sequence[Person], size: int, draws: int, model: str) -> Iterator[Trial]:
    dice = np.random.default_rng((SEED, size))
    for _ in range(draws):
        yield lfw_trial(people, size, dice, model_key=model)


def _nuaa_trials(faces: Crowds, size: int, draws: int) -> Iterator[Trial]:
    dice = np.random.default_rng((SEED, size))
    apart = differing_distance(faces.curves)
    for stranger in faces.nuaa:
        at_the_door = [person for person in faces.nuaa if person is not stranger]
        for _ in range(draws):
            fillers = [faces.lfw[place] for place in dice.permutation(len(faces.lfw))]
            people = [*at_the_door, *fillers]
            yield nuaa_trial(stranger, people, size, dice, model_key=faces.model_key, apart=apart)


def _heading(setting: Setting) -> str:
    faces, size, point = setting
    attempt = ", whole attempts" if point.looks > 1 else ""
    return f"{faces}, {size} people, wanted {100 * point.fpir:g}{attempt}"


def _cell(found: Found) -> str:
    return f"{found.fpir} / {found.fnir}"


def _short(found: Found) -> str:
    return f"{100 * found.fpir.value:.2g} / {100 * found.fnir.value:.3g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
