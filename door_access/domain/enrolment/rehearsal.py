"""The test at the end of an enrolment: the newcomer walks in and is searched for as at the door.

Its one rule: it decides nothing. What comes out is told at the desk, never to the door.
"""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.entry.attempt import AttemptRules, Attempts, Phase
from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, AccessPolicy
from door_access.domain.matching.gallery import Gallery

LEAVE_WITHIN_S = 10.0
"""How long somebody may take to step out of the picture; after that the test begins as they stand."""
COME_WITHIN_S = 30.0
"""How long the test waits for somebody to walk in."""


class RehearsalStage(StrEnum):
    """Where the test stands. The last two end it."""

    LEAVING = "leaving"
    COMING = "coming"
    LOOKING = "looking"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (RehearsalStage.DONE, RehearsalStage.CANCELLED)


class RehearsalResult(StrEnum):
    """How the newcomer fared."""

    AT_ONCE = "at_once"
    LATE = "late"
    AS_ANOTHER = "as_another"
    NOT_RECOGNISED = "not_recognised"
    NOBODY_CAME = "nobody_came"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class RehearsalProgress:
    """What to show of the running test.

    Attributes:
        result: set when the stage is DONE.
        looks: how many times the gallery was searched so far.
        distance, threshold: of the last search; None before the first.
        message: why it could not be done, when the result is NOT_STARTED.
    """

    stage: RehearsalStage
    person_id: str
    guidance: Guidance = Guidance.NOBODY
    result: RehearsalResult | None = None
    looks: int = 0
    distance: float | None = None
    threshold: float | None = None
    message: str = ""


class Rehearsal:
    """Follows the scenes of one test. One thread owns it; times are those of the scenes."""

    def __init__(self, person_id: str, policy: AccessPolicy, rules: AttemptRules, gallery: Gallery) -> None:
        self._person_id = person_id
        self._policy = policy
        self._rules = rules
        self._gallery = gallery
        self._attempts = Attempts(rules)
        self._denials = self._looks = 0
        self._last: AccessDecision | None = None
        self._since_s: float | None = None
        self._gone_s = 0.0
        self._guidance = Guidance.NOBODY
        self._result: RehearsalResult | None = None
        self.stage = RehearsalStage.LEAVING

    @property
    def progress(self) -> RehearsalProgress:
        """Return what to show."""
        last = self._last
        return RehearsalProgress(
            self.stage,
            self._person_id,
            self._guidance,
            result=self._result,
            looks=self._looks,
            distance=last.distance if last else None,
            threshold=last.threshold if last else None,
        )

    def sample_of(self, scene: Scene) -> FaceSample | None:
        """Follow the scene; return the sample to encode, if the door would want one."""
        self._guidance = scene.guidance
        if self._since_s is None:
            self._since_s = self._gone_s = scene.at_s
        if self.stage is RehearsalStage.LEAVING:
            self._wait_for_leaving(scene)
            return None
        return None if self.stage.is_over else self._follow(scene)

    def look(self, sample: FaceSample, embedding: Embedding) -> None:
        """Take the embedding of a wanted sample; search the gallery when the door would."""
        now_s = sample.captured_at_s
        probe = self._attempts.fuse(embedding, now_s, now_s)
        if probe is None:
            return
        self._looks += 1
        self._last = self._policy.decide(self._gallery, probe)
        answer = self._attempts.judged(self._last, now_s)
        if self._last.person_id is not None:
            self._end(self._recognised(self._last.person_id))
        elif answer is not None:
            self._deny()

    def finish(self) -> None:
        """End with what was seen so far."""
        if not self.stage.is_over:
            self._end(RehearsalResult.NOT_RECOGNISED if self._looks else RehearsalResult.NOBODY_CAME)

    def cancel(self) -> None:
        """End without a result."""
        self.stage = RehearsalStage.CANCELLED

    def _wait_for_leaving(self, scene: Scene) -> None:
        """Begin once nobody has been there for a moment, as the door begins anew with somebody else."""
        since_s = scene.at_s if self._since_s is None else self._since_s
        if scene.present:
            self._gone_s = scene.at_s
        has_left = scene.at_s - self._gone_s > self._rules.gone_after_s
        if has_left or scene.at_s - since_s >= LEAVE_WITHIN_S:
            self.stage, self._since_s = RehearsalStage.COMING, scene.at_s

    def _follow(self, scene: Scene) -> FaceSample | None:
        now_s = scene.at_s
        self._attempts.follow(scene, now_s)
        is_compared = self._attempts.phase is Phase.COMPARING
        self.stage = RehearsalStage.LOOKING if is_compared else RehearsalStage.COMING
        sample = self._attempts.wanted(scene, now_s)
        if sample is None and self._attempts.expire(now_s) is not None:
            self._deny()
        self._give_up(now_s)
        return sample

    def _recognised(self, person_id: str) -> RehearsalResult:
        if person_id != self._person_id:
            return RehearsalResult.AS_ANOTHER
        return RehearsalResult.AT_ONCE if self._looks == 1 else RehearsalResult.LATE

    def _deny(self) -> None:
        self._denials += 1
        if self._denials >= self._rules.attempts:
            self._end(RehearsalResult.NOT_RECOGNISED)

    def _give_up(self, now_s: float) -> None:
        if self._since_s is not None and now_s - self._since_s >= COME_WITHIN_S:
            self.finish()

    def _end(self, result: RehearsalResult) -> None:
        self.stage, self._result = RehearsalStage.DONE, result
