"""Enrolling from photos that are dropped on the form: consent as ever, every refusal by its file's name."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.matching.access import Reason
from door_access.runtime.events import EnrolmentChanged, PhotoRefusal, PhotosRead
from door_access.runtime.messages import CameraState
from tests.ui.fakes import ADA
from tests.ui.scenes import a_camera

LEFT, NAME = Qt.MouseButton.LeftButton, "Marie Curie"
PHOTOS = (Path("/photos/one.jpg"), Path("/photos/two.heic"))


@pytest.fixture
def page(qtbot, kiosk, window):
    kiosk.desk.pin = "271828"
    window._open_desk()
    window.desk_view.show_page(0)
    page = window.desk_view.enrol_page
    qtbot.waitUntil(page.form.isVisible)
    return page


def dropped(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def drop(form, data: QMimeData) -> bool:
    """Drag over the form and let go; say whether it was taken there."""
    copy, at = Qt.DropAction.CopyAction, QPointF(40, 40)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(at.toPoint(), copy, data, left, none)
    entering.setAccepted(False)
    QApplication.sendEvent(form, entering)
    if entering.isAccepted():
        QApplication.sendEvent(form, QDropEvent(at, copy, data, left, none))
    return entering.isAccepted()


def files(*photos: Path) -> QMimeData:
    return dropped(*(QUrl.fromLocalFile(str(photo)) for photo in photos))


def agree(qtbot, page, name: str = NAME) -> None:
    qtbot.keyClicks(page.form.name_field, name)
    page.form.agreed_box.setChecked(True)


def wishes(kiosk, call: str) -> list:
    return [told for wish, told in kiosk.calls if wish == call]


@pytest.fixture
def running(qtbot, kiosk, page):
    drop(page.form, files(*PHOTOS))
    agree(qtbot, page)
    qtbot.mouseClick(page.form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    return page


def test_dropped_photos_take_the_cameras_place_and_wait_for_name_and_consent(qtbot, kiosk, page):
    form = page.form
    assert drop(form, files(*PHOTOS))
    assert form.photos.told.text() == "2 photos" and form.photos.told.isVisible()
    assert form.start_button.text().replace("&", "") == "Enrol from these photos"
    assert not form.start_button.isEnabled() and form.answer.text() == "The name is missing."
    assert not any(part.isVisible() for part in (form.samples_box, form.glasses_box))
    qtbot.keyClicks(form.name_field, NAME)
    assert form.answer.text() == "They have not agreed yet: no tick."
    form.agreed_box.setChecked(True)
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(page.capture.isVisible)
    (request,) = wishes(kiosk, "begin_enrolment")
    assert (request.name, request.wanted, request.from_photos) == (NAME, 2, True)
    assert request.consent and request.poses_s == 0 and not request.wears_glasses
    assert wishes(kiosk, "photos") == [PHOTOS]


def test_photos_need_no_camera(qtbot, kiosk, page):
    kiosk.hub.publish(a_camera(CameraState.LOST, detail="The camera was unplugged."))
    agree(qtbot, page)
    qtbot.waitUntil(lambda: page.form.answer.text() == "The camera was unplugged.")
    drop(page.form, files(*PHOTOS))
    assert page.form.start_button.isEnabled()


def test_the_camera_comes_back_with_one_click(qtbot, page):
    form = page.form
    drop(form, files(*PHOTOS))
    qtbot.mouseClick(form.photos.camera_button, LEFT)
    assert form.photos.photos == () and form.samples_box.isVisible()
    assert form.start_button.text() == "Start ta&king samples"


def test_five_hundred_files_are_one_sentence_and_none_is_taken(qtbot, page):
    agree(qtbot, page)
    assert drop(page.form, files(*(Path(f"/photos/{number}.jpg") for number in range(500))))
    assert page.form.answer.text() == "At most 50 photos are taken of one person; these are 500."
    assert page.form.photos.photos == ()


def test_a_picture_from_a_page_of_the_internet_is_not_fetched(page):
    assert drop(page.form, dropped(QUrl("https://example.org/face.jpg")))
    assert "Only photos that lie on this computer" in page.form.answer.text()
    assert page.form.photos.photos == ()


def test_text_is_not_taken_and_nothing_where_no_face_is_enrolled(page):
    text = QMimeData()
    text.setText("Marie Curie")
    assert not drop(page.form, text)
    page.form.no_face_box.setChecked(True)
    assert not drop(page.form, files(*PHOTOS)) and page.form.photos.photos == ()


def test_a_dialog_chooses_several_photos_at_once(qtbot, page, tmp_path):
    chosen = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    for photo in chosen:
        photo.write_bytes(b"x")
    qtbot.mouseClick(page.form.photos.choose_button, LEFT)
    (dialog,) = page.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(photo) for photo in chosen])
    dialog.reject()
    assert page.form.photos.photos == tuple(chosen)


def tell(qtbot, kiosk, page, stage: EnrolmentStage, **values) -> None:
    (request,) = wishes(kiosk, "begin_enrolment")
    step = EnrolmentProgress(stage, NAME, **{"taken": 0, "wanted": 2, **values})
    with qtbot.waitSignal(page.bridge.enrolment_changed):
        kiosk.hub.publish(EnrolmentChanged(step, request))


def test_it_is_told_how_many_are_read_and_in_the_end_what_was_refused_and_why(qtbot, kiosk, running):
    (request,) = wishes(kiosk, "begin_enrolment")
    assert not running.capture.picture.isVisible() and not running.capture.poses.isVisible()
    refused = (
        PhotoRefusal("two.jpg", Reason.SEVERAL_FACES),
        PhotoRefusal("x", None, "x is not a file; a picture was expected."),
    )
    kiosk.hub.publish(PhotosRead(request, 2, 3, refused))
    qtbot.waitUntil(lambda: running.capture.guidance.text() == "Photos that are read: 2 of 3")
    tell(qtbot, kiosk, running, EnrolmentStage.DONE, taken=1, person_id=ADA)
    qtbot.waitUntil(running.result.isVisible)
    assert running.result.refused.text().splitlines() == [
        "Photos that were not taken:",
        "two.jpg: there is more than one face on it.",
        "x is not a file; a picture was expected.",
    ]


def test_the_next_enrolment_by_the_camera_shows_the_camera_and_no_old_refusal(qtbot, kiosk, running):
    tell(qtbot, kiosk, running, EnrolmentStage.STOPPED, message="No usable face.")
    qtbot.waitUntil(running.result.isVisible)
    qtbot.mouseClick(running.result.retry_button, LEFT)
    assert running.form.photos.photos == PHOTOS
    qtbot.mouseClick(running.form.photos.camera_button, LEFT)
    qtbot.mouseClick(running.form.start_button, LEFT)
    qtbot.waitUntil(running.capture.isVisible)
    assert running.capture.picture.isVisible()
    assert not wishes(kiosk, "begin_enrolment")[-1].from_photos


def test_what_was_dropped_is_gone_once_somebody_is_enrolled(qtbot, kiosk, running):
    tell(qtbot, kiosk, running, EnrolmentStage.DONE, taken=2, person_id=ADA)
    qtbot.waitUntil(running.result.isVisible)
    assert running.form.photos.photos == ()
