"""The faces that thresholds are tried on: LFW, and people before a webcam (NUAA), as embeddings of one model.

They are detected, cut and encoded by the product's own code, through its cache.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.installed_models import data_dir, install
from benchmarks.footage import evaluation_data
from door_access.cli.photos.photo_encoding import encode
from door_access.cli.site import site_of
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from door_access.facenet.installation.shipped import shipped_models
from door_access.offline.encoded_photos import EncodedPhoto
from door_access.offline.photo_folder import photos_of

SESSION_FIELD, TIME_FIELD = 3, 4
"""Of NUAA's file names, between underscores, counted from 0: the visit, and the frame's number in it."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Somebody's unit vectors ``(N, D)``, one array per visit, in the order of time."""

    name: str
    visits: tuple[Vectors, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """All faces of one model."""

    model_key: str
    curves: ImpostorCurves
    lfw: tuple[Person, ...]
    nuaa: tuple[Person, ...]


def crowds(model_id: str) -> Crowds:
    """Return the faces as the model sees them, with the curves of the shipped model.

    The first call of a model takes minutes.
    """
    install(model_id)
    with site_of(data_dir()) as site:
        model = site.models.model(model_id)
        lfw, nuaa = (
            encode(site, model, photos_of(evaluation_data() / folder), is_cached=True)
            for folder in (Path("lfw_dev"), Path("nuaa_dev", "live"))
        )
    curves = shipped_models()[model_id].curves
    return Crowds(model.key, curves, _people(lfw, has_visits=False), _people(nuaa, has_visits=True))


def _people(photos: Sequence[EncodedPhoto], *, has_visits: bool) -> tuple[Person, ...]:
    seen = [one for one in photos if one.vector is not None]
    named = groupby(seen, key=lambda one: one.photo.person)
    return tuple(Person(name, _visits(own) if has_visits else (_stacked(own),)) for name, own in named)


def _visits(photos: Iterable[EncodedPhoto]) -> tuple[Vectors, ...]:
    ordered = sorted(photos, key=_when)
    return tuple(_stacked(own) for _, own in groupby(ordered, key=lambda one: _when(one)[0]))


def _when(one: EncodedPhoto) -> tuple[str, int]:
    fields = one.photo.file.stem.split("_")
    return fields[SESSION_FIELD], int(fields[TIME_FIELD])


def _stacked(photos: Iterable[EncodedPhoto]) -> Vectors:
    return np.stack([one.vector for one in photos if one.vector is not None])


def as_face_set(people: Sequence[Person]) -> FaceSet:
    """Return everybody's photos as evaluation takes them."""
    named = [(person.name, vector) for person in people for visit in person.visits for vector in visit]
    return face_set([LabelledPhoto(name, str(n), vector) for n, (name, vector) in enumerate(named)])
