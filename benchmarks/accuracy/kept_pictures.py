"""``python -m benchmarks.accuracy.kept_pictures``: what is lost when a face is measured from a kept picture.

Protocol, on LFW: of everybody with two photos, the first is enrolled and the second compared with it, once
with the template of the whole photo and once with that of the picture which enrolment keeps of it. Photos
that enrolment refuses are left out of both. The same is done with the first photo made three times as large,
which a kept picture is not.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.footage import evaluation_data
from benchmarks.report import Row, Skipped, print_table
from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import data_directory
from door_access.bootstrap.vision import make_encoder, make_face_pictures, make_photo_reader, make_reencoder
from door_access.config import Settings
from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.faces.faces import Embedding, FaceSample, Rgb
from door_access.domain.matching.access import Reason
from door_access.domain.matching.calibration import Configuration
from door_access.domain.matching.metrics import wilson
from door_access.facenet.installation.shipped import shipped_models

MODEL = "resnet29"
FMR = 1e-4
TIMES = 3
"""So much larger, LFW's faces are as wide as in a 48-megapixel portrait's middle: 300 pixels."""


@dataclass(frozen=True)
class Compared:
    """What one person's two photos gave.

    Attributes:
        moved: from the template of the whole photo to that of the kept picture.
        whole, kept: from either template to the probe.
        size_bytes: of the kept picture.
    """

    moved: float
    whole: float
    kept: float
    size_bytes: int


class Enroller:
    """Makes both templates of a photo with one model."""

    def __init__(self, model_id: str) -> None:
        model = shipped_models()[model_id]
        models = make_models(data_directory(None))
        self.encoder = make_encoder(models, model, lambda sentence: print(sentence, file=sys.stderr))
        self.threshold = model.curves.threshold(Configuration(1, 1), FMR)
        self.reader = make_photo_reader(Settings(), model)
        self._pictures = make_face_pictures()
        self._reencoder = make_reencoder(model, self.encoder)

    def found(self, photo: Path) -> tuple[Rgb, FaceSample] | None:
        """Return a photo's face as enrolment takes it; None for one it refuses."""
        found = self.reader.only_face(photo, lambda _: None)
        return None if isinstance(found, Reason) else (found.rgb, found.sample)

    def kept(self, rgb: Rgb, sample: FaceSample) -> tuple[Embedding, int]:
        """Return the template of the kept picture, and the picture's bytes."""
        picture = self._pictures.keep(rgb, sample.face)
        assert picture is not None
        template = self._reencoder.template(EnrolmentChip(picture, sample.quality))
        assert template is not None
        return template.embedding, len(picture.jpeg)


def compared(enroller: Enroller, people: list[list[Path]], enlarge: Callable[[Rgb], Rgb]) -> list[Compared]:
    """Return what everybody's photos gave whose two photos both have a good face."""
    return [one for photos in people if (one := _compared(enroller, photos, enlarge)) is not None]


def _compared(enroller: Enroller, photos: list[Path], enlarge: Callable[[Rgb], Rgb]) -> Compared | None:
    first, second = (enroller.found(photo) for photo in photos[:2])
    if first is None or second is None:
        return None
    large_rgb = enlarge(first[0])
    samples = enroller.reader.samples(large_rgb)
    if not samples:
        return None
    whole, probe = (enroller.encoder.encode(one.chip_rgb) for one in (samples[0], second[1]))
    kept, size_bytes = enroller.kept(large_rgb, samples[0])
    return Compared(whole.distance_to(kept), whole.distance_to(probe), kept.distance_to(probe), size_bytes)


def enlarged(rgb: Rgb) -> Rgb:
    """Return the picture three times as large."""
    return np.asarray(cv2.resize(rgb, None, fx=TIMES, fy=TIMES, interpolation=cv2.INTER_CUBIC))


def rows(name: str, found: list[Compared], threshold: float) -> list[Row]:
    """Return the figures of one series."""
    moved, sizes = [one.moved for one in found], [one.size_bytes / 1000 for one in found]
    whole = sum(one.whole > threshold for one in found)
    kept = sum(one.kept > threshold for one in found)
    low, high = wilson(kept, len(found))
    changed = sum((one.whole > threshold) != (one.kept > threshold) for one in found)
    return [
        Row(
            f"{name}: distance of both templates",
            float(np.mean(moved)),
            "",
            f"threshold {threshold:.3f}",
            f"95 % below {np.percentile(moved, 95):.3f}, largest {max(moved):.3f}, n {len(found)}",
        ),
        Row(
            f"{name}: FNMR of kept pictures",
            100 * kept / len(found),
            "%",
            f"whole photos {100 * whole / len(found):.2f} %",
            f"95 % {100 * low:.2f} to {100 * high:.2f} %; {changed} of {len(found)} answers differ",
        ),
        Row(f"{name}: kept picture", float(np.median(sizes)), "kB", f"largest {max(sizes):.0f} kB", ""),
    ]


def measure(model_id: str, most: int | None = None) -> list[Row]:
    """Return the figures of a model, for so many people at most."""
    lfw = evaluation_data() / "lfw_dev"
    photos = [sorted(folder.glob("*.jpg")) for folder in sorted(lfw.iterdir()) if folder.is_dir()]
    people = [theirs for theirs in photos if len(theirs) > 1][:most]
    enroller = Enroller(model_id)
    as_they_are = compared(enroller, people, lambda rgb: rgb)
    large = compared(enroller, people[::4], enlarged)
    return [
        *rows("LFW", as_they_are, enroller.threshold),
        *rows(f"LFW {TIMES} times as large", large, enroller.threshold),
    ]


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.kept_pictures", description="Faces measured from kept pictures."
    )
    parser.add_argument("--model", default=MODEL, metavar="ID", help="A model that is built in.")
    parser.add_argument("--people", type=int, metavar="N", help="So many people at most.")
    wanted = parser.parse_args(arguments)
    try:
        rows_of_model = measure(wanted.model, wanted.people)
        print_table(
            rows_of_model, f"Kept pictures, {wanted.model}, one template, one frame, FMR {FMR:g}, LFW"
        )
    except Skipped as reason:
        print(f"Skipped: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
