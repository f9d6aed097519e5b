"""Between a match and a grant: is it a living face, is the PIN right, is it still the same face.

It can only deny. What comes out as a grant came in as one, and its face was seen again, alone, when
everything else had been answered.
"""

import random
from dataclasses import dataclass, field, replace
from enum import StrEnum

from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.faces.scene import Scene
from door_access.domain.faces.tracking import LONGEST_MISS_S
from door_access.domain.liveness.challenge import Challenge, ChallengeOutcome, ChallengeRules
from door_access.domain.liveness.liveness import Liveness, LivenessLevel
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.domain.matching.identification import is_match

LOOK_EVERY_S = 0.5
"""How often the face is compared meanwhile, so that nobody else takes its place."""
LONGEST_UNCOMPARED_S = 2.0
"""In a challenge: whoever is never seen well meanwhile may be somebody else who moves. A face that turns as
far as is asked stays comparable; in the film of a man who turns all the time no gap is 0.3 s (measured)."""


class Waiting(StrEnum):
    """What a held grant waits for. CHECK: for the answer whether the PIN that was typed is right."""

    LIVENESS = "liveness"
    CHALLENGE = "challenge"
    PIN = "pin"
    CHECK = "check"
    LAST_LOOK = "last_look"


_TOO_LATE = {
    Waiting.PIN: Reason.NO_PIN,
    Waiting.CHECK: Reason.STORAGE_FAULT,
    Waiting.LAST_LOOK: Reason.TURNED_AWAY,
}


@dataclass(frozen=True, slots=True)
class StepUpRules:
    """What a match must still pass; seconds of the source's clock.

    Attributes:
        level: how liveness is asked for; OFF where the source claims nothing.
        agreement: largest distance between a look meanwhile, at a face that may turn, and the matched probe.
        identity: the same for the last look, which must be straight; no larger.
        evidence_s: how long passive watching may take before the person is asked to move.
        pin_s: time to type a PIN.
        check_s: time to find out whether it is right, which takes up to 0.6 s.
        last_look_s: time to look at the camera again at the end.
    """

    level: LivenessLevel
    agreement: float
    identity: float
    challenge: ChallengeRules = field(default_factory=ChallengeRules)
    evidence_s: float = 1.5
    pin_s: float = 20.0
    check_s: float = 5.0
    last_look_s: float = 4.0

    def limit_s(self, waiting: Waiting) -> float:
        """Return how long this may be waited for; a challenge has limits of its own."""
        match waiting:
            case Waiting.LIVENESS:
                return self.evidence_s
            case Waiting.PIN:
                return self.pin_s
            case Waiting.CHECK:
                return self.check_s
            case _:
                return self.last_look_s


@dataclass(frozen=True, slots=True)
class Held:
    """A grant that is not given yet: the decision, its probe, and what the person must still show.

    Attributes:
        granted_as: the reason it is given for when all is well.
        is_one_face: the track has shown nobody else; if it has, its signs of life may be somebody else's.
    """

    decision: AccessDecision
    probe: Embedding
    needs_pin: bool = False
    granted_as: Reason = Reason.MATCH
    is_one_face: bool = True


class StepUp:
    """Holds one grant until everything else is answered. One thread owns it; time comes in with every call.

    Call :meth:`see` for every scene, then :meth:`wanted` and :meth:`compared`; a decision of any is final.
    """

    def __init__(self, rules: StepUpRules, held: Held, dice: random.Random, now_s: float) -> None:
        self._rules = rules
        self._held = held
        self._dice = dice
        self._since_s = self._seen_s = self._looked_s = now_s
        self._challenge: Challenge | None = None
        self.waiting = Waiting.LIVENESS

    @property
    def person_id(self) -> str:
        """Return whose grant is held."""
        return self._held.decision.person_id or ""

    @property
    def ends_at_s(self) -> float:
        """Return until when what is awaited may come."""
        if self.challenge:
            return self.challenge.ends_at_s
        return self._since_s + self._rules.limit_s(self.waiting)

    @property
    def challenge(self) -> Challenge | None:
        """Return what the person is being asked to do, while they are."""
        return self._challenge if self.waiting is Waiting.CHALLENGE else None

    def see(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Take the next scene; a decision when it ends the waiting."""
        if self._is_alone(scene):
            self._seen_s = now_s
        elif now_s - self._seen_s > LONGEST_MISS_S or now_s < self._seen_s:
            return self.denied(Reason.SEVERAL_FACES if len(scene.present) > 1 else Reason.FACE_LEFT, now_s)
        if self._asks_for_life() and self._verdict(scene) is Liveness.ATTACK:
            return self.denied(Reason.SPOOF_SUSPECTED, now_s)
        return self._step(scene, now_s)

    def wanted(self, scene: Scene, now_s: float) -> FaceSample | None:
        """Return the sample to compare with the probe: now and then, and when a last look is due."""
        sample = scene.sample
        is_due = self.waiting is Waiting.LAST_LOOK or now_s - self._looked_s >= LOOK_EVERY_S
        return sample if sample and is_due and sample.track == self._held.decision.track else None

    def compared(self, embedding: Embedding, now_s: float) -> AccessDecision | None:
        """Take the embedding of a wanted sample; another face ends it, the last look grants."""
        self._looked_s = now_s
        distance = embedding.distance_to(self._held.probe)
        if not is_match(distance, self._rules.agreement):
            return self.denied(Reason.FACE_CHANGED, now_s)
        is_same = is_match(distance, self._rules.identity)
        return self._granted(now_s) if is_same and self.waiting is Waiting.LAST_LOOK else None

    def pin_typed(self, now_s: float) -> None:
        """Wait for the check of the PIN that was typed."""
        self._await(Waiting.CHECK, now_s)

    def pin_checked(
        self, is_right: bool | None, now_s: float, *, is_duress: bool = False
    ) -> AccessDecision | None:
        """Take the answer to the PIN; None when it could not be checked. A right one still needs a look.

        ``is_duress``: it was typed under threat, which goes with whatever the answer will be.
        """
        if not is_right:
            return self.denied(Reason.STORAGE_FAULT if is_right is None else Reason.WRONG_PIN, now_s)
        self._held = replace(self._held, decision=replace(self._held.decision, is_duress=is_duress))
        self._await(Waiting.LAST_LOOK, now_s)
        return None

    def late(self, now_s: float) -> AccessDecision | None:
        """Return the denial when a PIN, its check or a last look comes too late; None while there is time."""
        return self._unless_late(self._rules.limit_s(self.waiting), _TOO_LATE[self.waiting], now_s)

    def denied(self, reason: Reason, now_s: float) -> AccessDecision:
        """Return the denial of what is held."""
        return replace(self._claimed().denied(reason), at_s=now_s)

    def _step(self, scene: Scene, now_s: float) -> AccessDecision | None:
        if self.waiting is Waiting.LIVENESS:
            return self._watch(scene, now_s)
        if self.waiting is Waiting.CHALLENGE:
            return self._challenged(scene, now_s)
        return self.late(now_s)

    def _is_within(self, limit_s: float, now_s: float) -> bool:
        """Say whether what is waited for may still come; a time that runs backwards is too late."""
        return 0 <= now_s - self._since_s < limit_s

    def _unless_late(self, limit_s: float, reason: Reason, now_s: float) -> AccessDecision | None:
        return None if self._is_within(limit_s, now_s) else self.denied(reason, now_s)

    def _is_alone(self, scene: Scene) -> bool:
        return [face.track for face in scene.present] == [self._held.decision.track]

    def _verdict(self, scene: Scene) -> Liveness:
        """Return what is known of the held face; what a scene says of another does not count."""
        evidence = scene.liveness if self._is_alone(scene) else None
        return evidence.verdict if evidence else Liveness.UNDECIDED

    def _asks_for_life(self) -> bool:
        return self._rules.level is not LivenessLevel.OFF

    def _watch(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Wait for passive evidence, and ask the person to move when it does not come."""
        if not self._asks_for_life():
            return self._lives(now_s) if self._is_alone(scene) else None
        is_passive = self._rules.level is LivenessLevel.PASSIVE and self._held.is_one_face
        if is_passive and self._verdict(scene) is Liveness.BONA_FIDE:
            return self._lives(now_s)
        if is_passive and self._is_within(self._rules.evidence_s, now_s):
            return None
        return self._ask_to_move(scene, now_s)

    def _ask_to_move(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Begin the challenge from the pose of a well seen face, which must come in time."""
        if scene.sample is None or not self._is_alone(scene):
            limit_s = self._rules.evidence_s + self._rules.last_look_s
            return self._unless_late(limit_s, Reason.TURNED_AWAY, now_s)
        quality, track = scene.sample.quality, self._held.decision.track
        self._challenge = Challenge.drawn(
            self._rules.challenge, self._dice, track=track, first=quality, now_s=now_s
        )
        self._await(Waiting.CHALLENGE, now_s)
        return None

    def _challenged(self, scene: Scene, now_s: float) -> AccessDecision | None:
        assert self._challenge is not None
        if now_s - self._looked_s > LONGEST_UNCOMPARED_S:
            return self.denied(Reason.TURNED_AWAY, now_s)
        outcome = self._challenge.see(
            track=scene.present[0].track if len(scene.present) == 1 else None,
            quality=scene.quality,
            blinks=scene.liveness.blinks if scene.liveness else 0,
            now_s=now_s,
        )
        if outcome is ChallengeOutcome.ONGOING:
            return None
        is_passed = outcome is ChallengeOutcome.PASSED
        return self._lives(now_s) if is_passed else self.denied(Reason.CHALLENGE_FAILED, now_s)

    def _lives(self, now_s: float) -> AccessDecision | None:
        if self._held.needs_pin:
            self._await(Waiting.PIN, now_s)
            return None
        if self._challenge is None and 0 <= now_s - self._looked_s <= LOOK_EVERY_S:
            return self._granted(now_s)
        self._await(Waiting.LAST_LOOK, now_s)
        return None

    def _await(self, waiting: Waiting, now_s: float) -> None:
        self.waiting, self._since_s = waiting, now_s

    def _granted(self, now_s: float) -> AccessDecision:
        return replace(self._claimed(), reason=self._held.granted_as, at_s=now_s)

    def _claimed(self) -> AccessDecision:
        return replace(self._held.decision, liveness=self._rules.level if self._asks_for_life() else None)
