"""What newcomers' photos give before anybody is stored, with the enrolment's own rules."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from door_access.desk.importing.faces import TakenFace
from door_access.domain.enrolment.enrolment import EnrolmentRefusal, EnrolmentRules, EnrolmentStage
from door_access.domain.enrolment.enrolment_session import EnrolmentSession
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.access import Reason
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.domain.matching.gallery import Gallery, Reference
from door_access.domain.matching.templates import count_differing
from door_access.errors import BadImage
from door_access.offline.photos import PhotoReader
from door_access.ports import FaceEncoder
from door_access.runtime.enrolment import template_of

_SENTENCES = {
    EnrolmentRefusal.ANOTHER_FACE: "The photos show several people.",
    EnrolmentRefusal.NO_USABLE_FACE: "No photo shows one face that can be used.",
    EnrolmentRefusal.LIKE_BLOCKED: "The face is like that of somebody who is blocked.",
}
_WHY_NOT = {
    Reason.NO_FACE: "no face was found",
    Reason.SEVERAL_FACES: "there are several faces",
    Reason.NO_MATCH: "it is not the face of the other photos",
}


class PhotoFaces:
    """Adapter of FaceTaker: keeps in mind whom it has seen."""

    def __init__(
        self,
        reader: PhotoReader,
        encoder: FaceEncoder,
        curves: ImpostorCurves,
        gallery: Gallery,
        names: Mapping[str, str],
        *,
        apart: float,
    ) -> None:
        """Take whom newcomers are compared with.

        Args:
            gallery: who is enrolled; ``names``: what they are called.
            apart: how far apart templates must lie to count as two.
        """
        self._reader = reader
        self._encoder = encoder
        self._curves = curves
        self._gallery = gallery
        self._names = dict(names)
        self._apart = apart

    def take(self, person_id: str, name: str, photos: Sequence[Path]) -> TakenFace:
        """Return what the photos give; a face that is enrolled, or was taken before, is a problem."""
        session = EnrolmentSession(
            EnrolmentRules(self._curves, wanted=len(photos), every=1), lambda: self._gallery
        )
        tried = [(photo, self._offer(session, photo)) for photo in photos]
        refused = tuple(f"{photo.name}: {why}" for photo, why in tried if why)
        session.finish()
        if session.stage is not EnrolmentStage.DONE:
            return TakenFace((), self._problem(session), refused)
        self._remember(person_id, name, session)
        return TakenFace(tuple(session.templates), refused=refused)

    def _offer(self, session: EnrolmentSession, photo: Path) -> str:
        """Let the session take a photo; return why not, else nothing."""
        try:
            sample = self._reader.only_sample(photo, lambda _: None)
        except BadImage:
            return "it is no picture"
        if isinstance(sample, Reason):
            return _WHY_NOT.get(sample, sample.value.replace("_", " "))
        template = template_of(self._encoder, sample)
        if template is None or not session.agrees(template.embedding):
            return _WHY_NOT[Reason.NO_MATCH]
        session.add(template)
        return ""

    def _problem(self, session: EnrolmentSession) -> str:
        if session.refusal is not None:
            return _SENTENCES.get(session.refusal, "The photos cannot be used.")
        names = [self._names.get(one.person_id, "somebody") for one in session.lookalikes]
        if any(one.is_blocked for one in session.lookalikes):
            return _SENTENCES[EnrolmentRefusal.LIKE_BLOCKED]
        return f"Looks like {' and '.join(names)}: enrol this person at the desk, where both can be compared."

    def _remember(self, person_id: str, name: str, session: EnrolmentSession) -> None:
        embeddings = [template.embedding for template in session.templates]
        vectors = [embedding.vector for embedding in embeddings]
        reference = Reference(
            person_id, Embedding.mean_of(embeddings), count_differing(np.stack(vectors), apart=self._apart)
        )
        key, version = self._gallery.model_key, self._gallery.version
        newcomer = Gallery.of((reference,), model_key=key, version=version)
        self._gallery = Gallery.joined((self._gallery, newcomer), model_key=key, version=version)
        self._names[person_id] = name
