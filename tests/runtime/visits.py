"""The entry machine driven by hand: every effect is carried out, every promise is checked at every answer."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.entry.credentials import CardHolder, DoorMode, EntryRule
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
    Judgement,
    PassFound,
    PassRead,
    PassUnknown,
    PinChecked,
    PinTyped,
    ReadGallery,
    RulesSaid,
    SceneSeen,
    Tick,
)
from door_access.domain.entry.passes import LONGEST, EntryPass, PassHolder, PassTerms, token_of
from door_access.domain.entry.prompt import Prompt
from door_access.domain.entry.step_up import StepUpRules
from door_access.domain.entry.throttle import DOOR, UNKNOWN_CARDS, UNKNOWN_PASSES, FailureCount, Throttle
from door_access.domain.entry.transaction import EntryRules, State, Transaction
from door_access.domain.faces.faces import Embedding, Quality
from door_access.domain.faces.scene import Scene
from door_access.domain.liveness.challenge import ChallengeRules
from door_access.domain.liveness.liveness import LivenessEvidence, LivenessLevel
from door_access.domain.matching.access import BY_RULES, AccessDecision, AccessPolicy, Outcome, Reason
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.domain.matching.gallery import Gallery, Reference
from door_access.domain.matching.identification import OperatingPoint, Probe
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.plans import asked
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.rules import EVERYBODY, Rules
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment
from tests.builders import CURVES, GOOD_QUALITY, MODEL, at_distance, empty_scene, scene
from tests.fakes import NOON
from tests.liveness import TURNED

STEP_S = 0.1
DOOR_NOW = DoorNow("main entrance", UTC)
SAME_FACE = 0.4
PEOPLE = ("ada", "ben", "cyd", "vic")
"""Enrolled: Ada and Ben with a face, Cyd with a card and a PIN alone, Vic with nothing but a pass."""
CARDS = {"ada": "card-of-ada", "ben": "card-of-ben", "cyd": "card-of-cyd", "vic": "card-of-vic"}
PINS = {"ada": "4816", "ben": "5927", "cyd": "6038", "vic": "7149"}
UNKNOWN_CARD = "card of nobody"
FOR_A_YEAR = Validity(NOON, NOON + LONGEST)
TERMS = {"ada": (False, False), "ben": (False, True), "cyd": (True, False), "vic": (False, False)}
"""Of whose pass opens once, and whose asks for a PIN."""
PASSES = {who: token_of(who.encode().ljust(16)) for who in TERMS}


def face_of(name: str) -> Embedding:
    """Return the same embedding for the same name, far from everybody else's."""
    axis = sum(name.encode()) % 251 + 1
    return at_distance(2**0.5, axis=axis, dimension=256)


def entry_of(who: str) -> EntryRule:
    return {"cyd": EntryRule.CARD_PIN, "vic": EntryRule.PASS}.get(who, EntryRule.AS_DOOR)


CLAIMS = ("card:", "pass:")
"""How subjects begin that somebody claimed to be."""


class Passes:
    """PassStore of the visits: everybody's pass, by its id; what a door asks of it."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.kept = {
            who: EntryPass(who, who, PassTerms(FOR_A_YEAR, is_once=is_once, asks_pin=asks_pin), NOON)
            for who, (is_once, asks_pin) in TERMS.items()
        }

    def revoke(self, who: str) -> None:
        self.kept[who] = replace(self.kept[who], revoked_at_utc=NOON)

    def renew(self, who: str) -> None:
        """Let the pass be as a new one."""
        self.kept[who] = replace(self.kept[who], used_at_utc=None, revoked_at_utc=None)

    def entry_pass(self, pass_id: str) -> EntryPass | None:
        return self.kept.get(pass_id)

    def spend(self, pass_id: str, door: str, at_utc: datetime) -> Reason | None:
        if self.fault is not None:
            raise self.fault
        why = self.kept[pass_id].refusal(door, at_utc)
        if why is None:
            self.kept[pass_id] = replace(self.kept[pass_id], used_at_utc=at_utc)
        return why


class WatchedPolicy:
    """The real policy; tells of every comparison it makes, and with whom."""

    def __init__(self, told: Callable[[AccessDecision], None]) -> None:
        self.point = OperatingPoint(CURVES, wanted_fpir=0.003, margin=0.05, looks=3)
        self._policy = AccessPolicy(self.point)
        self._told = told

    def decide(self, gallery: Gallery, probe: Probe) -> AccessDecision:
        return self._kept(self._policy.decide(gallery, probe))

    def verify(self, gallery: Gallery, probe: Probe, person_id: str) -> AccessDecision:
        return self._kept(self._policy.verify(gallery, probe, person_id))

    def _kept(self, decision: AccessDecision) -> AccessDecision:
        if decision.distance is not None:
            self._told(decision)
        return decision


class Visits:
    """Everything around one :class:`Transaction`; each decision goes to ``decided``.

    It keeps books of its own, checked at every answer: what was compared since the last one and for whom, and
    what was counted.
    """

    def __init__(
        self,
        mode: DoorMode = DoorMode.FACE,
        level: LivenessLevel = LivenessLevel.OFF,
        *,
        decided: Callable[[AccessDecision, float], None] = lambda *_: None,
        faces: tuple[str, ...] = ("ada", "ben"),
        door: DoorNow = DOOR_NOW,
    ) -> None:
        """``faces``: who is enrolled with a face."""
        self.faces = faces
        self.now_s = 100.0
        self.version = 1
        self.changed: dict[str, int] = {}
        """At which version everybody was last changed."""
        self.blocked: set[str] = set()
        self.site_rules = Rules.fresh(version=1)
        self.memberships: dict[str, tuple[Membership, ...]] = {}
        """Of whoever is not in the group *everybody* alone."""
        self.validity: dict[str, Validity] = {}
        self.wall: Callable[[], Moment] = lambda: Moment(NOON)
        self.disabled: set[str] = set()
        self.passes = Passes()
        self.stored: dict[str, FailureCount] = {}
        self.is_store_broken = False
        self.decisions: list[AccessDecision] = []
        self.alarms = 0
        self.is_under_duress = False
        """Whether every right PIN is the one that is typed under threat."""
        self.calls: list[str] = []
        self.prompts: list[Prompt | None] = []
        self.comparisons = 0
        self.grants = self.failures = 0
        self.checks: list[CheckPin] = []
        self._owed: dict[str, FailureCount] = {}
        self._decided = decided
        self._compared: set[str] = set()
        self._newest = ""
        """Who was compared last."""
        self._counted: list[FailureCount] = []
        self._showing = ""
        self._late: list[str] = []
        self._numbers = count()
        self.rules = EntryRules(
            WatchedPolicy(self._on_compared),  # type: ignore[arg-type]
            AttemptRules(CURVES.threshold(Configuration(1, 1), LAXEST_FMR)),
            StepUpRules(level, SAME_FACE, SAME_FACE, ChallengeRules(count=1, allowed=tuple(TURNED))),
            same_face=SAME_FACE,
            door=replace(door, asks=mode),
        )
        self.restart()

    @property
    def moment(self) -> Moment:
        """Return what the clock beside the door shows."""
        return self.wall()

    @moment.setter
    def moment(self, moment: Moment) -> None:
        self.wall = lambda: moment

    # What happens at the door

    def restart(self) -> None:
        """Lose all memory: only what was stored is known."""
        self._owed.clear()
        self._forget_books()
        self.checks.clear()
        self.throttle = Throttle(same_face=SAME_FACE)
        self.transaction = Transaction(
            self.rules, self.throttle, random.Random(1), lambda: f"number {next(self._numbers)}"
        )
        self.remember()

    def remember(self) -> None:
        """Take up what is stored, as after a change of the people."""
        for late in self.throttle.remember(self.stored.values(), self.now_s, keeping=self._owed):
            self._owed[late.subject] = late
        self.pay()

    def show(
        self,
        who: str,
        frames: int = 1,
        *,
        track: int = 1,
        evidence: LivenessEvidence | None = None,
        quality: Quality = GOOD_QUALITY,
    ) -> None:
        """Show somebody's face, well, in so many frames; a decision of theirs ends it early."""
        self._showing = who
        for _ in range(frames):
            self.now_s += STEP_S
            shown = replace(scene(self.now_s, track=track), liveness=evidence, quality=quality)
            self.receive(SceneSeen(shown, self.now_s))

    def see(self, make: Callable[[float], Scene], frames: int = 1) -> None:
        for _ in range(frames):
            self.now_s += STEP_S
            self.receive(SceneSeen(make(self.now_s), self.now_s))

    def leave(self) -> None:
        self.see(empty_scene, 10)

    def card(self, number: str) -> None:
        self.receive(CardRead(number, self.now_s))

    def show_pass(self, token: str) -> None:
        self.receive(PassRead(token, scene(self.now_s), self.now_s))

    def pin(self, digits: str, *, is_answered: bool = True) -> None:
        self.receive(PinTyped(digits, self.now_s))
        if is_answered:
            self.answer_checks()

    def answer_checks(self, *, is_broken: bool = False) -> None:
        while self.checks:
            asked = self.checks.pop(0)
            is_right = None if is_broken else PINS[asked.person_id] == asked.digits
            is_of_card = self.transaction.state is State.CHECKING and self.transaction._step_up is None
            is_waited_for = is_of_card and asked.check == self.transaction._check
            if is_waited_for and is_right is not None and self._is_in_time():
                self._note(self._claimed())
            kinds = ("card", "pass", "person") if is_right is False else ()
            self._late = [f"{kind}:{asked.person_id}" for kind in kinds]
            is_duress = self.is_under_duress and is_right is True
            self.receive(PinChecked(asked.check, is_right, self.now_s, is_duress))
            self._late = []

    def _is_in_time(self) -> bool:
        waited_s = self.now_s - self.transaction._checked_at_s
        return 0 <= waited_s < self.rules.step_up.check_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.receive(Tick(self.now_s))

    def free(self, who: str) -> None:
        """Let an operator unblock the person and enable the card."""
        self.blocked.discard(who)
        self.disabled.discard(who)
        self.passes.renew(who)
        for subject in (f"person:{who}", f"card:{who}", f"pass:{who}"):
            self.stored.pop(subject, None)
        self.change(who)
        self.remember()

    def follow_the_hour(self) -> None:
        """Let the door ask what schedules make it ask now."""
        door = self.rules.door
        modes = asked(self.site_rules, door.id, usual=door.asks, zone=door.zone, moment=self.moment)
        self.receive(DoorAsks(modes, self.now_s))

    def change(self, who: str) -> None:
        self.version += 1
        self.changed[who] = self.version

    # How effects are carried out

    def receive(self, event: Event) -> None:
        waiting = list(self.transaction.receive(event))
        while waiting:
            waiting[:0] = self._carry_out(waiting.pop(0))
        self._check_late_count()
        self.pay()

    def _check_late_count(self) -> None:
        """Check what is counted without an answer: a wrong PIN whose claim had ended before anybody knew."""
        counted = [found.subject for found in self._counted]
        assert counted in ([], *([late, DOOR] for late in self._late)), f"counted for no answer: {counted}"
        self._counted = []

    def _carry_out(  # noqa: C901, PLR0912 - one branch for each kind of effect
        self, effect: Effect
    ) -> tuple[Effect, ...]:
        match effect:
            case Encode(sample):
                return self.transaction.receive(Encoded(sample, face_of(self._showing), self.now_s))
            case ReadGallery():
                return self.transaction.receive(GalleryRead(self.gallery(), self.now_s))
            case FindCard(number):
                return self._find(number)
            case FindPass(token):
                return self._find_pass(token)
            case AskRules(who):
                return self.transaction.receive(RulesSaid(self.judged(who), self.now_s))
            case CheckPin():
                self.checks.append(effect)
            case Decide(decision):
                self._settle(decision)
            case Count(found):
                if found.failures:
                    self._counted.append(found)
                if not found.is_of_face:
                    self._owed[found.subject] = found
            case Alarm():
                self.alarms += 1
            case CallForHelp(who):
                self.calls.append(who)
            case Ask(prompt):
                self.prompts.append(prompt)
            case _:
                pass
        return ()

    def _find(self, number: str) -> tuple[Effect, ...]:
        who = next((name for name, known in CARDS.items() if known == number), None)
        if who is None:
            return self.transaction.receive(CardUnknown(self.now_s))
        holder = CardHolder(who, who, entry_of(who), who in self.disabled, who in self.blocked, has_pin=True)
        return self.transaction.receive(CardFound(holder, self.judged(who), self.version, self.now_s))

    def _find_pass(self, token: str) -> tuple[Effect, ...]:
        one = next((found for found in self.passes.kept.values() if PASSES[found.person_id] == token), None)
        if one is None:
            return self.transaction.receive(PassUnknown(self.now_s))
        who = one.person_id
        holder = PassHolder(one, entry_of(who), who in self.blocked, has_pin=True)
        refused = one.refusal(self.rules.door.id, self.moment.at_utc)
        return self.transaction.receive(
            PassFound(holder, self.judged(who), self.version, self.now_s, refused)
        )

    def entrant(self, who: str) -> Entrant:
        """Return what is stored of somebody."""
        return Entrant(
            who,
            entry_of(who),
            self.validity.get(who, UNLIMITED),
            who in self.blocked,
            self.memberships.get(who, (Membership(EVERYBODY),)),
        )

    def judged(self, who: str) -> Judgement:
        """Return what the rules say of somebody now."""
        return answer(self.site_rules, self.entrant(who), self.rules.door, self.moment)

    def gallery(self) -> Gallery:
        people = [
            Reference(name, face_of(name), 5, name in self.blocked, changed=self.changed.get(name, 0))
            for name in self.faces
        ]
        return Gallery.of(people, model_key=MODEL, version=self.version)

    def pay(self) -> None:
        """Store what is owed, then act on it, unless the store is broken."""
        if self.is_store_broken:
            return
        for owed in list(self._owed.values()):
            self.stored[owed.subject] = owed
            if owed.is_disabling:
                kind, _, who = owed.subject.partition(":")
                if kind == "pass":
                    self.passes.revoke(who)
                else:
                    (self.disabled if kind == "card" else self.blocked).add(who)
                self.change(who)
                self.throttle.forgive(owed.subject)
            if owed.is_disabling or not owed.failures:
                del self.stored[owed.subject]
        self._owed.clear()

    # The books

    def _claimed(self) -> str:
        claim = self.transaction._claim
        if claim:
            return claim.subject
        return self.throttle.face_of(face_of(self._showing), self.now_s)

    def _on_compared(self, _: AccessDecision) -> None:
        self._note(self._claimed())

    def _note(self, subject: str) -> None:
        self.comparisons += 1
        assert not self.throttle.is_waiting(subject, self.now_s), f"{subject} waits and was compared"
        is_of_claim = subject.startswith(CLAIMS)
        others = {other for other in self._compared if other.startswith(CLAIMS) or is_of_claim} - {subject}
        assert not others, f"{subject} was compared in the attempt of {others}"
        self._compared.add(subject)
        self._newest = subject

    def _forget_books(self) -> None:
        self._compared, self._counted = set(), []

    def _settle(self, decision: AccessDecision) -> None:
        self.decisions.append(decision)
        counted = [found.subject for found in self._counted if found.subject != DOOR]
        of_door = len(self._counted) - len(counted)
        if decision.reason in (Reason.CARD_UNKNOWN, Reason.CARD_UNREADABLE, Reason.PASS_UNKNOWN):
            unknown = {Reason.CARD_UNKNOWN: [UNKNOWN_CARDS], Reason.PASS_UNKNOWN: [UNKNOWN_PASSES]}
            assert counted == unknown.get(decision.reason, []) and of_door == len(counted)
            self._counted = []
        else:
            self._settle_attempt(decision, counted, of_door)
        self._decided(decision, self.now_s)

    def _settle_attempt(self, decision: AccessDecision, counted: list[str], of_door: int) -> None:
        if decision.is_granted:
            assert self._compared or decision.reason is Reason.PASS, "granted without a comparison"
            assert not counted
            self.grants += 1
        elif self._compared and decision.reason in BY_RULES:
            others = self._compared - {self._newest}
            assert (set(counted), of_door) == (others, bool(others)), "who was recognised has not failed"
            self.failures += bool(others)
        elif self._compared:
            assert decision.outcome is Outcome.DENIED, "what was compared is no longer 'not completed'"
            assert of_door == 1, "an attempt is counted once"
            self._check_charge(decision, counted)
            self.failures += 1
        else:
            assert not counted and not of_door, "nothing was compared, nothing is counted"
        self._forget_books()

    def _check_charge(self, decision: AccessDecision, counted: list[str]) -> None:
        """Check that all who were compared are charged, and nobody else; a wrong PIN charges who typed it."""
        cards = {subject for subject in self._compared if subject.startswith(CLAIMS)}
        matched = {f"person:{decision.person_id}"}
        match decision.reason:
            case Reason.LOCKED_OUT:
                allowed = [set()]
            case Reason.WRONG_PIN:
                allowed = [cards | matched, cards] if cards else [matched]
            case _:
                allowed = [self._compared]
        told = f"{decision.reason} about {self._compared} was counted against {counted}"
        assert set(counted) in allowed, told
        if cards:
            assert f"{decision.claim}:{decision.person_id}" in cards
