"""Enrolling, step after step: form, samples, perhaps a question, the end.

Its one rule: whoever leaves the page cancels the enrolment, so that the door is back in service.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from door_access.config import Settings
from door_access.domain.enrolment import EnrolmentProgress, EnrolmentStage, LookalikeAnswer
from door_access.domain.people import Person
from door_access.services.events import CameraChanged, EnrolmentChanged, SceneSeen
from door_access.services.kiosk import EnrolmentRequest
from ui import words
from ui.bridge import Bridge
from ui.desk.enrol_capture import EnrolCapture
from ui.desk.enrol_form import EnrolForm
from ui.desk.enrol_question import EnrolQuestion
from ui.desk.enrol_result import EnrolResult
from ui.desk.page import Page
from ui.pin_gate import PinGate


class EnrolPage(Page):
    """Puts the steps in order and passes the wishes on."""

    people_requested = Signal()

    def __init__(self, bridge: Bridge, gate: PinGate, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._gate = gate
        self._request: EnrolmentRequest | None = None
        self._end: EnrolmentProgress | None = None
        self._is_running = False
        self.form = EnrolForm(self)
        self.capture = EnrolCapture(self)
        self.question = EnrolQuestion(self)
        self.result = EnrolResult(self)
        self.steps = QStackedWidget(self)
        for step in (self.form, self.capture, self.question, self.result):
            self.steps.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.steps)
        self._connect()
        self._use_settings(bridge.settings)

    def _connect(self) -> None:
        self.bridge.enrolment_changed.connect(self._on_enrolment_changed)
        self.bridge.scene_seen.connect(self._on_scene_seen)
        self.bridge.camera_changed.connect(self._on_camera_changed)
        self.bridge.settings_changed.connect(self._use_settings)
        self.form.start_requested.connect(self._on_start_requested)
        self.capture.cancel_requested.connect(self._on_cancel_requested)
        self.question.answered.connect(self._on_answered)
        self.result.another_requested.connect(self._on_another_requested)
        self.result.more_requested.connect(self._on_more_requested)
        self.result.people_requested.connect(self.people_requested)

    @property
    def is_running(self) -> bool:
        """Say whether samples are being taken or a question waits for its answer."""
        return self._is_running

    def open(self) -> None:
        self._show_form(None)

    def add_to(self, person: Person) -> None:
        """Offer more samples for somebody enrolled."""
        self._show_form(person)

    def close_up(self) -> None:
        if self._is_running:
            self._on_cancel_requested()
        self._show_form(None)

    def _show_form(self, person: Person | None) -> None:
        self.form.clear(person)
        self.steps.setCurrentWidget(self.form)
        self.form.take_focus()

    @Slot(object)
    def _use_settings(self, settings: Settings) -> None:
        for picture in (self.form.picture, self.capture.picture):
            picture.set_mirrored(settings.camera.mirrored)

    @Slot(object)
    def _on_start_requested(self, request: EnrolmentRequest) -> None:
        self._request = request
        self._gate.ensure_pin(self._begin)

    def _begin(self) -> None:
        request = self._request
        if request is None or not self.isVisible():
            return
        self._is_running = self.bridge.wish(lambda kiosk: kiosk.begin_enrolment(request))
        if self._is_running:
            self.capture.begin(request.name, request.wanted)
            self.steps.setCurrentWidget(self.capture)
            self.capture.cancel_button.setFocus()

    @Slot(object)
    def _on_enrolment_changed(self, changed: EnrolmentChanged) -> None:
        if not self._is_running:
            return
        progress = changed.progress
        self.capture.show_progress(progress)
        match progress.stage:
            case EnrolmentStage.COLLECTING:
                self.steps.setCurrentWidget(self.capture)
            case EnrolmentStage.LOOKALIKE:
                self._ask_about(progress)
            case EnrolmentStage.CANCELLED:
                self._is_running = False
                self._show_form(None)
            case EnrolmentStage.DONE | EnrolmentStage.STOPPED:
                self._show_end(progress)

    def _ask_about(self, progress: EnrolmentProgress) -> None:
        self.bridge.ask(
            lambda desk: desk.people(), owner=self, then=lambda people: self._put_question(progress, people)
        )

    def _put_question(self, progress: EnrolmentProgress, people: tuple[Person, ...]) -> None:
        if self._is_running:
            self.question.ask(progress.name, progress.lookalikes, people)
            self.steps.setCurrentWidget(self.question)

    def _show_end(self, progress: EnrolmentProgress) -> None:
        self._is_running = False
        self._end = progress
        self.result.show_end(progress)
        self.steps.setCurrentWidget(self.result)

    @Slot(object)
    def _on_scene_seen(self, seen: SceneSeen) -> None:
        for picture in (self.form.picture, self.capture.picture):
            if picture.isVisible():
                picture.show_scene(seen.scene)

    @Slot(object)
    def _on_camera_changed(self, camera: CameraChanged) -> None:
        trouble = words.no_picture_words(camera)
        for picture in (self.form.picture, self.capture.picture):
            picture.show_badge(words.badge_words(camera.kind))
            if trouble:
                picture.clear()
        if trouble:
            self.capture.guidance.setText(trouble)

    @Slot()
    def _on_cancel_requested(self) -> None:
        self.bridge.wish(lambda kiosk: kiosk.cancel_enrolment())

    @Slot(object)
    def _on_answered(self, answer: LookalikeAnswer) -> None:
        if self.bridge.wish(lambda kiosk: kiosk.answer_lookalike(answer)):
            self.steps.setCurrentWidget(self.capture)

    @Slot()
    def _on_another_requested(self) -> None:
        self._show_form(None)

    @Slot()
    def _on_more_requested(self) -> None:
        """Take more samples of whoever was just enrolled, once the list knows them."""
        self.bridge.ask(lambda desk: desk.people(), owner=self, then=self._add_to_newest)

    def _add_to_newest(self, people: tuple[Person, ...]) -> None:
        newest = self._end.person_id if self._end else None
        for person in people:
            if person.id == newest:
                self._show_form(person)
