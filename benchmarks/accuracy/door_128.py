"""``make door-128 FAIRFACE=…``: the model ``door-128`` from fetched data, start to end.

It lays out FairFace's adults, installs the free teacher, distils with ``main.py train`` as anybody could, and
writes the last layer as the product ships it, elsewhere, and holds it against the shipped one.
Nothing of LFW or NUAA is looked at; those judge.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.fairface import lay_out
from benchmarks.accuracy.installed_models import data_dir, install, told
from door_access.facenet.installation.model_cache import cache_dir
from door_access.facenet.installation.shipped import MANIFEST
from door_access.facenet.networks.resnet29_wide import HEAD
from door_access.facenet.tensor_file import read_tensor_file, write_half_tensor_file
from door_access.facenet.tensors import digest

MODEL, TRAINED = "door-128", "door-128-new"
TEACHERS = "mobileface-v2", "resnet29"
NETWORK = ("--network", "resnet29-wide", "--init", "resnet29")
SHIPPED = MANIFEST.with_name(f"{MODEL}.npz")
SAME_AT_MOST = 0.01
"""Other processors round otherwise, and sixteen bits round again."""
TERMS = "FairFace's adults, the folder {side} (Kärkkäinen and Joo 2021, CC BY 4.0)."


def main(arguments: list[str]) -> int:
    """Make the file, and say how it compares with the one that is shipped."""
    wanted = _parsed(arguments)
    if wanted.out.resolve() == SHIPPED:
        sys.exit(f"{wanted.out} is what is shipped and compared with; name another file.")
    faces = faces_of(wanted.fairface)
    distilled(TRAINED, faces / "train", TEACHERS, *NETWORK, "--epochs", 0)
    trained = read_tensor_file(_folder(TRAINED) / "weights.npz")
    head = {name: tensor for name, tensor in trained.items() if name.startswith(f"{HEAD}/")}
    write_half_tensor_file(wanted.out, head)
    print(f"{wanted.out}: SHA-256 {digest(read_tensor_file(wanted.out))} of its numbers")
    away = away_from_shipped(wanted.out)
    print(f"At most {away:.2g} of the largest shipped number away from those that are shipped.")
    if away > SAME_AT_MOST:
        sys.exit(f"More than {SAME_AT_MOST:g} is not the same model.")
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.door_128", description="Make door-128."
    )
    parser.add_argument("fairface", type=Path, metavar="FAIRFACE", help="Its lists and photos.")
    parser.add_argument("out", type=Path, metavar="FILE", help="Gets the last layer; not the shipped file.")
    return parser.parse_args(arguments)


def faces_of(fairface: Path) -> Path:
    """Lay the adults out beside the measurements' data directory; return the folder of both sides."""
    faces = cache_dir() / "benchmarks" / "fairface"
    for side in ("train", "val"):
        print(f"FairFace, {side}: {lay_out(fairface, faces, side)} adults", file=sys.stderr)
    return faces


def distilled(model_id: str, faces: Path, teachers: tuple[str, ...], *more: object) -> dict[str, Any]:
    """Train a model of this name anew; return what the command said."""
    for teacher in teachers:
        install(teacher)
    shutil.rmtree(_folder(model_id), ignore_errors=True)
    order = ("--distil", ",".join(teachers), "--data", faces, "--out-id", model_id)
    more = ("--terms", TERMS.format(side=faces.name), *more)
    said: dict[str, Any] = json.loads(told("train", *order, *more, "--restart", "--json"))
    return said


def _folder(model_id: str) -> Path:
    return data_dir() / "models" / model_id


def away_from_shipped(path: Path) -> float:
    """Return the largest difference from a shipped number, as a share of the largest of them."""
    new, shipped = (read_tensor_file(file) for file in (path, SHIPPED))
    away = max(float(np.abs(new[name] - shipped[name]).max()) for name in shipped)
    return away / max(float(np.abs(tensor).max()) for tensor in shipped.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
