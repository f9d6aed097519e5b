"""One enrolment from its request to the stored person; runs on the recognition thread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from door_access.complaints import Complaint
from door_access.counts import counted
from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.enrolment import (
    EnrolmentProgress,
    EnrolmentRefusal,
    EnrolmentRules,
    EnrolmentStage,
    GlassesAnswer,
)
from door_access.domain.enrolment.enrolment_session import EnrolmentSession
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.enrolment.people import Template, checked_name
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.faces import FaceSample, Rgb
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.domain.matching.gallery import Gallery
from door_access.errors import Refused
from door_access.ports import CredentialStore, FaceEncoder, FacePictures, NewPerson, PeopleStore

_log = logging.getLogger(__name__)

MOST_PHOTOS = 50
"""Of one person; as many samples as the desk offers to take. More only take time."""
SAMPLES_WANTED = 20
FRAMES_PER_SAMPLE = 5
"""Neighbouring frames say nearly the same; 20 samples of every fifth frame take about five seconds."""

SENTENCES = {
    EnrolmentRefusal.ANOTHER_FACE: "Another face came before the camera; nothing was stored.",
    EnrolmentRefusal.NOT_THAT_PERSON: "The face does not match that person; nothing was stored.",
    EnrolmentRefusal.NO_USABLE_FACE: "No usable face was seen; nothing was stored.",
    EnrolmentRefusal.LIKE_BLOCKED: "The face is like that of somebody who is blocked; nothing was stored.",
}


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """Who is to be enrolled, and how; see :class:`EnrolmentRules`.

    ``add_to`` is the id of an existing person whose templates are to grow. One that ``gives_way`` begins only
    where nobody else is being enrolled or tested. ``groups`` and ``keeps_picture``: as in :class:`NewPerson`.
    One ``from_photos`` takes nothing from the camera, and the door goes on meanwhile.

    Raises:
        BadName: the name cannot be a newcomer's; whoever is enrolled keeps theirs.
    """

    name: str
    consent: str
    wanted: int = SAMPLES_WANTED
    every: int = FRAMES_PER_SAMPLE
    add_to: str | None = None
    allow_lookalike: bool = False
    external_id: str | None = None
    poses_s: float = 0.0
    wears_glasses: bool = False
    gives_way: bool = False
    profile: Profile = PLAIN
    groups: tuple[str, ...] | None = None
    keeps_picture: bool = False
    from_photos: bool = False

    def __post_init__(self) -> None:
        if self.add_to is None:
            object.__setattr__(self, "name", checked_name(self.name))

    def rules(self, curves: ImpostorCurves) -> EnrolmentRules:
        """Return how the enrolment is to proceed with a model that has these curves."""
        return EnrolmentRules(
            curves,
            wanted=self.wanted,
            every=self.every,
            add_to=self.add_to,
            allow_lookalike=self.allow_lookalike,
            poses_s=self.poses_s,
            wears_glasses=self.wears_glasses,
        )


class EnrolmentJob:
    """Drives a session with an encoder and stores its result, whole or not at all."""

    def __init__(
        self,
        request: EnrolmentRequest,
        *,
        encoder: FaceEncoder,
        store: PeopleStore,
        curves: ImpostorCurves,
        gallery: Callable[[], Gallery],
        credentials: CredentialStore | None = None,
        pictures: FacePictures | None = None,
    ) -> None:
        """Take what the enrolment works with.

        Args:
            credentials: None where nobody is there to say that look-alikes are different people.
            pictures: None where no picture of a face is ever kept.
        """
        self.request = request
        self._encoder = encoder
        self._store = store
        self._credentials = credentials
        self._pictures = pictures if self._keeps_picture(request) else None
        self.session = EnrolmentSession(request.rules(curves), gallery)
        self.progress = self._progress(Guidance.NOBODY)

    def _keeps_picture(self, request: EnrolmentRequest) -> bool:
        """Say whether pictures are kept, by what was agreed to now or before."""
        if request.keeps_picture or request.add_to is None:
            return request.keeps_picture
        known = self._store.find(request.add_to, self._encoder.model_key)
        return any(one.keeps_picture for one in known if one.id == request.add_to)

    @property
    def is_over(self) -> bool:
        return self.progress.stage.is_over

    def see(self, scene: Scene) -> EnrolmentProgress:
        """Take what the scene offers and return where the enrolment stands."""
        sample = self.session.sample_of(scene)
        place = self._take(sample, self._keeping(sample, scene.frame.rgb)) if sample else None
        return self._update(scene.guidance, sample, place)

    def offer(self, sample: FaceSample, rgb: Rgb) -> bool:
        """Take a photo's face if it is the face of those before; say whether it was taken."""
        return self._offer(sample, self._keeping(sample, rgb))

    def offer_cut(self, sample: FaceSample, picture: FacePicture | None) -> bool:
        """Take a photo's face as :meth:`offer` does, with what may be kept of it cut out already."""
        return self._offer(sample, lambda: picture)

    def _keeping(self, sample: FaceSample, rgb: Rgb) -> Callable[[], FacePicture | None]:
        pictures = self._pictures
        return lambda: None if pictures is None else pictures.keep(rgb, sample.face)

    def _offer(self, sample: FaceSample, keep: Callable[[], FacePicture | None]) -> bool:
        place = self._take(sample, keep, if_agreeing=True)
        self._update(Guidance.GOOD, sample, place)
        return place is not None

    def answer(self, answer: LookalikeAnswer | GlassesAnswer) -> EnrolmentProgress:
        """Take the operator's word on what was asked."""
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
        self.progress = stopped(self.request, sentence)
        return self.progress

    def _take(
        self, sample: FaceSample, keep: Callable[[], FacePicture | None], *, if_agreeing: bool = False
    ) -> int | None:
        """Add the sample's template and return its place; None when it was not taken."""
        template = template_of(self._encoder, sample)
        if template is None or (if_agreeing and not self.session.agrees(template.embedding)):
            return None
        if self._pictures is not None:
            template = replace(template, picture=keep())
        return self.session.add(template)

    def _update(
        self, guidance: Guidance, sample: FaceSample | None = None, place: int | None = None
    ) -> EnrolmentProgress:
        if not self.is_over:
            progress = self._progress(guidance)
            if sample and place is not None:
                progress = replace(progress, newest_chip_rgb=sample.chip_rgb, newest_place=place)
            is_done = progress.stage is EnrolmentStage.DONE
            self.progress = self._stored(progress) if is_done else progress
        return self.progress

    def _progress(self, guidance: Guidance) -> EnrolmentProgress:
        session = self.session
        return EnrolmentProgress(
            stage=session.stage,
            name=self.request.name,
            taken=session.taken,
            wanted=session.wanted,
            guidance=guidance,
            coverage=session.coverage,
            asked=session.asked,
            left_s=session.left_s,
            has_glasses=session.has_glasses,
            lookalikes=session.lookalikes,
            refusal=session.refusal,
            message=SENTENCES[session.refusal] if session.refusal else "",
        )

    def _stored(self, progress: EnrolmentProgress) -> EnrolmentProgress:
        templates = tuple(self.session.templates)
        with_card = self._require_cards()
        person_id = self._store_templates(templates)
        known = self._store.find(person_id, self._encoder.model_key)
        return replace(
            progress,
            person_id=person_id,
            is_weak=any(person.is_weak for person in known if person.id == person_id),
            with_card=(person_id, *with_card) if with_card else (),
            message=f"{counted(len(templates), 'template was', 'templates were')} stored.",
        )

    def _require_cards(self) -> tuple[str, ...]:
        """Have everybody show a card whom the newcomer could be taken for; return who they are.

        This comes before the newcomer is stored: if anything fails in between, the door is the stricter one.
        Whoever enters without a face stays as they are: no look-alike can enter in their place.
        """
        others = self.session.with_card
        if others and self._credentials is None:
            raise Refused(Complaint.NO_CARDS_HERE)
        merged = (self.session.add_to,) if others and self.session.add_to else ()
        for person_id in (*others, *merged):
            self._require_card(person_id)
        return others

    def _require_card(self, person_id: str) -> None:
        is_gone = self._store.name_of(person_id) is None
        if is_gone or self._credentials is None:
            return
        if self._credentials.entry_rule(person_id) is EntryRule.AS_DOOR:
            self._credentials.set_entry_rule(person_id, EntryRule.CARD_FACE)

    def _store_templates(self, templates: tuple[Template, ...]) -> str:
        request = self.request
        if self.session.add_to is not None:
            self._store.add_templates(
                self.session.add_to,
                templates,
                consent=request.consent,
                keeps_picture=request.keeps_picture,
            )
            return self.session.add_to
        entry = EntryRule.CARD_FACE if self.session.with_card else EntryRule.AS_DOOR
        return self._store.enrol(
            NewPerson(
                request.name,
                request.consent,
                templates,
                request.external_id,
                entry,
                request.profile,
                request.groups,
                request.keeps_picture,
            )
        )


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
