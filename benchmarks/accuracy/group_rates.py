"""``python -m benchmarks.accuracy.group_rates FAIRFACE``: wrong matches, by FairFace's groups.

The faces are the adults of FairFace's validation part, from which ``door-128`` has not learnt, one photo
each. All pairs within a group are compared, the hardest ones, at LFW's threshold for FMR 1e-4. Who
is in two photos of FairFace by chance counts as a wrong match, so the rates are upper bounds.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.accuracy.door_128 import MODEL, faces_of
from benchmarks.accuracy.installed_models import data_dir, install
from benchmarks.markdown import add_option, grid, publish
from door_access.bootstrap.site import Site, opened_site
from door_access.cli.photos.photo_encoding import encode
from door_access.domain.faces.faces import Vector
from door_access.domain.matching.calibration import LAXEST_FMR
from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.evaluation import SEED
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from door_access.evaluation.rates import Rate, matched_within
from door_access.offline.photo_folder import photos_of

BLOCK = "groups"
MODELS = "resnet29", MODEL, "mobileface-v2"


def main(arguments: list[str]) -> int:
    """Print the table; with ``--markdown``, write it into the document."""
    wanted = _parsed(arguments)
    text = "\n".join(_lines(faces_of(wanted.fairface) / "val"))
    publish(text, wanted.markdown, name=BLOCK)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.group_rates", description="FMR by group."
    )
    parser.add_argument("fairface", type=Path, metavar="FAIRFACE", help="Its lists and photos.")
    add_option(parser)
    return parser.parse_args(arguments)


def _lines(faces: Path) -> Iterator[str]:
    found = {model_id: _rates(model_id, faces) for model_id in MODELS}
    groups = next(iter(found.values()))
    wanted = f"{100 * LAXEST_FMR:g} %"
    yield f"FMR in % within each group, at the threshold of LFW for {wanted}; 95 % intervals over people."
    yield ""
    rows = [
        [
            group.replace("-", " "),
            f"{rate.trials:,}",
            *(_percent(found[model_id][group]) for model_id in MODELS),
        ]
        for group, rate in groups.items()
    ]
    yield from grid(["group", "pairs", *(f"`{model_id}`" for model_id in MODELS)], rows)


def _rates(model_id: str, faces: Path) -> dict[str, Rate]:
    install(model_id)
    with opened_site(data_dir()) as site:
        threshold = site.models.model(model_id).curves.threshold(ONE_TO_ONE, LAXEST_FMR)
        return {
            group: _rate(vectors, threshold) for group, vectors in _by_group(site, model_id, faces).items()
        }


def _by_group(site: Site, model_id: str, faces: Path) -> dict[str, list[Vector]]:
    found = defaultdict[str, list[Vector]](list)
    for one in encode(site, site.models.model(model_id), photos_of(faces), is_cached=True):
        if one.vector is not None:
            found[one.photo.person].append(one.vector)
    return found


def _rate(vectors: Sequence[Vector], threshold: float) -> Rate:
    """Return the FMR over all pairs of vectors, each of another person."""
    photos = [LabelledPhoto(str(number), "", vector) for number, vector in enumerate(vectors)]
    return wrongly_matched(face_set(photos), threshold)


def wrongly_matched(faces: FaceSet, threshold: float) -> Rate:
    """Return the FMR at a distance over all pairs, one template and one frame."""
    dice = np.random.default_rng(SEED)
    impostors = compared(faces, ONE_TO_ONE, always_below=threshold, dice=dice).impostors
    return matched_within(impostors, threshold, people=len(faces.names))


def _percent(rate: Rate) -> str:
    return f"{100 * rate.value:.3g} ({100 * rate.low:.2g}–{100 * rate.high:.2g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
