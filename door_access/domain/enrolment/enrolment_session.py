"""Enrolling a newcomer: samples of every pose, one face only, and no surprise in the gallery."""

from collections.abc import Callable

from door_access.complaints import Complaint
from door_access.domain.enrolment.coverage import Coverage, Pose
from door_access.domain.enrolment.enrolment import (
    AGREEMENT_FMR,
    FIRST_SAMPLES,
    WITHOUT_GLASSES,
    EnrolmentRefusal,
    EnrolmentRules,
    EnrolmentStage,
    GlassesAnswer,
)
from door_access.domain.enrolment.enrolment_samples import RoundRules, SampleRound
from door_access.domain.enrolment.lookalikes import Lookalike, LookalikeAnswer, find_lookalikes
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import is_match
from door_access.errors import BadInput


class EnrolmentSession:
    """Collects the samples of one newcomer. One thread owns it; :attr:`stage` tells what it waits for."""

    def __init__(self, rules: EnrolmentRules, gallery: Callable[[], Gallery]) -> None:
        """``gallery`` tells who is enrolled at the moment when look-alikes are searched for."""
        self._rules = rules
        self._gallery = gallery
        self._is_checked = False
        self._has_more = True
        self._rounds = [self._first_round()]
        self.stage = EnrolmentStage.COLLECTING
        self.refusal: EnrolmentRefusal | None = None
        self.lookalikes: tuple[Lookalike, ...] = ()
        self.with_card: tuple[str, ...] = ()
        self.add_to = rules.add_to

    @property
    def templates(self) -> list[Template]:
        """Return the samples of all rounds."""
        return [template for samples in self._rounds for template in samples.templates]

    @property
    def taken(self) -> int:
        """Return how many samples this round has; all of them once the enrolment is over."""
        return len(self.templates) if self.stage.is_over else len(self._round.templates)

    @property
    def wanted(self) -> int:
        """Return how many samples this round is to have."""
        return self._rules.wanted if self._round is self._rounds[0] else WITHOUT_GLASSES

    @property
    def coverage(self) -> Coverage:
        """Return which poses the samples cover; those without glasses do not count."""
        return self._rounds[0].coverage

    @property
    def asked(self) -> Pose | None:
        """Return the pose to ask for now; None when any will do."""
        return self._round.asked if self.stage is EnrolmentStage.COLLECTING else None

    @property
    def left_s(self) -> float:
        return self._round.left_s

    @property
    def has_glasses(self) -> bool | None:
        """Say whether this round is with glasses, or at the end whether both kinds of samples were taken."""
        if not self._rules.wears_glasses:
            return None
        has_both = len(self._rounds) > 1 and bool(self._rounds[1].templates)
        return has_both if self.stage.is_over else self._round is self._rounds[0]

    def sample_of(self, scene: Scene) -> FaceSample | None:
        """Let the time run; return the sample to encode, if this frame is to be one."""
        if self.stage is not EnrolmentStage.COLLECTING:
            self._round.wait_until(scene.at_s)
            return None
        self._round.pass_time(scene.at_s)
        self._end_round()
        sample = scene.sample if self.stage is EnrolmentStage.COLLECTING else None
        return sample if sample and self._round.is_due(sample.quality, scene.at_s) else None

    def agrees(self, embedding: Embedding) -> bool:
        """Say whether this is the face of the samples so far."""
        if not self.templates:
            return True
        threshold = self._rules.curves.threshold(Configuration(1, 1), AGREEMENT_FMR)
        return is_match(embedding.distance_to(self._mean()), threshold)

    def add(self, template: Template) -> int | None:
        """Take a sample and return its place in the round; None when it was not taken.

        A face that is not the one before stops the enrolment. One that is turned, or without its glasses, is
        merely left out: the same person can look as different as that.
        """
        if not self.agrees(template.embedding):
            self._refuse(template)
            return None
        place = self._round.add(template)
        if not self._is_checked and len(self.templates) >= min(FIRST_SAMPLES, self._rules.wanted):
            self._check_gallery()
        self._end_round()
        return place

    def finish(self) -> None:
        """End with the samples there are: the source has no more. A question is answered first."""
        self._has_more = False
        if self.stage not in (EnrolmentStage.COLLECTING, EnrolmentStage.GLASSES):
            return
        if not self.templates:
            self._stop(EnrolmentRefusal.NO_USABLE_FACE)
            return
        if not self._is_checked:
            self._check_gallery()
        if not self._is_waiting_or_over():
            self.stage = EnrolmentStage.DONE

    def answer(self, answer: LookalikeAnswer | GlassesAnswer) -> None:
        """Take the operator's word and go on; harmless when that was not asked.

        A newcomer who is said to be another person than somebody blocked is not enrolled.

        Raises:
            BadInput: the newcomer is said to be somebody who was not asked about.
        """
        if isinstance(answer, LookalikeAnswer) and self.stage is EnrolmentStage.LOOKALIKE:
            self._rule(answer)
        elif isinstance(answer, GlassesAnswer) and self._is_about_glasses():
            self._go_on(answer)

    def cancel(self) -> None:
        """End; nothing is to be stored."""
        self.stage = EnrolmentStage.CANCELLED
        self._forget()

    @property
    def _round(self) -> SampleRound:
        return self._rounds[-1]

    def _first_round(self) -> SampleRound:
        rules = self._rules
        with_glasses = True if rules.wears_glasses else None
        return SampleRound(RoundRules(rules.wanted, rules.every, rules.poses_s, with_glasses))

    def _refuse(self, template: Template) -> None:
        if self._round is self._rounds[0] and not self._round.is_turned(template.quality):
            self._stop(EnrolmentRefusal.ANOTHER_FACE)

    def _end_round(self) -> None:
        if self.stage is not EnrolmentStage.COLLECTING or not self._round.is_over:
            return
        is_first = self._round is self._rounds[0]
        asks = self._rules.wears_glasses and is_first
        self.stage = EnrolmentStage.GLASSES if asks else EnrolmentStage.DONE

    def _rule(self, answer: LookalikeAnswer) -> None:
        asked = [one.person_id for one in self.lookalikes]
        if answer.same is not None and answer.same not in asked:
            raise BadInput(Complaint.NOT_A_LOOKALIKE, asked=asked, answer=answer.same)
        if self._is_like_blocked(but=answer.same):
            self._stop(EnrolmentRefusal.LIKE_BLOCKED)
            return
        self.add_to = answer.same
        self.with_card = tuple(person_id for person_id in asked if person_id != answer.same)
        self.stage = EnrolmentStage.COLLECTING
        self._end_round()
        if not self._has_more:
            self.finish()

    def _is_like_blocked(self, *, but: str | None = None) -> bool:
        return any(one.is_blocked and one.person_id != but for one in self.lookalikes)

    def _go_on(self, answer: GlassesAnswer) -> None:
        if answer is GlassesAnswer.KEPT_ON:
            self.stage = EnrolmentStage.DONE
        elif self.stage is EnrolmentStage.GLASSES:
            self._begin_without_glasses()

    def _begin_without_glasses(self) -> None:
        self._rounds.append(SampleRound(RoundRules(WITHOUT_GLASSES, self._rules.every, has_glasses=False)))
        self.stage = EnrolmentStage.COLLECTING

    def _stop(self, refusal: EnrolmentRefusal) -> None:
        self.stage, self.refusal = EnrolmentStage.STOPPED, refusal
        self._forget()

    def _forget(self) -> None:
        self._rounds = [self._first_round()]

    def _is_about_glasses(self) -> bool:
        is_second = len(self._rounds) > 1 and self.stage is EnrolmentStage.COLLECTING
        return is_second or self.stage is EnrolmentStage.GLASSES

    def _is_waiting_or_over(self) -> bool:
        return self.stage is EnrolmentStage.LOOKALIKE or self.stage.is_over

    def _mean(self) -> Embedding:
        return Embedding.mean_of([template.embedding for template in self.templates])

    def _check_gallery(self) -> None:
        self._is_checked = True
        probe, frames = self._mean(), len(self.templates)
        if self.add_to is not None:
            if not self._verifies(probe, frames):
                self._stop(EnrolmentRefusal.NOT_THAT_PERSON)
            return
        self.lookalikes = find_lookalikes(self._gallery(), probe, frames, self._rules.curves)
        if self.lookalikes and not self._rules.allow_lookalike:
            self.stage = EnrolmentStage.LOOKALIKE
        elif self._is_like_blocked():
            self._stop(EnrolmentRefusal.LIKE_BLOCKED)

    def _verifies(self, probe: Embedding, frames: int) -> bool:
        known = self._gallery().find(self.add_to or "")
        if known is None:
            return True
        threshold = self._rules.curves.threshold(Configuration(known.templates, frames), LAXEST_FMR)
        return is_match(probe.distance_to(known.embedding), threshold)
