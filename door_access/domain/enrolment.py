"""Enrolling a newcomer: a sample every few accepted frames, one face only, and no surprise in the gallery."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.faces import Rgb
from door_access.domain.guidance import Guidance


class EnrolmentStage(StrEnum):
    """Where an enrolment stands. The last three end it."""

    COLLECTING = "collecting"
    LOOKALIKE = "lookalike"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class LookalikeAnswer(StrEnum):
    """What the operator says of a look-alike who is already enrolled."""

    SAME_PERSON = "same_person"
    DIFFERENT_PERSON = "different_person"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Somebody enrolled who lies suspiciously near the newcomer."""

    person_id: str
    distance: float


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentProgress:
    """What to show of the running enrolment.

    Attributes:
        taken, wanted: samples.
        guidance: the next step for the newcomer.
        newest_chip_rgb: the sample just taken, for a thumbnail; None when none was taken in this step.
        lookalikes: nearest first, while the stage is LOOKALIKE.
        message: a sentence: why it stopped, or what was stored.
        person_id: set when the stage is DONE.
    """

    stage: EnrolmentStage
    name: str
    taken: int
    wanted: int
    guidance: Guidance = Guidance.NOBODY
    newest_chip_rgb: Rgb | None = None
    lookalikes: tuple[Lookalike, ...] = ()
    message: str = ""
    person_id: str | None = None
    is_weak: bool = False
