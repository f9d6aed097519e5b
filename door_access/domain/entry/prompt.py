"""What the door asks of the person beside their face, as the screen shows it. It never tells a name."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.liveness.challenge import ChallengeStep


class PromptKind(StrEnum):
    """What is asked for. CHECKING asks for a moment's patience: a PIN is being checked."""

    CARD = "card"
    FACE = "face"
    PIN = "pin"
    MOVE = "move"
    LOOK = "look"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question.

    Attributes:
        ends_at_s: until when it is waited for, on the source's clock; None for ever.
        step, number, count: what to do and which step of how many that is, when asked to MOVE.
    """

    kind: PromptKind
    ends_at_s: float | None = None
    step: ChallengeStep | None = None
    number: int = 0
    count: int = 0
