"""``python -m benchmarks.accuracy [--markdown FILE] [--curves]``: every installable model on LFW and NUAA.

It installs and evaluates with ``main.py``, as anybody could, in a data directory of its own under the cache.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy.installed_models import WEIGHTS, forget, install, told
from benchmarks.footage import evaluation_data
from benchmarks.markdown import add_option, grid, publish

BLOCK = "models"
NUAA_SESSION_FIELD = 4
FMRS = ("1e-3", "1e-4", "1e-5")
FPIR = "0.003"
GALLERY = 100
LARGEST_CONFIGURATION = (5, 3)


@dataclass(frozen=True, slots=True)
class Measured:
    """What ``evaluate --json`` said of one model."""

    model: str
    lfw: dict[str, Any]
    nuaa: dict[str, Any]


def main(arguments: list[str]) -> int:
    """Measure all models and print the tables; with ``--markdown``, write them into the document."""
    wanted = _parsed(arguments)
    forget()
    measured = [_measured(model) for model in WEIGHTS]
    if wanted.curves:
        print("\n".join(curve_lines(measured)))
    text = "\n".join(_tables(measured))
    publish(text, wanted.markdown, name=BLOCK)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description="Accuracy of all models."
    )
    add_option(parser)
    parser.add_argument("--curves", action="store_true", help="Print impostor curves as a model holds them.")
    return parser.parse_args(arguments)


def _measured(model: str) -> Measured:
    install(model)
    data = evaluation_data()
    faces = data / "lfw_dev"
    lfw = _evaluated(model, faces, "--pairs", faces / "pairs.txt")
    nuaa = _evaluated(model, data / "nuaa_dev" / "live", "--session-field", NUAA_SESSION_FIELD)
    return Measured(model, lfw, nuaa)


def _evaluated(model: str, folder: Path, *more: object) -> dict[str, Any]:
    print(f"{model} on {folder.name} …", file=sys.stderr, flush=True)
    found: dict[str, Any] = json.loads(told("evaluate", folder, "--model", model, *more, "--json"))
    return found


def _tables(measured: list[Measured]) -> list[str]:
    return [
        *_lfw_table(measured),
        "",
        *_fused_table(measured),
        "",
        *_search_table(measured),
        "",
        *_nuaa_table(measured),
    ]


def _lfw_table(measured: list[Measured]) -> list[str]:
    first = measured[0].lfw
    title = (
        f"**LFW, one template, one frame**: {first['images']} photos of {first['people']} people, "
        f"{first['no_face']} without a face found; pairs: {first['pairs']['same']} same, "
        f"{first['pairs']['different']} different, ten person-disjoint folds, balanced. "
        "FNMR in % with its 95 % interval over people; ~ marks what rests on too few comparisons."
    )
    heads = ["model", "pairs right", *(f"FNMR at FMR {fmr}" for fmr in FMRS), "one pair a person, at 1e-4"]
    rows = [
        [
            one.model,
            _accuracy(one.lfw),
            *(_error(_configuration(one.lfw, (1, 1))["fnmr_at_fmr"][fmr]) for fmr in FMRS),
            _error(one.lfw["fnmr_at_fmr_one_pair_per_person"]["1e-4"]),
        ]
        for one in measured
    ]
    return [title, "", *grid(heads, rows)]


def _fused_table(measured: list[Measured]) -> list[str]:
    title = "**LFW, five templates and three fused frames**, as the door decides. FNMR in %."
    heads = ["model", "genuine probes", *(f"FNMR at FMR {fmr}" for fmr in FMRS)]
    found = [(one.model, _configuration(one.lfw, LARGEST_CONFIGURATION)) for one in measured]
    rows = [
        [model, f"{fused['genuine']} of {fused['genuine_people']} people"]
        + [_error(fused["fnmr_at_fmr"][fmr]) for fmr in FMRS]
        for model, fused in found
    ]
    return [title, "", *grid(heads, rows)]


def _search_table(measured: list[Measured]) -> list[str]:
    title = (
        f"**LFW, open-set search** among {GALLERY} people, FNIR in % at FPIR {FPIR}, by templates and frames."
    )
    shapes = [(1, 1), (5, 1), LARGEST_CONFIGURATION]
    rows = [[one.model, *(_search(one.lfw, shape) for shape in shapes)] for one in measured]
    return [title, "", *grid(["model", *(f"{g} and {p}" for g, p in shapes)], rows)]


def _nuaa_table(measured: list[Measured]) -> list[str]:
    nuaa = measured[0].nuaa
    title = (
        f"**NUAA, a webcam, the first session enrols, the others probe**: {nuaa['images']} frames of "
        f"{nuaa['people']} people. Far too few to rely on, but "
        "the nearest thing to a door. In %."
    )
    heads = [
        "model",
        "FMR at LFW's threshold for 1e-4: 1 and 1",
        "5 and 1",
        "5 and 3",
        "FNMR there: 1 and 1",
        "5 and 3",
    ]
    rows = [[one.model, *_own_threshold_cells(one.nuaa)] for one in measured]
    return [title, "", *grid(heads, rows)]


def _own_threshold_cells(found: dict[str, Any]) -> list[str]:
    single, five, fused = (
        _configuration(found, shape).get("at_card_threshold") for shape in ((1, 1), (5, 1), (5, 3))
    )
    rates = [(single, "fmr"), (five, "fmr"), (fused, "fmr"), (single, "fnmr"), (fused, "fnmr")]
    return [_percent(at[key]["rate"]) if at and at[key] else "–" for at, key in rates]


def _accuracy(lfw: dict[str, Any]) -> str:
    low, high = lfw["pairs"]["accuracy_interval"]
    return f"{_percent(lfw['accuracy'])} ({_percent(low)}–{_percent(high)})"


def _configuration(found: dict[str, Any], shape: tuple[int, int]) -> dict[str, Any]:
    return next(
        (one for one in found["configurations"] if (one["templates"], one["frames"]) == shape),
        {"fnmr_at_fmr": dict.fromkeys(FMRS), "genuine": 0, "genuine_people": 0},
    )


def _search(found: dict[str, Any], shape: tuple[int, int]) -> str:
    for one in found["identification"]:
        if (one["templates"], one["frames"], one["people"]) == (*shape, GALLERY):
            return _error(one["fnir_at_fpir"][FPIR])
    return "–"


def _error(error: dict[str, Any] | None) -> str:
    if not error or error["rate"] is None:
        return "–"
    mark = "~" if error.get("thin") else ""
    return f"{mark}{_percent(error['rate'])} ({_percent(error['low'])}–{_percent(error['high'])})"


def _percent(rate: float) -> str:
    return f"{100 * rate:.3g}"


def curve_lines(measured: list[Measured]) -> list[str]:
    """Return the measured impostor curves as the manifest holds them."""
    lines: list[str] = []
    for one in measured:
        lines.append(f"# {one.model}")
        for found in one.lfw["configurations"]:
            points = ", ".join(f"[{fmr:g}, {distance:.4f}]" for fmr, distance in found["curve"])
            lines += ["[[model.curves]]", f"templates = {found['templates']}", f"frames = {found['frames']}"]
            lines += [f"points = [{points}]", ""]
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
