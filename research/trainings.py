"""``python -m research.trainings [--markdown FILE]``: two networks trained on LFW, epoch by epoch.

One rule: they are trained with ``main.py train``, as anybody could, and start anew every time.
"""

import argparse
import json
import sys

from benchmarks.accuracy.installed_models import forget, told
from benchmarks.footage import evaluation_data
from benchmarks.markdown import add_option, publish
from research.training_curve import table

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


def main(arguments: list[str]) -> int:
    """Train both, print their tables; with ``--markdown``, write them into the document, too."""
    document = _parsed(arguments).markdown
    forget()
    for network, words in TRAININGS.items():
        text = trained(words)
        publish(text, document, name=f"training of {network}")
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research.trainings", description="Two trainings.")
    add_option(parser)
    return parser.parse_args(arguments)


def trained(words: str) -> str:
    """Train with these words; return the command and its epochs as Markdown."""
    faces = evaluation_data() / "lfw_dev"
    said = told("train", faces, *words.split(), "--terms", TERMS, "--json")
    shown = f'python main.py train $DOOR_ACCESS_TEST_DATA/lfw_dev {words} --terms "{TERMS}"'
    return "\n".join([f"`{shown}`", "", table(json.loads(said))])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
