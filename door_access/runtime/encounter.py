"""The door and the one person in front of it: scenes, cards and PINs become at most one decision at a time.

One rule: every decision is settled once, and a grant leaves here only after all that the door asks for.
"""

import logging
import math
from dataclasses import dataclass, field

from door_access.domain.entry.attempt import Attempts, Phase
from door_access.domain.entry.one_face import OneFace
from door_access.domain.entry.prompt import Prompt
from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.matching.identification import Probe
from door_access.runtime.admission import Admission
from door_access.runtime.known_people import KnownPeople
from door_access.runtime.mind import Mind

MISREAD_EVERY_S = 2.0
"""As long as one card is not read twice; more rows would say nothing new."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CardShown:
    """A reader has read a card; no number stands for a reading that was none."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PinTyped:
    """Somebody has typed a PIN and confirmed it."""

    digits: str = field(repr=False)


class Encounter:
    """Leads one person from the first look to the answer. The recognition thread owns it."""

    def __init__(self, mind: Mind, people: KnownPeople, admission: Admission) -> None:
        self._mind = mind
        self._people = people
        self._admission = admission
        self._attempts = Attempts(mind.rules)
        self._one_face = OneFace(mind.rules.agreement)
        self._probe: Probe | None = None
        self._misread_at_s = -math.inf

    @property
    def phase(self) -> Phase:
        """Return what the person is going through."""
        return Phase.ASKED if self._admission.is_holding else self._attempts.phase

    @property
    def prompt(self) -> Prompt | None:
        """Return what the person is asked for beside the face."""
        return self._admission.prompt

    def take_scene(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Take the next scene; the decision when it brings one."""
        return self._settled(self._asked(scene, now_s) or self._recognise(scene, now_s), now_s)

    def take_card(self, number: str, now_s: float) -> AccessDecision | None:
        """Take a card; a denial when it opens nothing whatever comes."""
        if not number:
            return self._misread(now_s)
        version = self._people.current().version
        denial = self._admission.take_card(number, gallery_version=version, now_s=now_s)
        if denial is None:
            self._attempts.try_again()
        return self._settled(denial, now_s)

    def _misread(self, now_s: float) -> AccessDecision | None:
        """Say so, but not of every one of a thousand readings."""
        if 0 <= now_s - self._misread_at_s < MISREAD_EVERY_S:
            return None
        self._misread_at_s = now_s
        return AccessDecision(Outcome.DENIED, Reason.CARD_UNREADABLE, at_s=now_s)

    def take_pin(self, pin: str, now_s: float) -> AccessDecision | None:
        """Take a PIN; a denial when it is wrong. A right one is answered with the next scene."""
        return self._settled(self._admission.take_pin(pin, now_s), now_s)

    def end(self, reason: Reason, now_s: float) -> AccessDecision | None:
        """Forget the person; a denial when an attempt was under way."""
        unanswered = self._attempts.abort(reason, now_s)
        return self._admission.abort(reason, now_s) or unanswered

    def dismiss(self, scene: Scene, now_s: float) -> None:
        """Let whoever stands there have no attempt until they have left."""
        self._attempts.dismiss(scene, now_s)

    def _asked(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Return the answer to what was asked beside the face: movements, PINs, a card without a face."""
        is_of_claim = not self._admission.is_holding
        decision = self._admission.see(scene, now_s)
        if decision:
            self._rest(decision, scene, now_s, is_of_claim=is_of_claim)
            return decision
        sample = self._admission.wanted(scene, now_s)
        embedding = self._encoded(sample) if sample else None
        if sample and embedding is None:
            return self._admission.abort(Reason.ENCODER_FAULT, now_s)
        return self._admission.compared(embedding, now_s) if embedding else None

    def _rest(self, decision: AccessDecision, scene: Scene, now_s: float, *, is_of_claim: bool) -> None:
        """Let the face that stands there begin anew after a card alone, unless that card let it in."""
        if is_of_claim and decision.is_granted:
            self._attempts.dismiss(scene, now_s)
        elif is_of_claim:
            self._attempts.abort(decision.reason, now_s)

    def _recognise(self, scene: Scene, now_s: float) -> AccessDecision | None:
        if self._admission.is_holding or not self._admission.wants_face:
            return None
        left = self._attempts.follow(scene, now_s)
        if left:
            return left
        sample = self._attempts.wanted(scene, now_s)
        answer = self._compare(sample, scene, now_s) if sample else None
        return answer or self._attempts.expire(now_s)

    def _compare(self, sample: FaceSample, scene: Scene, now_s: float) -> AccessDecision | None:
        embedding = self._encoded(sample)
        if embedding is None:
            return self._attempts.refuse(Reason.ENCODER_FAULT, now_s)
        self._one_face.see(sample.track, embedding)
        probe = self._attempts.fuse(embedding, sample.captured_at_s, now_s)
        if probe is None:
            return None
        self._probe = probe
        answer = self._attempts.judged(self._looked_up(probe, now_s), now_s)
        if answer is None or not answer.is_granted:
            return answer
        is_one_face = not self._one_face.is_changed
        return self._admission.hold(answer, probe, scene, now_s, is_one_face=is_one_face)

    def _looked_up(self, probe: Probe, now_s: float) -> AccessDecision:
        gallery, claimed = self._people.current(), self._admission.claimed
        refusal = self._admission.refusal(probe, now_s)
        if refusal:
            return AccessDecision(Outcome.DENIED, refusal, at_s=now_s, track=probe.track)
        policy = self._mind.policy
        return policy.verify(gallery, probe, claimed) if claimed else policy.decide(gallery, probe)

    def _encoded(self, sample: FaceSample) -> Embedding | None:
        try:
            return self._mind.encoder.encode(sample.chip_rgb)
        except ValueError:
            _log.exception("the encoder gave no embedding")
            return None

    def _settled(self, decision: AccessDecision | None, now_s: float) -> AccessDecision | None:
        if decision is None:
            return None
        probe, self._probe = self._probe, None
        return self._admission.settled(decision, probe, now_s)
