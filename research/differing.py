"""``python -m research.differing [--markdown docs/RESEARCH.md]``: how many of twenty samples are news.

Every fifth frame of a film of one person, as both built-in models see it. A model's own scale says
what differs, as at the door.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import islice

import numpy as np

from benchmarks.accuracy.installed_models import data_dir
from benchmarks.footage import frames, video
from benchmarks.markdown import add_option, grid, publish
from door_access.bootstrap.models import make_models
from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.config import Settings
from door_access.domain.faces.faces import Rgb
from door_access.domain.matching.templates import count_differing, differing_distance
from door_access.domain.models.model import Model
from door_access.facenet.installation.shipped import built_in_models

FILMS = (
    "liveportrait_s18.mp4",
    "liveportrait_d9.mp4",
    "liveportrait_d14.mp4",
    "apfol_real2.webm",
    "short_hamilton_clip.mp4",
)
SAMPLES, EVERY = 20, 5
BLOCK = "differing templates"


def main(arguments: list[str]) -> int:
    """Count, and print or write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m research.differing", description="Templates that differ."
    )
    add_option(parser)
    wanted = parser.parse_args(arguments)
    models = built_in_models().values()
    counted = [_counts(model) for model in models]
    rows = [[f"`{film}`", *(str(counts[film]) for counts in counted)] for film in FILMS]
    lines = grid(["film", *(f"`{model.id}`" for model in models)], rows)
    publish("\n".join(lines), wanted.markdown, name=BLOCK)
    return 0


def _counts(model: Model) -> dict[str, int]:
    encoder = make_encoder(make_models(data_dir()), model, lambda sentence: print(sentence, file=sys.stderr))
    reader = make_photo_reader(Settings(), model)
    apart = differing_distance(model.curves)

    def count(pictures: Sequence[Rgb]) -> int:
        seen = (reader.samples(rgb) for rgb in pictures)
        chips = islice((samples[0].chip_rgb for samples in seen if samples), SAMPLES)
        return count_differing(np.stack([encoder.encode(chip).vector for chip in chips]), apart=apart)

    return {film: count(frames(video(film))[::EVERY]) for film in FILMS}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
