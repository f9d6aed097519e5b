"""Enrolling one newcomer: one face, no surprise in the gallery, and nothing left of what was stopped."""

from dataclasses import replace

import pytest

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.enrolment import (
    FIRST_SAMPLES,
    WITHOUT_GLASSES,
    EnrolmentRefusal,
    EnrolmentRules,
    EnrolmentStage,
    GlassesAnswer,
)
from door_access.domain.enrolment.enrolment_session import EnrolmentSession
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import Embedding
from door_access.domain.faces.guidance import Guidance
from door_access.domain.matching.gallery import Gallery
from door_access.errors import BadInput
from tests.builders import (
    CURVES,
    GOOD_QUALITY,
    at_distance,
    crowd,
    empty_scene,
    gallery,
    reference,
    scene,
    template,
)

NEWCOMER = at_distance(0.0)
EMPTY = gallery()
TWIN = gallery(reference("twin", at_distance(0.30)), reference("far", at_distance(1.2)))


def session(known: Gallery = EMPTY, **rules: object) -> EnrolmentSession:
    values = {"wanted": 5, "every": 1} | rules
    return EnrolmentSession(EnrolmentRules(CURVES, **values), lambda: known)  # type: ignore[arg-type]


def offer(enrolling: EnrolmentSession, count: int, embedding: Embedding = NEWCOMER) -> EnrolmentSession:
    for _ in range(count):
        enrolling.add(template(embedding))
    return enrolling


def test_the_first_and_then_every_fifth_accepted_frame_is_a_sample() -> None:
    enrolling = session(every=5)

    taken = [n for n in range(16) if enrolling.sample_of(scene(n / 10)) is not None]

    assert taken == [0, 5, 10, 15]


def test_frames_that_are_not_accepted_do_not_count() -> None:
    enrolling = session(every=2)
    refused = [empty_scene(), crowd(), scene(guidance=Guidance.TOO_DARK)]

    assert enrolling.sample_of(scene()) is not None
    assert [enrolling.sample_of(one) for one in refused] == [None, None, None]
    assert enrolling.sample_of(scene()) is None
    assert enrolling.sample_of(scene()) is not None


def test_the_wanted_number_of_samples_is_enough() -> None:
    enrolling = offer(session(), 5)

    assert (enrolling.stage, len(enrolling.templates)) == (EnrolmentStage.DONE, 5)
    assert enrolling.wanted == 5
    assert enrolling.sample_of(scene()) is None


def test_another_face_stops_the_enrolment_and_leaves_nothing() -> None:
    enrolling = offer(offer(session(), 2), 1, at_distance(0.6))

    assert (enrolling.stage, enrolling.refusal) == (EnrolmentStage.STOPPED, EnrolmentRefusal.ANOTHER_FACE)
    assert enrolling.templates == []


def test_a_turned_face_that_is_too_different_is_left_out_and_stops_nothing() -> None:
    enrolling = offer(session(), 3)
    turned = replace(GOOD_QUALITY, yaw=0.2)

    assert enrolling.add(Template(at_distance(0.6), turned)) is None
    assert (enrolling.stage, len(enrolling.templates)) == (EnrolmentStage.COLLECTING, 3)


def test_a_newcomer_who_turns_the_head_a_little_goes_on() -> None:
    enrolling = offer(offer(session(), 2), 1, at_distance(0.35))

    assert (enrolling.stage, len(enrolling.templates)) == (EnrolmentStage.COLLECTING, 3)


def test_a_look_alike_who_is_enrolled_is_asked_about_after_the_first_samples() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)

    assert enrolling.stage is EnrolmentStage.LOOKALIKE
    assert [one.person_id for one in enrolling.lookalikes] == ["twin"]
    assert enrolling.lookalikes[0].distance == pytest.approx(0.30, abs=1e-6)


def test_look_alikes_come_nearest_first() -> None:
    known = gallery(reference("near", at_distance(0.2)), reference("nearest", at_distance(0.1)))

    assert [one.person_id for one in offer(session(known), 3).lookalikes] == ["nearest", "near"]


def test_whoever_a_card_would_do_for_is_likely_the_same_person() -> None:
    known = gallery(reference("near", at_distance(0.1)), reference("alike", at_distance(0.30)))

    found = offer(session(known), 3).lookalikes
    assert [(one.person_id, one.is_likely_same) for one in found] == [("near", True), ("alike", False)]


def test_no_sample_is_taken_while_the_question_stands() -> None:
    assert offer(session(TWIN), FIRST_SAMPLES).sample_of(scene()) is None


def test_the_same_person_gets_the_templates() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer("twin"))
    offer(enrolling, 2)

    assert (enrolling.stage, enrolling.add_to) == (EnrolmentStage.DONE, "twin")


def test_a_different_person_is_enrolled_all_the_same() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer())
    offer(enrolling, 2)

    assert (enrolling.stage, enrolling.add_to) == (EnrolmentStage.DONE, None)
    assert enrolling.with_card == ("twin",)


def test_of_several_look_alikes_one_is_the_newcomer_and_the_others_need_their_cards() -> None:
    alike = {"a": 0.1, "b": 0.2, "c": 0.25}
    known = gallery(*(reference(name, at_distance(distance)) for name, distance in alike.items()))
    enrolling = offer(session(known), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer("b"))

    assert (enrolling.add_to, enrolling.with_card) == ("b", ("a", "c"))


def test_nobody_becomes_the_newcomer_who_was_not_asked_about() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)

    with pytest.raises(BadInput, match="'far'"):
        enrolling.answer(LookalikeAnswer("far"))
    assert enrolling.stage is EnrolmentStage.LOOKALIKE


BLOCKED_TWIN = gallery(
    reference("blocked", at_distance(0.30), is_blocked=True), reference("twin", at_distance(0.25))
)


@pytest.mark.parametrize("same", [None, "twin"])
def test_nobody_who_looks_like_somebody_blocked_is_enrolled_under_another_name(same: str | None) -> None:
    enrolling = offer(session(BLOCKED_TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer(same))

    assert (enrolling.stage, enrolling.refusal) == (EnrolmentStage.STOPPED, EnrolmentRefusal.LIKE_BLOCKED)
    assert (enrolling.templates, enrolling.add_to, enrolling.with_card) == ([], None, ())


def test_somebody_blocked_gets_samples_of_their_own() -> None:
    enrolling = offer(session(BLOCKED_TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer("blocked"))

    assert (enrolling.add_to, enrolling.with_card) == ("blocked", ("twin",))


def test_a_word_given_beforehand_does_not_enrol_somebody_blocked_anew() -> None:
    enrolling = offer(session(BLOCKED_TWIN, allow_lookalike=True), FIRST_SAMPLES)

    assert (enrolling.stage, enrolling.refusal) == (EnrolmentStage.STOPPED, EnrolmentRefusal.LIKE_BLOCKED)


def test_an_answer_after_the_last_sample_ends_the_enrolment() -> None:
    enrolling = offer(session(TWIN, wanted=3), 3)
    enrolling.answer(LookalikeAnswer())

    assert enrolling.stage is EnrolmentStage.DONE


def test_cancelling_at_the_question_leaves_nothing() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)
    enrolling.cancel()

    assert (enrolling.stage, enrolling.templates) == (EnrolmentStage.CANCELLED, [])


def test_an_answer_that_nobody_asked_for_changes_nothing() -> None:
    enrolling = offer(session(), 1)
    enrolling.answer(LookalikeAnswer("twin"))
    enrolling.answer(GlassesAnswer.KEPT_ON)

    assert (enrolling.stage, enrolling.add_to) == (EnrolmentStage.COLLECTING, None)


def test_a_look_alike_allowed_beforehand_is_told_but_not_asked_about() -> None:
    enrolling = offer(session(TWIN, allow_lookalike=True), 5)

    assert enrolling.stage is EnrolmentStage.DONE
    assert [one.person_id for one in enrolling.lookalikes] == ["twin"]
    assert enrolling.with_card == ()


@pytest.mark.parametrize("wanted", [1, 2])
def test_a_look_alike_is_asked_about_however_few_samples_are_wanted(wanted: int) -> None:
    assert offer(session(TWIN, wanted=wanted), wanted).stage is EnrolmentStage.LOOKALIKE


def test_templates_are_added_to_a_person_whose_face_verifies() -> None:
    enrolling = offer(session(TWIN, add_to="twin"), 5, at_distance(0.28))

    assert (enrolling.stage, enrolling.add_to) == (EnrolmentStage.DONE, "twin")


@pytest.mark.parametrize("wanted", [1, 2, 5])
def test_a_strangers_templates_are_never_added_however_few_there_are(wanted: int) -> None:
    enrolling = offer(session(TWIN, add_to="far", wanted=wanted), min(wanted, FIRST_SAMPLES))

    assert (enrolling.stage, enrolling.refusal) == (EnrolmentStage.STOPPED, EnrolmentRefusal.NOT_THAT_PERSON)
    assert enrolling.templates == []


def test_a_person_without_templates_of_this_model_cannot_be_verified_and_gets_them() -> None:
    assert offer(session(add_to="ada"), 5).stage is EnrolmentStage.DONE


def test_the_end_of_the_source_ends_with_what_there_is() -> None:
    enrolling = offer(session(), 2)
    enrolling.finish()

    assert (enrolling.stage, len(enrolling.templates)) == (EnrolmentStage.DONE, 2)


def test_the_end_after_the_first_samples_does_not_ask_again() -> None:
    enrolling = offer(session(TWIN, allow_lookalike=True), 4)
    enrolling.finish()

    assert enrolling.stage is EnrolmentStage.DONE


def test_the_end_of_the_source_still_asks_about_look_alikes() -> None:
    enrolling = offer(session(TWIN), 2)
    enrolling.finish()

    assert enrolling.stage is EnrolmentStage.LOOKALIKE
    enrolling.answer(LookalikeAnswer("twin"))
    assert enrolling.stage is EnrolmentStage.DONE


def test_the_end_of_a_source_without_a_face_is_a_refusal() -> None:
    enrolling = session()
    enrolling.finish()

    assert (enrolling.stage, enrolling.refusal) == (EnrolmentStage.STOPPED, EnrolmentRefusal.NO_USABLE_FACE)


def test_an_enrolment_that_is_over_cannot_be_finished_again() -> None:
    enrolling = session()
    enrolling.cancel()
    enrolling.finish()

    assert enrolling.stage is EnrolmentStage.CANCELLED


def test_three_stages_are_the_end() -> None:
    over = {stage for stage in EnrolmentStage if stage.is_over}

    assert over == {EnrolmentStage.DONE, EnrolmentStage.STOPPED, EnrolmentStage.CANCELLED}


def test_the_poses_get_their_time_and_then_the_enrolment_ends_by_itself() -> None:
    enrolling = session(every=1, poses_s=10.0)
    for tenth in range(60):
        if sample := enrolling.sample_of(scene(tenth / 10)):
            enrolling.add(Template(NEWCOMER, sample.quality))
    assert (enrolling.stage, enrolling.taken) == (EnrolmentStage.COLLECTING, 5)
    assert enrolling.asked is not None and 4.0 < enrolling.left_s < 4.2
    enrolling.sample_of(scene(6.9))
    for second in range(8, 14):
        enrolling.sample_of(empty_scene(float(second)))

    assert (enrolling.stage, enrolling.asked) == (EnrolmentStage.DONE, None)
    assert enrolling.coverage.missing != ()


class TestGlasses:
    @pytest.fixture
    def asking(self) -> EnrolmentSession:
        return offer(session(wears_glasses=True), 5)

    def test_the_operator_is_asked_once_the_first_samples_are_taken(self, asking: EnrolmentSession) -> None:
        assert (asking.stage, asking.has_glasses, asking.asked) == (EnrolmentStage.GLASSES, True, None)
        assert asking.sample_of(scene()) is None

    def test_a_second_round_is_taken_without_them(self, asking: EnrolmentSession) -> None:
        asking.answer(GlassesAnswer.TAKEN_OFF)
        assert (asking.taken, asking.wanted, asking.has_glasses) == (0, WITHOUT_GLASSES, False)
        offer(asking, WITHOUT_GLASSES)

        assert (asking.stage, asking.taken, asking.has_glasses) == (EnrolmentStage.DONE, 13, True)
        assert [template.has_glasses for template in asking.templates] == [True] * 5 + [False] * 8
        assert asking.coverage.count(Pose.FRONTAL) == 5

    def test_glasses_that_stay_on_end_it(self, asking: EnrolmentSession) -> None:
        asking.answer(GlassesAnswer.KEPT_ON)

        assert (asking.stage, asking.taken, asking.has_glasses) == (EnrolmentStage.DONE, 5, False)

    def test_the_second_round_can_be_given_up(self, asking: EnrolmentSession) -> None:
        asking.answer(GlassesAnswer.TAKEN_OFF)
        asking.answer(GlassesAnswer.TAKEN_OFF)
        offer(asking, 2)
        asking.answer(GlassesAnswer.KEPT_ON)

        assert (asking.stage, asking.taken, asking.has_glasses) == (EnrolmentStage.DONE, 7, True)

    def test_somebody_elses_face_without_glasses_is_left_out(self, asking: EnrolmentSession) -> None:
        asking.answer(GlassesAnswer.TAKEN_OFF)
        offer(asking, 3, at_distance(0.9))

        assert (asking.stage, asking.taken) == (EnrolmentStage.COLLECTING, 0)

    def test_the_end_of_the_source_is_the_end_here_too(self, asking: EnrolmentSession) -> None:
        asking.finish()

        assert (asking.stage, asking.has_glasses) == (EnrolmentStage.DONE, False)

    def test_whoever_wears_none_is_not_asked(self) -> None:
        assert offer(session(), 5).has_glasses is None
