"""The words in which an enrolment is asked for and told: its rules, its stages, its progress."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.enrolment.coverage import Coverage, Pose
from door_access.domain.enrolment.lookalikes import Lookalike
from door_access.domain.faces.faces import Rgb
from door_access.domain.faces.guidance import Guidance
from door_access.domain.matching.calibration import ImpostorCurves

AGREEMENT_FMR = 1e-2
"""Lax: it only has to notice that somebody else stepped in, not stop a newcomer who turns the head."""
FIRST_SAMPLES = 3
"""Samples after which the gallery is searched for look-alikes: one probe's worth."""
POSES_S = 10.0
"""How long a newcomer looks into the camera, so that there is time for every pose."""
WITHOUT_GLASSES = 8
"""Samples of the second round: enough to be felt in the reference, too few to outweigh the usual look."""


_NO_SAMPLES = Coverage()


class EnrolmentStage(StrEnum):
    """Where an enrolment stands. The last three end it."""

    COLLECTING = "collecting"
    LOOKALIKE = "lookalike"
    GLASSES = "glasses"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (EnrolmentStage.DONE, EnrolmentStage.STOPPED, EnrolmentStage.CANCELLED)


class GlassesAnswer(StrEnum):
    """What the operator says when the samples with glasses are taken."""

    TAKEN_OFF = "taken_off"
    KEPT_ON = "kept_on"


class EnrolmentRefusal(StrEnum):
    """Why an enrolment stopped, or a photo was not taken."""

    ANOTHER_FACE = "another_face"
    NOT_THAT_PERSON = "not_that_person"
    NO_USABLE_FACE = "no_usable_face"
    LIKE_BLOCKED = "like_blocked"


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentProgress:
    """What to show of the running enrolment.

    Attributes:
        taken, wanted: samples of this round while collecting; all that are stored at the end.
        guidance: the next step for the newcomer.
        newest_chip_rgb: the sample just taken, for a thumbnail; None when none was taken in this step.
        newest_place: which of the wanted places it fills, from 0; None without a sample.
        coverage: how many samples there are of every pose.
        asked: the pose to ask for now; None when any will do.
        left_s: time that is left for the poses.
        has_glasses: whether this round is with glasses; None when nobody asked. When the stage is DONE:
            True when both were taken, False when only the samples with glasses were.
        lookalikes: nearest first, once the gallery was searched.
        with_card: ids of who must always show a card from now on, when the stage is DONE.
        message: a sentence: why it stopped, or what was stored.
        person_id: set when the stage is DONE.
    """

    stage: EnrolmentStage
    name: str
    taken: int
    wanted: int
    guidance: Guidance = Guidance.NOBODY
    newest_chip_rgb: Rgb | None = None
    newest_place: int | None = None
    coverage: Coverage = _NO_SAMPLES
    asked: Pose | None = None
    left_s: float = 0.0
    has_glasses: bool | None = None
    lookalikes: tuple[Lookalike, ...] = ()
    with_card: tuple[str, ...] = ()
    refusal: EnrolmentRefusal | None = None
    message: str = ""
    person_id: str | None = None
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class EnrolmentRules:
    """How an enrolment proceeds.

    Attributes:
        wanted: samples to take.
        every: accepted frames per sample, so that neighbouring frames do not count twice.
        add_to: the existing person who is to get the templates; the face must verify as them.
        allow_lookalike: the operator has said beforehand that look-alikes are different people.
        poses_s: time for the poses from the first accepted frame on; 0 asks for none.
        wears_glasses: samples are taken with glasses and then, in a second round, without.
    """

    curves: ImpostorCurves
    wanted: int = 20
    every: int = 5
    add_to: str | None = None
    allow_lookalike: bool = False
    poses_s: float = 0.0
    wears_glasses: bool = False
