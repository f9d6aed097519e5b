"""Enrolling: name and consent, samples, the look-alike question, the end, and every way out."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from door_access.domain.enrolment.coverage import Coverage, Pose
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage, GlassesAnswer
from door_access.domain.enrolment.lookalikes import Lookalike, LookalikeAnswer
from door_access.domain.enrolment.rehearsal import RehearsalProgress, RehearsalResult, RehearsalStage
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.faces.guidance import Guidance
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EnrolmentChanged, FaultsChanged, RehearsalChanged, SceneSeen
from door_access.runtime.messages import CameraState
from door_access.runtime.rehearsal import RehearsalRequest
from tests.builders import GOOD_QUALITY
from tests.ui.fake_persons import kept_picture
from tests.ui.fakes import ADA, ALAN, GRACE
from tests.ui.scenes import a_camera, a_scene
from ui import words
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.gate.pin_dialogs import NewPinDialog

PIN = "271828"
LEFT = Qt.MouseButton.LeftButton
NAME = "Marie Curie"


@pytest.fixture
def desk(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(0)
    qtbot.waitUntil(window.desk_view.enrol_page.isVisible)
    return window.desk_view


@pytest.fixture
def page(desk):
    desk.show_page(0)
    return desk.enrol_page


@pytest.fixture
def progress(qtbot, kiosk, page):
    """Publish a step of the enrolment that the page has begun, or of another one."""

    def publish(stage: EnrolmentStage, *, of: EnrolmentRequest | None = None, **values) -> None:
        step = EnrolmentProgress(stage, NAME, **{"taken": 0, "wanted": 20, **values})
        request = of or wishes(kiosk, "begin_enrolment")[-1]
        with qtbot.waitSignal(page.bridge.enrolment_changed):
            kiosk.hub.publish(EnrolmentChanged(step, request))

    return publish


def fill(qtbot, page, name=NAME) -> None:
    page.form.name_field.clear()
    qtbot.keyClicks(page.form.name_field, name)
    page.form.agreed_box.setChecked(True)


@pytest.fixture
def running(qtbot, kiosk, page):
    """Begin an enrolment where a PIN has been chosen."""
    kiosk.desk.pin = PIN
    fill(qtbot, page)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    return page


def wishes(kiosk, name):
    return [value for wish, value in kiosk.calls if wish == name]


def test_nobody_is_enrolled_without_name_consent_and_agreement(qtbot, page):
    form = page.form
    assert not form.start_button.isEnabled()
    fill(qtbot, page)
    assert form.start_button.isEnabled()
    form.agreed_box.setChecked(False)
    assert not form.start_button.isEnabled()
    form.agreed_box.setChecked(True)
    form.consent_field.setPlainText("  ")
    assert not form.start_button.isEnabled()


@pytest.mark.parametrize("name", ["a/b", "x" * 300])
def test_a_name_that_cannot_be_one_is_refused_beside_the_field(qtbot, kiosk, page, name):
    fill(qtbot, page, name)
    qtbot.mouseClick(page.form.start_button, LEFT)
    assert page.form.name_error.text().startswith("A name")
    assert kiosk.calls == []


def test_a_name_that_looks_like_somebody_enrolled_is_named_and_may_be_right(qtbot, kiosk, page):
    kiosk.desk.pin = PIN
    page.open()
    qtbot.waitUntil(lambda: bool(page.form._enrolled))
    fill(qtbot, page, "Aian Turing")
    assert page.form.name_error.text() == ""
    fill(qtbot, page, "AIan Turing")
    assert page.form.name_error.text() == "AIan Turing looks like Alan Turing, who is enrolled."
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    page.add_to(kiosk.desk.people()[0])
    assert page.form.name_error.text() == ""


def test_the_request_quotes_the_consent(running, kiosk):
    request = wishes(kiosk, "begin_enrolment")[0]
    assert (request.name, request.add_to, request.wanted) == (NAME, None, 20)
    assert request.consent.startswith("I agree")


def test_the_first_enrolment_asks_for_a_pin_twice(qtbot, window, kiosk, page):
    fill(qtbot, page)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, NewPinDialog))
    dialog = window.gate.dialog
    qtbot.keyClicks(dialog.first, PIN)
    qtbot.keyClicks(dialog.second, "654321")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert "not the same" in dialog.message.text() and kiosk.desk.pin is None
    for field in (dialog.first, dialog.second):
        qtbot.keyClicks(field, PIN)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    assert kiosk.desk.pin == PIN and len(wishes(kiosk, "begin_enrolment")) == 1


def test_a_short_pin_is_refused_with_the_desks_own_sentence(qtbot, window, kiosk, page):
    fill(qtbot, page)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, NewPinDialog))
    dialog = window.gate.dialog
    for field in (dialog.first, dialog.second):
        qtbot.keyClicks(field, "123")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: "6 to 64 digits" in dialog.message.text())
    dialog.reject()
    assert wishes(kiosk, "begin_enrolment") == []


def test_progress_guidance_and_thumbnails_are_shown(running, progress):
    chip = np.full((150, 150, 3), 120, np.uint8)
    progress(EnrolmentStage.COLLECTING, taken=1, newest_chip_rgb=chip, newest_place=0, guidance=Guidance.GOOD)
    progress(EnrolmentStage.COLLECTING, taken=1, guidance=Guidance.LOOK_AT_CAMERA)
    held = {"newest_chip_rgb": chip, "guidance": Guidance.HOLD_STILL}
    progress(EnrolmentStage.COLLECTING, taken=2, newest_place=1, **held)
    capture = running.capture
    assert (capture.progress.value(), capture.progress.maximum(), capture.chips.taken) == (2, 20, 2)
    assert capture.guidance.text() == words.guidance_words(Guidance.HOLD_STILL)


def test_the_live_picture_runs_while_samples_are_taken(qtbot, kiosk, running):
    with qtbot.waitSignal(running.bridge.scene_seen):
        kiosk.hub.publish(a_scene())
    assert running.capture.picture.has_picture


def test_cancel_is_passed_on_told_and_leads_back_to_what_was_typed(qtbot, kiosk, running, progress):
    qtbot.mouseClick(running.capture.cancel_button, LEFT)
    assert wishes(kiosk, "cancel_enrolment") == [None]
    progress(EnrolmentStage.CANCELLED)
    form = running.form
    assert form.isVisible() and form.name_field.text() == NAME and form.agreed_box.isChecked()
    assert form.note.text() == f"The enrolment of {NAME} was cancelled; nothing was stored."
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(running.capture.isVisible)
    assert form.note.text() == ""


def test_an_enrolment_that_something_else_ends_is_told_and_keeps_what_was_typed(qtbot, running, progress):
    progress(EnrolmentStage.CANCELLED)
    form = running.form
    assert form.note.isVisible() and form.note.text() == (
        f"The enrolment of {NAME} was interrupted; nothing was stored. Start it once more."
    )
    assert form.name_field.text() == NAME and form.start_button.isEnabled()


def test_what_becomes_of_the_demos_enrolment_is_not_this_pages(running, progress):
    demos = EnrolmentRequest(NAME, "yes")
    for stage in (EnrolmentStage.CANCELLED, EnrolmentStage.LOOKALIKE, EnrolmentStage.DONE):
        progress(stage, of=demos, taken=7)
    assert running.capture.isVisible() and running.is_running
    assert running.capture.count.text() == "0 of 20 samples"


def test_an_enrolment_that_the_closing_desk_cuts_off_is_told_when_it_opens(qtbot, window, running, progress):
    window.leave_desk()
    progress(EnrolmentStage.CANCELLED)
    window._open_desk()
    window.desk_view.show_page(0)
    form = running.form
    assert f"The enrolment of {NAME} was cancelled" in form.note.text() and form.name_field.text() == NAME
    window.leave_desk()
    window._open_desk()
    window.desk_view.show_page(0)
    assert form.note.text() == form.name_field.text() == ""


def test_leaving_an_enrolment_by_hand_is_asked_first(qtbot, kiosk, desk, running, progress):
    qtbot.mouseClick(desk.navigation.button(1), LEFT)
    question = running.findChild(QMessageBox)
    assert NAME in question.text() and running.isVisible() and wishes(kiosk, "cancel_enrolment") == []
    qtbot.mouseClick(next(b for b in question.buttons() if "Leave" in b.text()), LEFT)
    assert desk.people_page.isVisible() and wishes(kiosk, "cancel_enrolment") == [None]
    progress(EnrolmentStage.CANCELLED)
    qtbot.mouseClick(desk.navigation.button(0), LEFT)
    assert running.form.name_field.text() == NAME and "was cancelled" in running.form.note.text()


def test_a_name_that_was_typed_is_there_after_a_look_at_another_page(qtbot, desk, page):
    qtbot.keyClicks(page.form.name_field, NAME)
    for number in (1, 0):
        qtbot.mouseClick(desk.navigation.button(number), LEFT)
    assert page.form.name_field.text() == NAME


def test_a_stopped_enrolment_can_be_tried_again_without_typing(qtbot, running, progress):
    progress(EnrolmentStage.STOPPED, message="Another face came before the camera.")
    assert running.result.retry_button.hasFocus()
    qtbot.keyClick(running.result.retry_button, Qt.Key.Key_Space)
    assert running.form.isVisible() and running.form.name_field.text() == NAME
    assert running.form.start_button.isEnabled()


def test_the_page_opens_with_the_cursor_in_the_name(qtbot, window, page):
    qtbot.waitUntil(page.form.name_field.hasFocus)
    qtbot.keyClicks(QApplication.focusWidget(), NAME)
    assert page.form.name_field.text() == NAME


def test_what_is_missing_stands_beside_the_button_and_is_told_to_screen_readers(qtbot, page):
    form, told = page.form, []
    for change in (
        lambda: None,
        lambda: qtbot.keyClicks(form.name_field, NAME),
        lambda: form.agreed_box.setChecked(True),
    ):
        change()
        told.append(form.answer.text())
        assert form.start_button.accessibleDescription() == form.answer.text()
        assert form.answer.text() in form.start_button.toolTip()
    assert told == ["The name is missing.", "They have not agreed yet: no tick.", ""]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (a_camera(CameraState.LOST, detail="The camera was unplugged."), "The camera was unplugged."),
        (a_camera(CameraState.STARTING), "The camera is starting."),
        (a_camera(CameraState.ENDED), "The video has ended."),
        (FaultsChanged(("The lock does not answer.",)), "The lock does not answer."),
    ],
)
def test_nobody_is_enrolled_by_face_over_a_dead_source(qtbot, kiosk, page, event, sentence):
    fill(qtbot, page)
    kiosk.hub.publish(event)
    qtbot.waitUntil(lambda: page.form.answer.text() == sentence)
    assert not page.form.start_button.isEnabled()
    assert page.result.test_button.accessibleDescription() == sentence
    page.form.no_face_box.setChecked(True)
    assert page.form.answer.text() != sentence
    page.form.no_face_box.setChecked(False)
    page.form.agreed_box.setChecked(True)
    kiosk.hub.publish(a_camera())
    kiosk.hub.publish(FaultsChanged(()))
    qtbot.waitUntil(page.form.start_button.isEnabled)


TWINS = (Lookalike(ADA, 0.31, is_likely_same=True), Lookalike(GRACE, 0.35))


@pytest.fixture
def asked(qtbot, running, progress):
    """Ask about two look-alikes."""
    progress(EnrolmentStage.LOOKALIKE, lookalikes=TWINS)
    qtbot.waitUntil(running.question.isVisible)
    return running.question


def titles(question) -> list[str]:
    return [row.title.text() for row in question.rows]


def test_every_look_alike_is_named_in_plain_words_and_all_must_be_decided_on(qtbot, kiosk, asked):
    assert titles(asked) == ["Ada Lovelace – probably the same person", "Grace Hopper – looks alike"]
    assert [row.title.toolTip() for row in asked.rows] == ["Distance 0.31", "Distance 0.35"]
    assert not asked.go_on_button.isEnabled()
    assert asked.go_on_button.accessibleDescription().startswith("Nothing is stored before you have decided")
    qtbot.mouseClick(asked.rows[0].different_button, LEFT)
    assert not asked.go_on_button.isEnabled()
    qtbot.mouseClick(asked.rows[1].different_button, LEFT)
    assert "Marie Curie, Ada Lovelace and Grace Hopper must each show a card" in asked.meaning.text()
    qtbot.mouseClick(asked.go_on_button, LEFT)
    assert wishes(kiosk, "answer_lookalike") == [LookalikeAnswer(None)]


def test_how_alike_is_told_without_a_number_and_the_distance_stands_in_the_tooltip(asked):
    told = [row.how_alike.text() for row in asked.rows]
    assert told == [
        "So alike that even with a card the door could take one for the other.",
        "Very alike: without a card the door could take one for the other.",
    ]
    assert [row.how_alike.toolTip() for row in asked.rows] == ["Distance 0.31", "Distance 0.35"]


def test_both_faces_are_seen_where_a_picture_is_kept_and_initials_elsewhere(
    qtbot, kiosk, running, progress, monkeypatch
):
    for one in (ADA, GRACE):
        kiosk.desk.people_by_id[one] = replace(kiosk.desk.people_by_id[one], keeps_picture=one == ADA)
    monkeypatch.setattr(kiosk.desk.privacy, "thumbnail", {ADA: kept_picture()}.__getitem__)
    chip = np.full((150, 150, 3), 90, np.uint8)
    progress(EnrolmentStage.COLLECTING, taken=1, newest_chip_rgb=chip, newest_place=0)
    progress(EnrolmentStage.LOOKALIKE, taken=1, lookalikes=TWINS)
    qtbot.waitUntil(running.question.isVisible)
    ada, grace = running.question.rows
    assert ada.newcomer.has_face and ada.other.has_face
    assert grace.newcomer.has_face and not grace.other.has_face
    assert grace.other.accessibleName() == "Grace Hopper"


def test_only_one_look_alike_can_be_the_newcomer(qtbot, kiosk, asked):
    qtbot.mouseClick(asked.rows[0].same_button, LEFT)
    assert [row.is_same for row in asked.rows] == [True, False]
    qtbot.mouseClick(asked.rows[1].same_button, LEFT)
    assert [row.is_same for row in asked.rows] == [False, True]
    assert asked.meaning.text().startswith(
        "The samples are added to Grace Hopper. From now on Grace Hopper and Ada"
    )
    qtbot.mouseClick(asked.go_on_button, LEFT)
    assert wishes(kiosk, "answer_lookalike") == [LookalikeAnswer(GRACE)]


def test_one_person_under_two_names_is_merged_and_needs_no_card(qtbot, kiosk, running, progress):
    progress(EnrolmentStage.LOOKALIKE, lookalikes=TWINS[:1])
    qtbot.waitUntil(running.question.isVisible)
    qtbot.mouseClick(running.question.rows[0].same_button, LEFT)
    assert running.question.meaning.text() == "The samples are added to Ada Lovelace."


def test_a_blocked_look_alike_is_marked_and_not_enrolled_under_another_name(qtbot, kiosk, running, progress):
    progress(EnrolmentStage.LOOKALIKE, lookalikes=(Lookalike(ALAN, 0.31, is_blocked=True),))
    qtbot.waitUntil(running.question.isVisible)
    question = running.question
    assert titles(question) == ["Alan Turing – blocked, looks alike"]
    qtbot.mouseClick(question.rows[0].different_button, LEFT)
    assert question.meaning.text().startswith("Alan Turing is blocked: nobody who looks like them")
    assert not question.go_on_button.isEnabled()
    qtbot.mouseClick(question.rows[0].same_button, LEFT)
    assert "Alan Turing stays blocked" in question.meaning.text()
    qtbot.mouseClick(question.go_on_button, LEFT)
    assert wishes(kiosk, "answer_lookalike") == [LookalikeAnswer(ALAN)]


def test_who_is_being_removed_is_not_called_blocked(qtbot, kiosk, running, progress):
    kiosk.desk.begin_removal(ADA)
    progress(EnrolmentStage.LOOKALIKE, lookalikes=(Lookalike(ADA, 0.31, is_blocked=True),))
    qtbot.waitUntil(running.question.isVisible)
    qtbot.mouseClick(running.question.rows[0].different_button, LEFT)
    assert titles(running.question) == ["Ada Lovelace – looks alike"]
    assert running.question.meaning.text() == "Ada Lovelace is being erased: cancel, and enrol in a moment."
    assert not running.question.go_on_button.isEnabled()


def test_nobody_is_asked_whether_somebody_looks_like_herself(qtbot, kiosk, running, progress):
    kiosk.desk.people_by_id[ADA] = replace(kiosk.desk.people_by_id[ADA], name=NAME.upper())
    progress(EnrolmentStage.LOOKALIKE, lookalikes=TWINS[:1])
    qtbot.waitUntil(running.question.isVisible)
    question = running.question
    assert question.heading.text().startswith("Somebody called Marie Curie is enrolled and looks like this.")
    qtbot.mouseClick(question.rows[0].different_button, LEFT)
    assert "Marie Curie (new) and MARIE CURIE must each show a card" in question.meaning.text()


def test_a_question_that_is_repeated_with_every_frame_keeps_what_was_chosen(qtbot, asked, progress):
    qtbot.mouseClick(asked.rows[0].different_button, LEFT)
    progress(EnrolmentStage.LOOKALIKE, lookalikes=TWINS)
    assert asked.rows[0].is_decided


def test_nothing_is_stored_when_the_question_is_cancelled(qtbot, kiosk, asked):
    qtbot.mouseClick(asked.cancel_button, LEFT)
    assert wishes(kiosk, "cancel_enrolment") == [None]
    assert wishes(kiosk, "answer_lookalike") == []


def test_who_needs_a_card_now_is_named_at_the_end(qtbot, running, progress):
    progress(EnrolmentStage.DONE, taken=20, person_id=GRACE, with_card=(GRACE, ADA))
    qtbot.waitUntil(running.result.card_note.isVisible)
    assert "Ada Lovelace and Grace Hopper must each show a card" in running.result.card_note.text()


def needs(page) -> list[str]:
    return [line.sentence.text() for line in page.result.needs.lines]


def test_who_needs_a_card_now_is_given_one_where_it_is_said(qtbot, kiosk, running, progress):
    for person_id in (ADA, GRACE):
        kiosk.desk.credentials.set_entry_rule(person_id, EntryRule.CARD_FACE)
    progress(EnrolmentStage.DONE, taken=20, person_id=GRACE, with_card=(GRACE, ADA))
    qtbot.waitUntil(lambda: len(needs(running)) == 2)
    assert needs(running)[0] == "Ada Lovelace: No card yet: the door stays shut for this person."
    assert [line.give_button.accessibleName() for line in running.result.needs.lines] == [
        "Card and PIN of Ada Lovelace",
        "Card and PIN of Grace Hopper",
    ]
    qtbot.mouseClick(running.result.needs.lines[0].give_button, LEFT)
    dialog = running.findChild(CredentialsDialog)
    assert dialog.heading.text() == "Ada Lovelace"
    qtbot.keyClicks(dialog.box.cards.field, "04A1B2C3")
    qtbot.keyClick(dialog.box.cards.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: needs(running)[0] == "Ada Lovelace: Has a card.")


def test_a_newcomer_who_lacks_what_this_door_asks_for_is_given_it_at_the_end(qtbot, kiosk, running, progress):
    door = kiosk.settings.door.model_copy(update={"mode": DoorMode.PIN_FACE})
    kiosk.settings = kiosk.settings.model_copy(update={"door": door})
    progress(EnrolmentStage.DONE, taken=20, person_id=ADA)
    qtbot.waitUntil(lambda: bool(needs(running)))
    assert needs(running) == ["Ada Lovelace: No PIN yet: the door stays shut for this person."]


def test_where_nothing_is_lacking_no_card_is_offered(qtbot, kiosk, running, progress):
    progress(EnrolmentStage.DONE, taken=20, person_id=ADA)
    answered: list[bool] = []
    running.bridge.ask(lambda _: True, owner=running, then=answered.append)
    qtbot.waitUntil(lambda: bool(answered))
    assert needs(running) == []


@pytest.mark.parametrize(
    ("pose", "sentence"),
    [
        (Pose.FRONTAL, "Look straight at the camera"),
        (Pose.LEFT, "Turn your head a little to your left"),
        (Pose.RIGHT, "Turn your head a little to your right"),
        (Pose.UP, "Lift your chin a little"),
        (Pose.DOWN, "Lower your chin a little"),
    ],
)
def test_the_next_pose_is_asked_for_in_words_and_pointed_at(running, progress, pose, sentence):
    progress(EnrolmentStage.COLLECTING, asked=pose, guidance=Guidance.GOOD)
    assert running.capture.guidance.text() == sentence
    assert running.capture.picture.asked is pose


def test_what_keeps_a_sample_from_being_taken_comes_before_any_pose(running, progress):
    progress(EnrolmentStage.COLLECTING, asked=Pose.LEFT, guidance=Guidance.TOO_DARK)
    assert running.capture.guidance.text() == words.guidance_words(Guidance.TOO_DARK)
    assert running.capture.picture.asked is None


def test_covered_poses_are_told_to_screen_readers_and_the_time_for_the_rest(running, progress):
    some = Coverage((4, 2, 1, 0, 0), 4)
    progress(EnrolmentStage.COLLECTING, taken=20, coverage=some, asked=Pose.UP, left_s=4.4)
    assert running.capture.poses.accessibleName() == "Poses covered: Front, Left"
    assert running.capture.count.text() == "20 of 20 samples · 5 s for the poses"


def test_a_sample_that_takes_anothers_place_adds_no_thumbnail(running, progress):
    chip = np.full((150, 150, 3), 120, np.uint8)
    for place in (0, 1, 1):
        progress(EnrolmentStage.COLLECTING, taken=2, newest_chip_rgb=chip, newest_place=place)
    assert running.capture.chips.taken == 2


def test_every_part_of_the_quality_is_shown_live(qtbot, kiosk, running):
    seen = replace(a_scene().scene, quality=replace(GOOD_QUALITY, brightness=20.0))
    with qtbot.waitSignal(running.bridge.scene_seen):
        kiosk.hub.publish(SceneSeen(seen))
    assert running.capture.quality.accessibleName() == (
        "Size: Good – stay like this; Sharp: Good – stay like this;"
        " Light: Too dark – turn towards the light; Pose: Good – stay like this"
    )
    with qtbot.waitSignal(running.bridge.scene_seen):
        kiosk.hub.publish(a_scene())
    assert running.capture.quality.accessibleName() == "No face is measured"


def test_ticked_glasses_are_asked_to_come_off_for_a_second_round(qtbot, kiosk, page, progress):
    kiosk.desk.pin = PIN
    fill(qtbot, page)
    qtbot.mouseClick(page.form.glasses_box, LEFT, pos=QPoint(8, page.form.glasses_box.height() // 2))
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    assert wishes(kiosk, "begin_enrolment")[0].wears_glasses
    progress(EnrolmentStage.GLASSES, taken=20, has_glasses=True)
    assert (
        page.glasses.isVisible() and "20 samples of Marie Curie with glasses" in page.glasses.heading.text()
    )
    qtbot.mouseClick(page.glasses.off_button, LEFT)
    progress(EnrolmentStage.COLLECTING, taken=1, wanted=8, has_glasses=False, guidance=Guidance.GOOD)
    assert page.capture.isVisible() and page.capture.count.text() == "1 of 8 samples without glasses"
    qtbot.mouseClick(page.capture.end_button, LEFT)
    assert wishes(kiosk, "answer_glasses") == [GlassesAnswer.TAKEN_OFF, GlassesAnswer.KEPT_ON]


@pytest.mark.parametrize(("has_both", "sentence"), [(True, "both taken"), (False, "Only with glasses")])
def test_the_end_says_whether_both_were_taken(running, progress, has_both, sentence):
    progress(EnrolmentStage.DONE, taken=20, has_glasses=has_both)
    assert sentence in running.result.message.text()


def test_poses_that_are_missing_are_named_at_the_end(running, progress):
    progress(EnrolmentStage.DONE, taken=20, coverage=Coverage((12, 4, 4, 0, 0), 4))
    assert running.result.coverage_note.text().startswith("Not seen: Up, Down.")
    assert running.result.more_button.isVisible()


@pytest.fixture
def testing(qtbot, kiosk, running, progress):
    """Enrol and begin the test."""
    progress(EnrolmentStage.DONE, taken=20, person_id=ADA, coverage=Coverage((4, 4, 4, 4, 4), 4))
    qtbot.mouseClick(running.result.test_button, LEFT)
    qtbot.waitUntil(running.rehearsal.isVisible)
    return running


@pytest.fixture
def tested(qtbot, kiosk, testing):
    """Publish a step of the test."""

    def publish(stage: RehearsalStage, **values) -> None:
        with qtbot.waitSignal(testing.bridge.rehearsal_changed):
            kiosk.hub.publish(RehearsalChanged(RehearsalProgress(stage, ADA, **values)))

    return publish


def test_the_newcomer_is_asked_to_step_out_and_walk_in(kiosk, testing, tested):
    assert wishes(kiosk, "begin_rehearsal") == [RehearsalRequest(ADA)]
    assert testing.is_running and "Step out of the picture" in testing.rehearsal.heading.text()
    tested(RehearsalStage.COMING)
    assert testing.rehearsal.heading.text() == "Now walk in."
    assert testing.rehearsal.message.text() == "This only tests: the door stays shut."
    tested(RehearsalStage.LOOKING, guidance=Guidance.STEP_CLOSER)
    assert testing.rehearsal.heading.text() == words.guidance_words(Guidance.STEP_CLOSER)


def test_being_recognised_at_once_is_told_with_its_figures(testing, tested):
    found = {"result": RehearsalResult.AT_ONCE, "looks": 1, "distance": 0.183, "threshold": 0.281}
    tested(RehearsalStage.DONE, **found)
    shown = testing.rehearsal
    assert shown.heading.text() == f"{NAME} was recognised at once" and not testing.is_running
    assert shown.figures.text() == "1 look · distance 0.18, allowed up to 0.28"
    assert not shown.more_button.isVisible()


@pytest.mark.parametrize(
    ("result", "words_of_it"),
    [
        (RehearsalResult.LATE, "but late"),
        (RehearsalResult.NOT_RECOGNISED, "was not recognised"),
        (RehearsalResult.AS_ANOTHER, "somebody else"),
        (RehearsalResult.NOBODY_CAME, "Nobody walked in"),
        (RehearsalResult.NOT_STARTED, "could not be done"),
    ],
)
def test_anything_less_proposes_more_samples(qtbot, kiosk, testing, tested, result, words_of_it):
    tested(RehearsalStage.DONE, result=result, looks=3, distance=0.33, threshold=0.28)
    assert words_of_it in testing.rehearsal.heading.text()
    qtbot.mouseClick(testing.rehearsal.more_button, LEFT)
    qtbot.waitUntil(lambda: testing.form.isVisible() and testing.form.name_field.text() == "Ada Lovelace")


def test_a_test_can_be_skipped_repeated_and_left(qtbot, kiosk, desk, testing, tested):
    qtbot.mouseClick(testing.rehearsal.finish_button, LEFT)
    assert wishes(kiosk, "cancel_enrolment") == [None]
    tested(RehearsalStage.CANCELLED)
    assert testing.result.isVisible()
    qtbot.mouseClick(testing.result.test_button, LEFT)
    tested(RehearsalStage.DONE, result=RehearsalResult.LATE)
    qtbot.mouseClick(testing.rehearsal.again_button, LEFT)
    assert len(wishes(kiosk, "begin_rehearsal")) == 3
    desk.show_page(1)
    assert wishes(kiosk, "cancel_enrolment") == [None, None]
    tested(RehearsalStage.CANCELLED)
    assert not testing.is_running and testing.form.isVisibleTo(testing.steps)


def test_a_finished_test_leads_back_to_the_result(qtbot, testing, tested):
    tested(RehearsalStage.DONE, result=RehearsalResult.AT_ONCE)
    qtbot.mouseClick(testing.rehearsal.finish_button, LEFT)
    assert testing.result.isVisible()


def test_a_strong_enrolment_ends_with_a_check(running, progress):
    progress(EnrolmentStage.DONE, taken=20, person_id=ADA)
    result = running.result
    assert result.isVisible() and result.heading.text() == f"{NAME} is enrolled"
    assert result.message.text() == "20 samples are stored."
    assert not result.weak_note.isVisible() and result.test_button.hasFocus()


def test_a_weak_enrolment_is_explained_and_offers_more_samples(qtbot, kiosk, running, progress):
    progress(EnrolmentStage.DONE, taken=20, person_id=GRACE, is_weak=True)
    assert "weakly" in running.result.heading.text() and running.result.weak_note.isVisible()
    assert running.result.message.text() == "20 samples are stored, but they are nearly all alike."
    assert not re.search("[0-9]", running.result.weak_note.text())
    qtbot.mouseClick(running.result.more_button, LEFT)
    qtbot.waitUntil(lambda: running.form.isVisible() and running.form.name_field.text() == "Grace Hopper")


def test_a_stopped_enrolment_says_why(running, progress):
    progress(EnrolmentStage.STOPPED, message="Another face came before the camera.")
    assert "not enrolled" in running.result.heading.text()
    assert running.result.message.text() == "Another face came before the camera."


def test_leaving_the_page_cancels_the_enrolment(kiosk, desk, running):
    desk.show_page(1)
    assert wishes(kiosk, "cancel_enrolment") == [None]


def test_leaving_the_desk_cancels_the_enrolment(kiosk, window, running):
    window.leave_desk()
    assert wishes(kiosk, "cancel_enrolment") == [None]


def test_an_idle_page_cancels_nothing(kiosk, desk, page):
    desk.show_page(1)
    assert kiosk.calls == []


def test_more_samples_go_to_the_person_they_were_asked_for(qtbot, kiosk, desk, page):
    kiosk.desk.pin = PIN
    desk.show_page(1)
    people = desk.people_page
    qtbot.waitUntil(lambda: people.model.rowCount() == 3)
    people.select(GRACE)
    qtbot.mouseClick(people.acts.samples_button, LEFT)
    assert page.form.name_field.isReadOnly() and page.form.name_field.text() == "Grace Hopper"
    page.form.agreed_box.setChecked(True)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    assert wishes(kiosk, "begin_enrolment")[0].add_to == GRACE


def test_the_source_is_marked_while_enrolling(qtbot, kiosk, running):
    from door_access.domain.faces.faces import SourceKind  # noqa: PLC0415

    with qtbot.waitSignal(running.bridge.camera_changed):
        kiosk.hub.publish(a_camera(kind=SourceKind.DEMO))
    assert running.capture.picture.badge == "DEMO"


def test_a_camera_lost_while_samples_are_taken_is_told_instead_of_an_old_picture(
    qtbot, kiosk, bridge, running
):
    with qtbot.waitSignal(bridge.camera_changed):
        kiosk.hub.publish(a_scene(Guidance.GOOD))
        kiosk.hub.publish(a_camera(CameraState.LOST, detail="The camera was unplugged."))
    assert not running.capture.picture.has_picture
    assert running.capture.guidance.text() == "The camera was unplugged."


def test_a_key_pressed_when_the_question_comes_up_merges_nobody(qtbot, kiosk, running, progress):
    progress(EnrolmentStage.LOOKALIKE, lookalikes=(Lookalike("gone", 0.21),))
    qtbot.waitUntil(running.question.isVisible)
    assert titles(running.question) == ["Somebody who has been removed meanwhile – looks alike"]
    qtbot.keyClick(running.window().focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wishes(kiosk, "cancel_enrolment") == [None])
    assert wishes(kiosk, "answer_lookalike") == []


def test_a_newcomer_reads_why_there_is_no_picture(qtbot, kiosk, bridge, page):
    with qtbot.waitSignal(bridge.camera_changed):
        kiosk.hub.publish(a_camera(CameraState.LOST, detail="There is no camera 7."))
    assert page.form.picture.sentence == page.capture.picture.sentence == "There is no camera 7."
    with qtbot.waitSignal(bridge.camera_changed):
        kiosk.hub.publish(a_camera(CameraState.STREAMING))
    assert page.form.picture.sentence == "There is no picture yet."
