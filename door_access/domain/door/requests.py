"""What another process asks of a door, and the answer. A request is good for a few seconds only."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from door_access.domain.door.modes import OperatingMode

OLDEST_REQUEST = timedelta(seconds=5)
"""A request that nobody took by then is void: a door must not open long after somebody asked."""
ANSWERS_KEPT = timedelta(minutes=1)
"""How long an answer waits for whoever asked. A guess: ten times as long as anybody waits for one."""


class Wish(StrEnum):
    """What somebody wants of the door: to open once, to work otherwise, to know its alarms as seen, or to
    believe the wall clock again."""

    RELEASE = "release"
    MODE = "mode"
    ACKNOWLEDGE = "acknowledge"
    CONFIRM_CLOCK = "confirm_clock"


class AnswerKind(StrEnum):
    """What became of a request. EXPIRED: nobody took it in time, and nobody will."""

    OPENED = "opened"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class DoorRequest:
    """What another process wants of a door.

    Attributes:
        id: a random one, by which the answer is found.
        door: the id of the door that is asked.
        note: the asker's words.
        mode: for MODE, how the door shall work, and ``until_utc`` until when; None until somebody ends it.
        operator: who asks, as ``user:NAME`` of the operating system.
    """

    id: str
    door: str
    note: str = field(repr=False)
    wish: Wish = Wish.RELEASE
    mode: OperatingMode = OperatingMode.NORMAL
    until_utc: datetime | None = None
    operator: str = ""


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """What the door says once it has acted.

    Attributes:
        why: a sentence for whoever was refused; empty otherwise.
        seq: the row of the access log that tells of it; None while it has none.
    """

    kind: AnswerKind
    why: str = ""
    seq: int | None = None
