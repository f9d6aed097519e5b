"""The encoder of a model and what cuts its chips."""

import logging
from collections.abc import Callable
from pathlib import Path

from door_access.bootstrap.models import make_models
from door_access.config import Settings
from door_access.domain.faces.tracking import Tracker
from door_access.domain.models.model import Model
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.model_cache import cache_dir, ensure_model
from door_access.offline.photos import PhotoEyes
from door_access.ports import FaceAligner
from door_access.runtime.detection import Eyes, LivenessWatch
from door_access.vision.chips.aligners import make_aligner, make_meter
from door_access.vision.detector import HogDetector
from door_access.vision.encoder import LiteRtEncoder
from door_access.vision.first_to_find import FirstToFind
from door_access.vision.stills import read_picture

SEEN_BEFORE_NEAR = 0.75
"""Faces are searched from this share of the zone's narrowest width, so that "step closer" can be said."""
SMALLEST_IN_STILL_PX = (40.0, 60.0, 36.0)
"""The sizes in which a photo is looked at until a face is found. Of 4,729 photos of LFW the first leaves 32
without one, all three 15 (measured)."""

_log = logging.getLogger(__name__)

Progress = Callable[[str], None]


def make_encoder(models: InstalledModels, model: Model, progress: Progress) -> LiteRtEncoder:
    """Return the tested encoder of an installed model; a built-in one is converted on first use.

    Raises:
        WeightsFault: it is not installed, is not what was installed, or fails its self-test.
    """
    return LiteRtEncoder(_model_path(models, model, progress), model)


def encoder_of(model_id: str, data_dir: Path) -> LiteRtEncoder:
    """Return the encoder of one installed model, in use or not; raises WeightsFault."""
    models = make_models(data_dir)
    return make_encoder(models, models.model(model_id), _log.info)


def _model_path(models: InstalledModels, model: Model, progress: Progress) -> Path:
    if model.is_built_in:
        return ensure_model(model, cache_dir=cache_dir(), progress=progress)
    installed = models.installed(model.id)
    installed.check()
    return installed.model_path


def make_eyes(
    settings: Settings, model: Model, tracker: Tracker, liveness: LivenessWatch | None = None
) -> Eyes:
    """Return what detection looks with; the tracker outlives a renewal, so that no number comes twice."""
    zone = settings.zone.zone()
    return Eyes(
        detector=FirstToFind(
            HogDetector(zone.min_width_px), HogDetector(zone.min_width_px * SEEN_BEFORE_NEAR)
        ),
        tracker=tracker,
        aligner=_aligner_of(model),
        meter=make_meter(model.alignment, padding=model.chip_padding),
        zone=zone,
        gate=settings.quality.gate(),
        liveness=liveness,
    )


def make_photo_eyes(settings: Settings, model: Model) -> PhotoEyes:
    """Return what photos are looked at with."""
    return PhotoEyes(
        read=read_picture,
        detector=FirstToFind(*map(HogDetector, SMALLEST_IN_STILL_PX)),
        aligner=_aligner_of(model),
        meter=make_meter(model.alignment, padding=model.chip_padding),
        gate=settings.quality.gate(),
    )


def _aligner_of(model: Model) -> FaceAligner:
    """Return what cuts the model's chips."""
    return make_aligner(model.alignment, side_px=model.chip_side_px, padding=model.chip_padding)
