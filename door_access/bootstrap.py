"""The composition root: the only module that knows every concrete class."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from database.access_log import SqlAccessLog
from database.connections import Database
from database.door_ownership import DoorOwnership
from database.engine import open_database
from database.people import SqlPeopleStore, open_people
from database.secrets import SqlSecretStore
from door_access import config
from door_access.config import Settings
from door_access.demo.feed import DemoSource
from door_access.demo.story import is_enrolling, round_of
from door_access.domain.access import AccessPolicy
from door_access.domain.attempt import AttemptRules
from door_access.domain.calibration import Configuration
from door_access.domain.enrolment import AGREEMENT_FMR
from door_access.domain.identification import OperatingPoint
from door_access.domain.model_card import ModelCard
from door_access.domain.tracking import Tracker
from door_access.errors import BadSetting, DoorInUse
from door_access.facenet.cards import shipped_cards
from door_access.facenet.model_cache import cache_dir, ensure_model
from door_access.hardware.simulated_lock import SimulatedLock
from door_access.ports import DoorLock, FrameSource, PeopleStore, SourceKind
from door_access.services.desk import Desk
from door_access.services.detection import Eyes
from door_access.services.director import DemoDirector
from door_access.services.door_mail import DoorMail
from door_access.services.door_service import DoorRules, DoorService, DoorStores
from door_access.services.events import EventHub
from door_access.services.kiosk import Kiosk, Making
from door_access.services.lock_control import Locks
from door_access.services.operator_pin import OperatorPin
from door_access.services.photos import PhotoEyes
from door_access.services.pipeline import Parts, Pipeline
from door_access.services.recognition import Mind
from door_access.vision.alignment import ChipCutter
from door_access.vision.detector import HogDetector
from door_access.vision.devices import list_cameras
from door_access.vision.encoder import LiteRtEncoder
from door_access.vision.frozen import FrozenPicture
from door_access.vision.near_first import NearFirst
from door_access.vision.pacing import Paced
from door_access.vision.quality import ChipQuality
from door_access.vision.sources import open_source
from door_access.vision.stills import read_picture

APPLICATION = "door-access"
DEMO = "demo"
SEEN_BEFORE_NEAR = 0.75
"""Faces are searched from this share of the zone's narrowest width, so that "step closer" can be said."""
SMALLEST_IN_STILL_PX = 40.0
"""Photos for enrolment and identification may show smaller faces than a door's camera (guess)."""


Progress = Callable[[str], None]
Clock = Callable[[], float]


def data_directory(chosen: Path | None) -> Path:
    """Return the directory of the data: the chosen one, else the user's."""
    return chosen.expanduser().absolute() if chosen else platformdirs.user_data_path(APPLICATION)


@dataclass(frozen=True, slots=True)
class Site:
    """An opened data directory: its settings and its stores."""

    data_dir: Path
    settings: Settings
    database: Database
    people: SqlPeopleStore
    log: SqlAccessLog
    secrets: SqlSecretStore

    @property
    def config_path(self) -> Path:
        return self.data_dir / config.FILE_NAME

    @property
    def card(self) -> ModelCard:
        """Return the card of the model in use; raises BadSetting for one that is not installed."""
        cards = shipped_cards()
        if self.settings.recognition.encoder == "auto":
            return min(cards.values(), key=lambda card: card.accuracy_rank)
        if self.settings.recognition.encoder not in cards:
            wanted = self.settings.recognition.encoder
            raise BadSetting(
                f"recognition.encoder: {wanted!r} is not installed; there is {', '.join(cards)}."
            )
        return cards[self.settings.recognition.encoder]


def open_site(data_dir: Path) -> Site:
    """Read the settings, then open the database; raises BadSetting and StorageFault."""
    settings = config.load(data_dir / config.FILE_NAME)
    database = open_database(data_dir)
    log, secrets = SqlAccessLog(database), SqlSecretStore(database)
    return Site(data_dir, settings, database, open_people(database), log, secrets)


@contextmanager
def opened_site(data_dir: Path) -> Iterator[Site]:
    """Open a site for one command."""
    site = open_site(data_dir)
    try:
        yield site
    finally:
        site.database.close()


def make_encoder(card: ModelCard, progress: Progress) -> LiteRtEncoder:
    """Return the tested encoder, converting its model on first use; raises WeightsFault."""
    return LiteRtEncoder(ensure_model(card, cache_dir=cache_dir(), progress=progress), card)


def make_eyes(settings: Settings, card: ModelCard, tracker: Tracker) -> Eyes:
    """Return what detection looks with; the tracker outlives a renewal, so that no number comes twice."""
    zone = settings.zone.zone()
    return Eyes(
        detector=NearFirst(
            near=HogDetector(zone.min_width_px), far=HogDetector(zone.min_width_px * SEEN_BEFORE_NEAR)
        ),
        tracker=tracker,
        aligner=ChipCutter(card.chip_side_px, card.chip_padding),
        meter=ChipQuality(card.chip_padding),
        zone=zone,
        gate=settings.quality.gate(),
    )


def make_photo_eyes(settings: Settings, card: ModelCard) -> PhotoEyes:
    """Return what photos are looked at with."""
    return PhotoEyes(
        read=read_picture,
        detector=HogDetector(SMALLEST_IN_STILL_PX),
        aligner=ChipCutter(card.chip_side_px, card.chip_padding),
        meter=ChipQuality(card.chip_padding),
        gate=settings.quality.gate(),
    )


def make_point(settings: Settings, card: ModelCard, *, looks: int) -> OperatingPoint:
    """Return how sure a decision must be when an attempt may look so often."""
    recognition = settings.recognition
    return OperatingPoint(
        card.curves, recognition.wanted_fpir, recognition.margin, looks, recognition.fixed_threshold
    )


def make_rules(settings: Settings, card: ModelCard) -> AttemptRules:
    """Return how an attempt goes."""
    agreement = card.curves.threshold(Configuration(1, 1), AGREEMENT_FMR)
    return AttemptRules(agreement, dwell_s=settings.zone.dwell_s)


def make_mind(settings: Settings, card: ModelCard, encoder: LiteRtEncoder) -> Mind:
    """Return what recognition decides with."""
    rules = make_rules(settings, card)
    policy = AccessPolicy(make_point(settings, card, looks=rules.looks))
    return Mind(encoder, policy, rules, card.curves)


def make_source(spec: str, settings: Settings, *, is_running: bool) -> FrameSource:
    """Return the source of these words; ``is_running``: a kiosk shows it in its own time, again and again."""
    source = _source_of(spec, settings, is_looped=is_running)
    return Paced(source) if is_running and source.kind is not SourceKind.LIVE else source


def _source_of(spec: str, settings: Settings, *, is_looped: bool) -> FrameSource:
    if spec == DEMO:
        return DemoSource(looped=is_looped)
    return open_source(spec, width_px=settings.camera.width_px, height_px=settings.camera.height_px)


def make_locks(real: DoorLock | None = None) -> Locks:
    """Return the locks; without a driver for a real one, the simulated lock serves the camera, too."""
    simulated = SimulatedLock()
    return Locks(real or simulated, simulated)


def door_rules(settings: Settings) -> DoorRules:
    """Return what the door thread is told."""
    return DoorRules(settings.door.name, settings.door.unlock_s)


@dataclass(frozen=True, slots=True)
class Run:
    """One pipeline over a site, and the hub on which it speaks."""

    pipeline: Pipeline
    hub: EventHub


def running_clock() -> Clock:
    """Return a monotonic clock that begins now, in seconds."""
    begun_s = time.monotonic()
    return lambda: time.monotonic() - begun_s


def make_run(site: Site, source: FrameSource, encoder: LiteRtEncoder, *, clock: Clock | None) -> Run:
    """Put the threads together: by a clock for a kiosk; without one every frame counts, in its own time."""
    hub = EventHub()
    tracker = Tracker()
    parts = Parts(
        source=source,
        eyes=lambda: make_eyes(config.load(site.config_path), site.card, tracker),
        mind=make_mind(site.settings, site.card, encoder),
        door=make_door(site, hub, clock),
        people=site.people,
        hub=hub,
        freeze=FrozenPicture,
        clock=clock,
    )
    pipeline = Pipeline(parts)
    hub.subscribe(make_director(pipeline, site.people).listen)
    return Run(pipeline, hub)


def make_door(site: Site, hub: EventHub, clock: Clock | None) -> DoorService:
    """Return the door's service, with both ends of its mail."""
    mail = DoorMail(site.secrets)
    hub.subscribe(mail.listen)
    stores = DoorStores(site.log, site.people, mail.take_release)
    return DoorService(door_rules(site.settings), make_locks(), stores=stores, hub=hub, clock=clock)


def make_director(pipeline: Pipeline, people: PeopleStore) -> DemoDirector:
    """Return who tells the demo's story; other sources never hear of it."""
    return DemoDirector(
        round_of=round_of,
        is_enrolling=is_enrolling,
        wish=pipeline.recognition.wish,
        people=people,
    )


@contextmanager
def owned_door(site: Site) -> Iterator[None]:
    """Be the one process that runs this door; raises DoorInUse."""
    with DoorOwnership(site.data_dir, site.settings.door.name):
        yield


def is_door_running(site: Site) -> bool:
    """Say whether another process runs this door."""
    ownership = DoorOwnership(site.data_dir, site.settings.door.name)
    try:
        ownership.take()
    except DoorInUse:
        return True
    ownership.release()
    return False


def build_kiosk(data_dir: Path, spec: str | None, progress: Progress) -> Kiosk:
    """Open everything that the window needs; stopping the kiosk closes it.

    Raises:
        DoorInUse: another process owns this door.
        DoorAccessError: settings, database, weights or source cannot be used.
    """
    with ExitStack() as opened:
        site = opened.enter_context(opened_site(data_dir))
        opened.enter_context(owned_door(site))
        kept = ExitStack()
        kiosk = _kiosk_of(site, spec or site.settings.camera.source, progress, close=kept.close)
        kept.push(opened.pop_all())
    return kiosk


def _kiosk_of(site: Site, spec: str, progress: Progress, *, close: Callable[[], None]) -> Kiosk:
    source = make_source(spec, site.settings, is_running=True)
    card = site.card
    encoder = make_encoder(card, progress)
    run = make_run(site, source, encoder, clock=running_clock())
    desk = Desk(
        site.people,
        site.log,
        OperatorPin(site.secrets, clock=time.monotonic),
        model=card.model,
        config_path=site.config_path,
        find_cameras=list_cameras,
    )
    making = Making(
        source=lambda words, settings: make_source(words, settings, is_running=True),
        mind=lambda settings: make_mind(settings, card, encoder),
        door_rules=door_rules,
        close=close,
    )
    return Kiosk(site.settings, run.pipeline, desk, hub=run.hub, making=making)
