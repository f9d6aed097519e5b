"""Enrolling: name and consent, samples, the look-alike question, the end, and every way out."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from door_access.domain.enrolment import EnrolmentProgress, EnrolmentStage, Lookalike, LookalikeAnswer
from door_access.domain.guidance import Guidance
from door_access.services.events import EnrolmentChanged
from door_access.services.messages import CameraState
from tests.ui.fakes import ADA, GRACE
from tests.ui.scenes import a_camera, a_scene
from ui import words
from ui.pin_dialog import NewPinDialog

PIN = "123456"
LEFT = Qt.MouseButton.LeftButton
NAME = "Marie Curie"


@pytest.fixture
def desk(qtbot, window):
    window._open_desk()
    qtbot.waitUntil(window.desk_view.isVisible)
    return window.desk_view


@pytest.fixture
def page(desk):
    return desk.enrol_page


@pytest.fixture
def progress(qtbot, kiosk, page):
    """Publish a step of the running enrolment."""

    def publish(stage: EnrolmentStage, **values) -> None:
        step = EnrolmentProgress(stage, NAME, **{"taken": 0, "wanted": 20, **values})
        with qtbot.waitSignal(page.bridge.enrolment_changed):
            kiosk.hub.publish(EnrolmentChanged(step))

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
    qtbot.keyClicks(dialog.second, PIN)
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
    qtbot.waitUntil(lambda: dialog.message.text() == "A PIN needs six digits or more.")
    dialog.reject()
    assert wishes(kiosk, "begin_enrolment") == []


def test_progress_guidance_and_thumbnails_are_shown(running, progress):
    chip = np.full((150, 150, 3), 120, np.uint8)
    progress(EnrolmentStage.COLLECTING, taken=1, newest_chip_rgb=chip, guidance=Guidance.GOOD)
    progress(EnrolmentStage.COLLECTING, taken=1, guidance=Guidance.LOOK_AT_CAMERA)
    progress(EnrolmentStage.COLLECTING, taken=2, newest_chip_rgb=chip, guidance=Guidance.HOLD_STILL)
    capture = running.capture
    assert (capture.progress.value(), capture.progress.maximum(), capture.chips.taken) == (2, 20, 2)
    assert capture.guidance.text() == words.guidance_words(Guidance.HOLD_STILL)


def test_the_live_picture_runs_while_samples_are_taken(qtbot, kiosk, running):
    with qtbot.waitSignal(running.bridge.scene_seen):
        kiosk.hub.publish(a_scene())
    assert running.capture.picture.has_picture


def test_cancel_is_passed_on_and_leads_back_to_an_empty_form(qtbot, kiosk, running, progress):
    qtbot.mouseClick(running.capture.cancel_button, LEFT)
    assert wishes(kiosk, "cancel_enrolment") == [None]
    progress(EnrolmentStage.CANCELLED)
    assert running.form.isVisible() and running.form.name_field.text() == ""


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ("same_button", LookalikeAnswer.SAME_PERSON),
        ("different_button", LookalikeAnswer.DIFFERENT_PERSON),
        ("cancel_button", LookalikeAnswer.CANCEL),
    ],
)
def test_a_look_alike_is_named_and_a_human_decides(qtbot, kiosk, running, progress, button, answer):
    progress(EnrolmentStage.LOOKALIKE, lookalikes=(Lookalike(ADA, 0.31), Lookalike("id-gone", 0.35)))
    qtbot.waitUntil(running.question.isVisible)
    named = running.question.names.text()
    assert "Ada Lovelace" in named and "removed meanwhile" in named and "id-gone" not in named
    qtbot.mouseClick(getattr(running.question, button), LEFT)
    assert wishes(kiosk, "answer_lookalike") == [answer]


def test_a_strong_enrolment_ends_with_a_check(running, progress):
    progress(EnrolmentStage.DONE, taken=20, message="20 templates were stored.", person_id=ADA)
    result = running.result
    assert result.isVisible() and result.heading.text() == f"{NAME} is enrolled"
    assert not result.weak_note.isVisible() and not result.more_button.isVisible()


def test_a_weak_enrolment_is_explained_and_offers_more_samples(qtbot, kiosk, running, progress):
    progress(EnrolmentStage.DONE, taken=20, message="3 templates were stored.", person_id=GRACE, is_weak=True)
    assert "weakly" in running.result.heading.text() and running.result.weak_note.isVisible()
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
    qtbot.mouseClick(people.samples_button, LEFT)
    assert page.form.name_field.isReadOnly() and page.form.name_field.text() == "Grace Hopper"
    page.form.agreed_box.setChecked(True)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    assert wishes(kiosk, "begin_enrolment")[0].add_to == GRACE


def test_the_source_is_marked_while_enrolling(qtbot, kiosk, running):
    from door_access.domain.faces import SourceKind  # noqa: PLC0415

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
    assert running.question.names.text() == "Somebody who has been removed meanwhile (distance 0.21)"
    qtbot.keyClick(running.window().focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wishes(kiosk, "answer_lookalike") == [LookalikeAnswer.CANCEL])
