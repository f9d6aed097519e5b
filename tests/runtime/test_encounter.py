"""Cards, PINs, signs of life and patience: what stands between a match and a grant."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.entry.step_up import StepUpRules
from door_access.domain.entry.transaction import EntryRules
from door_access.domain.faces.faces import Quality, SourceKind
from door_access.domain.liveness.challenge import ChallengeRules
from door_access.domain.liveness.liveness import LivenessEvidence, LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.ports import NewPerson
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import PhaseChanged, PromptChanged
from tests.builders import CURVES, GOOD_QUALITY, chip_of, faceless_chip, scene
from tests.liveness import FLAT, TURNED, UNSURE
from tests.runtime.thinking import ADA, BEN, STEP_S, STRANGER, Thinking, entry_rules

CARD, OTHER_CARD, PIN = "04A2B8C1", "11223344", "4816"
A_LOOK_S = 1.0
AN_ATTEMPT_S = 4.0
GONE_S = 1.0
"""Longer than a face may be missed: the next one begins anew."""
SAME_FACE = CURVES.threshold(Configuration(1, 1), LAXEST_FMR)


def rules(mode: DoorMode = DoorMode.FACE, level: LivenessLevel = LivenessLevel.OFF) -> EntryRules:
    challenge = ChallengeRules(count=1, allowed=tuple(TURNED))
    step_up = StepUpRules(level, SAME_FACE, SAME_FACE, challenge)
    return entry_rules(step_up=step_up, mode=mode, same_face=SAME_FACE)


def entrance(
    mode: DoorMode = DoorMode.FACE, level: LivenessLevel = LivenessLevel.OFF, pins: Executor | None = None
) -> Thinking:
    return Thinking(rules=rules(mode, level), pins=pins)


def show(
    thinking: Thinking,
    person: int,
    seconds: float,
    evidence: LivenessEvidence | None = None,
    *,
    quality: Quality = GOOD_QUALITY,
    kind: SourceKind = SourceKind.LIVE,
) -> None:
    """Show this person's face, with what is known of its being alive."""
    for look in range(round(seconds / STEP_S)):
        thinking.clock.move(STEP_S)
        shown = scene(thinking.clock(), chip_rgb=chip_of(person, look % 7), kind=kind)
        thinking.see(replace(shown, liveness=evidence, quality=quality))


def faceless(thinking: Thinking, name: str) -> str:
    """Add somebody who enters by card and PIN."""
    return thinking.store.enrol(NewPerson(name, "declined faces", (), entry=EntryRule.CARD_PIN))


def outcomes(thinking: Thinking) -> list[tuple[Outcome, Reason, str | None]]:
    return [(d.outcome, d.reason, d.person_id) for d in thinking.decisions]


def denied(reasons: Iterable[Reason], person_id: str | None = None) -> list[object]:
    return [(Outcome.DENIED, reason, person_id) for reason in reasons]


def unfinished(reason: Reason, person_id: str | None = None) -> list[object]:
    return [(Outcome.NOT_COMPLETED, reason, person_id)]


class TestCards:
    @pytest.fixture
    def thinking(self) -> Thinking:
        return entrance(DoorMode.CARD_FACE)

    @pytest.fixture
    def ada(self, thinking: Thinking) -> str:
        ada = thinking.enrol("Ada", ADA)
        thinking.credentials.add_card(ada, CARD)
        return ada

    def test_without_a_card_no_face_is_compared_and_the_card_is_asked_for(self, thinking, ada):
        thinking.watch(ADA, AN_ATTEMPT_S)
        assert (thinking.decisions, thinking.prompt) == ([], PromptKind.CARD)

    def test_the_card_and_its_holder_are_let_in(self, thinking, ada):
        thinking.show_card(CARD)
        assert thinking.prompt is PromptKind.FACE
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking) == [(Outcome.GRANTED, Reason.CARD_AND_FACE, ada)]
        assert thinking.prompt is PromptKind.CARD

    def test_a_card_serves_once(self, thinking, ada):
        thinking.show_card(CARD)
        thinking.watch(ADA, A_LOOK_S)
        thinking.pause(GONE_S)
        thinking.watch(ADA, AN_ATTEMPT_S)
        assert len(thinking.decisions) == 1

    def test_a_stolen_card_is_denied_and_logged_as_what_it_is(self, thinking, ada):
        thinking.show_card(CARD)
        thinking.watch(STRANGER, AN_ATTEMPT_S)
        assert outcomes(thinking) == denied([Reason.CARD_MISMATCH], ada)

    def test_the_face_of_somebody_else_who_is_enrolled_does_not_fit_the_card(self, thinking, ada):
        thinking.enrol("Ben", BEN)
        thinking.show_card(CARD)
        thinking.watch(BEN, AN_ATTEMPT_S)
        assert outcomes(thinking) == denied([Reason.CARD_MISMATCH], ada)

    def test_an_unknown_card_is_denied(self, thinking, ada):
        thinking.show_card("99999999")
        assert outcomes(thinking) == denied([Reason.CARD_UNKNOWN])

    def test_what_can_be_no_card_is_denied(self, thinking, ada):
        thinking.show_card("7")
        assert outcomes(thinking) == denied([Reason.CARD_UNKNOWN])

    def test_a_disabled_card_is_denied(self, thinking, ada):
        thinking.credentials.disable_card(thinking.credentials.cards_of(ada)[0].id)
        thinking.show_card(CARD)
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking) == denied([Reason.CARD_DISABLED], ada)

    def test_a_blocked_holder_is_denied(self, thinking, ada):
        thinking.store.set_blocked(ada, True)
        thinking.show_card(CARD)
        assert outcomes(thinking) == denied([Reason.BLOCKED], ada)

    def test_a_card_without_a_face_lapses(self, thinking, ada):
        thinking.show_card(CARD)
        thinking.pause(20)
        assert outcomes(thinking) == unfinished(Reason.CARD_WITHOUT_FACE, ada)
        assert thinking.prompt is PromptKind.CARD

    def test_a_card_disabled_while_its_face_is_compared_opens_nothing(self, thinking, ada):
        thinking.show_card(CARD)
        thinking.credentials.disable_card(thinking.credentials.cards_of(ada)[0].id)
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking) == denied([Reason.GALLERY_CHANGED], ada)

    def test_somebody_without_templates_of_this_model_is_told_so(self, thinking, ada):
        ben = faceless(thinking, "Ben")
        thinking.credentials.add_card(ben, OTHER_CARD)
        thinking.store.known(ben).entry = EntryRule.AS_DOOR
        thinking.show_card(OTHER_CARD)
        thinking.watch(BEN, A_LOOK_S)
        assert outcomes(thinking) == denied([Reason.NO_TEMPLATES], ben)

    def test_a_card_during_an_enrolment_means_nothing(self, thinking, ada):
        thinking.recognition.wish(EnrolmentRequest("Cyd", "yes"))
        thinking.watch(BEN, STEP_S)
        thinking.show_card(CARD)
        assert thinking.decisions == []


class TestFaceDoor:
    @pytest.fixture
    def thinking(self) -> Thinking:
        return entrance()

    def test_a_card_holds_the_face_against_its_holder_alone(self, thinking):
        ada = thinking.enrol("Ada", ADA)
        thinking.enrol("Ben", BEN)
        thinking.credentials.add_card(ada, CARD)
        thinking.show_card(CARD)
        thinking.watch(BEN, AN_ATTEMPT_S)
        assert outcomes(thinking) == denied([Reason.CARD_MISMATCH], ada)

    def test_a_look_alike_needs_the_card(self, thinking):
        ada = thinking.enrol("Ada", ADA)
        thinking.credentials.add_card(ada, CARD)
        thinking.credentials.set_entry_rule(ada, EntryRule.CARD_FACE)
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking) == denied([Reason.CARD_REQUIRED], ada)
        thinking.show_card(CARD)
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking)[1:] == [(Outcome.GRANTED, Reason.CARD_AND_FACE, ada)]


class TestCardAndPin:
    @pytest.fixture
    def thinking(self) -> Thinking:
        return entrance(DoorMode.CARD_FACE)

    @pytest.fixture
    def ada(self, thinking: Thinking) -> str:
        ada = faceless(thinking, "Ada")
        thinking.credentials.add_card(ada, CARD)
        thinking.credentials.set_pin(ada, PIN)
        return ada

    def test_card_and_pin_open_without_any_face(self, thinking, ada):
        thinking.show_card(CARD)
        assert thinking.prompt is PromptKind.PIN
        thinking.type_pin(PIN)
        assert outcomes(thinking) == [(Outcome.GRANTED, Reason.CARD_AND_PIN, ada)]
        assert thinking.decisions[0].gallery_version == thinking.store.version()

    def test_their_face_is_not_compared_while_they_type(self, thinking, ada):
        thinking.enrol("Ben", BEN)
        thinking.show_card(CARD)
        thinking.watch(BEN, AN_ATTEMPT_S)
        assert thinking.decisions == []

    def test_who_has_been_let_in_by_a_pin_is_not_looked_up_afterwards(self, ada, thinking):
        thinking.show_card(CARD)
        thinking.type_pin(PIN)
        thinking.watch(STRANGER, AN_ATTEMPT_S)
        assert len(thinking.decisions) == 1

    def test_a_wrong_pin_is_denied(self, thinking, ada):
        thinking.show_card(CARD)
        thinking.type_pin("0000")
        assert outcomes(thinking) == denied([Reason.WRONG_PIN], ada)

    def test_a_pin_that_does_not_come_is_denied(self, thinking, ada):
        thinking.show_card(CARD)
        thinking.pause(20)
        assert outcomes(thinking) == unfinished(Reason.NO_PIN, ada)

    def test_somebody_without_a_pin_is_not_asked_for_one(self, thinking, ada):
        thinking.credentials.set_pin(ada, None)
        thinking.show_card(CARD)
        assert outcomes(thinking) == denied([Reason.NO_PIN], ada)

    def test_a_pin_without_a_card_means_nothing(self, thinking, ada):
        thinking.type_pin(PIN)
        assert thinking.decisions == []

    def test_an_erased_face_on_a_face_door_asks_for_the_card(self, ada):
        thinking = entrance()
        ben = thinking.enrol("Ben", BEN)
        thinking.credentials.add_card(ben, CARD)
        thinking.credentials.set_entry_rule(ben, EntryRule.CARD_PIN)
        thinking.watch(BEN, A_LOOK_S)
        assert outcomes(thinking) == denied([Reason.CARD_REQUIRED], ben)


class TestPinAfterTheFace:
    @pytest.fixture
    def thinking(self) -> Thinking:
        return entrance(DoorMode.PIN_FACE)

    @pytest.fixture
    def ada(self, thinking: Thinking) -> str:
        ada = thinking.enrol("Ada", ADA)
        thinking.credentials.set_pin(ada, PIN)
        return ada

    def type_while_watched(self, thinking: Thinking, digits: str) -> None:
        thinking.watch(ADA, A_LOOK_S)
        assert thinking.prompt is PromptKind.PIN
        assert thinking.heard.of(PhaseChanged)[-1].phase is Phase.ASKED
        thinking.type_pin(digits)
        thinking.watch(ADA, A_LOOK_S)

    def test_face_and_pin_are_let_in(self, thinking, ada):
        self.type_while_watched(thinking, PIN)
        assert outcomes(thinking) == [(Outcome.GRANTED, Reason.FACE_AND_PIN, ada)]

    def test_the_pin_of_somebody_else_is_wrong(self, thinking, ada):
        ben = thinking.enrol("Ben", BEN)
        thinking.credentials.set_pin(ben, "3582")
        self.type_while_watched(thinking, "3582")
        assert outcomes(thinking) == denied([Reason.WRONG_PIN], ada)

    def test_two_people_may_have_the_same_pin(self, thinking, ada):
        thinking.credentials.set_pin(thinking.enrol("Ben", BEN), PIN)
        self.type_while_watched(thinking, PIN)
        assert outcomes(thinking) == [(Outcome.GRANTED, Reason.FACE_AND_PIN, ada)]

    def test_another_face_after_the_pin_is_not_let_in(self, thinking, ada):
        thinking.watch(ADA, A_LOOK_S)
        thinking.type_pin(PIN)
        thinking.watch(BEN, A_LOOK_S)
        assert outcomes(thinking) == denied([Reason.FACE_CHANGED], ada)

    def test_a_prompt_never_tells_who_was_recognised(self, thinking, ada):
        thinking.watch(ADA, A_LOOK_S)
        assert all(
            "Ada" not in repr(told) and ada not in repr(told) for told in thinking.heard.of(PromptChanged)
        )


class TestLiveness:
    def test_a_flat_face_is_denied_at_a_live_door(self):
        thinking = entrance(level=LivenessLevel.PASSIVE)
        ada = thinking.enrol("Ada", ADA)
        show(thinking, ADA, A_LOOK_S, FLAT)
        assert outcomes(thinking) == denied([Reason.SPOOF_SUSPECTED], ada)

    @pytest.mark.parametrize("kind", [SourceKind.DEMO, SourceKind.PLAYBACK])
    def test_a_recording_claims_nothing(self, kind):
        thinking = entrance(level=LivenessLevel.PASSIVE)
        thinking.enrol("Ada", ADA)
        show(thinking, ADA, A_LOOK_S, FLAT, kind=kind)
        assert thinking.reasons == [Reason.MATCH]

    def test_an_undecided_face_is_asked_to_move_and_let_in_when_it_does(self):
        thinking = entrance(level=LivenessLevel.PASSIVE)
        ada = thinking.enrol("Ada", ADA)
        show(thinking, ADA, 3.0, UNSURE)
        asked = thinking.heard.of(PromptChanged)[-1].prompt
        assert asked is not None and asked.step is not None and (asked.number, asked.count) == (1, 1)
        show(thinking, ADA, 0.5, UNSURE, quality=TURNED[asked.step])
        show(thinking, ADA, 0.5, UNSURE)
        assert outcomes(thinking) == [(Outcome.GRANTED, Reason.MATCH, ada)]

    def test_an_encoder_that_fails_at_the_last_look_denies(self):
        thinking = entrance(DoorMode.PIN_FACE)
        ada = thinking.enrol("Ada", ADA)
        thinking.credentials.set_pin(ada, PIN)
        thinking.watch(ADA, A_LOOK_S)
        thinking.type_pin(PIN)
        thinking.clock.move(STEP_S)
        thinking.see(scene(thinking.clock(), chip_rgb=faceless_chip()))
        assert thinking.reasons == [Reason.ENCODER_FAULT]


class TestPatience:
    def fail(self, thinking: Thinking, person: int, times: int) -> None:
        for _ in range(times):
            thinking.watch(person, AN_ATTEMPT_S)
            thinking.pause(GONE_S)

    def test_a_stranger_must_wait_after_five_failures_and_nobody_else_has_to(self):
        thinking = entrance()
        ada = thinking.enrol("Ada", ADA)
        self.fail(thinking, STRANGER, 6)
        assert thinking.reasons[:5] == [Reason.NO_MATCH] * 5
        assert set(thinking.reasons[5:]) == {Reason.LOCKED_OUT}
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking)[-1] == (Outcome.GRANTED, Reason.MATCH, ada)

    def test_the_stranger_may_try_again_after_half_a_minute(self):
        thinking = entrance()
        thinking.enrol("Ada", ADA)
        self.fail(thinking, STRANGER, 5)
        thinking.pause(30)
        self.fail(thinking, STRANGER, 1)
        assert thinking.reasons[-1] is Reason.NO_MATCH

    def test_a_stolen_card_must_wait_after_five_failures_its_holders_other_card_need_not(self):
        thinking = entrance(DoorMode.CARD_FACE)
        ada = thinking.enrol("Ada", ADA)
        thinking.credentials.add_card(ada, CARD)
        thinking.credentials.add_card(ada, OTHER_CARD)
        for _ in range(5):
            thinking.show_card(CARD)
            thinking.watch(STRANGER, AN_ATTEMPT_S)
            thinking.pause(GONE_S)
        thinking.show_card(CARD)
        assert thinking.reasons[-1] is Reason.LOCKED_OUT
        thinking.show_card(OTHER_CARD)
        thinking.watch(ADA, A_LOOK_S)
        assert thinking.reasons[-1] is Reason.CARD_AND_FACE

    def test_fifty_wrong_pins_disable_the_card_until_an_operator_acts_and_never_the_person(self):
        thinking = entrance(DoorMode.CARD_FACE)
        ada = faceless(thinking, "Ada")
        thinking.credentials.add_card(ada, CARD)
        thinking.credentials.add_card(ada, OTHER_CARD)
        thinking.credentials.set_pin(ada, PIN)
        for _ in range(50):
            thinking.show_card(CARD)
            thinking.type_pin("0000")
            thinking.clock.move(1000)
        assert not thinking.store.known(ada).is_blocked
        assert [card.is_disabled for card in thinking.credentials.cards_of(ada)].count(True) == 1
        thinking.show_card(CARD)
        assert thinking.reasons[-1] is Reason.CARD_DISABLED
        thinking.show_card(OTHER_CARD)
        thinking.type_pin(PIN)
        assert thinking.reasons[-1] is Reason.CARD_AND_PIN

    def test_fifty_wrong_pins_after_the_right_face_block_the_person(self):
        thinking = entrance(DoorMode.PIN_FACE)
        ada = thinking.enrol("Ada", ADA)
        thinking.credentials.set_pin(ada, PIN)
        for _ in range(50):
            thinking.watch(ADA, A_LOOK_S)
            thinking.type_pin("0000")
            thinking.pause(GONE_S)
            thinking.clock.move(1000)
        assert thinking.reasons == [Reason.WRONG_PIN] * 50
        assert thinking.store.known(ada).is_blocked

    def test_fifty_failures_of_unknown_faces_raise_an_alarm_and_close_nothing(self):
        thinking = entrance()
        ada = thinking.enrol("Ada", ADA)
        for stranger in range(100, 150):
            self.fail(thinking, stranger, 1)
        assert thinking.noticed == [Notice.FAILED_OFTEN]
        thinking.watch(ADA, A_LOOK_S)
        assert outcomes(thinking)[-1] == (Outcome.GRANTED, Reason.MATCH, ada)


class TestReadings:
    def test_what_was_no_card_is_denied_once_and_not_a_thousand_times(self):
        thinking = entrance(DoorMode.CARD_FACE)
        for _ in range(10):
            thinking.show_card("")
        assert thinking.reasons == [Reason.CARD_UNREADABLE]
        thinking.pause(2)
        thinking.show_card("")
        assert len(thinking.decisions) == 2
