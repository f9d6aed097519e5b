"""What the door asks besides a matching face: cards, PINs, signs of life, and patience after failures.

One rule: it turns grants of the policy into denials, never the other way round. The only grant of its own is
that of a card with its PIN, for people who do not use face recognition.
"""

import random
from dataclasses import dataclass, replace

from door_access.domain.entry.claim import Claim
from door_access.domain.entry.credentials import DoorMode, EntryRule, Requirement, required
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.entry.step_up import Held, StepUp, StepUpRules, Waiting
from door_access.domain.faces.faces import Embedding, FaceSample, SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.matching.identification import Probe
from door_access.errors import BadInput
from door_access.ports import CredentialStore
from door_access.runtime.patience import UNKNOWN_CARDS, Patience

CLAIM_S = 12.0
"""How long a shown card waits for its holder's face or PIN."""
FACE_FAILURES = frozenset({
    Reason.NO_MATCH, Reason.AMBIGUOUS, Reason.SPOOF_SUSPECTED, Reason.CHALLENGE_FAILED, Reason.FACE_CHANGED
})  # fmt: skip
"""What counts against a face that claims nothing. Bad light and walking past do not."""
CLAIM_FAILURES = FACE_FAILURES | {Reason.CARD_MISMATCH, Reason.WRONG_PIN}
"""What counts against a card, and a PIN against the person, too."""
ESCAPES = frozenset({Reason.FACE_LEFT, Reason.SEVERAL_FACES, Reason.TURNED_AWAY})
"""What counts once a challenge was asked: else a film would leave until it is asked for what it shows."""
PIN_LASTS_S = 2.0
"""How long a right PIN waits for the next picture: as long as recognition may be silent before a fault."""
_PROMPTS = {Waiting.PIN: PromptKind.PIN, Waiting.LAST_LOOK: PromptKind.LOOK}


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """What this door asks of everybody.

    Attributes:
        same_face: distance up to which two probes of strangers are one unknown face.
        living: the kinds of source whose faces must be alive; the demo's never is.
    """

    confirmation: StepUpRules
    same_face: float
    mode: DoorMode = DoorMode.FACE
    claim_s: float = CLAIM_S
    living: frozenset[SourceKind] = frozenset({SourceKind.LIVE})

    def confirmation_of(self, kind: SourceKind) -> StepUpRules:
        """Return what a match in a picture of this kind must pass."""
        is_asked = kind in self.living
        return self.confirmation if is_asked else replace(self.confirmation, level=LivenessLevel.OFF)


class Admission:
    """Follows one person through cards, PINs and challenges. The recognition thread owns it.

    A decision that any call returns is the answer to the attempt and goes to :meth:`settled` once.
    """

    def __init__(
        self,
        rules: AdmissionRules,
        credentials: CredentialStore | None,
        patience: Patience,
        dice: random.Random,
    ) -> None:
        """Without ``credentials`` there are no cards, and no person has a rule of their own."""
        self._rules = rules
        self._credentials = credentials
        self._patience = patience
        self._dice = dice
        self._claim: Claim | None = None
        self._confirmation: StepUp | None = None
        self._pin_right_at_s: float | None = None

    @property
    def is_holding(self) -> bool:
        """Say whether a match waits for something else."""
        return self._confirmation is not None

    @property
    def wants_card(self) -> bool:
        """Say whether no face is compared before a card is shown."""
        return self._claim is None and self._rules.mode is DoorMode.CARD_FACE

    @property
    def wants_face(self) -> bool:
        """Say whether a face may be compared now."""
        return not self.wants_card and (self._claim is None or self._claim.requirement.face)

    @property
    def claimed(self) -> str | None:
        """Return who the face must be; None for a search among all."""
        return self._claim.holder.person_id if self._claim else None

    @property
    def prompt(self) -> Prompt | None:
        """Return what the person is asked for."""
        if self._confirmation:
            return _prompt_of(self._confirmation)
        if self._claim is None:
            return Prompt(PromptKind.CARD) if self.wants_card else None
        kind = PromptKind.FACE if self._claim.requirement.face else PromptKind.PIN
        return Prompt(kind, self._claim.at_s + self._rules.claim_s)

    def take_card(self, number: str, *, gallery_version: int, now_s: float) -> AccessDecision | None:
        """Take a card's number; a denial at once, or a claim that waits for a face or a PIN."""
        if self._confirmation or self._credentials is None:
            return None
        holder = self._credentials.find_card(number)
        if holder is None:
            return AccessDecision(Outcome.DENIED, Reason.CARD_UNKNOWN, at_s=now_s)
        claim = Claim.of(holder, self._rules.mode, at_s=now_s, gallery_version=gallery_version)
        self._claim, self._pin_right_at_s = claim, None
        is_locked = any(self._patience.is_at_end(subject, now_s) for subject in claim.subjects)
        reason = claim.refusal() or (Reason.LOCKED_OUT if is_locked else None)
        return claim.answer(reason, now_s) if reason else None

    def take_pin(self, pin: str, now_s: float) -> AccessDecision | None:
        """Take a PIN; without anybody who is asked for one it means nothing."""
        person_id = self._asked_for_pin()
        if person_id is None or self._credentials is None:
            return None
        is_right = self._credentials.is_pin(person_id, pin)
        if self._confirmation:
            return self._confirmation.take_pin(is_right, now_s)
        self._pin_right_at_s = now_s if is_right else None
        return None if is_right or self._claim is None else self._claim.answer(Reason.WRONG_PIN, now_s)

    def refusal(self, probe: Probe, now_s: float) -> Reason | None:
        """Return why this face is not looked up; a claim was asked when its card was shown."""
        if self._claim:
            return None
        is_locked = self._patience.is_at_end(self._patience.face_of(probe, now_s), now_s)
        return Reason.LOCKED_OUT if is_locked else None

    def hold(
        self, match: AccessDecision, probe: Probe, scene: Scene, now_s: float, *, is_one_face: bool
    ) -> AccessDecision | None:
        """Hold a match until everything else is answered; a decision when nothing is, or never will be."""
        try:
            asked = self._requirement_of(match.person_id or "")
        except BadInput:
            return _denied(match, Reason.GALLERY_CHANGED)
        doubt = self._doubt(match, asked, now_s)
        if doubt:
            return _denied(match, doubt)
        held = Held(match, probe.embedding, asked.pin, self._granted_as(asked), is_one_face)
        rules = self._rules.confirmation_of(scene.frame.kind)
        self._confirmation = StepUp(rules, held, self._dice, now_s)
        return self._confirmation.see(scene, now_s)

    def see(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Take the next scene; a decision when it brings one."""
        if self._confirmation:
            return self._confirmation.see(scene, now_s)
        if self._claim is None:
            return None
        if self._pin_right_at_s is not None:
            is_fresh = 0 <= now_s - self._pin_right_at_s <= PIN_LASTS_S
            return self._claim.answer(Reason.CARD_AND_PIN if is_fresh else Reason.STALE, now_s)
        if self._claim.is_valid(self._rules.claim_s, now_s):
            return None
        is_of_face = self._claim.requirement.face
        return self._claim.answer(Reason.CARD_WITHOUT_FACE if is_of_face else Reason.NO_PIN, now_s)

    def wanted(self, scene: Scene, now_s: float) -> FaceSample | None:
        """Return the sample to compare with the held match, when one is due."""
        return self._confirmation.wanted(scene, now_s) if self._confirmation else None

    def compared(self, embedding: Embedding, now_s: float) -> AccessDecision | None:
        """Take the embedding of a wanted sample."""
        return self._confirmation.compared(embedding, now_s) if self._confirmation else None

    def settled(self, decision: AccessDecision, probe: Probe | None, now_s: float) -> AccessDecision:
        """Count what the answer says of card, person and face, forget the claim, and return the answer."""
        subjects = self._subjects(decision, probe, now_s)
        if decision.is_granted:
            self._patience.forget(subjects)
        else:
            self._patience.count(subjects, now_s)
        self._forget()
        return decision

    def abort(self, reason: Reason, now_s: float) -> AccessDecision | None:
        """Forget everything that is under way; a denial when a match was held or a card waited."""
        denial = None
        if self._confirmation:
            denial = self._confirmation.abort(reason, now_s)
        elif self._claim:
            denial = self._claim.answer(reason, now_s)
        self._forget()
        return denial

    def _forget(self) -> None:
        self._claim = self._confirmation = self._pin_right_at_s = None

    def _requirement_of(self, person_id: str) -> Requirement:
        rule = self._credentials.entry_rule(person_id) if self._credentials else EntryRule.AS_DOOR
        return required(self._rules.mode, rule)

    def _doubt(self, match: AccessDecision, asked: Requirement, now_s: float) -> Reason | None:
        if not asked.face or (asked.card and self._claim is None):
            return Reason.CARD_REQUIRED
        if self._claim and self._claim.gallery_version != match.gallery_version:
            return Reason.GALLERY_CHANGED
        is_locked = self._patience.is_at_end(f"person:{match.person_id}", now_s)
        return Reason.LOCKED_OUT if is_locked else None

    def _granted_as(self, asked: Requirement) -> Reason:
        if asked.pin:
            return Reason.FACE_AND_PIN
        return Reason.CARD_AND_FACE if self._claim else Reason.MATCH

    def _asked_for_pin(self) -> str | None:
        if self._confirmation:
            is_asked = self._confirmation.waiting is Waiting.PIN
            return self._confirmation.person_id if is_asked else None
        is_asked = self._claim is not None and not self._claim.requirement.face
        return self.claimed if is_asked else None

    def _subjects(self, decision: AccessDecision, probe: Probe | None, now_s: float) -> list[str]:
        """Return whom this answer counts for or against."""
        if decision.reason is Reason.CARD_UNKNOWN:
            return [UNKNOWN_CARDS]
        if not decision.is_granted and decision.reason not in self._failures():
            return []
        subjects = [self._claim.subjects[0]] if self._claim else []
        if decision.is_granted or decision.reason is Reason.WRONG_PIN:
            subjects.append(f"person:{decision.person_id}")
        if probe and not self._claim and decision.reason is not Reason.WRONG_PIN:
            subjects.append(self._patience.face_of(probe, now_s))
        return subjects

    def _failures(self) -> frozenset[Reason]:
        """Return which denials count now."""
        failures = CLAIM_FAILURES if self._claim else FACE_FAILURES | {Reason.WRONG_PIN}
        has_asked = self._confirmation is not None and self._confirmation.has_challenged
        return failures | ESCAPES if has_asked else failures


def _denied(match: AccessDecision, reason: Reason) -> AccessDecision:
    return replace(match, outcome=Outcome.DENIED, reason=reason)


def _prompt_of(confirmation: StepUp) -> Prompt | None:
    challenge, ends_at_s = confirmation.challenge, confirmation.ends_at_s
    if challenge:
        return Prompt(PromptKind.MOVE, ends_at_s, challenge.step, challenge.number, challenge.count)
    kind = _PROMPTS.get(confirmation.waiting)
    return Prompt(kind, ends_at_s) if kind else None
