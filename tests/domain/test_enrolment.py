"""Enrolling one newcomer: one face, no surprise in the gallery, and nothing left of what was stopped."""

import pytest

from door_access.domain.enrolment import (
    FIRST_SAMPLES,
    EnrolmentRefusal,
    EnrolmentRules,
    EnrolmentSession,
    EnrolmentStage,
    LookalikeAnswer,
)
from door_access.domain.faces import Embedding
from door_access.domain.gallery import Gallery
from door_access.domain.guidance import Guidance
from tests.builders import CURVES, at_distance, crowd, empty_scene, gallery, reference, scene, template

NEWCOMER = at_distance(0.0)
EMPTY = gallery()
TWIN = gallery(reference("twin", at_distance(0.30)), reference("far", at_distance(1.2)))


def session(known: Gallery = EMPTY, **rules: object) -> EnrolmentSession:
    values = {"wanted": 5, "every": 1} | rules
    return EnrolmentSession(EnrolmentRules(CURVES, **values), known)  # type: ignore[arg-type]


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


def test_no_sample_is_taken_while_the_question_stands() -> None:
    assert offer(session(TWIN), FIRST_SAMPLES).sample_of(scene()) is None


def test_the_same_person_gets_the_templates() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer.SAME_PERSON)
    offer(enrolling, 2)

    assert (enrolling.stage, enrolling.add_to) == (EnrolmentStage.DONE, "twin")


def test_a_different_person_is_enrolled_all_the_same() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer.DIFFERENT_PERSON)
    offer(enrolling, 2)

    assert (enrolling.stage, enrolling.add_to) == (EnrolmentStage.DONE, None)


def test_an_answer_after_the_last_sample_ends_the_enrolment() -> None:
    enrolling = offer(session(TWIN, wanted=3), 3)
    enrolling.answer(LookalikeAnswer.DIFFERENT_PERSON)

    assert enrolling.stage is EnrolmentStage.DONE


def test_cancelling_at_the_question_leaves_nothing() -> None:
    enrolling = offer(session(TWIN), FIRST_SAMPLES)
    enrolling.answer(LookalikeAnswer.CANCEL)

    assert (enrolling.stage, enrolling.templates) == (EnrolmentStage.CANCELLED, [])


def test_an_answer_that_nobody_asked_for_changes_nothing() -> None:
    enrolling = offer(session(), 1)
    enrolling.answer(LookalikeAnswer.CANCEL)

    assert enrolling.stage is EnrolmentStage.COLLECTING


def test_a_look_alike_allowed_beforehand_is_told_but_not_asked_about() -> None:
    enrolling = offer(session(TWIN, allow_lookalike=True), 5)

    assert enrolling.stage is EnrolmentStage.DONE
    assert [one.person_id for one in enrolling.lookalikes] == ["twin"]


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
