"""What another process asks of a door, and the answer. A request is good for a few seconds only."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

OLDEST_REQUEST = timedelta(seconds=5)
"""A request that nobody took by then is void: a door must not open long after somebody asked."""
ANSWERS_KEPT = timedelta(minutes=1)
"""How long an answer waits for whoever asked. A guess: ten times as long as anybody waits for one."""


class AnswerKind(StrEnum):
    """What became of a request. EXPIRED: nobody took it in time, and nobody will."""

    OPENED = "opened"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class DoorRequest:
    """The wish that a door opens once.

    Attributes:
        id: a random one, by which the answer is found.
        door: the id of the door that is asked.
        note: the asker's words.
    """

    id: str
    door: str
    note: str = field(repr=False)


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
