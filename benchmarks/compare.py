"""This version beside another one, in turns, so that a busy machine meets both.

``python -m benchmarks.compare OTHER [--only NAME] [--rounds N] [--markdown FILE]``: OTHER is a checkout of
the other version. Both are measured by the benchmarks of this one, beside links to the other's product.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine, markdown
from benchmarks.door_site import ROOT
from benchmarks.probes import PROBES, write_films

OURS = "benchmarks"
BLOCK = "compare"
ROUNDS = 3
HEADINGS = (
    "what",
    "before",
    "now",
    "now / before",
    "each turn, before",
    "each turn, now",
    "load before each turn",
)

Turns = list[dict[str, float]]


def main(arguments: list[str]) -> int:
    """Measure both in turns, and print the table."""
    wanted = _parsed(arguments)
    with TemporaryDirectory(prefix="door-access-compare-") as name, _measurable(wanted.other) as other:
        write_films(Path(name))
        rows = [
            row for probe in wanted.only or PROBES for row in _compared(probe, name, other, wanted.rounds)
        ]
    title = f"### Before and now, in {wanted.rounds} turns ({machine.instructions()})"
    text = "\n".join([title, "", *markdown.grid(HEADINGS, rows)])
    markdown.publish(text, wanted.markdown, name=BLOCK)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare", description="Compares two versions."
    )
    parser.add_argument("other", type=Path, help="A checkout of the other version.")
    parser.add_argument("--only", choices=PROBES, action="append", help="Run this one; may be repeated.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="How many turns each version has.")
    markdown.add_option(parser)
    return parser.parse_args(arguments)


@contextmanager
def _measurable(checkout: Path) -> Iterator[Path]:
    """Lay out a folder with the checkout's product and the benchmarks of this one."""
    with TemporaryDirectory(prefix="door-access-compare-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / OURS, folder / OURS)
        for item in checkout.resolve().iterdir():
            if item.name not in (OURS, ".git"):
                (folder / item.name).symlink_to(item)
        yield folder


def _compared(probe: str, films: str, other: Path, rounds: int) -> Iterator[Sequence[str]]:
    before, now, loads = Turns(), Turns(), list[float]()
    for _ in range(rounds):
        loads.append(os.getloadavg()[0])
        before.append(_figures(probe, films, other))
        now.append(_figures(probe, films, ROOT))
    for what in now[0]:
        yield _row(what, [turn[what] for turn in before], [turn[what] for turn in now], loads)


def _figures(probe: str, films: str, checkout: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.probes", films, probe],
        cwd=checkout,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(checkout, figures, file=sys.stderr, flush=True)
    return figures


def _row(what: str, before: list[float], now: list[float], loads: list[float]) -> Sequence[str]:
    was, is_ = statistics.median(before), statistics.median(now)
    each = (" ".join(f"{figure:.3g}" for figure in figures) for figures in (before, now))
    told = " ".join(f"{load:.0f}" for load in loads)
    return [what, f"{was:.3g}", f"{is_:.3g}", f"{is_ / was:.2f}", *each, told]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
