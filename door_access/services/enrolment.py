"""One enrolment from its request to the stored person; runs on the recognition thread."""

import logging
from dataclasses import dataclass, replace

from door_access.domain.calibration import ImpostorCurves
from door_access.domain.enrolment import (
    EnrolmentProgress,
    EnrolmentRefusal,
    EnrolmentRules,
    EnrolmentSession,
    EnrolmentStage,
    LookalikeAnswer,
)
from door_access.domain.faces import FaceSample, Rgb
from door_access.domain.gallery import Gallery
from door_access.domain.guidance import Guidance
from door_access.domain.people import Template, checked_name
from door_access.domain.scene import Scene
from door_access.ports import FaceEncoder, NewPerson, PeopleStore

_log = logging.getLogger(__name__)

SAMPLES_WANTED = 20
FRAMES_PER_SAMPLE = 5
"""Neighbouring frames say nearly the same; 20 samples of every fifth frame take about five seconds."""

SENTENCES = {
    EnrolmentRefusal.ANOTHER_FACE: "Another face came before the camera; nothing was stored.",
    EnrolmentRefusal.NOT_THAT_PERSON: "The face does not match that person; nothing was stored.",
    EnrolmentRefusal.NO_USABLE_FACE: "No usable face was seen; nothing was stored.",
}


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """Who is to be enrolled. ``add_to`` is the id of an existing person whose templates are to grow.

    Raises:
        BadName: the name cannot be a person's.
    """

    name: str
    consent: str
    wanted: int = SAMPLES_WANTED
    every: int = FRAMES_PER_SAMPLE
    add_to: str | None = None
    allow_lookalike: bool = False
    external_id: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))


class EnrolmentJob:
    """Drives a session with an encoder and stores its result, whole or not at all."""

    def __init__(
        self,
        request: EnrolmentRequest,
        *,
        encoder: FaceEncoder,
        store: PeopleStore,
        curves: ImpostorCurves,
        gallery: Gallery,
    ) -> None:
        rules = EnrolmentRules(curves, request.wanted, request.every, request.add_to, request.allow_lookalike)
        self._request = request
        self._encoder = encoder
        self._store = store
        self.session = EnrolmentSession(rules, gallery)
        self.progress = self._progress(Guidance.NOBODY)

    @property
    def is_over(self) -> bool:
        return self.progress.stage.is_over

    def see(self, scene: Scene) -> EnrolmentProgress:
        """Take what the scene offers and return where the enrolment stands."""
        sample = self.session.sample_of(scene)
        is_taken = sample is not None and self._take(sample)
        return self._update(scene.guidance, sample.chip_rgb if sample and is_taken else None)

    def offer(self, sample: FaceSample) -> bool:
        """Take a photo's face if it is the face of those before; say whether it was taken."""
        is_taken = self._take(sample, if_agreeing=True)
        self._update(Guidance.GOOD, sample.chip_rgb if is_taken else None)
        return is_taken

    def answer(self, answer: LookalikeAnswer) -> EnrolmentProgress:
        """Take the operator's word on the look-alikes."""
        self.session.answer(answer)
        return self._update(self.progress.guidance)

    def finish(self) -> EnrolmentProgress:
        """End with the samples there are."""
        self.session.finish()
        return self._update(self.progress.guidance)

    def cancel(self) -> EnrolmentProgress:
        """End; nothing is stored."""
        self.session.cancel()
        return self._update(self.progress.guidance)

    def stop(self, sentence: str) -> EnrolmentProgress:
        """End because the result cannot be stored; the sentence says why."""
        self.progress = stopped(self._request, sentence)
        return self.progress

    def _take(self, sample: FaceSample, *, if_agreeing: bool = False) -> bool:
        """Add the sample's template; say whether it was added."""
        template = template_of(self._encoder, sample)
        if template is None or (if_agreeing and not self.session.agrees(template.embedding)):
            return False
        self.session.add(template)
        return True

    def _update(self, guidance: Guidance, chip_rgb: Rgb | None = None) -> EnrolmentProgress:
        if not self.is_over:
            progress = replace(self._progress(guidance), newest_chip_rgb=chip_rgb)
            is_done = progress.stage is EnrolmentStage.DONE
            self.progress = self._stored(progress) if is_done else progress
        return self.progress

    def _progress(self, guidance: Guidance) -> EnrolmentProgress:
        session = self.session
        return EnrolmentProgress(
            stage=session.stage,
            name=self._request.name,
            taken=len(session.templates),
            wanted=session.wanted,
            guidance=guidance,
            lookalikes=session.lookalikes,
            refusal=session.refusal,
            message=SENTENCES[session.refusal] if session.refusal else "",
        )

    def _stored(self, progress: EnrolmentProgress) -> EnrolmentProgress:
        templates = tuple(self.session.templates)
        person_id = self._store_templates(templates)
        known = self._store.find(person_id, self._encoder.model)
        is_weak = any(person.is_weak for person in known if person.id == person_id)
        message = f"{len(templates)} templates were stored."
        return replace(progress, person_id=person_id, is_weak=is_weak, message=message)

    def _store_templates(self, templates: tuple[Template, ...]) -> str:
        if self.session.add_to is not None:
            self._store.add_templates(self.session.add_to, templates)
            return self.session.add_to
        request = self._request
        return self._store.enrol(NewPerson(request.name, request.consent, templates, request.external_id))


def template_of(encoder: FaceEncoder, sample: FaceSample) -> Template | None:
    """Return the sample's template; None when the network's answer stands for no face."""
    try:
        return Template(encoder.encode(sample.chip_rgb), sample.quality)
    except ValueError:
        _log.exception("the encoder gave no embedding")
        return None


def stopped(request: EnrolmentRequest, sentence: str) -> EnrolmentProgress:
    """Return the end of an enrolment that the database did not allow."""
    return EnrolmentProgress(EnrolmentStage.STOPPED, request.name, 0, request.wanted, message=sentence)
