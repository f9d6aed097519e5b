"""What ``doctor --speed`` measures: the parts that a door runs with, on the demo's pictures."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from database.engine import open_database
from database.log.access_log import SqlAccessLog
from door_access.bootstrap.decision import make_attempt, make_point
from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import Progress, door_detectors, make_encoder
from door_access.demo.feed import Studio, room
from door_access.demo.portrait import figure, portrait_path
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.access import AccessPolicy, Outcome, Reason
from door_access.domain.matching.gallery import STRONG_TEMPLATES, Gallery, Reference
from door_access.domain.matching.identification import Probe
from door_access.domain.models.golden import golden_chip
from door_access.domain.models.model import Model
from door_access.ports import LogEntry
from door_access.vision.detector import FirstToFind

STANDING_FRAME, EMPTY_FRAME = 60, 0
"""Frames of the demo, 640×480: one in which somebody stands at the door, and one in which nobody does."""
PEOPLE = 1_000
SEED = 2

Calls = dict[str, Callable[[], object]]


@contextmanager
def door_work(site: Site, progress: Progress) -> Iterator[Calls]:
    """Give what a door does, each as a call under its name; rows go into a throw-away log on the same disk.

    Raises:
        DoorAccessError: the model cannot be used, or the disk cannot be written.
    """
    studio = Studio(figure(portrait_path()), room())
    visitor, hall = studio.picture(STANDING_FRAME), studio.picture(EMPTY_FRAME)
    detector = FirstToFind(*door_detectors(site.settings))
    encoder = make_encoder(site.models, site.model, progress)
    chip = golden_chip(site.model.chip_side_px)
    policy = AccessPolicy(
        make_point(site.settings, site.model, looks=make_attempt(site.settings, site.model).looks)
    )
    strangers = _strangers(site.model)
    probe = Probe(strangers.references[PEOPLE // 2].embedding, frames=3, spread=0.0)
    with _throw_away_log(site.data_dir) as log:
        yield {
            "find a face, 640×480": partial(detector.detect, visitor),
            "find nobody, near and far, 640×480": partial(detector.detect, hall),
            "encode, one pass": partial(encoder.raw, chip),
            "encode with mirror image": partial(encoder.encode, chip),
            f"search {PEOPLE:,} people and decide": partial(policy.decide, strangers, probe),
            "a row of the log, for good": lambda: log.append(_entry()),
        }


@contextmanager
def _throw_away_log(data_dir: Path) -> Iterator[SqlAccessLog]:
    with (
        tempfile.TemporaryDirectory(prefix=".speed-", dir=data_dir) as folder,
        open_database(Path(folder)) as database,
    ):
        yield SqlAccessLog(database)


def _entry() -> LogEntry:
    return LogEntry(datetime.now(UTC), "speed", Outcome.DENIED, Reason.NO_MATCH, distance=0.6, threshold=0.3)


def _strangers(model: Model) -> Gallery:
    """Return a gallery of people who do not exist: random, so as far apart as strangers are."""
    vectors = np.random.default_rng(SEED).normal(size=(PEOPLE, model.dimension))
    references = (
        Reference(f"person-{number}", Embedding.from_raw(vector, model.key), STRONG_TEMPLATES)
        for number, vector in enumerate(vectors)
    )
    return Gallery.of(references, model_key=model.key, version=0)
