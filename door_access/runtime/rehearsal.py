"""The test at the end of an enrolment; runs on the recognition thread, in the place of recognition."""

import logging
from dataclasses import dataclass

from door_access.domain.enrolment.rehearsal import (
    Rehearsal,
    RehearsalProgress,
    RehearsalResult,
    RehearsalStage,
)
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.gallery import Gallery
from door_access.ports import FaceEncoder

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RehearsalRequest:
    """Whom to expect."""

    person_id: str


class RehearsalJob:
    """Drives a test with an encoder. The door hears nothing of it."""

    def __init__(
        self,
        request: RehearsalRequest,
        *,
        encoder: FaceEncoder,
        policy: AccessPolicy,
        rules: AttemptRules,
        gallery: Gallery,
    ) -> None:
        self.request = request
        self._encoder = encoder
        self._test = Rehearsal(request.person_id, policy, rules, gallery)

    @property
    def progress(self) -> RehearsalProgress:
        return self._test.progress

    def see(self, scene: Scene) -> RehearsalProgress:
        """Take what the scene offers and return where the test stands."""
        sample = self._test.sample_of(scene)
        if sample is not None:
            try:
                self._test.look(sample, self._encoder.encode(sample.chip_rgb))
            except ValueError:
                _log.exception("the encoder gave no embedding")
        return self.progress

    def finish(self) -> RehearsalProgress:
        """End with what was seen: the source has no more."""
        self._test.finish()
        return self.progress

    def cancel(self) -> RehearsalProgress:
        """End without a result."""
        self._test.cancel()
        return self.progress

    def stop(self, sentence: str) -> RehearsalProgress:
        """End because it cannot go on; the sentence says why."""
        return not_started(self.request, sentence)


def not_started(request: RehearsalRequest, sentence: str) -> RehearsalProgress:
    """Return the end of a test that could not be done."""
    result = RehearsalResult.NOT_STARTED
    return RehearsalProgress(RehearsalStage.DONE, request.person_id, result=result, message=sentence)
