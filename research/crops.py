"""``python -m research.crops [--network ID]``: which chip a network tells faces apart on best, on LFW.

A photo is looked at once, and all chips are cut from the same found face, so that rows differ by
their chip and by nothing else.
"""

import argparse
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.accuracy.installed_models import WEIGHTS, data_dir, forget, install
from benchmarks.footage import evaluation_data
from benchmarks.markdown import add_option, publish
from benchmarks.report import Skipped
from door_access.bootstrap.models import make_models
from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.config import Settings
from door_access.domain.faces.faces import Vector
from door_access.domain.models.model import Alignment, Model
from door_access.evaluation.evaluation import FMRS, Evaluation, evaluated
from door_access.evaluation.face_set import LabelledPhoto
from door_access.evaluation.pairs_file import PairsFile, read_pairs
from door_access.evaluation.rates import ErrorAt
from door_access.offline.aligned_photos import most_central
from door_access.offline.photo_folder import Photo, photos_of
from door_access.offline.photos import PhotoReader
from door_access.ports import FaceAligner, FaceEncoder
from door_access.vision.chips.aligners import make_aligner

RATES = tuple(f"FNMR at FMR 1e{round(math.log10(fmr))}" for fmr in FMRS)
HEADINGS = ("chip", "pairs right (of those compared)", *RATES)


@dataclass(frozen=True, slots=True)
class Crop:
    """One way to cut a chip; the padding counts for dlib's only."""

    alignment: Alignment
    padding: float = 0.0

    @property
    def label(self) -> str:
        return f"dlib, padding {self.padding:.2f}" if self.alignment is Alignment.DLIB else self.alignment


TEMPLATES = tuple(Crop(alignment) for alignment in Alignment if alignment is not Alignment.DLIB)
MADE_FOR_A_TEMPLATE = (Crop(Alignment.DLIB, 0.35), *TEMPLATES)
SWEPT: dict[str, tuple[Crop, ...]] = {
    "resnet29": tuple(Crop(Alignment.DLIB, padding) for padding in (0.2, 0.25, 0.3)),
    "facenet": tuple(Crop(Alignment.DLIB, padding) for padding in (0.35, 0.45, 0.55)),
    "mobileface-v2": MADE_FOR_A_TEMPLATE,
    "mobilefacenet": MADE_FOR_A_TEMPLATE,
}
"""What the document shows of each network; ``--crop`` tries others."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """One network, and what its chips are cut with, by crop."""

    encoder: FaceEncoder
    aligners: dict[Crop, FaceAligner]

    def vectors(self, photo: Photo, reader: PhotoReader) -> dict[Crop, Vector | None]:
        """Return the embedding of every crop of the photo's face; None throughout where none is found."""
        rgb = reader.read(photo.file)
        faces = reader.faces(rgb)
        if not faces:
            return dict.fromkeys(self.aligners)
        face = most_central(faces, rgb)
        chips = {crop: aligner.chip(rgb, face) for crop, aligner in self.aligners.items()}
        return {crop: self.encoder.encode(chip_rgb).vector for crop, chip_rgb in chips.items()}


def main(arguments: list[str]) -> int:
    """Print a table for each network; with ``--markdown``, write it into the document, too."""
    wanted = _parsed(arguments)
    try:
        photos = photos_of_people(evaluation_data() / "lfw_dev", wanted.people)
    except Skipped as reason:
        print(f"Skipped: {reason}")
        return 0
    forget()
    for network in wanted.network or SWEPT:
        text = table(network, sweep(network, photos, wanted.crop or SWEPT[network]))
        publish(text, wanted.markdown, name=block_of(network))
    return 0


def block_of(network: str) -> str:
    """Return the name of a network's place in the document."""
    return f"crops of {network}"


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research.crops", description="The best chip.")
    parser.add_argument("--network", choices=WEIGHTS, action="append", metavar="ID", help="All of them else.")
    parser.add_argument("--people", type=int, metavar="N", help="So many people of LFW; all of them else.")
    parser.add_argument(
        "--crop", type=crop_of, action="append", metavar="CROP", help="'0.25' (dlib's), 'arcface-5' …"
    )
    add_option(parser)
    return parser.parse_args(arguments)


def crop_of(words: str) -> Crop:
    """Return the crop of these words; raises ValueError for what is neither a number nor an alignment."""
    try:
        return Crop(Alignment.DLIB, float(words))
    except ValueError:
        return Crop(Alignment(words))


def photos_of_people(folder: Path, people: int | None) -> tuple[Photo, ...]:
    """Return the photos of the first so many people, or of all."""
    by_person = [tuple(photos) for _, photos in groupby(photos_of(folder), key=lambda photo: photo.person)]
    return tuple(photo for photos in by_person[:people] for photo in photos)


def sweep(network: str, photos: Sequence[Photo], crops: Iterable[Crop]) -> dict[Crop, Evaluation]:
    """Return the figures of every crop."""
    install(network)
    models = make_models(data_dir())
    model = models.model(network)
    cutting = Cutting(make_encoder(models, model, print), _aligners(model, crops))
    reader = make_photo_reader(Settings(), model)
    found = [cutting.vectors(photo, reader) for photo in _told(photos)]
    return {crop: figures(photos, [vectors[crop] for vectors in found]) for crop in cutting.aligners}


def _aligners(model: Model, crops: Iterable[Crop]) -> dict[Crop, FaceAligner]:
    side_px = model.chip_side_px
    return {crop: make_aligner(crop.alignment, side_px=side_px, padding=crop.padding) for crop in crops}


def _told(photos: Sequence[Photo]) -> Iterator[Photo]:
    """Yield the photos and say now and then how far it is."""
    for number, photo in enumerate(photos, 1):
        yield photo
        if number % 500 == 0:
            print(f"{number} of {len(photos)} photos …", file=sys.stderr, flush=True)


def figures(photos: Sequence[Photo], vectors: Sequence[Vector | None]) -> Evaluation:
    """Return what one crop gives on these photos, and on the pairs of ``pairs.txt`` beside their people."""
    labelled = [
        LabelledPhoto(photo.person, photo.file.stem, vector)
        for photo, vector in zip(photos, vectors, strict=True)
    ]
    pairs = _among(read_pairs(photos[0].file.parents[1] / "pairs.txt"), photos)
    return evaluated(labelled, (), curves=None, pairs=pairs, progress=lambda _: None)


def _among(file: PairsFile, photos: Sequence[Photo]) -> PairsFile:
    """Return the pairs whose photos are both here, without folds of the file's own."""
    names = {(photo.person, photo.file.stem) for photo in photos}
    pairs = tuple(pair for pair in file.pairs if pair.first in names and pair.second in names)
    return PairsFile(file.path, pairs, None)


def table(network: str, swept: dict[Crop, Evaluation]) -> str:
    """Return the figures as a Markdown table under a line that says what they are of."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *(_cells(crop, one) for crop, one in swept.items())]
    return "\n".join(
        [_title(network, next(iter(swept.values()))), "", *(f"| {' | '.join(cells)} |" for cells in lines)]
    )


def _title(network: str, one: Evaluation) -> str:
    lost = int(one.faces.lost_probes.sum())
    faces, people = len(one.faces.vectors), len(one.faces.names)
    pairs = f"{one.pairs.same} same and {one.pairs.different} different pairs" if one.pairs else "no pairs"
    return f"**`{network}`**: {faces} faces of {people} people, {lost} photos without one; {pairs}. In %."


def _cells(crop: Crop, one: Evaluation) -> tuple[str, ...]:
    return crop.label, _accuracy(one), *(_missed(error) for error in one.single.missed)


def _accuracy(one: Evaluation) -> str:
    if one.pairs is None:
        return "–"
    compared = f" ({100 * one.pairs.compared:.2f})" if one.pairs.compared else ""
    return f"{100 * one.pairs.value:.2f}{compared}"


def _missed(error: ErrorAt) -> str:
    mark = "~" if error.is_thin else ""
    return f"{mark}{100 * error.missed.value:.2f}" if error.missed else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
