"""One enrolment from its request to the stored person; runs on the recognition thread."""

from dataclasses import dataclass, replace

import numpy as np

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
from door_access.domain.gallery import STRONG_TEMPLATES, Gallery
from door_access.domain.guidance import Guidance
from door_access.domain.people import Template, checked_name
from door_access.domain.scene import Scene
from door_access.domain.templates import count_differing
from door_access.ports import FaceEncoder, NewPerson, PeopleStore

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
        if sample is not None:
            self.session.add(self.template_of(sample))
        return self._update(scene.guidance, sample.chip_rgb if sample else None)

    def offer(self, sample: FaceSample) -> bool:
        """Take a photo's face if it is the face of those before; say whether it was taken."""
        template = self.template_of(sample)
        if not self.session.agrees(template.embedding):
            return False
        self.session.add(template)
        self._update(Guidance.GOOD, sample.chip_rgb)
        return True

    def template_of(self, sample: FaceSample) -> Template:
        """Encode a sample; raises ValueError when the network's answer stands for no face."""
        return Template(self._encoder.encode(sample.chip_rgb), sample.quality)

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
        differing = count_differing(np.stack([template.embedding.vector for template in templates]))
        is_weak = self.session.add_to is None and differing < STRONG_TEMPLATES
        message = f"{len(templates)} templates were stored."
        return replace(progress, person_id=person_id, is_weak=is_weak, message=message)

    def _store_templates(self, templates: tuple[Template, ...]) -> str:
        if self.session.add_to is not None:
            self._store.add_templates(self.session.add_to, templates)
            return self.session.add_to
        request = self._request
        return self._store.enrol(NewPerson(request.name, request.consent, templates, request.external_id))
