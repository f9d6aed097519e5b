"""``python -m research.trainings [--markdown FILE]``: two networks trained on LFW, epoch by epoch.

They are trained with ``main.py train``, as anybody could, and start anew every time.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.accuracy.installed_models import forget, told
from benchmarks.footage import evaluation_data
from benchmarks.markdown import add_option, publish

FROM_NOTHING = (
    "--network openface-nn4 --out-id lfw-openface --miner all --people 20 --photos 3 --steps 50 --epochs 20 "
    "--patience 20 --learning-rate 5e-4"
)
FINE_TUNED = (
    "--network resnet29 --init resnet29 --out-id lfw-resnet29 --miner hard --people 320 --photos 2 "
    "--steps 30 --epochs 8 --patience 8 --last-layers 1 --margin 0.1 --learning-rate 3e-4"
)
TRAININGS = {"openface-nn4": FROM_NOTHING, "resnet29": FINE_TUNED}
TERMS = "LFW: for research"
RATE, LAX_RATE = "fnmr_at_fmr_1e-3", "fnmr_at_fmr_1e-1"


def main(arguments: list[str]) -> int:
    """Train both, print their tables; with ``--markdown``, write them into the document, too."""
    document = _parsed(arguments).markdown
    forget()
    for network, words in TRAININGS.items():
        text = trained(words)
        publish(text, document, name=block_of(network))
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research.trainings", description="Two trainings.")
    add_option(parser)
    return parser.parse_args(arguments)


def block_of(network: str) -> str:
    """Return the name of a training's place in the document."""
    return f"training of {network}"


def trained(words: str) -> str:
    """Train with these words; return the command and its epochs as Markdown."""
    faces = evaluation_data() / "lfw_dev"
    said = told("train", faces, *words.split(), "--terms", TERMS, "--json")
    shown = f'python main.py train $DOOR_ACCESS_TEST_DATA/lfw_dev {words} --terms "{TERMS}"'
    return "\n".join([f"`{shown}`", "", table(json.loads(said))])


def table(document: Mapping[str, Any]) -> str:
    """Return a row for the weights before training, one per epoch, and a mark on the one that was kept."""
    return "\n".join(_lines(document))


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    judge = "away from the teachers" if document["teachers"] else "FNMR at FMR 1e-1"
    yield f"| epoch | loss | active triplets | {judge} | FNMR at FMR 1e-3 (95 % interval) |"
    yield "|---|---|---|---|---|"
    yield f"| before | – | – | {_validation(document['before'])} |"
    for epoch in document["epochs"]:
        kept = ", kept" if epoch["epoch"] == document["best_epoch"] else ""
        share = f"{epoch['active_share']:.0%}".replace("%", " %")
        yield f"| {epoch['epoch']}{kept} | {epoch['loss']:.4f} | {share} | {_validation(epoch)} |"


def _validation(figures: Mapping[str, Any]) -> str:
    low, high = figures["interval"]
    away = figures["away_from_teachers"]
    judged = f"{figures[LAX_RATE]:.1%}" if away is None else f"{away:.4f}"
    return f"{judged} | {figures[RATE]:.2%} ({low:.1%} to {high:.1%})".replace("%", " %")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
