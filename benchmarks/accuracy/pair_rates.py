"""One template and one frame, all pairs of faces: how often they are taken for each other."""

from pathlib import Path

import numpy as np

from door_access.bootstrap import Site
from door_access.cli.photos.photo_encoding import encode
from door_access.domain.models.model import Model
from door_access.evaluation.comparisons import Comparisons
from door_access.evaluation.configurations import ONE_TO_ONE, compared
from door_access.evaluation.evaluation import SEED
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from door_access.evaluation.rates import ErrorAt, Rate, errors_at, matched_within
from door_access.offline.photo_folder import photos_of


def faces_in(folder: Path, site: Site, model: Model) -> FaceSet:
    """Return the photos of a folder of people, as the model sees them."""
    encoded = encode(site, model, photos_of(folder), is_cached=True)
    return face_set([LabelledPhoto(one.photo.person, one.photo.file.stem, one.vector) for one in encoded])


def missed(faces: FaceSet, fmrs: tuple[float, ...]) -> tuple[ErrorAt, ...]:
    """Return the FNMR at each FMR."""
    found = _compared(faces, always_below=0.0)
    return errors_at(found.impostors, found.genuine, fmrs, people=len(faces.names))


def wrongly_matched(faces: FaceSet, threshold: float) -> Rate:
    """Return the FMR at a distance."""
    found = _compared(faces, always_below=threshold)
    return matched_within(found.impostors, threshold, people=len(faces.names))


def _compared(faces: FaceSet, *, always_below: float) -> Comparisons:
    return compared(faces, ONE_TO_ONE, always_below=always_below, dice=np.random.default_rng(SEED))
