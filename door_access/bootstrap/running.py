"""The threads over a site: one pipeline, its door, and the hub on which they speak."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from door_access import config
from door_access.bootstrap.decision import make_entry
from door_access.bootstrap.notify import Systemd
from door_access.bootstrap.site import Site, door_mail
from door_access.bootstrap.vision import make_code_sight, make_passive_watch, make_scene_finder
from door_access.config import Settings
from door_access.demo.director import DemoDirector
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.faces.tracking import Tracker
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.operators.acts import Actor
from door_access.hardware.registry import make_lock, make_simulated_lock
from door_access.lock_settings import LockSettings, SimulatedLockSettings
from door_access.ports import FrameSource
from door_access.runtime.detection import SceneFinder
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.lock_thread import LockThread
from door_access.runtime.door.memory import DoorMemory
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.door.watchdog import Watchdog
from door_access.runtime.events import EventHub
from door_access.runtime.failure_ledger import FailureLedger
from door_access.runtime.pass_watch import PassWatch
from door_access.runtime.permissions.rules_at_door import RulesAtDoor
from door_access.runtime.pipeline import Pipeline
from door_access.runtime.recognition import Recognition
from door_access.runtime.turned_away import TurnedAway
from door_access.vision.cameras.camera import FrozenPicture
from door_access.vision.encoder import LiteRtEncoder
from door_access.zones import zone_of

Clock = Callable[[], float]


def make_locks(settings: LockSettings, clock: Clock | None) -> Locks:
    """Return the lock of these settings for a camera, and the simulated one for demo and files.

    In playback, without a clock, nothing but the simulated one is there.
    """
    simulated, lock = make_simulated_lock(), make_lock(settings)
    if lock.is_simulated or clock is None:
        return Locks(simulated, simulated)
    thread = LockThread(lock, clock)
    return Locks(thread, simulated, thread)


def door_rules(settings: Settings, mode: DoorMode | None = None) -> DoorRules:
    """Return what the door thread is told; ``mode`` goes before the settings."""
    door = settings.door
    return DoorRules(
        door.id,
        door.unlock_s,
        settings.supervision.rules(),
        long_unlock_s=door.long_unlock_s,
        asks=mode or door.mode,
        zone=zone_of(door.zone),
        is_secure=door.secure,
    )


@dataclass(frozen=True, slots=True)
class Run:
    """One pipeline over a site, and the hub on which it speaks."""

    pipeline: Pipeline
    hub: EventHub


def running_clock() -> Clock:
    """Return a monotonic clock that begins now, in seconds."""
    begun_s = time.monotonic()
    return lambda: time.monotonic() - begun_s


def make_run(
    site: Site,
    source: FrameSource,
    encoder: LiteRtEncoder,
    *,
    clock: Clock | None,
    liveness: LivenessLevel | None = None,
    mode: DoorMode | None = None,
    drives_lock: bool = True,
) -> Run:
    """Put the threads together: by a clock for a kiosk; without one every frame counts, in its own time.

    ``liveness`` and ``mode`` go before the settings; ``drives_lock``: the real lock, for a live source.
    """
    hub, door = EventHub(site.settings.door.id), site.by(Actor.DOOR)
    turned_away = TurnedAway(door.people, door.credentials, door.passes)
    lock = site.settings.lock if drives_lock else SimulatedLockSettings()
    service = make_door(site, hub, clock, lock, mode)
    rules = make_entry(site.settings, site.model, liveness=liveness, mode=mode)
    pass_watch = PassWatch(site.passes, service.wall.now)
    recognition = partial(
        Recognition,
        rules,
        encoder=encoder,
        curves=site.model.curves,
        people=site.people,
        credentials=site.credentials,
        passes=pass_watch,
        site_rules=RulesAtDoor(site.rules, rules.door, service.wall.now),
        ledger=None if clock is None else FailureLedger(site.failures, disable=turned_away),
        kind=source.kind,
        hub=hub,
        clock=clock,
    )
    pipeline = Pipeline(
        source,
        make_finder=_finder_maker(site, liveness, pass_watch, clock),
        recognition=recognition,
        door=service,
        freeze=FrozenPicture,
        clock=clock,
        manager=None if clock is None else Systemd(),
    )
    recognising = pipeline.recognition
    director = DemoDirector(recognising.wish, site.people, site.credentials, lambda: recognising.asks)
    hub.subscribe(director.listen)
    return Run(pipeline, hub)


def _finder_maker(
    site: Site, liveness: LivenessLevel | None, pass_watch: PassWatch, clock: Clock | None
) -> Callable[[], SceneFinder]:
    """Return what makes a scene finder by the settings as they are then; tracks and watch outlive it."""
    tracker, watch = Tracker(), make_passive_watch()

    def make() -> SceneFinder:
        settings = config.load(site.config_path)
        is_off = (liveness or settings.liveness.level) is LivenessLevel.OFF
        codes = make_code_sight(pass_watch, clock) if settings.door.reads_passes else None
        return make_scene_finder(settings, site.model, tracker, None if is_off else watch, codes)

    return make


def make_door(
    site: Site, hub: EventHub, clock: Clock | None, lock: LockSettings, mode: DoorMode | None = None
) -> DoorService:
    """Return the door's service, which tells other processes what it does and hears what they ask."""
    mail = door_mail(site)
    hub.subscribe(mail.listen)
    return DoorService(
        door_rules(site.settings, mode),
        make_locks(lock, clock),
        log=site.log,
        people=site.people,
        passes=site.passes,
        together=site.log.together,
        site_rules=site.rules,
        hub=hub,
        clock=clock,
        requests=mail,
        memory=None if clock is None else DoorMemory(site.store, door=site.settings.door.id),
        on_step=_vouching(clock),
    )


def _vouching(clock: Clock | None) -> Callable[[float, bool], None]:
    """Return what lets the service manager hear of a live door's steps."""
    if clock is None:
        return lambda _now_s, _is_well: None
    systemd = Systemd()
    return Watchdog(systemd.feed_watchdog, every_s=systemd.feed_every_s).beat
