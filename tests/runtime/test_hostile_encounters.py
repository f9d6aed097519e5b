"""Somebody who wants in and knows how the door works: what they try one after the other opens nothing."""

from door_access.domain.door.alarms import Notice
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.runtime.events import PromptChanged
from tests.builders import crowd
from tests.liveness import ALIVE, TURNED, UNSURE
from tests.runtime.test_encounter import (
    A_LOOK_S,
    AN_ATTEMPT_S,
    CARD,
    GONE_S,
    PIN,
    entrance,
    faceless,
    outcomes,
    show,
)
from tests.runtime.thinking import ADA, STEP_S, STRANGER, Thinking, Waiting


def challenged(thinking: Thinking) -> None:
    """Show Ada's face until she is asked to move."""
    for _ in range(100):
        show(thinking, ADA, STEP_S, UNSURE)
        if thinking.prompt is PromptKind.MOVE:
            return
    raise AssertionError("nobody was asked to move")


def pass_challenge(thinking: Thinking) -> None:
    """Show Ada, who does what she is asked and is let in."""
    challenged(thinking)
    asked = thinking.heard.of(PromptChanged)[-1].prompt
    assert asked is not None and asked.step is not None
    show(thinking, ADA, 0.5, UNSURE)
    show(thinking, ADA, 0.5, UNSURE, quality=TURNED[asked.step])
    show(thinking, ADA, 0.5, UNSURE)
    thinking.pause(GONE_S)


def fail_challenges(thinking: Thinking, times: int) -> None:
    """Show Ada, who does not move when she is asked to."""
    for _ in range(times):
        challenged(thinking)
        show(thinking, ADA, AN_ATTEMPT_S, UNSURE)
        thinking.pause(GONE_S)


def stay(thinking: Thinking, make, seconds: float) -> None:
    for _ in range(round(seconds / STEP_S)):
        thinking.clock.move(STEP_S)
        thinking.see(make(thinking.clock()))


def test_a_film_that_is_taken_away_whenever_the_challenge_does_not_suit_it_has_failed():
    thinking = entrance(level=LivenessLevel.CHALLENGE)
    ada = thinking.enrol("Ada", ADA)
    for _ in range(5):
        challenged(thinking)
        thinking.pause(GONE_S)
    show(thinking, ADA, AN_ATTEMPT_S, UNSURE)
    assert outcomes(thinking)[:5] == [(Outcome.DENIED, Reason.FACE_LEFT, ada)] * 5
    assert set(thinking.reasons[5:]) == {Reason.LOCKED_OUT}


def test_a_second_face_that_ends_an_unwelcome_challenge_counts_as_a_failure_too():
    thinking = entrance(level=LivenessLevel.CHALLENGE)
    thinking.enrol("Ada", ADA)
    for _ in range(5):
        challenged(thinking)
        stay(thinking, crowd, GONE_S)
        thinking.pause(GONE_S)
    show(thinking, ADA, AN_ATTEMPT_S, UNSURE)
    assert thinking.reasons[:5] == [Reason.SEVERAL_FACES] * 5
    assert set(thinking.reasons[5:]) == {Reason.LOCKED_OUT}


def test_leaving_a_challenge_counts_against_the_card_that_was_shown():
    thinking = entrance(DoorMode.CARD_FACE, LivenessLevel.CHALLENGE)
    thinking.credentials.add_card(thinking.enrol("Ada", ADA), CARD)
    for _ in range(5):
        thinking.show_card(CARD)
        challenged(thinking)
        thinking.pause(GONE_S)
    thinking.show_card(CARD)
    assert thinking.reasons == [Reason.FACE_LEFT] * 5 + [Reason.LOCKED_OUT]


def test_who_leaves_after_having_been_compared_has_failed_even_before_anything_was_asked():
    thinking = entrance(level=LivenessLevel.PASSIVE)
    ada = thinking.enrol("Ada", ADA)
    for _ in range(5):
        show(thinking, ADA, A_LOOK_S, UNSURE)
        thinking.pause(GONE_S)
    show(thinking, ADA, AN_ATTEMPT_S, UNSURE)
    assert outcomes(thinking)[:5] == [(Outcome.DENIED, Reason.FACE_LEFT, ada)] * 5
    assert set(thinking.reasons[5:]) == {Reason.LOCKED_OUT}


def test_a_success_ends_the_count_of_the_face_that_had_failed():
    thinking = entrance(level=LivenessLevel.CHALLENGE)
    thinking.enrol("Ada", ADA)
    fail_challenges(thinking, 4)
    pass_challenge(thinking)
    fail_challenges(thinking, 4)
    failed = [Reason.CHALLENGE_FAILED] * 4
    assert thinking.reasons == [*failed, Reason.MATCH, *failed]


def test_who_raises_a_photo_before_a_living_face_is_not_taken_for_alive():
    thinking = entrance(level=LivenessLevel.PASSIVE)
    thinking.enrol("Ada", ADA)
    show(thinking, STRANGER, AN_ATTEMPT_S, ALIVE)
    show(thinking, ADA, AN_ATTEMPT_S, ALIVE)
    assert thinking.reasons == [Reason.NO_MATCH] and thinking.prompt is PromptKind.MOVE


def test_a_pin_whose_check_does_not_answer_is_a_denial_and_a_late_answer_opens_nothing():
    pins = Waiting()
    thinking = entrance(DoorMode.CARD_FACE, pins=pins)
    ada = faceless(thinking, "Ada")
    thinking.credentials.add_card(ada, CARD)
    thinking.credentials.set_pin(ada, PIN)
    thinking.show_card(CARD)
    thinking.type_pin(PIN)
    assert thinking.prompt is PromptKind.CHECKING
    thinking.clock.move(60.0)
    thinking.idle()  # no picture comes
    pins.answer_all()
    thinking.idle()
    assert outcomes(thinking) == [(Outcome.DENIED, Reason.STORAGE_FAULT, ada)]


def test_who_tries_one_card_number_after_the_other_is_told_of_and_locks_out_nobody():
    thinking = entrance(DoorMode.CARD_FACE)
    ada = thinking.enrol("Ada", ADA)
    thinking.credentials.add_card(ada, CARD)
    for number in range(49):
        thinking.show_card(f"{number:08d}")
    assert thinking.noticed == []
    thinking.show_card("99999999")
    assert thinking.noticed == [Notice.FAILED_OFTEN]
    assert set(thinking.reasons) == {Reason.CARD_UNKNOWN}
    thinking.show_card(CARD)
    thinking.watch(ADA, A_LOOK_S)
    assert thinking.reasons[-1] is Reason.CARD_AND_FACE
