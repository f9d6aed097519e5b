"""Enrolling, step after step: form, samples, perhaps questions, the end, and a test of it.

Whoever leaves the page cancels what runs, so that the door is back in service. What was typed stays in the
form until it is stored or the desk closes.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from door_access.config import Settings
from door_access.desk.desk import Desk
from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage, GlassesAnswer
from door_access.domain.enrolment.lookalikes import Lookalike, LookalikeAnswer
from door_access.domain.enrolment.people import Person
from door_access.domain.enrolment.rehearsal import RehearsalStage
from door_access.domain.faces.quality_parts import PartReading, quality_parts
from door_access.domain.faces.scene import Scene
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import (
    CameraChanged,
    EnrolmentChanged,
    FaultsChanged,
    PhotoRefusal,
    PhotosRead,
    RehearsalChanged,
    SceneSeen,
)
from door_access.runtime.messages import CameraState
from door_access.runtime.rehearsal import RehearsalRequest
from ui import words
from ui.bridge import Bridge
from ui.desk.enrolling.enrol_capture import EnrolCapture
from ui.desk.enrolling.enrol_end import EnrolRehearsal, EnrolResult
from ui.desk.enrolling.enrol_form import EnrolForm
from ui.desk.enrolling.enrol_questions import EnrolGlasses, EnrolQuestion, Faces
from ui.desk.page import Page
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.gate.gate import Gate
from ui.widgets.questions import confirm

Known = tuple[tuple[Person, ...], dict[str, FacePicture]]
"""Everybody, and the pictures that are kept of those who look like the newcomer."""


class EnrolPage(Page):
    """Puts the steps in order and passes the wishes on."""

    people_requested = Signal()

    def __init__(self, bridge: Bridge, gate: Gate, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._gate = gate
        self._request: EnrolmentRequest | None = None
        self._end: EnrolmentProgress | None = None
        self._asked_about: tuple[Lookalike, ...] = ()
        self._photos: tuple[Path, ...] = ()
        self._refused: tuple[PhotoRefusal, ...] = ()
        self._is_running = self._is_testing = self._is_cancelled = False
        self._no_picture = self._fault = ""
        self.steps = QStackedWidget(self)
        self.form = EnrolForm(self.steps)
        self.capture = EnrolCapture(self.steps)
        self.question = EnrolQuestion(self.steps)
        self.glasses = EnrolGlasses(self.steps)
        self.result = EnrolResult(self.steps)
        self.rehearsal = EnrolRehearsal(self.steps)
        self._pictures = (self.form.picture, self.capture.picture, self.rehearsal.picture)
        for step in (self.form, self.capture, self.question, self.glasses, self.result, self.rehearsal):
            self.steps.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.steps)
        self._connect()
        self._use_settings(bridge.settings)

    def _connect(self) -> None:
        self.bridge.enrolment_changed.connect(self._on_enrolment_changed)
        self.bridge.photos_read.connect(self._on_photos_read)
        self.bridge.rehearsal_changed.connect(self._on_rehearsal_changed)
        self.bridge.scene_seen.connect(self._on_scene_seen)
        self.bridge.camera_changed.connect(self._on_camera_changed)
        self.bridge.faults_changed.connect(self._on_faults_changed)
        self.bridge.gallery_changed.connect(self._on_gallery_changed)
        self.bridge.settings_changed.connect(self._use_settings)
        self.form.start_requested.connect(self._on_start_requested)
        self.form.photos_requested.connect(self._on_photos_requested)
        self.form.without_face_requested.connect(self._on_without_face_requested)
        self.capture.cancel_requested.connect(self._on_cancel_requested)
        self.capture.without_glasses_ended.connect(self._on_second_round_ended)
        self.question.answered.connect(self._on_answered)
        self.question.cancelled.connect(self._on_cancel_requested)
        self.glasses.answered.connect(self._on_glasses_answered)
        self.result.test_requested.connect(self._on_test_requested)
        self.rehearsal.again_requested.connect(self._on_test_requested)
        self.rehearsal.more_requested.connect(self._on_more_requested)
        self.rehearsal.finished.connect(self._on_test_finished)
        self.result.retry_requested.connect(self._show_form)
        self.result.credentials_requested.connect(self._on_credentials_requested)
        self.result.another_requested.connect(self._on_another_requested)
        self.result.more_requested.connect(self._on_more_requested)
        self.result.people_requested.connect(self.people_requested)

    @property
    def is_running(self) -> bool:
        """Say whether samples are being taken, a question waits for its answer, or somebody is tested."""
        return self._is_running or self._is_testing

    def open(self) -> None:
        if not (self.form.is_for_newcomer or self.form.note.text()):
            self.form.clear()
        self._show_form()

    def add_to(self, person: Person) -> None:
        """Offer more samples for somebody enrolled."""
        self._show_cleared_form(person)

    def leave(self, then: Callable[[], object]) -> None:
        """Ask before an enrolment is cancelled, or a card and a PIN are lost that nobody has stored."""
        if self._is_running and self._request is not None:
            self._ask_to_leave(self._request.name, self.tr("The enrolment has not ended."), then)
        elif self.form.holds_secrets:
            self._ask_to_leave(self.form.name, self.tr("Card and PIN must then be typed again."), then)
        else:
            then()

    def _ask_to_leave(self, name: str, warning: str, then: Callable[[], object]) -> None:
        confirm(
            self,
            self.tr("Leave, and store nothing of {name}?").format(name=name or self.tr("the newcomer")),
            title=self.tr("Not enrolled yet"),
            warning=warning,
            verb=self.tr("&Leave"),
            then=then,
        )

    def close_up(self) -> None:
        if self.is_running:
            self._on_cancel_requested()
        self.form.forget_secrets()
        self.steps.setCurrentWidget(self.form)

    def forget(self) -> None:
        """Let go of what was typed: the desk closes. Whose enrolment that cuts off is kept, to be told."""
        if not self._is_running:
            self.form.clear()

    def _show_cleared_form(self, person: Person | None) -> None:
        self._request, self._is_running = None, False
        self.form.clear(person)
        self._show_form()

    @Slot()
    def _show_form(self) -> None:
        self.bridge.ask(lambda desk: desk.people(), owner=self, then=self.form.know)
        self.bridge.ask(lambda desk: desk.privacy.texts(), owner=self, then=self.form.ask_in)
        self.steps.setCurrentWidget(self.form)
        self.form.take_focus()

    @Slot(object)
    def _use_settings(self, settings: Settings) -> None:
        for picture in self._pictures:
            picture.set_mirrored(settings.camera.mirrored)

    @Slot(object, object)
    def _on_photos_requested(self, request: EnrolmentRequest, photos: tuple[Path, ...]) -> None:
        self._request, self._photos = request, photos
        self._gate.ensure_pin(self._begin)

    @Slot(object)
    def _on_photos_read(self, told: PhotosRead) -> None:
        if self._is_running and told.request is self._request:
            self._refused = told.refused
            self.capture.show_read(told.read, told.count)

    @Slot(object)
    def _on_start_requested(self, request: EnrolmentRequest) -> None:
        self._request, self._photos = request, ()
        self._gate.ensure_pin(self._begin)

    def _begin(self) -> None:
        request = self._request
        if request is None or not self.isVisible():
            return
        photos, self._refused = self._photos, ()
        if photos:
            self._is_running = self.bridge.wish(lambda kiosk: kiosk.enrol_from_photos(request, photos))
        else:
            self._is_running = self.bridge.wish(lambda kiosk: kiosk.begin_enrolment(request))
        self._asked_about, self._is_cancelled = (), False
        if self._is_running:
            self.capture.begin(request.name, request.wanted, from_photos=bool(photos))
            self.steps.setCurrentWidget(self.capture)
            self.capture.cancel_button.setFocus()

    @Slot()
    def _on_without_face_requested(self) -> None:
        self._gate.ensure_pin(self._enrol_without_face)

    def _enrol_without_face(self) -> None:
        if not self.form.isVisible():
            return
        newcomer = self.form.save_without_face()
        self.bridge.ask(
            lambda desk: desk.credentials.enrol_without_face(newcomer),
            owner=self,
            then=lambda _: self._show_without_face(newcomer.name),
            otherwise=self.form.refuse_without_face,
        )

    def _show_without_face(self, name: str) -> None:
        self._end = None
        self.form.clear()
        self.result.show_without_face(name)
        self.result.show_refused(())
        self.steps.setCurrentWidget(self.result)

    @Slot(object)
    def _on_enrolment_changed(self, changed: EnrolmentChanged) -> None:
        """Follow this page's own enrolment; the demo enrols as well, and nobody here has asked for that."""
        if not self._is_running or changed.request is not self._request:
            return
        progress = changed.progress
        self.capture.show_progress(progress)
        match progress.stage:
            case EnrolmentStage.COLLECTING:
                self.steps.setCurrentWidget(self.capture)
            case EnrolmentStage.LOOKALIKE:
                self._ask_about(progress)
            case EnrolmentStage.GLASSES:
                self._ask_for_glasses(progress)
            case EnrolmentStage.CANCELLED:
                self._show_cancelled(progress.name)
            case EnrolmentStage.DONE | EnrolmentStage.STOPPED:
                self._show_end(progress)

    def _show_cancelled(self, name: str) -> None:
        told = self.tr("The enrolment of {name} was cancelled; nothing was stored.")
        if not self._is_cancelled:
            told = self.tr("The enrolment of {name} was interrupted; nothing was stored. Start it once more.")
        self._is_running = False
        self.form.tell(told.format(name=name))
        self._show_form()

    def _ask_about(self, progress: EnrolmentProgress) -> None:
        """Ask once: the same question comes with every frame while it stands."""
        if progress.lookalikes == self._asked_about:
            return
        self._asked_about = progress.lookalikes
        ids = [alike.person_id for alike in progress.lookalikes]

        def known(desk: Desk) -> Known:
            people = desk.people()
            keeping = [one.id for one in people if one.id in ids and one.keeps_picture]
            pictures = ((one, desk.privacy.thumbnail(one)) for one in keeping)
            return people, {one: picture for one, picture in pictures if picture is not None}

        self.bridge.ask(known, owner=self, then=lambda told: self._put_question(progress, told))

    def _ask_for_glasses(self, progress: EnrolmentProgress) -> None:
        if self.steps.currentWidget() is not self.glasses:
            self.glasses.ask(progress.name, progress.taken)
            self.steps.setCurrentWidget(self.glasses)
            self.glasses.off_button.setFocus()

    def _put_question(self, progress: EnrolmentProgress, told: Known) -> None:
        people, kept = told
        if self._is_running:
            faces = Faces(progress.name, self.capture.chips.face, kept)
            self.question.ask(faces, progress.lookalikes, people)
            self.steps.setCurrentWidget(self.question)

    def _show_end(self, progress: EnrolmentProgress) -> None:
        self._is_running = False
        self._end = progress
        self.result.show_end(progress)
        self.result.show_refused(self._refused)
        self.steps.setCurrentWidget(self.result)
        if progress.stage is EnrolmentStage.DONE:
            self.form.clear()
            self._ask_who_lacks_what()

    @Slot()
    def _on_gallery_changed(self) -> None:
        if self.result.isVisible():
            self._ask_who_lacks_what()

    def _ask_who_lacks_what(self) -> None:
        self.bridge.ask(lambda desk: desk.people(), owner=self, then=self._show_who_lacks_what)

    def _show_who_lacks_what(self, people: tuple[Person, ...]) -> None:
        """Offer what the newcomer, and whoever looks like them, still needs at this door."""
        if self._end is None:
            return
        alike = [person for person in people if person.id in self._end.with_card]
        concerned = alike or [person for person in people if person.id == self._end.person_id]
        self.result.show_needs(concerned, are_alike=bool(alike), mode=self.bridge.settings.door.mode)

    @Slot(object)
    def _on_credentials_requested(self, person: Person) -> None:
        dialog = CredentialsDialog(self.bridge, person, self)
        dialog.changed.connect(self._ask_who_lacks_what)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _on_scene_seen(self, seen: SceneSeen) -> None:
        for picture in self._pictures:
            if picture.isVisible():
                picture.show_scene(seen.scene)
        if self.capture.isVisible():
            self.capture.show_quality(self._readings(seen.scene))

    def _readings(self, scene: Scene) -> tuple[PartReading, ...]:
        if scene.quality is None:
            return ()
        settings = self.bridge.settings
        least_px = settings.zone.zone().least_width_px(scene.frame.width_px, scene.frame.height_px)
        return quality_parts(scene.quality, settings.quality.gate(), least_width_px=least_px)

    @Slot(object)
    def _on_camera_changed(self, camera: CameraChanged) -> None:
        trouble = words.no_picture_words(camera)
        is_streaming = camera.state is CameraState.STREAMING
        self._no_picture = "" if is_streaming else words.empty_picture_words(camera)
        self._show_trouble()
        for picture in self._pictures:
            picture.show_badge(words.badge_words(camera.kind))
            picture.say(words.empty_picture_words(camera))
            if trouble:
                picture.clear()
        if trouble:
            self.capture.guidance.setText(trouble)

    @Slot(object)
    def _on_faults_changed(self, faults: FaultsChanged) -> None:
        self._fault = " ".join(faults.sentences)
        self._show_trouble()

    def _show_trouble(self) -> None:
        """Begin nothing with a face while there is no picture of it, or the door is out of order."""
        trouble = self._no_picture or self._fault
        self.form.forbid_face(trouble)
        self.result.test_button.forbid(trouble)
        self.rehearsal.again_button.forbid(trouble)

    @Slot()
    def _on_cancel_requested(self) -> None:
        self._is_cancelled = True
        self.bridge.wish(lambda kiosk: kiosk.cancel_enrolment())

    @Slot(object)
    def _on_answered(self, answer: LookalikeAnswer) -> None:
        if self.bridge.wish(lambda kiosk: kiosk.answer_lookalike(answer)):
            self.steps.setCurrentWidget(self.capture)

    @Slot(object)
    def _on_glasses_answered(self, answer: GlassesAnswer) -> None:
        if self.bridge.wish(lambda kiosk: kiosk.answer_glasses(answer)):
            self.steps.setCurrentWidget(self.capture)

    @Slot()
    def _on_second_round_ended(self) -> None:
        self.bridge.wish(lambda kiosk: kiosk.answer_glasses(GlassesAnswer.KEPT_ON))

    @Slot()
    def _on_test_requested(self) -> None:
        end = self._end
        if end is None or end.person_id is None:
            return
        request = RehearsalRequest(end.person_id)
        self._is_testing = self.bridge.wish(lambda kiosk: kiosk.begin_rehearsal(request))
        if self._is_testing:
            self.rehearsal.begin(end.name)
            self.steps.setCurrentWidget(self.rehearsal)

    @Slot(object)
    def _on_rehearsal_changed(self, changed: RehearsalChanged) -> None:
        if not self._is_testing:
            return
        progress = changed.progress
        self._is_testing = not progress.stage.is_over
        if progress.stage is not RehearsalStage.CANCELLED:
            self.rehearsal.show_progress(progress)
        elif self.steps.currentWidget() is self.rehearsal:
            self.steps.setCurrentWidget(self.result)

    @Slot()
    def _on_test_finished(self) -> None:
        if self._is_testing:
            self._on_cancel_requested()
        else:
            self.steps.setCurrentWidget(self.result)

    @Slot()
    def _on_another_requested(self) -> None:
        self._show_cleared_form(None)

    @Slot()
    def _on_more_requested(self) -> None:
        """Take more samples of whoever was just enrolled, once the list knows them."""
        self.bridge.ask(lambda desk: desk.people(), owner=self, then=self._add_to_newest)

    def _add_to_newest(self, people: tuple[Person, ...]) -> None:
        newest = self._end.person_id if self._end else None
        for person in people:
            if person.id == newest:
                self._show_cleared_form(person)
