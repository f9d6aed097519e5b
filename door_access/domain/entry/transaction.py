"""One transaction at a door (ISO/IEC 19795-1): all that one person shows, until the door has an answer.

Theory of operation. The machine is pure, in h11's manner: :meth:`Transaction.receive` takes one event and
returns what is to be done about it. It opens no file, asks no clock and throws no dice of its own: time comes
with every event, chance with the dice it was given. The recognition thread drives it: it carries the effects
out in their order and answers those that ask something (encode, find, check) with another event.

::

      card or pass of somebody with a face  a match, and the rules agree
    READY ------------------------------> CLAIMED ----------> STEP_UP <--+
      | |                                                      ^  |      |
      | +----------- a match, and the rules agree -------------+  | PIN  | right
      |                                                           v      |
      +--------> PIN ------------------------------------------> CHECKING
     card or pass of somebody without one    PIN typed

A pass is claimed with as a card is; where it is enough by itself it is answered at once.
The rules of who may enter when are asked as soon as it is known who it is: with the card, and anew with each
match (``AskRules``). They name what must be shown; of several demands the easiest that can be met with what
was shown so far is chosen. Whoever is under way when they change goes on: the door asks once more before it
opens. What a door asks of everybody may change with the hour (``DoorAsks``).

Every arrow back to READY goes through :meth:`Transaction._settle`; only a card or pass that is nobody's, or
could not be read, is answered beside it and changes nothing. SUSPENDED is entered from everywhere (an
enrolment has the camera) and left for READY. ``TABLE`` has the answer to every event in every state; what
means nothing there is ignored on purpose.

Four promises, kept here and nowhere else:

- A look belongs to the claim (or to no claim) under which it began. A claim that ends, lapses or gives way
  takes its attempt and its looks with it.
- An attempt in which something was compared and that ends without a grant is counted once, against whoever
  was compared, whatever ends it: an answer, leaving, another card, a lost camera, other settings.
- What ends by itself before anything was compared (a face that leaves, a card whose holder does not come, a
  lost camera) is no refusal: it is *not completed*. An undecided result never passes.
- Nobody is let in whom the rules have not let in, and nobody on less than one of the demands that they named.

A PIN that was typed under duress is a right one in every respect, and a mark on whatever is decided then.

Failures by a card or pass alone (a wrong PIN) count against that and never the person or the face: nobody
locks out a colleague by showing or typing her number.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from door_access.domain.entry.attempt import AttemptRules, Attempts, Phase
from door_access.domain.entry.claim import Claim, named, why_not
from door_access.domain.entry.credentials import DoorMode, EntryRule, Requirement, required
from door_access.domain.entry.demands import by_face
from door_access.domain.entry.events import (
    Alarm,
    Ask,
    AskRules,
    CallForHelp,
    CardFound,
    CardRead,
    CardUnknown,
    CheckPin,
    Count,
    Decide,
    DoorAsks,
    Effect,
    Encode,
    Encoded,
    Event,
    FindCard,
    FindPass,
    GalleryRead,
    Interrupted,
    PassFound,
    PassRead,
    PassUnknown,
    PinChecked,
    PinTyped,
    ReadGallery,
    Resumed,
    RulesSaid,
    SceneSeen,
    SourceLost,
    Suspended,
    Tick,
)
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.entry.step_up import Held, StepUp, StepUpRules, Waiting
from door_access.domain.entry.throttle import UNKNOWN_CARDS, UNKNOWN_PASSES, Throttle
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import BY_RULES, AccessDecision, AccessPolicy, Outcome, Reason
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import Probe
from door_access.domain.permissions.verdict import DoorNow, Granted

CLAIM_S = 12.0
"""How long a shown card waits for its holder's face or PIN."""
MISREAD_EVERY_S = 2.0
"""As long as one card is not read twice; more rows would say nothing new."""


class State(StrEnum):
    """Where the transaction stands; the picture is in the module's theory of operation."""

    READY = "ready"
    CLAIMED = "claimed"
    PIN = "pin"
    STEP_UP = "step_up"
    CHECKING = "checking"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What one door asks of everybody.

    The wanted rate holds per attempt only when the policy shares it among all looks that an attempt may take.

    Attributes:
        door: which it is, and what it asks at every hour; plans may make it ask more.
        same_face: distance up to which two unknown faces are one, whose failures count together.
        claim_s: how long a shown card waits for a face or a PIN.
        living: the kinds of source whose faces must be alive; the demo's never is.
    """

    policy: AccessPolicy
    attempt: AttemptRules
    step_up: StepUpRules
    same_face: float
    door: DoorNow
    claim_s: float = CLAIM_S
    living: frozenset[SourceKind] = frozenset({SourceKind.LIVE})

    def __post_init__(self) -> None:
        shared, allowed = self.policy.point.looks, self.attempt.looks
        if shared < allowed:
            raise ValueError(f"the rate is shared among {shared} looks, but an attempt may take {allowed}")

    @property
    def mode(self) -> DoorMode:
        """Return what the door asks of everybody at every hour."""
        return self.door.asks

    def step_up_of(self, kind: SourceKind) -> StepUpRules:
        """Return what a match in a picture of this kind must still pass."""
        is_asked = kind in self.living
        return self.step_up if is_asked else replace(self.step_up, level=LivenessLevel.OFF)


@dataclass(frozen=True, slots=True)
class _Matched:
    """A match that waits for the rules."""

    decision: AccessDecision
    probe: Probe


class Transaction:
    """Leads one person after the other from the first look to the answer. One thread owns it."""

    def __init__(
        self, rules: EntryRules, throttle: Throttle, dice: random.Random, new_number: Callable[[], str]
    ) -> None:
        """``dice`` draw what is asked in a challenge; ``new_number`` names a transaction as no other."""
        self._rules = rules
        self._throttle = throttle
        self._dice = dice
        self._new_number = new_number
        self._attempts = Attempts(rules.attempt)
        self._state = State.READY
        self._claim: Claim | None = None
        self._step_up: StepUp | None = None
        self._compared: dict[str, None] = {}
        """Whom this attempt has compared, the newest last: the claimed card, or every face without one."""
        self._due: Probe | None = None
        self._matched: _Matched | None = None
        self._asks = frozenset({rules.mode})
        self._late: dict[int, tuple[str, str]] = {}
        """Of a PIN that was still being checked when the answer came, by the check's number: against whom a
        wrong one counts, and whose it is."""
        self._scene: Scene | None = None
        self._shown_in: Scene | None = None
        """The picture in which a pass is being looked up."""
        self._check, self._checked_at_s, self._checked_for = 0, 0.0, ""
        self._misread_at_s = -math.inf
        self._asked: Prompt | None = None
        self._number = ""

    @property
    def state(self) -> State:
        return self._state

    @property
    def phase(self) -> Phase:
        """Return what the person is going through, as the screen shows it."""
        if self._state is State.SUSPENDED:
            return Phase.SUSPENDED
        return Phase.ASKED if self._step_up else self._attempts.phase

    @property
    def prompt(self) -> Prompt | None:
        """Return what the person is asked for beside the face."""
        match self._state:
            case State.READY:
                return Prompt(PromptKind.CARD) if self._is_card_due else None
            case State.CLAIMED | State.PIN if self._claim:
                kind = PromptKind.FACE if self._claim.requirement.face else PromptKind.PIN
                return Prompt(kind, self._claim.at_s + self._rules.claim_s)
            case State.STEP_UP if self._step_up:
                return _prompt_of(self._step_up)
            case State.CHECKING:
                return Prompt(PromptKind.CHECKING)
            case _:
                return None

    def receive(self, event: Event) -> tuple[Effect, ...]:
        """Take an event and return what is to be done in this order: answers, then words, then questions."""
        return self._ordered(self._take(event))

    def follow(self, rules: EntryRules, now_s: float) -> tuple[Effect, ...]:
        """Decide by other rules from now on; whatever was under way by the old ones has ended."""
        ended = self._take(Interrupted(Reason.STALE, now_s))
        self._rules, self._attempts = rules, Attempts(rules.attempt)
        self._asks = frozenset({rules.mode})
        return self._ordered(ended)

    def _take(self, event: Event) -> tuple[Effect, ...]:
        effects = TABLE[self._state, type(event)](self, event)
        if self._state is State.READY and self._attempts.phase is Phase.WAITING:
            self._number = ""
        return effects

    def _ordered(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Put records and answers first: nothing that only tells somebody may come between."""
        words: list[Effect] = [one for one in effects if isinstance(one, Alarm | Ask | CallForHelp)]
        prompt = self.prompt
        if prompt != self._asked:
            self._asked = prompt
            words.append(Ask(prompt))
        answers = [effect for effect in effects if isinstance(effect, Count | Decide)]
        questions: list[Effect] = [
            one
            for one in effects
            if isinstance(one, Encode | ReadGallery | FindCard | FindPass | AskRules | CheckPin)
        ]
        return (*answers, *words, *questions)

    # A face, with a claim or without one

    @property
    def _is_card_due(self) -> bool:
        """Say whether no face is followed before a card was shown."""
        return self._claim is None and required(self._asks, EntryRule.AS_DOOR).card

    def _ask_otherwise(self, event: DoorAsks) -> tuple[Effect, ...]:
        """Ask something else of whoever comes next; a face that would need a card now has ended."""
        self._asks = event.modes
        is_over = self._state is State.READY and self._is_card_due
        return self._close(Reason.CARD_REQUIRED, event.at_s) if is_over else ()

    def _follow(self, event: SceneSeen) -> tuple[Effect, ...]:
        lapsed = self._lapse(event)
        if self._is_card_due:
            self._attempts.forget()
        if lapsed or self._is_card_due:
            return lapsed
        before = self._attempts.track
        left = self._attempts.follow(event.scene, event.at_s)
        effects = self._settle(left, event.at_s, is_refusal=False)
        if self._attempts.track != before and self._claim is None:
            self._number = ""
        if left:
            return effects
        sample = self._attempts.wanted(event.scene, event.at_s)
        if sample is None:
            return self._settle(self._attempts.expire(event.at_s), event.at_s)
        self._scene = event.scene
        return (Encode(sample),)

    def _compare(self, event: Encoded) -> tuple[Effect, ...]:
        now_s = event.at_s
        if event.embedding is None:
            return self._settle(self._attempts.refuse(Reason.ENCODER_FAULT, now_s), now_s)
        self._due = self._attempts.fuse(event.embedding, event.sample.captured_at_s, now_s)
        return (ReadGallery(),) if self._due else self._settle(self._attempts.expire(now_s), now_s)

    def _look(self, event: GalleryRead) -> tuple[Effect, ...]:
        """Hold the probe against the claimed person, or search among all, unless this face must wait."""
        probe, self._due, now_s = self._due, None, event.at_s
        if probe is None:
            return ()
        claim, policy = self._claim, self._rules.policy
        subject = claim.subject if claim else self._throttle.face_of(probe.embedding, now_s)
        if claim:
            decision = policy.verify(event.gallery, probe, claim.holder.person_id)
        elif self._throttle.is_waiting(subject, now_s):
            decision = AccessDecision(Outcome.DENIED, Reason.LOCKED_OUT, at_s=now_s, track=probe.track)
        else:
            decision = policy.decide(event.gallery, probe)
        if decision.distance is not None:
            self._compared.pop(subject, None)
            self._compared[subject] = None
        answer = self._attempts.judged(decision, now_s)
        if answer is None:
            return self._settle(self._attempts.expire(now_s), now_s)
        if answer.is_granted:
            return self._ask_rules(answer, probe, event.gallery, now_s)
        return self._settle(answer, now_s)

    def _ask_rules(
        self, match: AccessDecision, probe: Probe, gallery: Gallery, now_s: float
    ) -> tuple[Effect, ...]:
        """Have the rules asked whether somebody who was recognised may enter.

        With a card the match is of the older of the two states of the database that say so: whoever was
        changed since then is not let in.
        """
        if self._claim:
            older = min(match.gallery_version, self._claim.gallery_version)
            match = replace(match, gallery_version=older)
        person_id = str(match.person_id)
        if gallery.changed[gallery.places[person_id]] > match.gallery_version:
            return self._settle(match.denied(Reason.GALLERY_CHANGED), now_s)
        self._matched = _Matched(match, probe)
        return (AskRules(person_id),)

    def _judge(self, event: RulesSaid) -> tuple[Effect, ...]:
        """Hold the match if the rules agree, and what they ask for can be shown."""
        matched, self._matched = self._matched, None
        if matched is None:
            return ()
        judgement, match = event.judgement, named(matched.decision, event.judgement)
        if not isinstance(judgement, Granted):
            return self._settle(match.denied(why_not(judgement)), event.at_s)
        asked = by_face(judgement.demands, has_card=self._claim is not None)
        if asked and self._claim:
            asked = self._claim.asked(asked)
        if asked is None:
            return self._settle(match.denied(Reason.CARD_REQUIRED), event.at_s)
        if self._throttle.is_waiting(f"person:{match.person_id}", event.at_s):
            return self._settle(match.denied(Reason.LOCKED_OUT), event.at_s)
        return self._hold(replace(matched, decision=match), asked, event.at_s)

    def _hold(self, matched: _Matched, asked: Requirement, now_s: float) -> tuple[Effect, ...]:
        """Hold a match until everything else is answered."""
        assert self._scene is not None
        granted_as = self._claim.with_face if self._claim else Reason.MATCH
        held = Held(
            matched.decision,
            matched.probe.embedding,
            needs_pin=asked.pin,
            granted_as=Reason.FACE_AND_PIN if asked.pin else granted_as,
            is_one_face=self._attempts.is_one_face,
        )
        rules = self._rules.step_up_of(self._scene.frame.kind)
        self._step_up, self._state = StepUp(rules, held, self._dice, now_s), State.STEP_UP
        return self._settle(self._step_up.see(self._scene, now_s), now_s)

    # A match that must still pass something

    def _watch(self, event: SceneSeen) -> tuple[Effect, ...]:
        if self._step_up is None:
            return self._await_pin(event)
        decision = self._step_up.see(event.scene, event.at_s)
        sample = None if decision else self._step_up.wanted(event.scene, event.at_s)
        return (Encode(sample),) if sample else self._settle(decision, event.at_s)

    def _look_again(self, event: Encoded) -> tuple[Effect, ...]:
        if self._step_up is None:
            return ()
        if event.embedding is None:
            return self._settle(self._step_up.denied(Reason.ENCODER_FAULT, event.at_s), event.at_s)
        return self._settle(self._step_up.compared(event.embedding, event.at_s), event.at_s)

    # Cards and passes

    def _read(self, event: CardRead) -> tuple[Effect, ...]:
        if event.number:
            return (FindCard(event.number),)
        if 0 <= event.at_s - self._misread_at_s < MISREAD_EVERY_S:
            return ()
        self._misread_at_s = event.at_s
        unread = AccessDecision(Outcome.NOT_COMPLETED, Reason.CARD_UNREADABLE, at_s=event.at_s)
        return (Decide(self._numbered(unread)),)

    def _refuse(self, event: CardUnknown) -> tuple[Effect, ...]:
        """Say no to the number alone: whatever else is under way goes on as if nothing had been shown."""
        refusal = AccessDecision(Outcome.DENIED, Reason.CARD_UNKNOWN, at_s=event.at_s)
        return (*self._counted([UNKNOWN_CARDS], event.at_s), Decide(self._numbered(refusal)))

    def _read_pass(self, event: PassRead) -> tuple[Effect, ...]:
        self._shown_in = event.scene
        return (FindPass(event.token),) if event.token else self._refuse_pass(PassUnknown(event.at_s))

    def _refuse_pass(self, event: PassUnknown) -> tuple[Effect, ...]:
        """Say no to the pass alone, as to a card that is nobody's."""
        refusal = AccessDecision(Outcome.DENIED, Reason.PASS_UNKNOWN, at_s=event.at_s)
        return (*self._counted([UNKNOWN_PASSES], event.at_s), Decide(self._numbered(refusal)))

    def _begin_claim(self, event: CardFound | PassFound) -> tuple[Effect, ...]:
        """Begin a claim; what was compared before, or another card or pass, is settled first."""
        refused = event.refused if isinstance(event, PassFound) else None
        claim = Claim(
            event.holder,
            event.judgement,
            event.at_s,
            event.gallery_version,
            refused,
            is_secure=self._rules.door.is_secure,
        )
        effects = tuple[Effect, ...]()
        is_another = self._claim is not None and self._claim.subject != claim.subject
        if self._compared or is_another:
            effects = self._close(Reason.CARD_REPLACED, event.at_s)
        self._claim = claim
        subjects = claim.subject, f"person:{claim.holder.person_id}"
        is_waiting = any(self._throttle.is_waiting(subject, event.at_s) for subject in subjects)
        reason = claim.refusal() or (Reason.LOCKED_OUT if is_waiting else None)
        if reason:
            return (*effects, *self._settle(claim.answer(reason, event.at_s), event.at_s))
        self._attempts.begin_anew()
        asked = claim.requirement
        if not (asked.face or asked.pin):
            return (*effects, *self._let_in_alone(claim, event.at_s))
        self._state = State.CLAIMED if asked.face else State.PIN
        return effects

    def _let_in_alone(self, claim: Claim, now_s: float) -> tuple[Effect, ...]:
        """Grant by a pass; whoever stands there need not prove themselves besides."""
        assert self._shown_in is not None
        self._attempts.dismiss(self._shown_in, now_s)
        self._shown_in = None
        return self._settle(claim.answer(Reason.PASS, now_s), now_s)

    def _lapse(self, event: SceneSeen | Tick | PinTyped) -> tuple[Effect, ...]:
        if self._claim is None or self._claim.is_valid(self._rules.claim_s, event.at_s):
            return ()
        is_of_face = self._claim.requirement.face
        return self._close(Reason.CARD_WITHOUT_FACE if is_of_face else Reason.NO_PIN, event.at_s)

    # PINs

    def _await_pin(self, event: SceneSeen) -> tuple[Effect, ...]:
        """Compare no face; remember who stands there, so that they need not prove themselves twice."""
        self._scene = event.scene
        return self._give_up(event) if self._state is State.CHECKING else self._lapse(event)

    def _check_pin(self, event: PinTyped) -> tuple[Effect, ...]:
        """Have the PIN checked, unless it comes too late, or was not asked for."""
        if self._step_up:
            if self._step_up.waiting is not Waiting.PIN:
                return ()
            late = self._step_up.late(event.at_s)
            if late:
                return self._settle(late, event.at_s)
            self._step_up.pin_typed(event.at_s)
            person_id = self._step_up.person_id
        else:
            lapsed = self._lapse(event)
            if lapsed or self._claim is None:
                return lapsed
            person_id = self._claim.holder.person_id
        self._check, self._checked_at_s, self._state = self._check + 1, event.at_s, State.CHECKING
        self._checked_for = person_id
        return (CheckPin(self._check, person_id, event.digits),)

    def _take_check(self, event: PinChecked) -> tuple[Effect, ...]:
        if event.check != self._check:
            return self._late_check(event)
        too_late = self._give_up(event)
        if too_late:
            return (*too_late, *self._late_check(event))
        if event.is_right and self._claim and self._scene and not self._step_up:
            self._attempts.dismiss(self._scene, event.at_s)
        told = self._told(event.is_right, event.at_s, is_duress=event.is_duress)
        return self._settle(told, event.at_s)

    def _told(self, is_right: bool | None, now_s: float, *, is_duress: bool = False) -> AccessDecision | None:
        """Return what follows from the answer to a PIN; after a face, a right one is not yet all."""
        if self._step_up:
            self._state = State.STEP_UP if is_right else self._state
            return self._step_up.pin_checked(is_right, now_s, is_duress=is_duress)
        assert self._claim is not None
        if is_right is None:
            return self._claim.answer(Reason.STORAGE_FAULT, now_s)
        answer = self._claim.answer(self._claim.with_pin if is_right else Reason.WRONG_PIN, now_s)
        return replace(answer, is_duress=is_duress)

    def _late_check(self, event: PinChecked) -> tuple[Effect, ...]:
        """Count a wrong PIN of what has ended; a right one opens nothing, but may call for help."""
        subject, person_id = self._late.pop(event.check, ("", ""))
        if subject and event.is_duress:
            return (CallForHelp(person_id),)
        return self._counted([subject], event.at_s) if subject and event.is_right is False else ()

    def _give_up(self, event: SceneSeen | Tick | PinChecked) -> tuple[Effect, ...]:
        """Deny when nobody says whether a PIN is right; with a face, the step-up's own limit counts."""
        if 0 <= event.at_s - self._checked_at_s < self._rules.step_up.check_s:
            return ()
        return self._settle(self._told(None, event.at_s), event.at_s)

    # What ends everything

    def _lose(self, event: SourceLost) -> tuple[Effect, ...]:
        """End whatever needs a face; a PIN that is typed to a card needs none."""
        if self._state is State.CHECKING and self._step_up is None:
            return ()
        return self._close(event.reason, event.at_s)

    def _interrupt(self, event: Interrupted) -> tuple[Effect, ...]:
        return self._close(event.reason, event.at_s)

    def _suspend(self, event: Suspended) -> tuple[Effect, ...]:
        effects = self._close(Reason.ENROLMENT_IN_PROGRESS, event.at_s)
        self._state = State.SUSPENDED
        return effects

    def _dismiss(self, event: SceneSeen) -> tuple[Effect, ...]:
        """Let whoever stands there have no attempt until they have left: they are being enrolled."""
        self._attempts.dismiss(event.scene, event.at_s)
        return ()

    def _resume(self, event: Resumed) -> tuple[Effect, ...]:  # noqa: ARG002
        self._state = State.READY
        return ()

    def _ignore(self, event: Event) -> tuple[Effect, ...]:  # noqa: ARG002
        return ()

    def _close(self, reason: Reason, now_s: float) -> tuple[Effect, ...]:
        """End what is under way without an answer of its own; forget the face."""
        unanswered = self._attempts.abort(reason, now_s)
        if self._step_up:
            unanswered = self._step_up.denied(reason, now_s)
        elif self._matched:
            unanswered = self._matched.decision.denied(reason)
        elif self._claim and unanswered is None:
            unanswered = self._claim.answer(reason, now_s)
        return self._settle(unanswered, now_s, is_refusal=reason is Reason.RECOGNITION_FAULT)

    def _settle(
        self, decision: AccessDecision | None, now_s: float, *, is_refusal: bool = True
    ) -> tuple[Effect, ...]:
        """Answer: count it, say it, and let the next claim begin with nothing.

        ``decision`` None: there is no answer yet, and all goes on. ``is_refusal`` False: if nothing was
        compared, nobody was refused.
        """
        if decision is None:
            return ()
        claim, compared, had_match = self._claim, list(self._compared), self._step_up is not None
        is_of_pin = decision.reason in (Reason.WRONG_PIN, Reason.CARD_AND_PIN, Reason.PASS_AND_PIN)
        if self._state is State.CHECKING and not is_of_pin:
            late = f"person:{decision.person_id}" if had_match or claim is None else claim.subject
            self._late = {self._check: (late, self._checked_for)}
        if claim:
            person_id = decision.person_id or claim.holder.person_id
            decision = replace(decision, person_id=person_id, claim=claim.kind, pass_id=claim.pass_id)
        is_compared = bool(compared) or decision.reason is Reason.WRONG_PIN
        if not (decision.is_granted or is_compared or is_refusal):
            decision = replace(decision, outcome=Outcome.NOT_COMPLETED)
        answer = Decide(self._numbered(decision))
        self._state, self._claim, self._step_up = State.READY, None, None
        self._due, self._matched = None, None
        self._compared, self._scene = {}, None
        if claim or decision.is_granted:
            self._number = ""
        person, card = f"person:{decision.person_id}", [claim.subject] if claim else []
        if decision.is_granted:
            return (answer, *self._forgiven([*card, person, *compared[-1:]]))
        is_recognised = decision.reason in BY_RULES
        if not is_compared or (is_recognised and len(compared) == 1):
            return (answer,)
        match decision.reason:
            case Reason.WRONG_PIN:
                failed = [*card, person] if had_match else card
            case Reason.LOCKED_OUT:
                failed = []
            case _:
                failed = compared[:-1] if is_recognised else compared
        return (*self._counted(failed, now_s), answer)

    def _counted(self, subjects: list[str], now_s: float) -> tuple[Effect, ...]:
        counts = [Count(self._throttle.failed(subject, now_s)) for subject in subjects]
        of_door, is_alarm = self._throttle.failed_at_door(now_s)
        return (*counts, Count(of_door), *((Alarm(),) if is_alarm else ()))

    def _forgiven(self, subjects: list[str]) -> tuple[Effect, ...]:
        forgiven = (self._throttle.forgive(subject) for subject in subjects)
        return tuple(Count(count) for count in forgiven if count)

    def _numbered(self, decision: AccessDecision) -> AccessDecision:
        self._number = self._number or self._new_number()
        return replace(decision, transaction=self._number)


def _prompt_of(step_up: StepUp) -> Prompt | None:
    challenge, ends_at_s = step_up.challenge, step_up.ends_at_s
    if challenge:
        return Prompt(PromptKind.MOVE, ends_at_s, challenge.step, challenge.number, challenge.count)
    match step_up.waiting:
        case Waiting.PIN:
            return Prompt(PromptKind.PIN, ends_at_s)
        case Waiting.LAST_LOOK:
            return Prompt(PromptKind.LOOK, ends_at_s)
        case _:
            return None


Handler = Callable[[Transaction, Any], tuple[Effect, ...]]
T, no, late, asks = Transaction, Transaction._ignore, Transaction._late_check, Transaction._ask_otherwise
# fmt: off
_ROWS: dict[type[Event], tuple[Handler, ...]] = {
    #             READY           CLAIMED         PIN             STEP_UP        CHECKING       SUSPENDED
    SceneSeen:   (T._follow,      T._follow,      T._await_pin,   T._watch,      T._watch,      T._dismiss),
    Encoded:     (T._compare,     T._compare,     no,             T._look_again, T._look_again, no),
    GalleryRead: (T._look,        T._look,        no,             no,            no,            no),
    CardRead:    (T._read,        T._read,        T._read,        no,            no,            no),
    CardFound:   (T._begin_claim, T._begin_claim, T._begin_claim, no,            no,            no),
    CardUnknown: (T._refuse,      T._refuse,      T._refuse,      no,            no,            no),
    PassRead:    (T._read_pass,   T._read_pass,   T._read_pass,   no,            no,            no),
    PassFound:   (T._begin_claim, T._begin_claim, T._begin_claim, no,            no,            no),
    PassUnknown: (T._refuse_pass, T._refuse_pass, T._refuse_pass, no,            no,            no),
    RulesSaid:   (T._judge,       T._judge,       no,             no,            no,            no),
    DoorAsks:    (asks,           asks,           asks,           asks,          asks,          asks),
    PinTyped:    (no,             no,             T._check_pin,   T._check_pin,  no,            no),
    PinChecked:  (late,           late,           late,           late,          T._take_check, late),
    Tick:        (no,             T._lapse,       T._lapse,       no,            T._give_up,    no),
    SourceLost:  (T._lose,        T._lose,        no,             T._lose,       T._lose,       no),
    Interrupted: (T._interrupt,   T._interrupt,   T._interrupt,   T._interrupt,  T._interrupt,  no),
    Suspended:   (T._suspend,     T._suspend,     T._suspend,     T._suspend,    T._suspend,    no),
    Resumed:     (no,             no,             no,             no,            no,            T._resume),
}
# fmt: on
TABLE: dict[tuple[State, type[Event]], Handler] = {
    (state, event): handler
    for event, handlers in _ROWS.items()
    for state, handler in zip(State, handlers, strict=True)
}
"""What every event means in every state."""
