"""``python -m benchmarks.accuracy.thresholds``: whom the shipped threshold lets in and whom it misses.

Open-set searches on LFW and before a webcam (NUAA), at the FPIR that a door asks for. The constants were
chosen on one half of LFW's people; the other half and NUAA judge.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.accuracy.installed_models import WEIGHTS
from benchmarks.accuracy.threshold_faces import Crowds, Person, as_face_set, crowds
from benchmarks.accuracy.threshold_rates import SHIPPED, Form, Found, Tally, Wanted
from benchmarks.accuracy.threshold_trials import LOOKS, Trial, lfw_trial, nuaa_trial
from benchmarks.markdown import add_option, grid, publish
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.domain.matching.templates import differing_distance
from door_access.evaluation.configurations import compared

BLOCK = "thresholds"
SEED = 4
LFW_DRAWS = {50: 12, 500: 4}
"""Galleries of each size; there are 1,454 strangers to each of 500 people."""
NUAA_DRAWS = {7: 4, 50: 4, 500: 3}
"""Of each of the eight strangers; seven people are those of NUAA alone."""
SHIPPED_FPIR, NUAA_FPIR = 0.003, 0.05
"""What the settings ask for, and the least of which eight strangers can tell anything."""
MISS_FMRS = (1e-3, 1e-4, 1e-5, 1e-6)
WELL_ENROLLED = Configuration(STRONG_TEMPLATES, 1)
"""Three frames of one moment are worth little more than one."""
Setting = tuple[str, int, Wanted]
"""The faces, the enrolled people, the operating point: a column."""
Column = tuple[Setting, Tally]


def main(arguments: list[str]) -> int:
    """Print both tables; with ``--markdown``, write them into the document, too."""
    wanted = _parsed(arguments)
    if wanted.misses:
        for model in WEIGHTS:
            print(misses_line(crowds(model), model))
    else:
        publish(_tables(), wanted.markdown, name=BLOCK)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.thresholds", description="The shipped threshold, on all models."
    )
    add_option(parser)
    parser.add_argument("--misses", action="store_true", help="Print only what a model says of misses.")
    return parser.parse_args(arguments)


def _tables() -> str:
    seen = {model: crowds(model) for model in WEIGHTS}
    lfw = {model: on_lfw(faces, (SHIPPED,), (SHIPPED_FPIR,)) for model, faces in seen.items()}
    nuaa = {model: on_nuaa(faces, (SHIPPED,)) for model, faces in seen.items()}
    title = "Strangers let in (FPIR) / enrolled people missed (FNIR), in % with 95 % intervals over people."
    return "\n".join([title, "", *table_by_model(lfw), "", *table_by_model(nuaa)])


def table_by_model(found: dict[str, list[Column]]) -> list[str]:
    """Return a row for each model, with what the shipped form gave at every setting."""
    settings = [heading(setting) for setting, _ in next(iter(found.values()))]
    rows = [
        [model, *(cell(tally.found(SHIPPED, point)) for (_, _, point), tally in columns)]
        for model, columns in found.items()
    ]
    return grid(["model", *settings], rows)


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


def halves(people: Sequence[Person]) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Part the people at random, always in the same way."""
    order = np.random.default_rng(SEED).permutation(len(people))
    return tuple(people[n] for n in order[::2]), tuple(people[n] for n in order[1::2])


def on_lfw(faces: Crowds, forms: Sequence[Form], fpirs: Sequence[float]) -> list[Column]:
    """Return every column with the tally that holds it: single looks, and attempts at the last FPIR."""
    found: list[Column] = []
    for size, draws in LFW_DRAWS.items():
        points = [*map(Wanted, fpirs), Wanted(fpirs[-1], LOOKS)]
        tally = Tally(forms, points)
        for trial in lfw_trials(halves(faces.lfw)[1], size, draws, faces.model_key):
            tally.add(trial, faces.curves)
        found += [(("LFW", size, point), tally) for point in points]
    return found


def lfw_trials(people: Sequence[Person], size: int, draws: int, model: str) -> Iterator[Trial]:
    """Draw so many galleries of a size, always the same ones."""
    dice = np.random.default_rng((SEED, size))
    for _ in range(draws):
        yield lfw_trial(people, size, dice, model_key=model)


def on_nuaa(faces: Crowds, forms: Sequence[Form]) -> list[Column]:
    """Return the same of the people before a webcam."""
    found: list[Column] = []
    for size, draws in NUAA_DRAWS.items():
        points = [Wanted(NUAA_FPIR), Wanted(NUAA_FPIR, LOOKS)]
        tally = Tally(forms, points)
        for trial in _nuaa_trials(faces, size, draws):
            tally.add(trial, faces.curves)
        found += [(("NUAA", size, point), tally) for point in points]
    return found


def _nuaa_trials(faces: Crowds, size: int, draws: int) -> Iterator[Trial]:
    dice = np.random.default_rng((SEED, size))
    apart = differing_distance(faces.curves)
    for stranger in faces.nuaa:
        at_the_door = [person for person in faces.nuaa if person is not stranger]
        for _ in range(draws):
            fillers = [faces.lfw[place] for place in dice.permutation(len(faces.lfw))]
            people = [*at_the_door, *fillers]
            yield nuaa_trial(stranger, people, size, dice, model_key=faces.model_key, apart=apart)


def heading(setting: Setting) -> str:
    """Return a column's head."""
    faces, size, point = setting
    attempt = ", whole attempts" if point.looks > 1 else ""
    return f"{faces}, {size} people, wanted {100 * point.fpir:g}{attempt}"


def cell(found: Found) -> str:
    """Return both rates with their intervals."""
    return f"{found.fpir} / {found.fnir}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
