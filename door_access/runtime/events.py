"""What the threads tell the world, as immutable values on one hub."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.enrolment.enrolment import EnrolmentProgress
from door_access.domain.enrolment.rehearsal import RehearsalProgress
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.prompt import Prompt
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.messages import CameraState, OfDoor


@dataclass(frozen=True, slots=True)
class CameraChanged(OfDoor):
    """The source changed its state; ``detail`` is a sentence for a person."""

    state: CameraState
    source: str
    kind: SourceKind
    detail: str = ""
    at_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SceneSeen(OfDoor):
    """One frame went through detection: what to draw."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class PhaseChanged(OfDoor):
    """The attempt in front of the camera entered another phase."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class DecisionMade(OfDoor):
    """One attempt was answered and its log row, ``seq``, written. ``person`` is set only after a grant."""

    decision: AccessDecision
    person: str | None
    at_s: float = 0.0
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class DoorChanged(OfDoor):
    """The door's state, why, and for how long. ``person`` is set while a grant keeps it unlocked."""

    state: DoorState
    cause: Reason | None
    at_s: float
    person: str | None = None
    unlock_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FaultsChanged(OfDoor):
    """The faults that stand now, a sentence each; empty when all is well."""

    sentences: tuple[str, ...]
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class GalleryChanged(OfDoor):
    """Another state of the people list was read."""

    people: int
    version: int


@dataclass(frozen=True, slots=True)
class LogGrew(OfDoor):
    """The access log has a new row."""

    seq: int


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentChanged(OfDoor):
    """The enrolment of this very request took a step, asks something, or ended."""

    progress: EnrolmentProgress
    request: EnrolmentRequest


@dataclass(frozen=True, slots=True)
class PhotoRefusal:
    """A photo that gave no sample, by its file's name.

    ``reason`` is None for what is no picture that can be read; then ``sentence`` says why.
    """

    name: str
    reason: Reason | None
    sentence: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PhotosRead(OfDoor):
    """So many of the photos for the enrolment of this very request are read, and what was refused of them."""

    request: EnrolmentRequest
    read: int
    count: int
    refused: tuple[PhotoRefusal, ...] = ()


@dataclass(frozen=True, slots=True)
class RehearsalChanged(OfDoor):
    """The test after an enrolment took a step, or ended."""

    progress: RehearsalProgress


@dataclass(frozen=True, slots=True)
class PromptChanged(OfDoor):
    """The door asks the person in front of it for something else, or for nothing any more (None)."""

    prompt: Prompt | None
    at_s: float


@dataclass(frozen=True, slots=True)
class PassesChanged(OfDoor):
    """Passes are looked for from now on, or none any more: whether anybody can come with one."""

    are_read: bool


@dataclass(frozen=True, slots=True)
class TroubleChanged(OfDoor):
    """Something beside the door does not work, which goes on without it: for operators, not for passers-by.

    ``part`` is a reader or a broker; ``sentence`` may name ports and addresses; empty when all is well.
    """

    part: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WishRefused(OfDoor):
    """What an operator asked of the door was not done; ``why`` is a sentence for them, not for passers-by."""

    why: str


@dataclass(frozen=True, slots=True)
class ModeChanged(OfDoor):
    """The whole door works otherwise from now on; None: until somebody ends it, or the schedule does."""

    mode: OperatingMode
    until_utc: datetime | None
    at_s: float
    is_by_schedule: bool = False


@dataclass(frozen=True, slots=True)
class ContactChanged(OfDoor):
    """The door was opened or closed; never told where no contact is wired."""

    is_open: bool
    at_s: float


@dataclass(frozen=True, slots=True)
class LockStateChanged(OfDoor):
    """The lock says of itself that it is in this state; UNKNOWN while its board cannot be asked."""

    state: LockState
    at_s: float


@dataclass(frozen=True, slots=True)
class Noticed(OfDoor):
    """The door has noticed something by itself. ``detail``: a sentence where there is more to say."""

    notice: Notice
    at_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Duress(OfDoor):
    """Somebody has typed the PIN that says that they are threatened.

    Only whoever is told from afar may hear it: no view, no list and no note at this machine has a way for it.

    Attributes:
        person: their name, once they were let in.
        is_let_in: the door has opened for them; something else may have spoken against it.
    """

    person_id: str
    person: str | None
    is_let_in: bool
    at_s: float


@dataclass(frozen=True, slots=True)
class AlarmsChanged(OfDoor):
    """These alarms stand now, until somebody acknowledges them; empty when there are none."""

    alarms: tuple[Alarm, ...]
    at_s: float


__all__ = ["CameraState", "Event", "EventHub", "Listener"]

Event = (
    CameraChanged
    | SceneSeen
    | PhaseChanged
    | DecisionMade
    | DoorChanged
    | FaultsChanged
    | GalleryChanged
    | LogGrew
    | EnrolmentChanged
    | PhotosRead
    | RehearsalChanged
    | PromptChanged
    | PassesChanged
    | TroubleChanged
    | WishRefused
    | ModeChanged
    | ContactChanged
    | LockStateChanged
    | Noticed
    | AlarmsChanged
    | Duress
)
Listener = Callable[[Event], None]


class EventHub:
    """Hands every event of one door to every listener, on the publishing thread. Listeners must be quick."""

    def __init__(self, door: str = "") -> None:
        """``door``: the id that every event gets."""
        self._door = door
        self._listeners: tuple[Listener, ...] = ()
        self._changing = threading.Lock()

    def subscribe(self, listener: Listener) -> None:
        """Call the listener for every event from now on."""
        with self._changing:
            self._listeners = (*self._listeners, listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Stop calling the listener; harmless when it is unknown."""
        with self._changing:
            self._listeners = tuple(known for known in self._listeners if known != listener)

    @contextmanager
    def heard_by(self, listener: Listener) -> Iterator[None]:
        """Call the listener for every event until the block ends."""
        self.subscribe(listener)
        try:
            yield
        finally:
            self.unsubscribe(listener)

    def publish(self, event: Event) -> None:
        """Hand the event to everybody."""
        event = replace(event, door=self._door)
        for listener in self._listeners:
            listener(event)
