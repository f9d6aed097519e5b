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
    """Recognition went through a frame of this source: both are alive."""

    source: str
    kind: SourceKind
    at_s: float


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to a transaction. ``kind`` is that of the source at which it was made, seen or not."""

    decision: AccessDecision
    kind: SourceKind
    at_s: float


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


DoorMessage = CameraReport | Decided | FrameRecognised | Heartbeat | Release | Suspend | WorkerReport
