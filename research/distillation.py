"""``python -m research.distillation FAIRFACE``: what makes ``door-128`` better, a row per thing tried.

Every row is trained with ``main.py train --distil`` and measured on all of LFW and NUAA, one template, one
frame, with and without the mirror image. The choice was made before, on one half of LFW's people
with the figures of all beside them; nothing is chosen here.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.accuracy.door_128 import MODEL, NETWORK, TEACHERS, distilled, faces_of
from benchmarks.accuracy.group_rates import wrongly_matched
from benchmarks.accuracy.installed_models import data_dir
from benchmarks.footage import evaluation_data
from benchmarks.markdown import add_option, grid, publish
from door_access.bootstrap.site import Site, opened_site
from door_access.cli.photos.photo_encoding import encode
from door_access.domain.models.model import Model
from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.evaluation import FMRS, SEED
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from door_access.evaluation.rates import ErrorAt, errors_at
from door_access.offline.photo_folder import photos_of
from research.trainings import table

BLOCK, EPOCHS_BLOCK = "distillation", "distillation, epoch by epoch"
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
    """One thing tried: its name in the table, its teachers, how it is trained, and on which side's faces."""

    name: str
    teachers: tuple[str, ...]
    more: tuple[object, ...]
    side: str = "train"


FITTED = (*NETWORK, "--epochs", 0)
SHORT = (*NETWORK, "--bfloat16", "--epochs", 2, "--steps", 250, "--learning-rate", 1e-4)
LONG = (*NETWORK, "--bfloat16", "--epochs", 36, "--patience", 36, "--steps", 334, "--learning-rate", 3e-4)
TRIALS = (
    Trial("last layer 256 → 128, one teacher", TEACHERS[:1], (*NARROW, "--epochs", 0)),
    Trial("last layer 256 → 128, both teachers", TEACHERS, (*NARROW, "--epochs", 0)),
    Trial("last layer 5,120 → 128, one teacher", TEACHERS[:1], FITTED),
    Trial("last layer 5,120 → 128, both teachers (`door-128`)", TEACHERS, FITTED),
    Trial("the same on 2,669 faces instead of 21,392", TEACHERS, FITTED, "val"),
    Trial("… then all layers, 500 steps of 64 faces", TEACHERS, SHORT),
    Trial("… without augmentation", TEACHERS, (*SHORT, "--no-augmentation")),
    Trial("… with the pairwise term, 20", TEACHERS, (*SHORT, "--pairwise", 20)),
    Trial("… with the triplet term, 1", TEACHERS, (*SHORT, "--triplet", 1)),
    Trial("all layers, 12,024 steps", TEACHERS, LONG),
)


def main(arguments: list[str]) -> int:
    """Train all, print the table and the last one's epochs; with ``--markdown``, write them into it, too."""
    wanted = _parsed(arguments)
    faces = faces_of(wanted.fairface)
    said = [
        distilled(_model(number), faces / trial.side, trial.teachers, *trial.more)
        for number, trial in enumerate(TRIALS)
    ]
    publish("\n".join(_lines()), wanted.markdown, name=BLOCK)
    publish(table(said[-1]), wanted.markdown, name=EPOCHS_BLOCK)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research.distillation", description="What was tried.")
    parser.add_argument("fairface", type=Path, metavar="FAIRFACE", help="Its lists and photos.")
    add_option(parser)
    return parser.parse_args(arguments)


def _model(number: int) -> str:
    return f"{MODEL}-trial-{number}"


def _lines() -> Iterator[str]:
    yield "LFW: all pairs of 1,954 people. NUAA: all pairs of eight people at a webcam. In %."
    yield ""
    models = {"`resnet29`": "resnet29", "the teacher `mobileface-v2`": "mobileface-v2"}
    models |= {trial.name: _model(number) for number, trial in enumerate(TRIALS)}
    yield from grid(HEADINGS, chain.from_iterable(_rows(name, model_id) for name, model_id in models.items()))


def _rows(name: str, model_id: str) -> Iterator[tuple[str, ...]]:
    with opened_site(data_dir()) as site:
        for adds in (False, True):
            model = replace(site.models.model(model_id), adds_mirror_image=adds)
            yield name, "yes" if adds else "no", *_cells(site, model)
            print(name, adds, file=sys.stderr)


def _cells(site: Site, model: Model) -> Iterator[str]:
    data = evaluation_data()
    lfw, nuaa = (faces_in(data / folder, site, model) for folder in ("lfw_dev", "nuaa_dev/live"))
    strict, lax = missed(lfw, FMRS), missed(nuaa, (LAX,))
    threshold = next(error.threshold for error in strict if error.share == STRICT)
    yield from (_percent(error) for error in (*strict, *lax))
    yield f"{100 * wrongly_matched(nuaa, threshold).value:.3g}"


def faces_in(folder: Path, site: Site, model: Model) -> FaceSet:
    """Return the photos of a folder of people, as the model sees them."""
    encoded = encode(site, model, photos_of(folder), is_cached=True)
    return face_set([LabelledPhoto(one.photo.person, one.photo.file.stem, one.vector) for one in encoded])


def missed(faces: FaceSet, fmrs: tuple[float, ...]) -> tuple[ErrorAt, ...]:
    """Return the FNMR at each FMR over all pairs, one template and one frame."""
    found = compared(faces, ONE_TO_ONE, always_below=0.0, dice=np.random.default_rng(SEED))
    return errors_at(found.impostors, found.genuine, fmrs, people=len(faces.names))


def _percent(error: ErrorAt) -> str:
    """Return the rate with its interval."""
    if error.missed is None:
        return "–"
    mark = "~" if error.is_thin else ""
    rate = error.missed
    return f"{mark}{100 * rate.value:.3g} ({100 * rate.low:.3g}–{100 * rate.high:.3g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
