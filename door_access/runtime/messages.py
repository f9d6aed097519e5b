"""What one thread of the pipeline hands to the next, in the order in which it happened."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import DoorInputs, LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.runtime.worker import Inbox


class CameraState(StrEnum):
    """What the source is doing. Everything but STREAMING is a denial for everybody."""

    STARTING = "starting"
    STREAMING = "streaming"
    LOST = "lost"
    FROZEN = "frozen"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDoor:
    """What every message and event says: the id of its door. The door's inbox and its hub fill it in."""

    door: str = ""


@dataclass(frozen=True, slots=True)
class CameraReport(OfDoor):
    """The source stopped being what it was; ``detail`` is a sentence for a person."""

    state: CameraState
    source: str
    kind: SourceKind
    at_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FrameRecognised(OfDoor):
    """Recognition went through a frame of this source: both are alive."""

    source: str
    kind: SourceKind
    at_s: float
    tracks: frozenset[int] = frozenset()
    """Whoever stands in the presence zone."""


@dataclass(frozen=True, slots=True)
class Decided(OfDoor):
    """The answer to a transaction. ``kind`` is that of the source at which it was made, seen or not."""

    decision: AccessDecision
    kind: SourceKind
    at_s: float


@dataclass(frozen=True, slots=True)
class Heartbeat(OfDoor):
    """Recognition is alive although there is nothing to recognise."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Release(OfDoor):
    """An operator wants the door open once; the note says why, the actor from where, the operator who."""

    note: str
    at_s: float
    actor: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Relock(OfDoor):
    """Somebody wants an opening to end before its time; what a mode holds unlocked stays so."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SetMode(OfDoor):
    """An operator wants the whole door to work otherwise, until then or, with None, until they end it."""

    mode: OperatingMode
    until_utc: datetime | None
    note: str
    at_s: float
    actor: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge(OfDoor):
    """An operator has seen all alarms that stand."""

    note: str
    at_s: float
    actor: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmClock(OfDoor):
    """An operator has looked at the wall clock, and it is right although it is behind the access log."""

    note: str
    at_s: float
    actor: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class LockRead(OfDoor):
    """What the lock and its wires say; nothing but the trouble, a sentence, while they cannot be asked.

    ``shortcomings``: what in the lock's own settings is not as a door needs it, told when it is reached.
    """

    inputs: DoorInputs
    state: LockState
    trouble: str
    at_s: float
    shortcomings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noticing(OfDoor):
    """Recognition has noticed something that the door is to write down and to tell."""

    notice: Notice
    at_s: float


@dataclass(frozen=True, slots=True)
class Suspend(OfDoor):
    """Recognition decides nothing from now on (an enrolment uses the camera, say), or does so again."""

    is_suspended: bool
    at_s: float
    cause: Reason = Reason.ENROLMENT_IN_PROGRESS


@dataclass(frozen=True, slots=True)
class WorkerReport(OfDoor):
    """A thread failed, or works again when the sentence is empty."""

    worker: str
    sentence: str
    at_s: float


DoorMessage = (
    CameraReport
    | Decided
    | FrameRecognised
    | Heartbeat
    | Release
    | Relock
    | SetMode
    | Acknowledge
    | ConfirmClock
    | Suspend
    | WorkerReport
    | LockRead
    | Noticing
)


class DoorInbox(Inbox[DoorMessage]):
    """Where every message for one door goes."""

    def __init__(self, door: str) -> None:
        super().__init__()
        self._door = door

    def put(self, item: DoorMessage) -> None:
        """Address the message to the door and leave it."""
        super().put(replace(item, door=self._door))
