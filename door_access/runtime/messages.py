"""What one thread of the pipeline hands to the next, in the order in which it happened."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision


class CameraState(StrEnum):
    """What the source is doing. Everything but STREAMING is a denial for everybody."""

    STARTING = "starting"
    STREAMING = "streaming"
    LOST = "lost"
    FROZEN = "frozen"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CameraReport:
    """The source stopped being what it was; ``detail`` is a sentence for a person."""

    state: CameraState
    source: str
    kind: SourceKind
    at_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FrameRecognised:
    """Recognition went through a frame of this source: both are alive. ``decision`` if an attempt ended."""

    source: str
    kind: SourceKind
    at_s: float
    decision: AccessDecision | None = None


@dataclass(frozen=True, slots=True)
class AttemptAborted:
    """An attempt ended between two frames: its denial says nothing about the camera."""

    decision: AccessDecision

    def __post_init__(self) -> None:
        if self.decision.is_granted:
            raise ValueError("an aborted attempt is a denial, got a grant")

    @property
    def at_s(self) -> float:
        return self.decision.at_s


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Recognition is alive although there is nothing to recognise."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Release:
    """An operator wants the door open once; the note says why."""

    note: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Suspend:
    """Recognition decides nothing from now on (an enrolment uses the camera), or does so again."""

    is_suspended: bool
    at_s: float


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """A thread failed, or works again when the sentence is empty."""

    worker: str
    sentence: str
    at_s: float


DoorMessage = AttemptAborted | CameraReport | FrameRecognised | Heartbeat | Release | Suspend | WorkerReport
