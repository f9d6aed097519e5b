"""``python -m benchmarks.distillation FAIRFACE``: what makes ``door-128`` better, a row per thing tried.

Every row is trained with ``main.py train --distil`` and measured on all of LFW and NUAA, one template, one
frame, with and without the mirror image. One rule: choices were made on one half of LFW's people; here all
are judged.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.door_128 import MODEL, NETWORK, TEACHERS, distilled, faces_of
from benchmarks.footage import evaluation_data
from benchmarks.installed_models import data_dir
from benchmarks.markdown import write_block
from door_access.bootstrap import Site, opened_site
from door_access.cli.photo_encoding import encode
from door_access.domain.model_card import ModelCard
from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.evaluation import FMRS, SEED
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from door_access.evaluation.rates import ErrorAt, errors_at, matched_within
from door_access.services.photo_folder import photos_of

NARROW = ("--init", "resnet29")
STRICT, LAX = 1e-4, 1e-2
HEADINGS = (
    "model",
    "mirror image",
    *(f"LFW, FNMR at {fmr:g}" for fmr in FMRS),
    "NUAA, FNMR at 0.01",
    "NUAA, FMR at LFW's threshold",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing tried: its name in the table, its teachers, and how it is trained."""

    name: str
    teachers: tuple[str, ...]
    more: tuple[object, ...]


FINE_TUNED = (*NETWORK, "--epochs", 2, "--steps", 250, "--learning-rate", 1e-4)
TRIALS = (
    Trial("last layer 256 → 128, one teacher", TEACHERS[:1], (*NARROW, "--epochs", 0)),
    Trial("last layer 256 → 128, both teachers", TEACHERS, (*NARROW, "--epochs", 0)),
    Trial("last layer 5,120 → 128, one teacher", TEACHERS[:1], (*NETWORK, "--epochs", 0)),
    Trial("last layer 5,120 → 128, both teachers (`door-128`)", TEACHERS, (*NETWORK, "--epochs", 0)),
    Trial("… then all layers, 500 steps of 64 faces", TEACHERS, FINE_TUNED),
    Trial("… the same without augmentation", TEACHERS, (*FINE_TUNED, "--no-augmentation")),
)


def main(arguments: list[str]) -> int:
    """Print the table; with ``--markdown``, write it into the document."""
    wanted = _parsed(arguments)
    faces = faces_of(wanted.fairface)
    text = "\n".join(_lines(faces))
    print(text)
    if wanted.markdown:
        write_block(wanted.markdown, name="distillation", text=text)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.distillation", description="What was tried.")
    parser.add_argument("fairface", type=Path, metavar="FAIRFACE", help="Its lists and photos.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="Write the table into this document.")
    return parser.parse_args(arguments)


def _lines(faces: Path) -> Iterator[str]:
    yield "LFW: all pairs of 1,954 people. NUAA: all pairs of eight people at a webcam. In %."
    yield ""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"| {' | '.join('---' for _ in HEADINGS)} |"
    for name, model in (("`resnet29`", "resnet29"), ("the teacher `mobileface-v2`", "mobileface-v2")):
        yield from _rows(name, model)
    for number, trial in enumerate(TRIALS):
        model = f"{MODEL}-trial-{number}"
        distilled(model, faces / "train", trial.teachers, *trial.more)
        yield from _rows(trial.name, model)


def _rows(name: str, model: str) -> Iterator[str]:
    with opened_site(data_dir()) as site:
        for adds in (False, True):
            card = replace(site.models.card(model), adds_mirror_image=adds)
            yield f"| {' | '.join((name, 'yes' if adds else 'no', *_cells(site, card)))} |"
            print(name, adds, file=sys.stderr)


def _cells(site: Site, card: ModelCard) -> Iterator[str]:
    data = evaluation_data()
    lfw, nuaa = (_faces(site, card, data / folder) for folder in ("lfw_dev", "nuaa_dev/live"))
    strict, lax = errors(lfw, FMRS), errors(nuaa, (LAX,))
    threshold = next(error.threshold for error in strict if error.share == STRICT)
    yield from (percent(error) for error in (*strict, *lax))
    found = compared(nuaa, ONE_TO_ONE, always_below=threshold, dice=np.random.default_rng(SEED))
    yield f"{100 * matched_within(found.impostors, threshold, people=len(nuaa.names)).value:.3g}"


def _faces(site: Site, card: ModelCard, folder: Path) -> FaceSet:
    encoded = encode(site, card, photos_of(folder), is_cached=True)
    return face_set([LabelledPhoto(one.photo.person, one.photo.file.stem, one.vector) for one in encoded])


def errors(faces: FaceSet, shares: tuple[float, ...]) -> tuple[ErrorAt, ...]:
    """Return the FNMR at each FMR over all pairs."""
    found = compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(SEED))
    return errors_at(found.impostors, found.genuine, shares, people=len(faces.names))


def percent(error: ErrorAt) -> str:
    """Return the rate with its interval."""
    if error.missed is None:
        return "–"
    mark = "~" if error.is_thin else ""
    rate = error.missed
    return f"{mark}{100 * rate.value:.3g} ({100 * rate.low:.3g}–{100 * rate.high:.3g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
