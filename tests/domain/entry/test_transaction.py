"""The stories that a door must get right: whoever comes, whatever they show, whatever fails meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, get_args

import pytest

from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.events import (
    CardUnknown,
    Decide,
    Encoded,
    Event,
    Interrupted,
    PinChecked,
    PinTyped,
    Resumed,
    SourceLost,
    Suspended,
)
from door_access.domain.entry.passes import token_of
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.entry.transaction import CLAIM_S, TABLE, State
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from tests.builders import crowd
from tests.liveness import ALIVE, UNSURE
from tests.runtime.visits import CARDS, DOOR_NOW, PASSES, PINS, UNKNOWN_CARD, Visits

A_LOOK = 10
AN_ATTEMPT = 45
"""Frames, a tenth of a second each."""
ROUNDS = 5


def outcomes(visits: Visits) -> list[tuple[Outcome, Reason, str | None]]:
    return [(d.outcome, d.reason, d.person_id) for d in visits.decisions]


def reasons(visits: Visits) -> list[Reason]:
    return [decision.reason for decision in visits.decisions]


def failures_of(visits: Visits, subject: str) -> int:
    return visits.stored[subject].failures if subject in visits.stored else 0


class TestTable:
    def test_every_event_has_an_answer_in_every_state(self):
        assert set(TABLE) == {(state, event) for state in State for event in get_args(Event)}

    @pytest.mark.parametrize("state", State)
    def test_answers_to_questions_that_nobody_asked_change_nothing(self, state):
        visits = Visits(DoorMode.CARD_FACE)
        if state is State.CLAIMED:
            visits.card(CARDS["ada"])
        if state in (State.PIN, State.CHECKING):
            visits.card(CARDS["cyd"])
        if state is State.CHECKING:
            visits.pin("0000", is_answered=False)
        if state is State.STEP_UP:
            visits = Visits(level=LivenessLevel.CHALLENGE)
            visits.show("ada", A_LOOK, evidence=UNSURE)
        if state is State.SUSPENDED:
            visits.receive(Suspended(visits.now_s))
        assert visits.transaction.state is state
        visits.receive(PinChecked(99, True, visits.now_s))
        assert (visits.transaction.state, visits.decisions) == (state, [])


class TestLooksBelongToTheirClaim:
    def look_as_a_stranger_with_the_card_of(self, visits: Visits, who: str) -> None:
        visits.card(CARDS[who])
        visits.show("stranger", A_LOOK)
        assert visits.comparisons

    def test_a_strangers_unfinished_look_is_never_charged_to_the_next_persons_card(self):
        visits = Visits(DoorMode.CARD_FACE)
        for _ in range(ROUNDS):
            self.look_as_a_stranger_with_the_card_of(visits, "ada")
            visits.card(UNKNOWN_CARD)
            visits.leave()
            visits.card(CARDS["ben"])
            visits.show("ben", A_LOOK, track=2)
            visits.leave()
        mine = [d for d in visits.decisions if d.reason is not Reason.CARD_UNKNOWN]
        assert [(d.reason, d.person_id) for d in mine] == [
            (Reason.CARD_MISMATCH, "ada"),
            (Reason.CARD_AND_FACE, "ben"),
        ] * ROUNDS
        assert (failures_of(visits, "card:ada"), failures_of(visits, "card:ben")) == (ROUNDS, 0)

    def test_a_second_card_settles_the_first_ones_look_against_the_first(self):
        visits = Visits(DoorMode.CARD_FACE)
        self.look_as_a_stranger_with_the_card_of(visits, "ada")
        visits.card(CARDS["ben"])
        assert outcomes(visits) == [(Outcome.DENIED, Reason.CARD_MISMATCH, "ada")]
        assert failures_of(visits, "card:ada") == 1
        visits.show("ben", A_LOOK, track=1)
        assert outcomes(visits)[1:] == [(Outcome.GRANTED, Reason.CARD_AND_FACE, "ben")]

    def test_a_second_card_before_any_look_is_a_claim_that_was_not_completed(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["ada"])
        visits.card(CARDS["ben"])
        assert outcomes(visits) == [(Outcome.NOT_COMPLETED, Reason.CARD_REPLACED, "ada")]
        assert not visits.stored

    def test_the_same_card_again_leaves_no_row(self):
        visits = Visits(DoorMode.CARD_FACE)
        for _ in range(3):
            visits.card(CARDS["ada"])
        visits.show("ada", A_LOOK)
        assert reasons(visits) == [Reason.CARD_AND_FACE]

    def test_a_look_made_before_a_card_counts_against_the_face_and_not_the_card(self):
        visits = Visits(DoorMode.FACE)
        visits.show("stranger", A_LOOK)
        visits.card(CARDS["ada"])
        assert outcomes(visits) == [(Outcome.DENIED, Reason.NO_MATCH, None)]
        visits.show("ada", A_LOOK, track=2)
        assert outcomes(visits)[1:] == [(Outcome.GRANTED, Reason.CARD_AND_FACE, "ada")]
        assert failures_of(visits, "card:ada") == 0

    def test_frames_of_a_face_before_its_card_was_shown_are_no_part_of_the_claims_look(self):
        visits = Visits(DoorMode.FACE)
        visits.show("stranger", 7)
        visits.card(CARDS["ada"])
        assert visits.decisions == []
        visits.show("ada", A_LOOK)
        assert reasons(visits) == [Reason.CARD_AND_FACE]

    def test_a_claim_that_lapses_takes_its_look_with_it(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["ada"])
        visits.wait(CLAIM_S - 1.5)
        visits.show("stranger", A_LOOK)
        assert visits.comparisons == 1
        visits.wait(1.0)
        assert outcomes(visits) == [(Outcome.DENIED, Reason.CARD_MISMATCH, "ada")]
        assert failures_of(visits, "card:ada") == 1


class TestNoWayOut:
    """Whatever ends an attempt in which something was compared, it counts."""

    ENDS: ClassVar[dict[str, Callable[[Visits], object]]] = {
        "leaving": lambda visits: visits.leave(),
        "a lost camera": lambda visits: visits.receive(SourceLost(visits.now_s)),
        "other settings": lambda visits: visits.receive(Interrupted(Reason.STALE, visits.now_s)),
        "a failure of ours": lambda visits: visits.receive(
            Interrupted(Reason.RECOGNITION_FAULT, visits.now_s)
        ),
        "an enrolment": lambda visits: visits.receive(Suspended(visits.now_s)),
        "a second face": lambda visits: visits.see(crowd, AN_ATTEMPT),
        "an unknown card, then leaving": lambda visits: (visits.card(UNKNOWN_CARD), visits.leave()),
    }

    @pytest.mark.parametrize("end", sorted(ENDS))
    def test_an_attempt_that_was_compared_once_counts_once(self, end):
        visits = Visits()
        visits.show("stranger", A_LOOK)
        assert visits.comparisons == 1
        self.ENDS[end](visits)
        visits.leave()
        assert visits.failures == 1

    @pytest.mark.parametrize("end", sorted(ENDS))
    def test_a_match_that_is_left_before_it_is_answered_counts_once(self, end):
        visits = Visits(level=LivenessLevel.CHALLENGE)
        visits.show("ada", A_LOOK, evidence=UNSURE)
        assert visits.transaction.state is State.STEP_UP
        self.ENDS[end](visits)
        visits.leave()
        assert (visits.failures, visits.grants) == (1, 0)

    def test_a_stranger_who_hides_behind_unknown_cards_waits_like_any_other(self):
        visits = Visits()
        for _ in range(64):
            visits.show("stranger", A_LOOK)
            visits.card(UNKNOWN_CARD)
            visits.leave()
        assert visits.failures == visits.comparisons == 3 * ROUNDS
        assert visits.now_s - 100 == pytest.approx(64 * 2)

    def test_who_walks_past_without_being_compared_has_failed_at_nothing(self):
        visits = Visits()
        visits.show("ada", 7)
        visits.leave()
        assert outcomes(visits) == [(Outcome.NOT_COMPLETED, Reason.FACE_LEFT, None)]
        assert visits.failures == 0


class TestCardAndPin:
    def test_it_opens_without_any_picture(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"])
        assert outcomes(visits) == [(Outcome.GRANTED, Reason.CARD_AND_PIN, "cyd")]

    def test_a_camera_that_is_lost_meanwhile_does_not_matter(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.receive(SourceLost(visits.now_s))
        visits.pin(PINS["cyd"], is_answered=False)
        visits.receive(SourceLost(visits.now_s))
        visits.answer_checks()
        assert reasons(visits) == [Reason.CARD_AND_PIN]

    def test_the_person_is_told_to_wait_while_the_pin_is_checked(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"], is_answered=False)
        prompt = visits.transaction.prompt
        assert prompt is not None and prompt.kind is PromptKind.CHECKING

    def test_typing_again_or_showing_cards_while_a_pin_is_checked_means_nothing(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin("0000", is_answered=False)
        visits.receive(PinTyped(PINS["cyd"], visits.now_s))
        visits.card(CARDS["ada"])
        visits.card(UNKNOWN_CARD)
        visits.answer_checks()
        assert outcomes(visits) == [(Outcome.DENIED, Reason.WRONG_PIN, "cyd")]

    def test_a_late_answer_to_an_earlier_pin_opens_nothing(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"], is_answered=False)
        visits.wait(60)
        assert reasons(visits) == [Reason.STORAGE_FAULT]
        visits.card(CARDS["cyd"])
        visits.receive(PinTyped("0000", visits.now_s))
        visits.receive(PinChecked(1, True, visits.now_s))
        assert reasons(visits) == [Reason.STORAGE_FAULT]

    def test_a_storage_fault_at_a_pin_is_a_denial_by_that_name_and_no_failure(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"], is_answered=False)
        visits.answer_checks(is_broken=True)
        assert outcomes(visits) == [(Outcome.DENIED, Reason.STORAGE_FAULT, "cyd")]
        assert not visits.stored

    def test_a_wrong_pin_counts_against_the_card_alone(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin("0000")
        assert (failures_of(visits, "card:cyd"), failures_of(visits, "person:cyd")) == (1, 0)

    def test_a_wrong_pin_after_the_right_face_counts_against_the_person(self):
        visits = Visits(DoorMode.PIN_FACE)
        visits.show("ada", A_LOOK)
        visits.pin("0000")
        assert failures_of(visits, "person:ada") == 1

    def test_a_fault_of_the_store_at_the_fiftieth_failure_is_made_good_as_soon_as_it_is_mended(self):
        visits = Visits(DoorMode.CARD_FACE)
        for _ in range(49):
            visits.card(CARDS["cyd"])
            visits.pin("0000")
            visits.wait(1000)
        visits.is_store_broken = True
        visits.card(CARDS["cyd"])
        visits.pin("0000")
        visits.wait(1e5)
        visits.card(CARDS["cyd"])
        assert reasons(visits) == [Reason.WRONG_PIN] * 50 + [Reason.LOCKED_OUT]
        visits.is_store_broken = False
        visits.wait(1)
        assert visits.disabled == {"cyd"} and visits.blocked == set()

    def test_a_face_is_not_compared_while_its_neighbour_types(self):
        visits = Visits()
        visits.card(CARDS["cyd"])
        visits.show("ada", AN_ATTEMPT)
        assert visits.comparisons == 0

    def test_who_stood_there_when_a_pin_opened_is_not_asked_before_they_have_left(self):
        visits = Visits()
        visits.card(CARDS["cyd"])
        visits.show("stranger", 3)
        visits.pin(PINS["cyd"])
        visits.show("stranger", AN_ATTEMPT)
        assert reasons(visits) == [Reason.CARD_AND_PIN]


class TestRestart:
    def test_a_restart_forgives_no_card(self):
        visits = Visits(DoorMode.CARD_FACE)
        for _ in range(ROUNDS):
            visits.card(CARDS["cyd"])
            visits.pin("0000")
        visits.restart()
        visits.card(CARDS["cyd"])
        assert reasons(visits)[-1] is Reason.LOCKED_OUT

    def test_an_operator_forgives_a_card_at_once(self):
        visits = Visits(DoorMode.CARD_FACE)
        for _ in range(ROUNDS):
            visits.card(CARDS["cyd"])
            visits.pin("0000")
        visits.free("cyd")
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"])
        assert reasons(visits)[-1] is Reason.CARD_AND_PIN

    def test_no_face_is_ever_stored(self):
        visits = Visits()
        for _ in range(3):
            visits.show("stranger", AN_ATTEMPT)
            visits.leave()
        assert set(visits.stored) == {"door"}

    def test_fifty_failures_at_the_door_within_an_hour_raise_one_alarm_over_a_restart_too(self):
        visits = Visits()
        for number in range(50):
            visits.show(f"stranger {number}", AN_ATTEMPT)
            visits.leave()
            if number == 25:
                visits.restart()
        assert visits.alarms == 1
        visits.show("ada", A_LOOK)
        assert reasons(visits)[-1] is Reason.MATCH


class TestClaims:
    def test_a_claim_lasts_from_its_card_on_and_no_longer(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["ada"])
        visits.wait(CLAIM_S - 0.1)
        assert visits.transaction.state is State.CLAIMED
        visits.wait(0.1)
        assert outcomes(visits) == [(Outcome.NOT_COMPLETED, Reason.CARD_WITHOUT_FACE, "ada")]

    def test_a_clock_that_jumps_back_ends_a_claim(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.wait(-50)
        assert outcomes(visits) == [(Outcome.NOT_COMPLETED, Reason.NO_PIN, "cyd")]

    def test_a_disabled_card_is_refused_before_anything_else(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.disabled.add("ada")
        visits.blocked.add("ada")
        visits.card(CARDS["ada"])
        assert outcomes(visits) == [(Outcome.DENIED, Reason.CARD_DISABLED, "ada")]

    def test_a_card_whose_holder_was_changed_since_is_worth_nothing(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["ada"])
        visits.change("ada")
        visits.show("ada", A_LOOK)
        assert outcomes(visits) == [(Outcome.DENIED, Reason.GALLERY_CHANGED, "ada")]

    def test_a_change_of_somebody_else_leaves_a_card_as_good_as_it_was(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["ada"])
        visits.change("ben")
        visits.show("ada", A_LOOK)
        assert outcomes(visits) == [(Outcome.GRANTED, Reason.CARD_AND_FACE, "ada")]

    @pytest.mark.parametrize("later", [-1, 1])
    def test_a_card_and_a_face_are_worth_what_the_older_state_of_the_database_says(self, later: int):
        visits = Visits(DoorMode.CARD_FACE)
        begun = visits.version
        visits.card(CARDS["ada"])
        visits.version += later
        visits.show("ada", A_LOOK)
        (decision,) = visits.decisions
        assert (decision.reason, decision.gallery_version) == (
            Reason.CARD_AND_FACE,
            min(begun, begun + later),
        )

    def test_every_answer_to_a_card_says_so(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["ada"])
        visits.show("ada", A_LOOK)
        visits.leave()
        visits.card(UNKNOWN_CARD)
        assert [decision.claim for decision in visits.decisions] == ["card", ""]


class TestNumbers:
    def test_all_answers_of_one_visit_carry_one_number_and_the_next_visit_another(self):
        visits = Visits()
        visits.show("stranger", 3 * AN_ATTEMPT)
        visits.card(UNKNOWN_CARD)
        visits.leave()
        visits.show("ada", A_LOOK, track=2)
        numbers = [decision.transaction for decision in visits.decisions]
        assert len(numbers) >= 4
        assert len(set(numbers[:-1])) == 1 and numbers[-1] not in numbers[:-1]

    def test_a_card_answers_with_a_number_of_its_own(self):
        visits = Visits(DoorMode.CARD_FACE)
        for who in ("ada", "ben"):
            visits.card(CARDS[who])
            visits.show(who, A_LOOK)
        one, other = (decision.transaction for decision in visits.decisions)
        assert one and other and one != other


class TestSuspended:
    def test_nobody_is_let_in_and_nothing_is_read(self):
        visits = Visits()
        visits.receive(Suspended(visits.now_s))
        visits.show("ada", AN_ATTEMPT)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"])
        assert (visits.decisions, visits.transaction.phase) == ([], Phase.SUSPENDED)
        assert visits.transaction.prompt is None

    def test_whoever_was_enrolled_leaves_before_they_are_asked_for(self):
        visits = Visits()
        visits.receive(Suspended(visits.now_s))
        visits.show("ada", 5)
        visits.receive(Resumed(visits.now_s))
        visits.show("ada", AN_ATTEMPT)
        assert visits.decisions == []
        visits.leave()
        visits.show("ada", A_LOOK)
        assert reasons(visits) == [Reason.MATCH]


class TestOtherRules:
    def test_they_hold_from_the_next_picture_on_and_are_asked_for_at_once(self):
        visits, stricter = Visits(), Visits(DoorMode.CARD_FACE).rules
        visits.show("ada", 3)
        effects = visits.transaction.follow(stricter, visits.now_s)
        assert [type(effect).__name__ for effect in effects] == ["Ask"]
        visits.show("ada", AN_ATTEMPT)
        assert visits.decisions == []

    def test_what_was_held_by_the_old_rules_is_a_denial(self):
        visits = Visits(level=LivenessLevel.CHALLENGE)
        visits.show("ada", A_LOOK, evidence=ALIVE)
        (decided,) = (e for e in visits.transaction.follow(visits.rules, 0.0) if isinstance(e, Decide))
        assert decided.decision.reason is Reason.STALE


def test_answers_that_come_when_a_match_waits_are_not_taken_for_a_new_card():
    visits = Visits(level=LivenessLevel.CHALLENGE)
    visits.show("ada", A_LOOK, evidence=UNSURE)
    visits.card(CARDS["ben"])
    visits.card(UNKNOWN_CARD)
    assert visits.transaction.receive(CardUnknown(visits.now_s)) == ()
    assert visits.transaction.state is State.STEP_UP and visits.decisions == []


def test_an_embedding_that_comes_while_a_pin_is_awaited_means_nothing():
    visits = Visits(DoorMode.CARD_FACE)
    visits.card(CARDS["cyd"])
    late = Encoded(None, None, visits.now_s)  # type: ignore[arg-type]
    assert visits.transaction.receive(late) == ()


def test_an_embedding_that_comes_while_a_pin_to_a_card_is_checked_means_nothing():
    visits = Visits(DoorMode.CARD_FACE)
    visits.card(CARDS["cyd"])
    visits.pin(PINS["cyd"], is_answered=False)
    late = Encoded(None, None, visits.now_s)  # type: ignore[arg-type]
    assert visits.transaction.receive(late) == ()
    assert visits.transaction.state is State.CHECKING


def test_an_encoder_that_fails_at_the_last_look_is_a_denial_by_that_name():
    visits = Visits(level=LivenessLevel.CHALLENGE)
    visits.show("ada", A_LOOK, evidence=UNSURE)
    assert visits.transaction.state is State.STEP_UP
    visits.receive(Encoded(None, None, visits.now_s))  # type: ignore[arg-type]
    assert outcomes(visits) == [(Outcome.DENIED, Reason.ENCODER_FAULT, "ada")]


def test_a_holder_who_waits_for_wrong_pins_is_refused_with_another_card_too():
    visits = Visits(DoorMode.PIN_FACE)
    for _ in range(ROUNDS):
        visits.show("ada", A_LOOK)
        visits.pin("0000")
        visits.leave()
    visits.card(CARDS["ada"])
    assert reasons(visits)[-1] is Reason.LOCKED_OUT


class TestPasses:
    def test_a_visitors_pass_alone_opens_a_door_that_asks_for_a_face(self):
        visits = Visits()
        visits.show("stranger", 2)
        visits.show_pass(PASSES["vic"])

        (decision,) = visits.decisions
        assert (decision.is_granted, decision.reason, decision.person_id) == (True, Reason.PASS, "vic")
        assert (decision.claim, decision.pass_id) == ("pass", "vic")

    def test_whoever_came_in_by_a_pass_is_asked_for_no_face_besides(self):
        visits = Visits()
        visits.show_pass(PASSES["vic"])
        visits.show("stranger", 30)
        assert len(visits.decisions) == 1

    @pytest.mark.parametrize("mode", [DoorMode.CARD_FACE, DoorMode.PIN_FACE])
    def test_elsewhere_a_visitors_pass_opens_nothing_without_the_pin(self, mode):
        visits = Visits(mode)
        visits.show_pass(PASSES["vic"])
        assert visits.decisions == [] and visits.transaction.state is State.PIN
        visits.pin(PINS["vic"])
        assert visits.decisions[-1].reason is Reason.PASS_AND_PIN and visits.decisions[-1].is_granted

    def test_at_a_secure_door_a_pass_alone_is_not_enough(self):
        visits = Visits(door=replace(DOOR_NOW, is_secure=True))
        visits.show_pass(PASSES["vic"])
        assert visits.decisions == [] and visits.transaction.state is State.PIN

    def test_a_card_of_a_visitor_is_never_enough_by_itself(self):
        visits = Visits()
        visits.card(CARDS["vic"])
        assert visits.decisions == [] and visits.transaction.state is State.PIN

    def test_a_pass_stands_for_a_forgotten_card_and_the_face_is_looked_at(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.show_pass(PASSES["ada"])
        visits.show("ada", 12)
        assert visits.decisions[-1].reason is Reason.PASS_AND_FACE and visits.decisions[-1].is_granted

    def test_a_found_pass_opens_nothing_to_another_face(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.show_pass(PASSES["ada"])
        visits.show("stranger", 8)
        visits.leave()
        assert visits.decisions and not any(one.is_granted for one in visits.decisions)

    def test_a_pass_that_asks_for_a_pin_asks_after_the_face_as_well(self):
        visits = Visits()
        visits.show_pass(PASSES["ben"])
        visits.show("ben", 12)
        assert visits.decisions == []
        visits.pin(PINS["ben"])
        visits.show("ben", 4)
        assert visits.decisions[-1].is_granted and visits.decisions[-1].reason is Reason.FACE_AND_PIN

    def test_a_pass_that_opens_nothing_now_says_why_and_counts_against_nobody(self):
        visits = Visits()
        visits.passes.revoke("vic")
        visits.show_pass(PASSES["vic"])
        assert visits.decisions[-1].reason is Reason.PASS_REVOKED and visits.failures == 0

    @pytest.mark.parametrize("token", [token_of(bytes(16)), ""])
    def test_what_is_nobodys_pass_disturbs_no_claim(self, token):
        visits = Visits(DoorMode.CARD_FACE)
        visits.show_pass(PASSES["ada"])
        visits.show_pass(token)
        visits.show("ada", 12)
        reasons = [one.reason for one in visits.decisions]
        assert reasons == [Reason.PASS_UNKNOWN, Reason.PASS_AND_FACE]

    def test_wrong_pins_make_the_pass_wait_and_neither_the_person_nor_the_card(self):
        visits = Visits()
        for _ in range(5):
            visits.show_pass(PASSES["cyd"])
            visits.pin("0000")
        visits.show_pass(PASSES["cyd"])
        assert visits.decisions[-1].reason is Reason.LOCKED_OUT
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"])
        assert visits.decisions[-1].reason is Reason.CARD_AND_PIN

    def test_fifty_wrong_pins_revoke_the_pass(self):
        visits = Visits()
        while visits.passes.kept["cyd"].revoked_at_utc is None:
            visits.show_pass(PASSES["cyd"])
            visits.pin("0000")
            visits.wait(1000)
        assert visits.failures == 50 and "cyd" not in visits.blocked | visits.disabled

    def test_another_persons_pass_ends_the_claim_of_the_first(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.show_pass(PASSES["ada"])
        visits.show_pass(PASSES["ben"])
        visits.show("ada", 30)
        assert not any(one.is_granted for one in visits.decisions)

    def test_an_enrolment_takes_no_pass(self):
        visits = Visits()
        visits.receive(Suspended(visits.now_s))
        visits.show_pass(PASSES["vic"])
        assert visits.decisions == []
