"""What passive watching of a face says about its being alive. Its one rule: it can only deny.

The words are those of ISO/IEC 30107-3: a *bona fide* presentation is a person who wants in, an *attack* is a
picture of one. Whoever is undecided is neither.
"""

from dataclasses import dataclass
from enum import StrEnum


class LivenessLevel(StrEnum):
    """How much a door asks for."""

    OFF = "off"
    PASSIVE = "passive"
    CHALLENGE = "challenge"


class Liveness(StrEnum):
    """What is known of one track."""

    BONA_FIDE = "bona_fide"
    ATTACK = "attack"
    UNDECIDED = "undecided"


class AttackSign(StrEnum):
    """What gave an attack away."""

    FROZEN = "frozen_picture"
    LOOPING = "looping_picture"
    PLANAR = "planar_motion"


@dataclass(frozen=True, slots=True)
class LivenessEvidence:
    """What passive watching of one track says so far.

    Attributes:
        sign: what gave the attack away; None unless the verdict is ATTACK.
        blinks: seen since the track began.
        observed_s: how long the track has been watched.
    """

    verdict: Liveness
    sign: AttackSign | None
    blinks: int
    observed_s: float

    def __post_init__(self) -> None:
        if (self.verdict is Liveness.ATTACK) != (self.sign is not None):
            raise ValueError(f"an attack, and nothing else, has a sign; got {self.verdict}, {self.sign}")
