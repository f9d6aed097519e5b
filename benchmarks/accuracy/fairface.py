"""``python -m benchmarks.accuracy.fairface FAIRFACE FACES``: the adults of FairFace, a folder per group.

FairFace (Kärkkäinen and Joo 2021, CC BY 4.0): faces balanced over seven groups, each with an age and a sex
that people guessed. ``FAIRFACE`` holds the lists ``fairface_label_train.csv`` and ``fairface_label_val.csv``
and the photos in ``fair_face/``, as github.com/sumanvithaeadala/EthnicityDetection has them. A face
is taken only when its age is an adult's; a spreadsheet has spoilt the lists ("03-Sep" is 3 to 9).
"""

import argparse
import csv
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ADULT = frozenset({"20-29", "30-39", "40-49", "50-59", "60-69", "more than 70"})
SIDES = ("train", "val")
PHOTOS = "fair_face"


def main(arguments: list[str]) -> int:
    """Lay out the faces and say how many there are."""
    wanted = _parsed(arguments)
    for side in SIDES:
        print(f"{side}: {lay_out(wanted.fairface, wanted.faces, side)} adults")
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.fairface", description="FairFace's adults."
    )
    parser.add_argument("fairface", type=Path, metavar="FAIRFACE", help="Lists and photos, as published.")
    parser.add_argument("faces", type=Path, metavar="FACES", help="Gets train/GROUP/ and val/GROUP/.")
    return parser.parse_args(arguments)


def lay_out(fairface: Path, faces: Path, side: str) -> int:
    """Link the side's adults into ``faces/SIDE/GROUP/``, in the place of earlier ones; return how many."""
    found = list(adults(fairface, side))
    if any(path.is_file() and not path.is_symlink() for path in (faces / side).rglob("*")):
        sys.exit(f"{faces / side} holds more than links, so it is not replaced; name another folder.")
    shutil.rmtree(faces / side, ignore_errors=True)
    for photo, group in found:
        link = faces / side / group / photo.name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(photo.resolve())
    return len(found)


def adults(fairface: Path, side: str) -> Iterator[tuple[Path, str]]:
    """Yield each adult's photo and group, such as ``east-asian-female``; without a list, end the program."""
    path = fairface / f"fairface_label_{side}.csv"
    if not path.is_file():
        sys.exit(f"{path} is not there: the folder of FairFace's lists and photos was expected.")
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["age"] in ADULT:
                group = f"{row['race']}-{row['gender']}".lower().replace(" ", "-").replace("_", "-")
                yield fairface / PHOTOS / row["file"], group


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
