"""What a match must still pass before it is a grant; it can only be denied."""

import math
import random
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.entry.step_up import Held, StepUp, StepUpRules, Waiting
from door_access.domain.faces.faces import Embedding, Quality
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene
from door_access.domain.liveness.challenge import ChallengeRules, ChallengeStep
from door_access.domain.liveness.liveness import LivenessEvidence, LivenessLevel
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from tests.builders import GOOD_QUALITY, at_distance, crowd, empty_scene, grant, scene
from tests.liveness import ALIVE, FLAT, TURNED, UNSURE

FRAME_S = 0.1
ADA, BEN = at_distance(0.0), at_distance(1.0)
RULES = StepUpRules(
    LivenessLevel.PASSIVE,
    agreement=0.4,
    identity=0.3,
    challenge=ChallengeRules(count=1, allowed=tuple(TURNED)),
)


MATCHED = Held(grant(at_s=0.0, track=1), ADA)


@dataclass
class Waited:
    """Drives a step-up as recognition does, one scene after the other."""

    rules: StepUpRules = RULES
    held: Held = MATCHED
    now_s: float = 0.0
    decision: AccessDecision | None = None
    looks: int = 0
    step_up: StepUp = field(init=False)

    def __post_init__(self) -> None:
        self.step_up = StepUp(self.rules, self.held, random.Random(1), self.now_s)

    def show(self, shown: Scene, embedding: Embedding = ADA) -> AccessDecision | None:
        """Show one scene and then, when it is wanted, its embedding."""
        self.now_s = shown.at_s
        self.decision = self.step_up.see(shown, self.now_s)
        sample = None if self.decision else self.step_up.wanted(shown, self.now_s)
        if sample:
            self.looks += 1
            self.decision = self.step_up.compared(embedding, self.now_s)
        return self.decision

    def watch(self, duration_s: float, evidence: LivenessEvidence | None = UNSURE, **others: object) -> None:
        """Show the same good face until something is decided, at most for so long."""
        embedding = others.pop("embedding", ADA)
        for _ in range(round(duration_s / FRAME_S)):
            if self.decision is None:
                self.show(seen(self.now_s + FRAME_S, evidence, **others), embedding)  # type: ignore[arg-type]


def seen(
    at_s: float,
    evidence: LivenessEvidence | None = UNSURE,
    *,
    quality: Quality = GOOD_QUALITY,
    track: int = 1,
    guidance: Guidance = Guidance.GOOD,
) -> Scene:
    return replace(scene(at_s, track=track, guidance=guidance), quality=quality, liveness=evidence)


def answered(held: Waited) -> tuple[Outcome, Reason]:
    assert held.decision is not None
    return held.decision.outcome, held.decision.reason


def turned_as_asked(held: Waited) -> None:
    """Do what the challenge asks."""
    held.watch(0.5)
    challenge = held.step_up.challenge
    assert challenge is not None
    held.watch(1.0, quality=TURNED[challenge.step], guidance=Guidance.LOOK_AT_CAMERA)


def test_a_living_face_is_granted_at_once():
    held = Waited()
    held.watch(0.1, ALIVE)
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)
    assert held.decision is not None and held.decision.at_s == pytest.approx(0.1)
    assert held.decision.liveness is LivenessLevel.PASSIVE


def test_without_liveness_a_match_is_granted_at_once():
    held = Waited(replace(RULES, level=LivenessLevel.OFF))
    held.watch(0.1, None)
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)
    assert held.decision is not None and held.decision.liveness is None


def test_without_liveness_even_a_flat_face_is_granted():
    held = Waited(replace(RULES, level=LivenessLevel.OFF))
    held.watch(0.1, FLAT)
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)


@pytest.mark.parametrize("level", [LivenessLevel.PASSIVE, LivenessLevel.CHALLENGE])
def test_a_picture_is_denied_and_the_log_learns_of_whom(level):
    held = Waited(replace(RULES, level=level))
    held.watch(0.1, FLAT)
    assert answered(held) == (Outcome.DENIED, Reason.SPOOF_SUSPECTED)
    assert held.decision is not None and held.decision.person_id == "ada"


def test_evidence_is_waited_for_before_anybody_is_asked_to_move():
    held = Waited()
    held.watch(RULES.evidence_s - FRAME_S)
    assert (held.decision, held.step_up.challenge) == (None, None)
    held.watch(0.2)
    assert held.step_up.waiting is Waiting.CHALLENGE and held.step_up.challenge is not None


def test_late_evidence_is_granted_when_the_face_was_just_compared():
    held = Waited()
    held.watch(1.0)
    held.watch(0.1, ALIVE)
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)
    assert held.looks == 2


def test_the_challenge_level_asks_everybody_to_move_also_the_living():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    held.watch(0.1, ALIVE)
    assert held.step_up.waiting is Waiting.CHALLENGE


def test_who_does_as_asked_and_looks_again_is_granted():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    turned_as_asked(held)
    assert held.step_up.waiting is Waiting.LAST_LOOK and held.step_up.challenge is None
    held.watch(0.1)
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)


def test_who_does_not_move_is_denied_in_time():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    held.watch(30)
    assert answered(held) == (Outcome.DENIED, Reason.CHALLENGE_FAILED)
    assert held.now_s < 5


def test_another_track_during_the_challenge_is_denied():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    held.watch(0.5)
    held.show(seen(held.now_s + FRAME_S, track=2))
    assert answered(held) == (Outcome.DENIED, Reason.CHALLENGE_FAILED)


def test_a_second_face_during_the_challenge_does_not_pass_for_the_first():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    held.watch(0.5)
    assert held.show(crowd(held.now_s + FRAME_S)) is None
    for _ in range(10):
        held.decision = held.decision or held.show(crowd(held.now_s + FRAME_S))
    assert held.decision is not None and held.decision.reason is Reason.SEVERAL_FACES


def test_somebody_else_who_moves_without_ever_being_seen_well_is_denied():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    held.watch(0.1)
    held.watch(30, embedding=BEN, guidance=Guidance.LOOK_AT_CAMERA)
    assert answered(held) == (Outcome.DENIED, Reason.TURNED_AWAY)
    assert held.now_s < 0.1 + RULES.challenge.step_s


def test_signs_of_life_of_a_track_that_showed_somebody_else_are_not_believed():
    held = Waited(held=replace(MATCHED, is_one_face=False))
    held.watch(0.1, ALIVE)
    assert held.step_up.waiting is Waiting.CHALLENGE


def test_who_looks_away_after_the_challenge_is_denied():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    turned_as_asked(held)
    held.watch(30, guidance=Guidance.LOOK_AT_CAMERA)
    assert answered(held) == (Outcome.DENIED, Reason.TURNED_AWAY)


def test_another_face_at_the_last_look_is_denied():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    turned_as_asked(held)
    held.watch(0.1, embedding=BEN)
    assert answered(held) == (Outcome.DENIED, Reason.FACE_CHANGED)


def test_a_last_look_that_is_not_sure_looks_again():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    turned_as_asked(held)
    held.watch(1.0, embedding=at_distance(0.35))
    assert held.decision is None
    held.watch(0.1, embedding=at_distance(0.29))
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)


def test_another_face_while_evidence_is_waited_for_is_denied():
    held = Waited()
    held.watch(1.0, embedding=BEN)
    assert answered(held) == (Outcome.DENIED, Reason.FACE_CHANGED)


def test_a_face_too_blurred_to_begin_the_challenge_is_waited_for_in_bounds():
    held = Waited()
    held.watch(RULES.evidence_s + 1.0, guidance=Guidance.HOLD_STILL)
    assert (held.decision, held.step_up.challenge) == (None, None)
    held.watch(30, guidance=Guidance.HOLD_STILL)
    assert answered(held) == (Outcome.DENIED, Reason.TURNED_AWAY)


def test_a_face_that_leaves_is_denied():
    held = Waited()
    held.watch(0.2)
    for at_s in (0.3, 0.5, 0.8):
        held.show(empty_scene(at_s))
    assert answered(held) == (Outcome.DENIED, Reason.FACE_LEFT)


def test_a_face_missed_for_a_moment_has_not_left():
    held = Waited()
    held.watch(0.2)
    held.show(empty_scene(0.3))
    held.watch(0.1, ALIVE)
    assert answered(held) == (Outcome.GRANTED, Reason.MATCH)


def test_what_is_known_of_another_face_does_not_count():
    held = Waited()
    assert held.show(seen(0.1, ALIVE, track=2)) is None
    assert held.step_up.waiting is Waiting.LIVENESS


def typed(held: Waited, is_right: bool | None) -> AccessDecision | None:
    """Type a PIN that is found right, wrong, or (None) cannot be checked."""
    held.step_up.pin_typed(held.now_s)
    return held.step_up.pin_checked(is_right, held.now_s)


def with_pin(level: LivenessLevel = LivenessLevel.PASSIVE) -> Waited:
    held = Held(grant(at_s=0.0, track=1), ADA, needs_pin=True, granted_as=Reason.FACE_AND_PIN)
    return Waited(replace(RULES, level=level), held)


def test_the_pin_is_asked_for_after_the_face_has_proved_alive():
    held = with_pin()
    held.watch(0.5)
    assert held.step_up.waiting is Waiting.LIVENESS
    held.watch(0.1, ALIVE)
    assert held.step_up.waiting is Waiting.PIN


def test_a_right_pin_and_a_last_look_are_a_grant_with_its_own_reason():
    held = with_pin()
    held.watch(0.1, ALIVE)
    assert typed(held, True) is None
    held.watch(0.1, ALIVE)
    assert answered(held) == (Outcome.GRANTED, Reason.FACE_AND_PIN)


def test_what_is_awaited_says_until_when():
    held = with_pin()
    assert (held.step_up.person_id, held.step_up.ends_at_s) == ("ada", RULES.evidence_s)
    held.watch(0.1, ALIVE)
    assert held.step_up.ends_at_s == pytest.approx(0.1 + RULES.pin_s)
    held.step_up.pin_typed(4.9)
    assert held.step_up.ends_at_s == pytest.approx(4.9 + RULES.check_s)
    held.step_up.pin_checked(True, 5.0)
    assert held.step_up.ends_at_s == pytest.approx(5.0 + RULES.last_look_s)


def test_a_challenge_says_until_when_its_step_may_be_done():
    held = Waited(replace(RULES, level=LivenessLevel.CHALLENGE))
    held.watch(0.1)
    assert held.step_up.ends_at_s == pytest.approx(0.1 + RULES.challenge.step_s)


def test_a_wrong_pin_is_denied():
    held = with_pin()
    held.watch(0.1, ALIVE)
    held.decision = typed(held, False)
    assert answered(held) == (Outcome.DENIED, Reason.WRONG_PIN)


def test_a_pin_that_cannot_be_checked_is_denied_and_not_called_wrong():
    held = with_pin()
    held.watch(0.1, ALIVE)
    held.decision = typed(held, None)
    assert answered(held) == (Outcome.DENIED, Reason.STORAGE_FAULT)


def test_a_check_that_does_not_answer_is_a_denial():
    held = with_pin()
    held.watch(0.1, ALIVE)
    held.step_up.pin_typed(held.now_s)
    held.watch(RULES.check_s - FRAME_S, ALIVE)
    assert held.decision is None
    held.watch(1.0, ALIVE)
    assert answered(held) == (Outcome.DENIED, Reason.STORAGE_FAULT)


def test_another_face_while_the_pin_is_checked_is_denied():
    held = with_pin()
    held.watch(0.1, ALIVE)
    held.step_up.pin_typed(held.now_s)
    held.watch(1.0, embedding=BEN)
    assert answered(held) == (Outcome.DENIED, Reason.FACE_CHANGED)


def test_a_pin_that_does_not_come_is_denied():
    held = with_pin()
    held.watch(60, ALIVE)
    assert answered(held) == (Outcome.DENIED, Reason.NO_PIN)


def test_an_abort_is_a_denial():
    assert Waited().step_up.denied(Reason.CAMERA_LOST, 1.0).reason is Reason.CAMERA_LOST


@pytest.mark.parametrize("late_s", [-5.0, math.nan])
def test_a_clock_that_jumps_denies(late_s):
    held = with_pin()
    held.watch(0.2, ALIVE)
    assert held.step_up.waiting is Waiting.PIN
    held.decision = held.step_up.see(seen(0.3, ALIVE), late_s)
    assert answered(held) == (Outcome.DENIED, Reason.NO_PIN)


SCENES = st.sampled_from([
    lambda at_s: seen(at_s, ALIVE),
    lambda at_s: seen(at_s, UNSURE, quality=TURNED[ChallengeStep.TURN_LEFT]),
    lambda at_s: seen(at_s, quality=TURNED[ChallengeStep.TURN_RIGHT], guidance=Guidance.LOOK_AT_CAMERA),
    lambda at_s: seen(at_s, FLAT),
    lambda at_s: seen(at_s, None, track=2),
    lambda at_s: seen(at_s, UNSURE, quality=replace(GOOD_QUALITY, yaw=math.nan)),
    empty_scene,
    crowd,
])  # fmt: skip


@given(
    shown=st.lists(st.tuples(SCENES, st.floats(-1, 3), st.booleans(), st.booleans()), max_size=40),
    level=st.sampled_from(LivenessLevel),
    needs_pin=st.booleans(),
)
def test_whatever_is_shown_a_grant_rests_on_this_face_alone_and_alive(shown, level, needs_pin):
    held = with_pin(level) if needs_pin else Waited(replace(RULES, level=level))
    pins: list[bool] = []
    for make, step_s, is_right, is_pin in shown:
        if is_pin and held.step_up.waiting is Waiting.PIN:
            pins.append(is_right)
            held.decision = typed(held, is_right)
        now = make(held.now_s + step_s)
        if held.decision is None:
            held.show(now)
        if held.decision:
            break
    if held.decision and held.decision.is_granted:
        assert [face.track for face in now.present] == [1]
        assert pins == ([True] if needs_pin else [])
        assert level is LivenessLevel.OFF or (now.liveness is not None and now.liveness.sign is None)
