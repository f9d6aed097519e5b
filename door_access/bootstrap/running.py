"""The threads over a site: one pipeline, its door, and the hub on which they speak."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from door_access import config
from door_access.bootstrap.decision import AS_SET, Asked, make_mind
from door_access.bootstrap.eyes import make_eyes
from door_access.bootstrap.liveness import make_passive_watch
from door_access.bootstrap.site import Site
from door_access.config import Settings
from door_access.demo.director import DemoDirector
from door_access.demo.story import is_enrolling, round_of
from door_access.domain.faces.tracking import Tracker
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.hardware.locks.simulated_lock import SimulatedLock
from door_access.ports import DoorLock, FrameSource, PeopleStore
from door_access.runtime.detection import Eyes
from door_access.runtime.door_service import DoorRules, DoorService, DoorStores
from door_access.runtime.events import EventHub
from door_access.runtime.lock_control import Locks
from door_access.runtime.pipeline import Parts, Pipeline
from door_access.runtime.release_requests import ReleaseRequests
from door_access.vision.cameras.frozen import FrozenPicture
from door_access.vision.encoder import LiteRtEncoder

Clock = Callable[[], float]


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


def make_run(
    site: Site, source: FrameSource, encoder: LiteRtEncoder, *, clock: Clock | None, asked: Asked = AS_SET
) -> Run:
    """Put the threads together: by a clock for a kiosk; without one every frame counts, in its own time."""
    hub = EventHub()
    parts = Parts(
        source=source,
        eyes=_eyes_maker(site, asked),
        mind=make_mind(site.settings, site.model, encoder, site.credentials, asked),
        door=make_door(site, hub, clock),
        people=site.people,
        hub=hub,
        freeze=FrozenPicture,
        clock=clock,
    )
    pipeline = Pipeline(parts)
    hub.subscribe(make_director(pipeline, site.people).listen)
    return Run(pipeline, hub)


def _eyes_maker(site: Site, asked: Asked) -> Callable[[], Eyes]:
    """Return what makes eyes by the settings as they are then; what is known of a track outlives them."""
    tracker, watch = Tracker(), make_passive_watch()

    def make() -> Eyes:
        settings = config.load(site.config_path)
        is_off = asked.level(settings) is LivenessLevel.OFF
        return make_eyes(settings, site.model, tracker, None if is_off else watch)

    return make


def make_door(site: Site, hub: EventHub, clock: Clock | None) -> DoorService:
    """Return the door's service, with both ends of its mail."""
    mail = ReleaseRequests(site.store)
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
