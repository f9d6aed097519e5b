"""Enrolling a newcomer: a sample every few accepted frames, one face only, and no surprise in the gallery."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.calibration import LAXEST_FMR, Configuration, ImpostorCurves
from door_access.domain.faces import Embedding, FaceSample, Rgb
from door_access.domain.gallery import Gallery
from door_access.domain.guidance import Guidance
from door_access.domain.identification import is_match
from door_access.domain.people import Template
from door_access.domain.scene import Scene

LOOKALIKE_FMR = 1e-3
"""Ten times laxer than any grant, so that the desk is asked before the door could ever be in doubt."""
AGREEMENT_FMR = 1e-2
"""Lax: it only has to notice that somebody else stepped in, not stop a newcomer who turns the head."""
FIRST_SAMPLES = 3
"""Samples after which the gallery is searched for look-alikes: one probe's worth."""


class EnrolmentStage(StrEnum):
    """Where an enrolment stands. The last three end it."""

    COLLECTING = "collecting"
    LOOKALIKE = "lookalike"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (EnrolmentStage.DONE, EnrolmentStage.STOPPED, EnrolmentStage.CANCELLED)


class LookalikeAnswer(StrEnum):
    """What the operator says of a look-alike who is already enrolled."""

    SAME_PERSON = "same_person"
    DIFFERENT_PERSON = "different_person"
    CANCEL = "cancel"


class EnrolmentRefusal(StrEnum):
    """Why an enrolment stopped, or a photo was not taken."""

    ANOTHER_FACE = "another_face"
    NOT_THAT_PERSON = "not_that_person"
    NO_USABLE_FACE = "no_usable_face"


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
    """

    curves: ImpostorCurves
    wanted: int = 20
    every: int = 5
    add_to: str | None = None
    allow_lookalike: bool = False


class EnrolmentSession:
    """Collects the samples of one newcomer. One thread owns it; :attr:`stage` tells what it waits for."""

    def __init__(self, rules: EnrolmentRules, gallery: Gallery) -> None:
        self._rules = rules
        self._gallery = gallery
        self._accepted = 0
        self._is_checked = False
        self.stage = EnrolmentStage.COLLECTING
        self.refusal: EnrolmentRefusal | None = None
        self.templates: list[Template] = []
        self.lookalikes: tuple[Lookalike, ...] = ()
        self.add_to = rules.add_to

    @property
    def wanted(self) -> int:
        return self._rules.wanted

    def sample_of(self, scene: Scene) -> FaceSample | None:
        """Return the sample to encode: the first accepted frame and every so many after it."""
        if self.stage is not EnrolmentStage.COLLECTING or scene.sample is None:
            return None
        self._accepted += 1
        return scene.sample if (self._accepted - 1) % self._rules.every == 0 else None

    def agrees(self, embedding: Embedding) -> bool:
        """Say whether this is the face of the samples so far."""
        if not self.templates:
            return True
        threshold = self._rules.curves.threshold(Configuration(1, 1), AGREEMENT_FMR)
        return is_match(embedding.distance_to(self._mean()), threshold)

    def add(self, template: Template) -> None:
        """Take a sample; a face that is not the one before stops the enrolment."""
        if not self.agrees(template.embedding):
            self._stop(EnrolmentRefusal.ANOTHER_FACE)
            return
        self.templates.append(template)
        if len(self.templates) >= min(FIRST_SAMPLES, self._rules.wanted) and not self._is_checked:
            self._check_gallery()
        if self.stage is EnrolmentStage.COLLECTING and len(self.templates) >= self._rules.wanted:
            self.stage = EnrolmentStage.DONE

    def finish(self) -> None:
        """End with the samples there are: the source has no more."""
        if self.stage is not EnrolmentStage.COLLECTING:
            return
        if not self.templates:
            self._stop(EnrolmentRefusal.NO_USABLE_FACE)
            return
        if not self._is_checked:
            self._check_gallery()
        if self.stage is EnrolmentStage.COLLECTING:
            self.stage = EnrolmentStage.DONE

    def answer(self, answer: LookalikeAnswer) -> None:
        """Take the operator's word on the look-alikes and go on; harmless when nothing was asked."""
        if self.stage is not EnrolmentStage.LOOKALIKE:
            return
        if answer is LookalikeAnswer.CANCEL:
            self.cancel()
            return
        if answer is LookalikeAnswer.SAME_PERSON:
            self.add_to = self.lookalikes[0].person_id
        is_full = len(self.templates) >= self._rules.wanted
        self.stage = EnrolmentStage.DONE if is_full else EnrolmentStage.COLLECTING

    def cancel(self) -> None:
        """End; nothing is to be stored."""
        self.stage = EnrolmentStage.CANCELLED
        self.templates.clear()

    def _stop(self, refusal: EnrolmentRefusal) -> None:
        self.stage, self.refusal = EnrolmentStage.STOPPED, refusal
        self.templates.clear()

    def _mean(self) -> Embedding:
        return Embedding.mean_of([template.embedding for template in self.templates])

    def _check_gallery(self) -> None:
        self._is_checked = True
        probe, frames = self._mean(), len(self.templates)
        if self.add_to is not None:
            if not self._verifies(probe, frames):
                self._stop(EnrolmentRefusal.NOT_THAT_PERSON)
            return
        self.lookalikes = self._near(probe, frames)
        if self.lookalikes and not self._rules.allow_lookalike:
            self.stage = EnrolmentStage.LOOKALIKE

    def _verifies(self, probe: Embedding, frames: int) -> bool:
        known = [r for r in self._gallery.references if r.person_id == self.add_to]
        if not known:
            return True
        threshold = self._rules.curves.threshold(Configuration(known[0].templates, frames), LAXEST_FMR)
        return is_match(probe.distance_to(known[0].embedding), threshold)

    def _near(self, probe: Embedding, frames: int) -> tuple[Lookalike, ...]:
        references = self._gallery.references
        thresholds = {g: self._lookalike_threshold(g, frames) for g in {r.templates for r in references}}
        found = [
            Lookalike(reference.person_id, float(distance))
            for reference, distance in zip(references, self._gallery.distances(probe), strict=True)
            if is_match(float(distance), thresholds[reference.templates])
        ]
        return tuple(sorted(found, key=lambda one: one.distance))

    def _lookalike_threshold(self, templates: int, frames: int) -> float:
        return self._rules.curves.threshold(Configuration(templates, frames), LOOKALIKE_FMR)
