"""A whole pipeline on fakes: a scripted camera, a flat world, a lock that checks its log."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from door_access.domain.door.requests import DoorRequest
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.faces.faces import Embedding, Frame, Rgb, SourceKind
from door_access.errors import CameraFault
from door_access.ports import AccessLog, CredentialStore, FrameSource, NewPerson, PeopleStore, RulesStore
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.mail import DoorMail
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import DecisionMade, Event, EventHub
from door_access.runtime.failure_ledger import FailureLedger
from door_access.runtime.pass_watch import PassWatch
from door_access.runtime.permissions.rules_at_door import RulesAtDoor
from door_access.runtime.pipeline import Pipeline
from door_access.runtime.recognition import Recognition
from door_access.runtime.turned_away import TurnedAway
from tests.builders import CURVES, picture
from tests.fakes import (
    NOON,
    FakeEncoder,
    FakeLock,
    Heard,
    MemoryAccessLog,
    MemoryDoorRequests,
    MemoryFailureStore,
    MemoryPeopleStore,
    MemorySiteStore,
    MemoryUnit,
)
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_passes import MemoryPassStore
from tests.patience import PATIENCE_S
from tests.runtime.looking import Looker
from tests.runtime.thinking import ADA, DOOR_NOW, entry_rules, templates_of

FRAME_S = 0.005
SLOWNESS = 10
UNLOCK_S = 0.5 / SLOWNESS
QUICK = AttemptRules(agreement=0.423, dwell_s=0.0, look_every_s=0.05 / SLOWNESS)


def slow_clock() -> float:
    """Return a time that passes a tenth as fast as ours: a busy machine's threads are not late by it."""
    return time.monotonic() / SLOWNESS


class Audience(Heard):
    """A listener that other threads can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._heard:
            super().__call__(event)
            self._heard.notify_all()

    def wait_for(self, is_told: Callable[[], object]) -> None:
        with self._heard:
            assert self._heard.wait_for(is_told, PATIENCE_S), f"only heard {self.events[-20:]}"

    def has_decided(self) -> bool:
        return bool(self.of(DecisionMade))


class LiveCamera:
    """Shows one grey level for ever, until told otherwise; ``error`` is raised by one reading."""

    def __init__(self, grey: int, *, name: str = "camera", kind: SourceKind = SourceKind.LIVE) -> None:
        self.name, self.kind = name, kind
        self.grey = grey
        self.error: Exception | None = None
        self._pace = threading.Event()
        self._index = 0
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def read(self) -> Frame:
        self.skip()
        return Frame(picture(640, 480, grey=self.grey), 0.0, self._index)

    def skip(self) -> float:
        if not self.is_open:
            raise CameraFault("not open")
        error, self.error = self.error, None
        if error is not None:
            raise error
        self._pace.wait(FRAME_S)
        self._index += 1
        return 0.0

    def close(self) -> None:
        self.is_open = False


class NeverFrozen:
    def frozen_for_s(self, frame: Frame) -> float:
        return 0.0


class FailsOnce:
    """Raises its error at the first call after it was armed."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def check(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error


class BrittleEncoder(FakeEncoder):
    def __init__(self, failure: FailsOnce) -> None:
        self._failure = failure

    def encode(self, chip_rgb: Rgb) -> Embedding:
        self._failure.check()
        return super().encode(chip_rgb)


class BrittleLooker(Looker):
    def __init__(self, failure: FailsOnce) -> None:
        super().__init__()
        self._failure = failure

    def detect(self, rgb: Rgb):
        self._failure.check()
        return super().detect(rgb)


class BrittleRequests(MemoryDoorRequests):
    def __init__(self, failure: FailsOnce) -> None:
        super().__init__()
        self._failure = failure

    def take(self, door: str) -> DoorRequest | None:
        self._failure.check()
        return super().take(door)


class Plant:
    """A pipeline with Ada enrolled; ``is_running`` False plays the source back on its own time."""

    def __init__(
        self,
        source: FrameSource,
        *,
        is_running: bool = True,
        looker: Looker | None = None,
        stores: tuple[PeopleStore, AccessLog, CredentialStore, RulesStore] | None = None,
    ) -> None:
        """``stores``: those of a real database; None for some in memory, whose log pulses are held to."""
        clock = slow_clock if is_running else None
        if stores:
            self.people, self.log, credentials, rules = stores
            self.lock, self.simulated = FakeLock(), FakeLock(is_simulated=True)
        else:
            self.people = MemoryPeopleStore()
            rules = self.people.rules
            self.log, credentials = MemoryAccessLog(self.people), MemoryCredentialStore(self.people)
            self.lock, self.simulated = FakeLock(self.log), FakeLock(self.log, is_simulated=True)
        self.ada = self.people.enrol(NewPerson("Ada", "yes", templates_of(ADA)))
        self.audience, hub = Audience(), EventHub()
        self.hub = hub
        hub.subscribe(self.audience)
        self.seeing, self.thinking, self.door_failure = FailsOnce(), FailsOnce(), FailsOnce()
        self.looker = looker or BrittleLooker(self.seeing)
        in_memory = isinstance(self.people, MemoryPeopleStore)
        passes = MemoryPassStore(self.people if in_memory else MemoryPeopleStore())
        turned_away = TurnedAway(self.people, credentials, passes)
        door = DoorService(
            DoorRules("main entrance", UNLOCK_S if is_running else 5.0, utc_now=lambda: NOON),
            Locks(self.lock, self.simulated),
            log=self.log,
            people=self.people,
            passes=passes,
            together=MemoryUnit(passes, self.log),
            site_rules=rules,
            requests=DoorMail(BrittleRequests(self.door_failure), MemorySiteStore(), door="main entrance"),
            hub=hub,
            clock=clock,
        )
        self.pipeline = Pipeline(
            source,
            make_finder=self.looker.finder,
            recognition=partial(
                Recognition,
                entry_rules(attempt=QUICK if is_running else None),
                encoder=BrittleEncoder(self.thinking),
                curves=CURVES,
                people=self.people,
                credentials=credentials,
                passes=PassWatch(passes, door.wall.now),
                site_rules=RulesAtDoor(rules, DOOR_NOW, door.wall.now),
                ledger=FailureLedger(MemoryFailureStore(), disable=turned_away) if is_running else None,
                kind=source.kind,
                hub=hub,
                clock=clock,
            ),
            door=door,
            freeze=NeverFrozen,
            clock=clock,
        )

    def __enter__(self) -> "Plant":
        self.pipeline.start()
        return self

    def __exit__(self, *error: object) -> None:
        assert self.pipeline.stop(), "a thread was late"

    @property
    def events(self) -> Sequence[Event]:
        return self.audience.events
