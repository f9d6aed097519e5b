"""What looks at pictures: sources, scene finders, photo readers, and the encoder of a model.

One rule: cameras, detector and network are imported when one is made; whoever lists people needs none.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from door_access.bootstrap.models import make_models
from door_access.config import Settings
from door_access.demo import DEMO
from door_access.domain.faces.guidance import NARROWEST_FACE_PX
from door_access.domain.faces.tracking import Tracker
from door_access.domain.models.model import Model
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.model_cache import cache_dir, ensure_model
from door_access.offline.photos import PhotoReader
from door_access.offline.reencoding import Reencoder
from door_access.ports import FaceAligner, FaceEncoder, FacePictures, FrameSource, QualityMeter, SourceKind
from door_access.runtime.code_sight import CodeSight
from door_access.runtime.detection import LivenessWatch, SceneFinder
from door_access.runtime.pass_watch import PassWatch
from door_access.runtime.search import FaceSearch

if TYPE_CHECKING:
    from door_access.vision.detector import HogDetector
    from door_access.vision.encoder import LiteRtEncoder

SEEN_BEFORE_NEAR = 0.75
"""Faces are searched from this share of the zone's narrowest width, so that "step closer" can be said."""
SMALLEST_IN_STILL_PX = (40.0, 60.0, 36.0)
"""The sizes in which a photo is looked at until a face is found. Of 4,729 photos of LFW the first leaves 32
without one, all three 15 (measured)."""

_log = logging.getLogger(__name__)

Progress = Callable[[str], None]


def make_source(spec: str, settings: Settings, *, is_running: bool, is_tried: bool = True) -> FrameSource:
    """Return the source of these words.

    Args:
        is_running: a kiosk shows it in its own time, again and again.
        is_tried: a file's first picture is decoded here and now.
    """
    from door_access.demo.feed import DemoSource
    from door_access.vision.cameras.sources import Paced, open_source

    camera = settings.camera
    source = (
        DemoSource(looped=is_running)
        if spec == DEMO
        else open_source(
            spec,
            width_px=camera.width_px,
            height_px=camera.height_px,
            pixel_aspect=camera.pixel_aspect or None,
            is_tried=is_tried,
        )
    )
    return Paced(source) if is_running and source.kind is not SourceKind.LIVE else source


def make_scene_finder(
    settings: Settings,
    model: Model,
    tracker: Tracker,
    liveness: LivenessWatch | None = None,
    codes: CodeSight | None = None,
) -> SceneFinder:
    """Return what finds faces at the door; the tracker outlives a renewal, so that no number comes twice."""
    return SceneFinder(
        search=make_search(settings),
        tracker=tracker,
        aligner=aligner_of(model),
        meter=meter_of(model),
        zone=settings.zone.zone(),
        gate=settings.quality.gate(),
        liveness=liveness,
        codes=codes,
    )


def make_passive_watch() -> LivenessWatch:
    """Return a watch that has seen nothing yet."""
    from door_access.vision.liveness.passive_liveness import PassiveLiveness

    return PassiveLiveness()


def make_code_sight(watch: PassWatch, clock: Callable[[], float] | None) -> CodeSight:
    """Return what reads passes where there are any; without a clock every run reads alike."""
    from door_access.vision.codes import ZxingCodeReader

    return CodeSight(ZxingCodeReader(), lambda: watch.is_wanted, clock and perf_counter)


def make_photo_reader(settings: Settings, model: Model) -> PhotoReader:
    """Return what reads photos and finds the faces on them."""
    from door_access.vision.detector import FirstToFind, HogDetector
    from door_access.vision.stills import read_picture

    sizes = [HogDetector(smallest_px) for smallest_px in SMALLEST_IN_STILL_PX]
    return PhotoReader(
        read_picture,
        detector=FirstToFind(*sizes, HogDetector(SMALLEST_IN_STILL_PX[0], is_light_evened=True)),
        aligner=aligner_of(model),
        meter=meter_of(model),
        gate=settings.quality.gate(),
    )


def make_search(settings: Settings) -> FaceSearch:
    """Return what finds faces in frame after frame of a door."""
    from door_access.vision.movement import PictureMovement

    return FaceSearch(door_detectors(settings), PictureMovement())


def door_detectors(settings: Settings) -> "tuple[HogDetector, HogDetector]":
    """Return what finds faces in the zone, and, with even light, a little before it.

    What the first one misses in the zone, dark or before a window, the second one finds in the same look.
    """
    from door_access.vision.detector import HogDetector

    near_px, near = NARROWEST_FACE_PX, settings.zone.least_face
    far_px, far = near_px * SEEN_BEFORE_NEAR, near * SEEN_BEFORE_NEAR
    return (
        HogDetector(near_px, smallest_share=near),
        HogDetector(far_px, smallest_share=far, is_light_evened=True),
    )


def aligner_of(model: Model) -> FaceAligner:
    """Return what cuts the model's chips."""
    from door_access.vision.chips.aligners import make_aligner

    return make_aligner(model.alignment, side_px=model.chip_side_px, padding=model.chip_padding)


def make_face_pictures() -> FacePictures:
    """Return what makes and reads the pictures that are kept of enrolled faces."""
    from door_access.vision.chips.face_pictures import JpegFacePictures

    return JpegFacePictures()


def make_reencoder(model: Model, encoder: FaceEncoder) -> Reencoder:
    """Return what makes templates of the model out of kept pictures."""
    return Reencoder(
        pictures=make_face_pictures(), aligner=aligner_of(model), meter=meter_of(model), encoder=encoder
    )


def meter_of(model: Model) -> QualityMeter:
    """Return what measures the model's chips."""
    from door_access.vision.chips.aligners import make_meter

    return make_meter(model.alignment, padding=model.chip_padding)


def make_encoder(models: InstalledModels, model: Model, progress: Progress) -> "LiteRtEncoder":
    """Return the tested encoder of an installed model; a built-in one is converted on first use.

    Raises:
        WeightsFault: it is not installed, is not what was installed, or fails its self-test.
    """
    from door_access.vision.encoder import LiteRtEncoder

    if model.is_built_in:
        return LiteRtEncoder(ensure_model(model, cache_dir=cache_dir(), progress=progress), model)
    installed = models.installed(model.id)
    installed.check()
    return LiteRtEncoder(installed.model_path, model)


def encoder_of(model_id: str, data_dir: Path) -> "LiteRtEncoder":
    """Return the encoder of one installed model, in use or not; raises WeightsFault."""
    models = make_models(data_dir)
    return make_encoder(models, models.model(model_id), _log.info)
