"""The entrance that the tests of the door drive by hand: a door service with its surroundings."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.domain.operators.acts import Act
from door_access.errors import LockFault, StorageFault
from door_access.ports import LogEntry, NewPerson
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.mail import DoorMail
from door_access.runtime.door.memory import DoorMemory
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import (
    DoorChanged,
    EventHub,
)
from door_access.runtime.messages import Decided, DoorMessage, FrameRecognised, LockRead, SetMode
from tests.builders import grant, template
from tests.fakes import (
    FULL,
    NOON,
    FakeLock,
    HandClock,
    Heard,
    MemoryAccessLog,
    MemoryDoorRequests,
    MemoryPeopleStore,
    MemorySiteStore,
    MemoryUnit,
)
from tests.memory_passes import MemoryPassStore

DOOR = "main entrance"
UNLOCK_S = 5.0
BROKEN_LOG = StorageFault("The log cannot be written.")
BROKEN_LOCK = LockFault("The lock does not answer.")
LIVE, PLAYBACK, DEMO = SourceKind.LIVE, SourceKind.PLAYBACK, SourceKind.DEMO


QUIET = DoorInputs(is_open=False, is_exit_pressed=False, is_tampered=False)


@dataclass
class Entrance:
    """A door service with its surroundings, driven by hand."""

    checks_log: bool = True
    clock: HandClock = field(default_factory=lambda: HandClock(100.0))
    capabilities: LockCapabilities = FULL
    facts: MemorySiteStore = field(default_factory=MemorySiteStore)
    wires: DoorInputs = QUIET
    clock_error: timedelta = timedelta(0)
    rows: tuple[LogEntry, ...] = ()
    """What lies in the log before the door begins."""

    def __post_init__(self) -> None:
        self.began_s = self.clock()
        self.people = MemoryPeopleStore()
        self.ada = self.people.enrol(NewPerson("Ada", "yes", (template(),)))
        self.log = MemoryAccessLog(self.people)
        for row in self.rows:
            self.log.append(row)
        self.lock = FakeLock(self.log if self.checks_log else None, capabilities=self.capabilities)
        self.simulated = FakeLock(is_simulated=True)
        self.requests = MemoryDoorRequests()
        self.mail = DoorMail(self.requests, MemorySiteStore(), door=DOOR)
        self.heard, hub = Heard(), EventHub()
        hub.subscribe(self.heard)
        self.passes = MemoryPassStore(self.people)
        self.door = DoorService(
            self.door_rules(),
            Locks(self.lock, self.simulated),
            log=self.log,
            people=self.people,
            passes=self.passes,
            together=MemoryUnit(self.people, self.people.failures, self.people.rules, self.log, self.passes),
            site_rules=self.people.rules,
            requests=self.mail,
            hub=hub,
            clock=self.clock,
            memory=DoorMemory(self.facts, door=DOOR),
        )
        self.door.begin(LIVE)
        self.tell(self.seen())

    def door_rules(self, **others: object) -> DoorRules:
        return DoorRules(DOOR, UNLOCK_S, utc_now=self.utc_now, **others)  # type: ignore[arg-type]

    def utc_now(self) -> datetime:
        return NOON + timedelta(seconds=self.clock() - self.began_s) + self.clock_error

    def read(self, trouble: str = "", state: LockState = LockState.LOCKED, **wires: bool) -> None:
        """Let the real lock's thread tell what it and the wires say now."""
        self.wires = replace(self.wires, **wires)
        inputs = NO_INPUTS if trouble else self.wires
        self.tell(LockRead(inputs, LockState.UNKNOWN if trouble else state, trouble, self.clock()))

    def set_mode(self, mode: OperatingMode, *, for_s: float | None = None, note: str = "") -> None:
        until_utc = None if for_s is None else self.utc_now() + timedelta(seconds=for_s)
        self.tell(SetMode(mode, until_utc, note, self.clock(), "desk"))

    def tell(self, *messages: DoorMessage) -> None:
        for message in messages:
            self.door.inbox.put(message)
            self.door.step()

    def seen(self, *, kind: SourceKind = LIVE, source: str = "camera") -> FrameRecognised:
        return FrameRecognised(source, kind, self.clock())

    def decided(self, decision: AccessDecision, *, kind: SourceKind = LIVE) -> Decided:
        return Decided(decision, kind, self.clock())

    def granted(self, **others: object) -> AccessDecision:
        values: dict[str, object] = {"at_s": self.clock(), "gallery_version": self.people.version()}
        values |= others
        reason = values.pop("reason", Reason.MATCH)
        shown = {name: values.pop(name) for name in ("claim", "pass_id") if name in values}
        return replace(grant(self.ada, **values), reason=reason, **shown)  # type: ignore[arg-type]

    def let_in(self, *, kind: SourceKind = LIVE, **others: object) -> None:
        self.tell(self.seen(kind=kind), self.decided(self.granted(**others), kind=kind))

    def pass_time(self, seconds: float) -> None:
        """Let time pass second by second."""
        for _ in range(round(seconds)):
            self.wait(1.0)

    def wait(self, seconds: float) -> None:
        """Let time pass with a recognition that is alive and a camera that gives pictures."""
        self.clock.move(seconds)
        self.tell(self.seen())

    @property
    def state(self) -> DoorState:
        return self.door.state

    def reasons(self) -> list[Reason | Act | Notice]:
        return [event.reason for event in self.log.events]

    def states(self) -> list[DoorState]:
        return [event.state for event in self.heard.of(DoorChanged)]
