"""What the threads tell the world, as immutable values on one hub."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from door_access.domain.enrolment.enrolment import EnrolmentProgress
from door_access.domain.enrolment.rehearsal import RehearsalProgress
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.door import DoorState
from door_access.domain.entry.prompt import Prompt
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.runtime.messages import CameraState


@dataclass(frozen=True, slots=True)
class CameraChanged:
    """The source changed its state; ``detail`` is a sentence for a person."""

    state: CameraState
    source: str
    kind: SourceKind
    detail: str = ""
    at_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SceneSeen:
    """One frame went through detection: what to draw."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The attempt in front of the camera entered another phase."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """One attempt was answered and its log row written. ``person`` is set only after a grant."""

    decision: AccessDecision
    person: str | None
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class DoorChanged:
    """The door's state, why, and for how long. ``person`` is set while a grant keeps it unlocked."""

    state: DoorState
    cause: Reason | None
    at_s: float
    person: str | None = None
    unlock_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FaultsChanged:
    """The faults that stand now, a sentence each; empty when all is well."""

    sentences: tuple[str, ...]
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class GalleryChanged:
    """Another state of the people list was read."""

    people: int
    version: int


@dataclass(frozen=True, slots=True)
class LogGrew:
    """The access log has a new row."""

    seq: int


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentChanged:
    """The running enrolment took a step, asks something, or ended."""

    progress: EnrolmentProgress


@dataclass(frozen=True, slots=True)
class RehearsalChanged:
    """The test after an enrolment took a step, or ended."""

    progress: RehearsalProgress


@dataclass(frozen=True, slots=True)
class PromptChanged:
    """The door asks the person in front of it for something else, or for nothing any more (None)."""

    prompt: Prompt | None
    at_s: float


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """Somebody should look at the door; it stays as it is. ``sentence`` says why."""

    sentence: str


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
    | RehearsalChanged
    | PromptChanged
    | AlarmRaised
)
Listener = Callable[[Event], None]


class EventHub:
    """Hands every event to every listener, on the thread that publishes it. Listeners must be quick."""

    def __init__(self) -> None:
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

    def publish(self, event: Event) -> None:
        """Hand the event to everybody."""
        for listener in self._listeners:
            listener(event)
