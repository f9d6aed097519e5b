"""The recognition thread's steps: scenes become decisions, or templates while somebody is enrolled."""

import logging
from dataclasses import replace

import pytest

from door_access.domain.enrolment.enrolment import EnrolmentRefusal, EnrolmentStage, GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.enrolment.rehearsal import RehearsalResult, RehearsalStage
from door_access.domain.entry.attempt import AttemptRules, Phase
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.faces import Embedding, Rgb, SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import BadName, StorageFault
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import GalleryChanged, PhaseChanged, RehearsalChanged, SceneSeen
from door_access.runtime.mailbox import MailboxClosed
from door_access.runtime.messages import (
    CameraReport,
    CameraState,
    Decided,
    FrameRecognised,
    Heartbeat,
    Suspend,
)
from door_access.runtime.recognition import Withdrawal
from door_access.runtime.rehearsal import RehearsalRequest
from tests.builders import chip_of, crowd, empty_scene, faceless_chip, scene
from tests.fakes import FakeEncoder
from tests.runtime.thinking import ADA, BEN, STEP_S, STRANGER, Thinking, entry_rules

GONE = StorageFault("The database is gone.")
LIVE, PLAYBACK, DEMO = SourceKind.LIVE, SourceKind.PLAYBACK, SourceKind.DEMO
ALMOST_S = 0.7
"""So long that an attempt is under way and has not looked yet."""
A_LOOK_S = 1.0
AN_ATTEMPT_S = 4.0


@pytest.fixture
def thinking() -> Thinking:
    return Thinking()


class TestDecisions:
    def test_an_enrolled_person_is_granted_by_name_of_the_id(self, thinking: Thinking) -> None:
        ada = thinking.enrol("Ada", ADA)
        thinking.enrol("Ben", BEN)
        thinking.watch(ADA, A_LOOK_S)

        assert [(d.outcome, d.person_id) for d in thinking.decisions] == [(Outcome.GRANTED, ada)]
        granted = thinking.decisions[0]
        assert (granted.frames, granted.model_key, granted.gallery_version) == (3, FakeEncoder.model_key, 2)

    def test_a_stranger_is_denied_once_per_attempt(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(STRANGER, AN_ATTEMPT_S)

        assert thinking.reasons == [Reason.NO_MATCH]

    def test_with_nobody_enrolled_everybody_is_denied(self, thinking: Thinking) -> None:
        thinking.watch(ADA, A_LOOK_S)

        assert thinking.reasons == [Reason.NOBODY_ENROLLED]

    def test_a_blocked_person_is_denied(self, thinking: Thinking) -> None:
        thinking.store.set_blocked(thinking.enrol("Ada", ADA), True)
        thinking.watch(ADA, A_LOOK_S)

        assert thinking.reasons == [Reason.BLOCKED]

    def test_a_person_enrolled_twice_is_ambiguous(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.enrol("Also Ada", ADA)
        thinking.watch(ADA, AN_ATTEMPT_S)

        assert thinking.reasons == [Reason.AMBIGUOUS]

    @pytest.mark.parametrize(
        ("guidance", "reason"),
        [
            (Guidance.TOO_DARK, Reason.TOO_DARK),
            (Guidance.TOO_BRIGHT, Reason.TOO_BRIGHT),
            (Guidance.HOLD_STILL, Reason.BLURRED),
            (Guidance.LOOK_AT_CAMERA, Reason.TURNED_AWAY),
        ],
    )
    def test_a_face_that_cannot_be_compared_is_told_why(
        self, thinking: Thinking, guidance: Guidance, reason: Reason
    ) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, AN_ATTEMPT_S, guidance=guidance)

        assert thinking.reasons == [reason]

    def test_a_crowd_is_denied_whoever_is_in_it(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        for _ in range(40):
            thinking.clock.move(STEP_S)
            thinking.see(crowd(thinking.clock()))

        assert thinking.reasons == [Reason.SEVERAL_FACES]

    def test_frames_that_come_too_late_are_not_compared(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        for _ in range(40):
            thinking.clock.move(STEP_S)
            thinking.see(scene(thinking.clock() - 0.6, chip_rgb=chip_of(ADA)))

        assert thinking.reasons == [Reason.STALE]

    def test_an_encoder_that_finds_no_face_in_a_chip_is_a_denial(
        self, thinking: Thinking, caplog: pytest.LogCaptureFixture
    ) -> None:
        thinking.enrol("Ada", ADA)
        with caplog.at_level(logging.CRITICAL):
            for _ in range(10):
                thinking.clock.move(STEP_S)
                thinking.see(scene(thinking.clock(), chip_rgb=faceless_chip()))

        assert thinking.reasons == [Reason.ENCODER_FAULT]

    def test_a_face_that_leaves_is_denied_once(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        for _ in range(20):
            thinking.clock.move(STEP_S)
            thinking.see(empty_scene(thinking.clock()))

        assert thinking.reasons == [Reason.FACE_LEFT]

    def test_somebody_who_steps_in_front_on_the_same_track_is_not_helped_by_the_one_before(
        self, thinking: Thinking
    ) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.watch(STRANGER, AN_ATTEMPT_S)

        assert Outcome.GRANTED not in [d.outcome for d in thinking.decisions]

    def test_every_frame_reaches_the_door_and_the_screen(self, thinking: Thinking) -> None:
        thinking.see(empty_scene(1.0), empty_scene(1.1))

        assert [type(m) for m in thinking.messages] == [FrameRecognised] * 2
        assert len(thinking.heard.of(SceneSeen)) == 2

    def test_the_phases_of_an_attempt_are_told(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, A_LOOK_S)

        assert [event.phase for event in thinking.heard.of(PhaseChanged)] == [
            Phase.DWELLING,
            Phase.COMPARING,
            Phase.ANSWERED,
        ]

    def test_in_playback_time_is_that_of_the_frames(self) -> None:
        thinking = Thinking(is_running=False)
        thinking.enrol("Ada", ADA)
        for n in range(12):
            thinking.see(scene(n * STEP_S, chip_rgb=chip_of(ADA, n), kind=PLAYBACK))

        assert [(d.outcome, d.at_s) for d in thinking.decisions] == [(Outcome.GRANTED, pytest.approx(0.7))]


class TestPeople:
    def test_a_person_removed_in_the_middle_of_the_attempt_is_not_granted(self, thinking: Thinking) -> None:
        ada = thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.store.remove(ada)
        thinking.watch(ADA, 0.2)

        assert thinking.reasons == [Reason.NOBODY_ENROLLED]

    def test_a_person_blocked_in_the_middle_of_the_attempt_is_denied(self, thinking: Thinking) -> None:
        ada = thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.store.set_blocked(ada, True)
        thinking.watch(ADA, 0.2)

        assert thinking.reasons == [Reason.BLOCKED]

    def test_a_change_is_seen_within_a_second_although_nobody_stands_there(self, thinking: Thinking) -> None:
        thinking.see(empty_scene(thinking.clock()))
        thinking.enrol("Ada", ADA)
        thinking.clock.move(1.0)
        thinking.idle()

        assert [event.people for event in thinking.heard.of(GalleryChanged)] == [0, 1]

    def test_an_idle_recognition_says_that_it_lives(self, thinking: Thinking) -> None:
        thinking.idle()

        assert thinking.messages == [Heartbeat(100.0)]

    def test_an_idle_playback_says_nothing(self) -> None:
        thinking = Thinking(is_running=False)
        thinking.idle()

        assert thinking.messages == []

    def test_without_the_database_nothing_is_decided(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.store.fault = GONE
        with pytest.raises(StorageFault):
            thinking.watch(ADA, 0.2)
        thinking.recognition.renew()
        thinking.store.fault = None
        thinking.see(empty_scene(thinking.clock()))

        assert thinking.reasons == [Reason.RECOGNITION_FAULT]


class TestSources:
    @pytest.mark.parametrize(
        ("source", "kind"), [("other camera", LIVE), ("camera", PLAYBACK), ("camera", DEMO)]
    )
    def test_frames_of_two_sources_never_share_a_decision(
        self, thinking: Thinking, source: str, kind: SourceKind
    ) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S, source=source, kind=kind)
        thinking.watch(ADA, 0.3)

        assert thinking.reasons == [Reason.SOURCE_CHANGED]

    def test_a_decision_carries_the_kind_of_the_source_it_was_made_on(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, A_LOOK_S, source="demo", kind=DEMO)

        kinds = {m.kind for m in thinking.messages if isinstance(m, Decided)}
        assert kinds == {DEMO}

    @pytest.mark.parametrize("state", list(CameraState))
    def test_a_report_ends_the_attempt_and_reaches_the_door_after_its_denial(
        self, thinking: Thinking, state: CameraState
    ) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        report = CameraReport(state, "camera", LIVE, thinking.clock())
        thinking.see(report)

        is_over = state is CameraState.ENDED
        assert thinking.reasons == [Reason.SOURCE_ENDED if is_over else Reason.CAMERA_LOST]
        assert thinking.messages[-1] is report

    @pytest.mark.parametrize("state", [CameraState.STARTING, CameraState.LOST, CameraState.ENDED])
    @pytest.mark.parametrize(("source", "kind"), [("other camera", LIVE), ("camera", PLAYBACK)])
    def test_a_source_that_an_operator_chose_is_no_lost_camera(
        self, thinking: Thinking, source: str, kind: SourceKind, state: CameraState
    ) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.see(CameraReport(state, source, kind, thinking.clock()))

        assert thinking.reasons == [Reason.SOURCE_CHANGED]

    def test_a_camera_that_was_chosen_and_then_lost_is_a_lost_camera(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        for state in (CameraState.STARTING, CameraState.LOST):
            thinking.see(CameraReport(state, "other camera", LIVE, thinking.clock()))
        thinking.watch(ADA, ALMOST_S, source="other camera")
        thinking.see(CameraReport(CameraState.LOST, "other camera", LIVE, thinking.clock()))

        assert thinking.reasons == [Reason.SOURCE_CHANGED, Reason.CAMERA_LOST]

    def test_an_attempt_that_the_end_of_the_program_cuts_off_is_no_lost_camera(
        self, thinking: Thinking
    ) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.close()

        assert thinking.reasons == [Reason.PROGRAM_ENDED]

    def test_after_the_camera_came_back_the_attempt_begins_anew(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.see(CameraReport(CameraState.LOST, "camera", LIVE, thinking.clock()))
        thinking.watch(ADA, ALMOST_S)
        assert thinking.reasons == [Reason.CAMERA_LOST]
        thinking.watch(ADA, 0.2)

        assert thinking.reasons == [Reason.CAMERA_LOST, Reason.MATCH]


class TestSettings:
    def test_rules_that_look_more_often_than_the_rate_allows_are_refused(self) -> None:
        rules = entry_rules()
        with pytest.raises(ValueError, match="shared among 3 looks, but an attempt may take 4"):
            replace(rules, attempt=replace(rules.attempt, looks=4))

    def test_other_rules_end_the_attempt_under_way(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        thinking.watch(ADA, ALMOST_S)
        thinking.recognition.wish(entry_rules())
        thinking.watch(ADA, 0.3)

        assert thinking.reasons == [Reason.STALE]

    def test_other_rules_decide_from_the_next_attempt_on(self, thinking: Thinking) -> None:
        thinking.enrol("Ada", ADA)
        strict = entry_rules(attempt=AttemptRules(agreement=0.0, looks=1))
        strict = replace(
            strict, policy=replace(strict.policy, point=replace(strict.policy.point, fixed_threshold=1e-9))
        )
        thinking.recognition.wish(strict)
        thinking.watch(ADA, AN_ATTEMPT_S)

        assert thinking.reasons == [Reason.NO_MATCH]

    def test_other_rules_in_the_middle_of_an_enrolment_let_nobody_in(self, thinking: Thinking) -> None:
        thinking.enrol("Ben", BEN)
        thinking.recognition.wish(EnrolmentRequest("Ada", "yes", wanted=50, every=1))
        thinking.watch(ADA, 0.3)
        thinking.recognition.wish(entry_rules())
        thinking.watch(ADA, 2)

        assert thinking.decisions == []
        assert thinking.heard.of(PhaseChanged)[-1].phase is Phase.SUSPENDED


class Enrolling(Thinking):
    """A recognition in the middle of enrolling the person whom the camera shows."""

    def begin(self, name: str = "Ada", **others: object) -> None:
        values = {"wanted": 5, "every": 1} | others
        self.recognition.wish(EnrolmentRequest(name, "yes", **values))  # type: ignore[arg-type]

    @property
    def stages(self) -> list[EnrolmentStage]:
        return [event.progress.stage for event in self.enrolments]

    @property
    def suspensions(self) -> list[bool]:
        return [message.is_suspended for message in self.messages if isinstance(message, Suspend)]


class TestEnrolment:
    @pytest.fixture
    def enrolling(self) -> Enrolling:
        return Enrolling()

    def test_it_suspends_the_door_takes_its_samples_stores_them_and_resumes(
        self, enrolling: Enrolling
    ) -> None:
        enrolling.begin()
        enrolling.watch(ADA, 0.5)

        assert enrolling.suspensions == [True, False]
        assert [event.progress.taken for event in enrolling.enrolments] == [0, 1, 2, 3, 4, 5]
        done = enrolling.enrolments[-1].progress
        (person,) = enrolling.store.people(FakeEncoder.model_key)
        assert (done.stage, done.person_id, done.is_weak) == (EnrolmentStage.DONE, person.id, False)
        assert (person.name, person.templates) == ("Ada", 5)
        assert enrolling.store.consent_of(person.id)[0] == "yes"

    def test_each_sample_is_shown_once(self, enrolling: Enrolling) -> None:
        enrolling.begin(wanted=2, every=2)
        enrolling.watch(ADA, 0.3)

        shown = [event.progress.newest_chip_rgb is not None for event in enrolling.enrolments]
        assert shown == [False, True, False, True]

    def test_it_ends_the_attempt_under_way(self, enrolling: Enrolling) -> None:
        enrolling.enrol("Ben", BEN)
        enrolling.watch(BEN, ALMOST_S)
        enrolling.begin()
        enrolling.watch(ADA, 0.1)

        assert enrolling.reasons == [Reason.ENROLMENT_IN_PROGRESS]

    def test_nobody_is_decided_on_meanwhile(self, enrolling: Enrolling) -> None:
        enrolling.enrol("Ben", BEN)
        enrolling.begin(wanted=50)
        enrolling.watch(ADA, 3)

        assert enrolling.decisions == []
        assert enrolling.heard.of(PhaseChanged)[-1].phase is Phase.SUSPENDED

    def test_whoever_was_just_enrolled_is_not_let_in_before_they_have_left(
        self, enrolling: Enrolling
    ) -> None:
        enrolling.begin()
        enrolling.watch(ADA, 5)
        assert enrolling.decisions == []
        for _ in range(10):
            enrolling.clock.move(STEP_S)
            enrolling.see(empty_scene(enrolling.clock()))
        enrolling.watch(ADA, A_LOOK_S)

        assert enrolling.reasons == [Reason.MATCH]

    def test_another_face_stops_it_and_leaves_nothing(self, enrolling: Enrolling) -> None:
        enrolling.begin()
        enrolling.watch(ADA, 0.3)
        enrolling.watch(STRANGER, 0.1)

        stopped = enrolling.enrolments[-1].progress
        assert (stopped.stage, stopped.refusal) == (EnrolmentStage.STOPPED, EnrolmentRefusal.ANOTHER_FACE)
        assert "nothing was stored" in stopped.message
        assert enrolling.store.names() == {}
        assert enrolling.suspensions == [True, False]

    def test_cancelling_leaves_nothing_and_resumes_the_door(self, enrolling: Enrolling) -> None:
        enrolling.begin()
        enrolling.watch(ADA, 0.3)
        enrolling.recognition.wish(None)
        enrolling.watch(ADA, 0.1)

        assert enrolling.stages[-1] is EnrolmentStage.CANCELLED
        assert enrolling.store.names() == {}
        assert enrolling.suspensions == [True, False]

    def test_quitting_in_the_middle_leaves_nothing(self, enrolling: Enrolling) -> None:
        enrolling.begin()
        enrolling.watch(ADA, 0.3)
        enrolling.close()

        assert enrolling.stages[-1] is EnrolmentStage.CANCELLED
        assert enrolling.store.names() == {}
        with pytest.raises(MailboxClosed):
            enrolling.door.take(0)

    def test_a_second_request_replaces_the_first(self, enrolling: Enrolling) -> None:
        enrolling.begin("Ada")
        enrolling.watch(ADA, 0.2)
        enrolling.begin("Ben")
        enrolling.watch(BEN, 0.5)

        assert list(enrolling.store.names().values()) == ["Ben"]
        assert enrolling.suspensions == [True, False, True, False]

    def test_a_request_that_gives_way_leaves_an_enrolment_alone(self, enrolling: Enrolling) -> None:
        enrolling.begin("Ada")
        enrolling.watch(ADA, 0.2)
        enrolling.begin("Ben", gives_way=True)
        enrolling.watch(ADA, 0.5)

        assert list(enrolling.store.names().values()) == ["Ada"]
        assert enrolling.suspensions == [True, False]

    def test_a_request_that_gives_way_is_replaced_and_its_withdrawal_ends_nobody_elses(
        self, enrolling: Enrolling
    ) -> None:
        """As the demo's story does while somebody is being enrolled for real."""
        demo = EnrolmentRequest("Ada", "yes", wanted=5, every=1, gives_way=True)
        enrolling.recognition.wish(demo)
        enrolling.watch(ADA, 0.2)
        enrolling.begin("Ben")
        enrolling.watch(BEN, 0.2)
        enrolling.recognition.wish(Withdrawal(demo))
        enrolling.watch(BEN, 0.3)

        assert list(enrolling.store.names().values()) == ["Ben"]
        cancelled = [event for event in enrolling.enrolments if event.progress.stage.is_over]
        assert [event.request is demo for event in cancelled] == [True, False]

    def test_a_withdrawal_ends_its_own_enrolment(self, enrolling: Enrolling) -> None:
        request = EnrolmentRequest("Ada", "yes")
        enrolling.recognition.wish(request)
        enrolling.watch(ADA, 0.2)
        enrolling.recognition.wish(Withdrawal(request))
        enrolling.watch(ADA, 0.1)

        assert enrolling.stages[-1] is EnrolmentStage.CANCELLED

    def test_cancelling_nothing_is_harmless(self, enrolling: Enrolling) -> None:
        enrolling.recognition.wish(None)
        enrolling.recognition.wish(LookalikeAnswer())
        enrolling.watch(ADA, 0.1)

        assert (enrolling.enrolments, enrolling.suspensions) == ([], [])

    def test_few_differing_samples_are_stored_and_marked_weak(self, enrolling: Enrolling) -> None:
        enrolling.begin()
        for _ in range(5):
            enrolling.clock.move(STEP_S)
            enrolling.see(scene(enrolling.clock(), chip_rgb=chip_of(ADA)))

        done = enrolling.enrolments[-1].progress
        assert (done.stage, done.is_weak, done.taken) == (EnrolmentStage.DONE, True, 5)

    def test_an_enrolled_look_alike_is_asked_about_and_nothing_is_stored_meanwhile(
        self, enrolling: Enrolling
    ) -> None:
        ada = enrolling.enrol("Ada", ADA)
        enrolling.begin("Ada's twin")
        enrolling.watch(ADA, 1.0)

        asked = enrolling.enrolments[-1].progress
        assert (asked.stage, asked.taken) == (EnrolmentStage.LOOKALIKE, 3)
        assert [one.person_id for one in asked.lookalikes] == [ada]
        assert list(enrolling.store.names().values()) == ["Ada"]

    def test_the_same_person_gets_the_new_templates(self, enrolling: Enrolling) -> None:
        ada = enrolling.enrol("Ada", ADA)
        enrolling.begin("Ada again")
        enrolling.watch(ADA, 0.3)
        enrolling.recognition.wish(LookalikeAnswer(ada))
        enrolling.watch(ADA, 0.2)

        (person,) = enrolling.store.people(FakeEncoder.model_key)
        assert (person.id, person.name, person.templates) == (ada, "Ada", 10)
        assert enrolling.enrolments[-1].progress.person_id == ada

    def test_a_different_person_is_enrolled_all_the_same(self, enrolling: Enrolling) -> None:
        ada = enrolling.enrol("Ada", ADA)
        enrolling.begin("Ada's twin")
        enrolling.watch(ADA, 0.3)
        enrolling.recognition.wish(LookalikeAnswer())
        enrolling.watch(ADA, 0.2)

        assert sorted(enrolling.store.names().values()) == ["Ada", "Ada's twin"]
        done = enrolling.enrolments[-1].progress
        assert done.with_card == (done.person_id, ada)
        assert {enrolling.credentials.entry_rule(one) for one in done.with_card} == {EntryRule.CARD_FACE}

    def test_cancelling_at_the_question_leaves_nothing(self, enrolling: Enrolling) -> None:
        enrolling.enrol("Ada", ADA)
        enrolling.begin("Ada's twin")
        enrolling.watch(ADA, 0.3)
        enrolling.recognition.wish(None)
        enrolling.watch(ADA, 0.2)

        assert list(enrolling.store.names().values()) == ["Ada"]
        assert enrolling.suspensions == [True, False]

    def test_a_merged_person_who_is_still_weak_is_called_weak(self, enrolling: Enrolling) -> None:
        ada = enrolling.enrol("Ada", ADA, count=1)
        enrolling.begin("Ada", add_to=ada, wanted=1)
        enrolling.watch(ADA, 0.1)

        done = enrolling.enrolments[-1].progress
        assert (done.stage, done.is_weak) == (EnrolmentStage.DONE, True)

    def test_a_stranger_is_never_added_to_a_person(self, enrolling: Enrolling) -> None:
        ada = enrolling.enrol("Ada", ADA)
        enrolling.begin("Ada", add_to=ada)
        enrolling.watch(STRANGER, 0.5)

        stopped = enrolling.enrolments[-1].progress
        assert stopped.refusal is EnrolmentRefusal.NOT_THAT_PERSON
        assert enrolling.store.people(FakeEncoder.model_key)[0].templates == 5

    def test_what_cannot_be_stored_ends_it_with_a_sentence_and_leaves_nothing(
        self, enrolling: Enrolling
    ) -> None:
        enrolling.begin(wanted=1)
        enrolling.store.enrol = _broken  # type: ignore[method-assign]
        enrolling.watch(ADA, 0.1)

        stopped = enrolling.enrolments[-1].progress
        assert (stopped.stage, stopped.message) == (EnrolmentStage.STOPPED, "The database is gone.")
        assert (enrolling.store.names(), enrolling.suspensions) == ({}, [True, False])

    def test_a_person_removed_meanwhile_cannot_get_templates(self, enrolling: Enrolling) -> None:
        ada = enrolling.enrol("Ada", ADA)
        enrolling.begin("Ada", add_to=ada)
        enrolling.watch(ADA, 0.4)
        enrolling.store.remove(ada)
        enrolling.watch(ADA, 0.2)

        stopped = enrolling.enrolments[-1].progress
        assert stopped.stage is EnrolmentStage.STOPPED
        assert ada in stopped.message

    def test_a_request_that_the_database_does_not_allow_is_answered(self, enrolling: Enrolling) -> None:
        enrolling.store.fault = GONE
        enrolling.begin()
        with pytest.raises(StorageFault):
            enrolling.watch(ADA, 0.1)

        stopped = enrolling.enrolments[-1].progress
        assert (stopped.stage, stopped.name) == (EnrolmentStage.STOPPED, "Ada")
        assert enrolling.suspensions == []

    def test_a_chip_that_stands_for_no_face_is_skipped(
        self, enrolling: Enrolling, caplog: pytest.LogCaptureFixture
    ) -> None:
        enrolling.begin()
        with caplog.at_level(logging.CRITICAL):
            enrolling.watch(ADA, 0.2)
            enrolling.clock.move(STEP_S)
            enrolling.see(scene(enrolling.clock(), chip_rgb=faceless_chip()))
        enrolling.watch(ADA, 0.3)

        assert enrolling.stages[-1] is EnrolmentStage.DONE
        assert enrolling.store.people(FakeEncoder.model_key)[0].templates == 5

    def test_a_failure_cancels_it_and_resumes_the_door(self, enrolling: Enrolling) -> None:
        enrolling.begin()
        enrolling.watch(ADA, 0.2)
        enrolling.recognition.renew()
        enrolling.watch(ADA, 0.1)

        assert enrolling.stages[-1] is EnrolmentStage.CANCELLED
        assert enrolling.suspensions == [True, False]

    def test_a_crash_of_the_encoder_is_left_to_the_worker(self) -> None:
        class Crashing(FakeEncoder):
            def encode(self, chip_rgb: Rgb) -> Embedding:
                raise RuntimeError("the interpreter is broken")

        thinking = Thinking(encoder=Crashing())
        with pytest.raises(RuntimeError):
            thinking.watch(ADA, A_LOOK_S)


def _broken(person: object) -> str:
    raise GONE


class TestRehearsal:
    @pytest.fixture
    def testing(self) -> Enrolling:
        return Enrolling()

    def results(self, testing: Enrolling) -> list[RehearsalResult | None]:
        return [event.progress.result for event in testing.heard.of(RehearsalChanged)]

    def leave(self, testing: Enrolling) -> None:
        for _ in range(10):
            testing.clock.move(STEP_S)
            testing.see(empty_scene(testing.clock()))

    def test_whoever_walks_in_is_told_at_the_desk_and_the_door_hears_nothing(
        self, testing: Enrolling
    ) -> None:
        ada = testing.enrol("Ada", ADA)
        testing.recognition.wish(RehearsalRequest(ada))
        self.leave(testing)
        testing.watch(ADA, 1.5)

        assert self.results(testing)[-1] is RehearsalResult.AT_ONCE
        assert (testing.decisions, testing.suspensions) == ([], [True, False])

    def test_it_ends_when_it_is_cancelled(self, testing: Enrolling) -> None:
        testing.recognition.wish(RehearsalRequest(testing.enrol("Ada", ADA)))
        testing.watch(ADA, 0.2)
        testing.recognition.wish(None)
        testing.watch(ADA, 0.1)

        assert testing.heard.of(RehearsalChanged)[-1].progress.stage is RehearsalStage.CANCELLED
        assert testing.suspensions == [True, False]

    def test_an_answer_to_a_question_that_it_never_asks_changes_nothing(self, testing: Enrolling) -> None:
        testing.recognition.wish(RehearsalRequest(testing.enrol("Ada", ADA)))
        testing.recognition.wish(GlassesAnswer.KEPT_ON)
        testing.watch(ADA, 0.2)

        assert self.results(testing)[-1] is None

    def test_a_chip_that_stands_for_no_face_ends_nothing(
        self, testing: Enrolling, caplog: pytest.LogCaptureFixture
    ) -> None:
        testing.recognition.wish(RehearsalRequest(testing.enrol("Ada", ADA)))
        self.leave(testing)
        for _ in range(8):
            testing.clock.move(STEP_S)
            testing.see(scene(testing.clock(), chip_rgb=faceless_chip()))

        assert self.results(testing)[-1] is None

    def test_without_a_database_it_says_why_it_cannot_be_done(self, testing: Enrolling) -> None:
        testing.store.fault = GONE
        testing.recognition.wish(RehearsalRequest("ada"))
        with pytest.raises(StorageFault):
            testing.watch(ADA, 0.1)

        (told,) = [event.progress for event in testing.heard.of(RehearsalChanged)]
        assert (told.result, told.message) == (RehearsalResult.NOT_STARTED, "The database is gone.")
        assert testing.suspensions == []


class TestTheEndOfTheSource:
    def test_a_video_that_ends_enrols_with_the_samples_there_are(self) -> None:
        enrolling = Enrolling()
        enrolling.begin(wanted=20)
        enrolling.watch(ADA, 0.6)
        enrolling.see(CameraReport(CameraState.ENDED, "camera", PLAYBACK, enrolling.clock()))

        done = enrolling.enrolments[-1].progress
        assert (done.stage, done.taken) == (EnrolmentStage.DONE, 6)

    def test_a_video_that_ends_ends_the_rehearsal(self) -> None:
        enrolling = Enrolling()
        enrolling.recognition.wish(RehearsalRequest(enrolling.enrol("Ada", ADA)))
        enrolling.watch(ADA, 0.2)
        enrolling.see(CameraReport(CameraState.ENDED, "camera", PLAYBACK, enrolling.clock()))

        assert enrolling.heard.of(RehearsalChanged)[-1].progress.result is RehearsalResult.NOBODY_CAME
        assert enrolling.suspensions == [True, False]

    def test_a_camera_that_is_lost_for_a_while_ends_nothing(self) -> None:
        enrolling = Enrolling()
        enrolling.begin()
        enrolling.watch(ADA, 0.2)
        enrolling.see(CameraReport(CameraState.LOST, "camera", LIVE, enrolling.clock()))

        assert enrolling.stages[-1] is EnrolmentStage.COLLECTING


def test_whoever_was_enrolled_under_a_name_that_is_refused_today_is_given_more_samples():
    assert EnrolmentRequest("Ada\u200b", "yes", add_to="an id").name == "Ada\u200b"

    with pytest.raises(BadName):
        EnrolmentRequest("Ada\u200b", "yes")
