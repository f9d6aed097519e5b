"""The window: the door view in front, the desk behind the gate.

Leaving the door view, leaving full screen and quitting all pass the same gate.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from door_access.complaints import Complaint
from door_access.domain.door.alarms import Notice
from door_access.domain.entry.keyboards import ReaderKeyboard, keyboard_values
from door_access.domain.faces.faces import SourceKind
from door_access.domain.operators.roles import Permit
from door_access.runtime.events import CameraChanged, Noticed, WishRefused
from ui import words
from ui.bridge import Bridge
from ui.desk.desk_view import DeskView
from ui.door.door_view import DoorView
from ui.gate.gate import Gate
from ui.gate.idle import IdleBar, IdleWatch
from ui.setup.setup_view import SetupView
from ui.widgets.buttons import Button, label
from ui.widgets.questions import choose_file


class NoticeBar(QFrame):
    """One sentence and a way to put it away; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.sentence = label("", self, wraps=True)
        self.dismiss_button = Button(self.tr("D&ismiss"), self)
        self.dismiss_button.clicked.connect(self.put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.dismiss_button)
        self.hide()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show the sentence instead of an earlier one."""
        self.sentence.setText(sentence)
        self.show()

    @Slot()
    def put_away(self) -> None:
        """Hide the bar and forget the sentence."""
        self.sentence.setText("")
        self.hide()


SMALLEST_PX = (560, 400)
"""Smallest window in logical pixels; a small kiosk panel has 800×480, an upright one 600×1024."""


class KioskWindow(QMainWindow):
    """Both views, full screen, and the way out."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._may_close = False
        self._running_lock = bridge.settings.lock.model_dump()
        self._file_dialog: QFileDialog | None = None
        self.setWindowTitle(self.tr("Door Access"))
        self.setMinimumSize(*SMALLEST_PX)
        self.gate = Gate(bridge, self)
        self.idle = IdleWatch(self)
        self._make_views()
        QShortcut(QKeySequence("F11"), self).activated.connect(self.toggle_full_screen)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        QShortcut(QKeySequence("Esc"), self.desk_view).activated.connect(self.desk_view.escape)
        self._connect_bridge()
        self._connect_views()
        self.door_view.setFocus()

    def _make_views(self) -> None:
        centre = QWidget(self)
        self.notice = NoticeBar(centre)
        self.views = QStackedWidget(centre)
        self.desk_view = DeskView(self._bridge, self.gate, self.views)
        self.door_view = DoorView(
            self._bridge.settings, self.views
        )  # last: from then on it hears every event
        self.views.addWidget(self.door_view)
        self.views.addWidget(self.desk_view)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.views, 1)
        self.setCentralWidget(centre)
        self.setup_view: SetupView | None = None
        self.idle_bar = IdleBar(self)

    def _connect_bridge(self) -> None:
        bridge, door = self._bridge, self.door_view
        bridge.scene_seen.connect(door.on_scene_seen)
        bridge.camera_changed.connect(door.on_camera_changed)
        bridge.phase_changed.connect(door.on_phase_changed)
        bridge.prompt_changed.connect(door.on_prompt_changed)
        bridge.passes_changed.connect(door.on_passes_changed)
        bridge.decision_made.connect(door.on_decision_made)
        bridge.door_changed.connect(door.on_door_changed)
        bridge.faults_changed.connect(door.on_faults_changed)
        bridge.mode_changed.connect(door.on_mode_changed)
        bridge.contact_changed.connect(door.on_contact_changed)
        bridge.noticed.connect(door.on_noticed)
        bridge.noticed.connect(self._on_noticed)
        bridge.alarms_changed.connect(door.on_alarms_changed)
        bridge.settings_changed.connect(door.use_settings)
        bridge.refused.connect(self.notice.say)
        bridge.wish_refused.connect(self._on_wish_refused)

    def _connect_views(self) -> None:
        door = self.door_view
        door.desk_requested.connect(self._on_desk_requested)
        door.source_requested.connect(self._on_source_requested)
        door.video_requested.connect(self._on_video_requested)
        door.cameras_wanted.connect(self._on_cameras_wanted)
        door.card_read.connect(self._on_card_read)
        door.card_misread.connect(self._on_card_misread)
        door.other_keyboard.connect(self._on_other_keyboard)
        door.pin_entered.connect(self._on_pin_entered)
        self.desk_view.left.connect(self.leave_desk)
        self.desk_view.setup_requested.connect(self.open_setup)
        self._bridge.here.changed.connect(self._on_somebody_else)
        self.gate.asked.connect(self.idle.begin)
        self.idle.soon_idle.connect(self._on_soon_idle)
        self.idle.kept.connect(self.idle_bar.put_away)
        self.idle.went_idle.connect(self.leave_desk)

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen; leaving it again is not for everybody."""
        if self.isFullScreen():
            self._pass_out(self.tr("Leave full screen"), self.showNormal)
        else:
            self.showFullScreen()

    @Slot()
    def leave_desk(self) -> None:
        """Close the desk and every dialog; the door is in service again and nothing covers its sign."""
        self.idle.end()
        self.gate.shut()
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)  # reject() may ask first
        shown = self.views.currentWidget()
        if isinstance(shown, DeskView | SetupView):
            shown.close_up()
            self.notice.put_away()
            self.views.setCurrentWidget(self.door_view)
            self.door_view.setFocus()
        self.gate.sign_out()

    @Slot(int)
    def _on_soon_idle(self, left_ms: int) -> None:
        """Announce it at the desk; a question before the door just goes."""
        if self.views.currentWidget() is self.door_view and self._bridge.here.operator is None:
            return
        signed_out = self.tr("You will be signed out in {seconds} s. Touch anything to stay.")
        closed = self.tr("The desk closes in {seconds} s. Touch anything to stay.")
        self.idle_bar.announce(left_ms, signed_out if self._bridge.here.operator else closed)

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        """Tell of an error of the window itself."""
        self.notice.say(self.tr("OUT OF ORDER: {sentence}").format(sentence=sentence))

    def close_at_once(self) -> None:
        """Close without asking: the system wants it."""
        self._may_close = True
        self.leave_desk()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if self.views.currentWidget() is self.desk_view:
            self.desk_view.leave_for(self._ask_to_quit)
        else:
            self._ask_to_quit()

    def _ask_to_quit(self) -> None:
        self._pass_out(self.tr("Quit Door Access"), self.close_at_once)

    def _pass_out(self, purpose: str, then: Callable[[], object]) -> None:
        """Do what lets others at this computer, or at its camera, once somebody has shown that they may."""

        def do() -> None:
            then()
            self._sign_out_at_the_door()

        self.gate.pass_through(purpose, do, needed=Permit.LEAVE_KIOSK)

    def _sign_out_at_the_door(self) -> None:
        """Let nobody stay signed in who came for one thing and is done with it."""
        if self.views.currentWidget() is self.door_view and self._file_dialog is None:
            self.idle.end()
            self.gate.sign_out()

    @Slot()
    def _on_desk_requested(self) -> None:
        self.gate.pass_through(self.tr("Open the desk"), self._open_desk)

    def _open_desk(self) -> None:
        self.notice.put_away()
        self.views.setCurrentWidget(self.desk_view)
        self.desk_view.open()
        self.idle.begin()

    def offer_setup(self) -> None:
        """Show the first steps on a new site, once it is known that this door has a camera of its own."""
        self._bridge.camera_changed.connect(self._on_first_camera)

    @Slot(object)
    def _on_first_camera(self, camera: CameraChanged) -> None:
        self._bridge.camera_changed.disconnect(self._on_first_camera)
        if camera.kind is SourceKind.LIVE:
            self._bridge.ask(lambda desk: desk.first_steps.are_due(), owner=self, then=self._on_setup_known)

    def _on_setup_known(self, are_due: bool) -> None:
        if are_due and self.views.currentWidget() is self.door_view and self.gate.dialog is None:
            self.open_setup()

    @Slot()
    def open_setup(self) -> None:
        """Begin the first steps; until there is somebody to sign in, nobody is signed out for being slow."""
        if self.setup_view is None:
            self.setup_view = SetupView(self._bridge, self._running_lock, self.views)
            self.views.addWidget(self.setup_view)
            self.setup_view.ended.connect(self._on_setup_ended)
            self.setup_view.enrolment_requested.connect(self._on_first_person)
        if self.views.currentWidget() is self.desk_view:
            self.desk_view.close_up()
        self.notice.put_away()
        self.views.setCurrentWidget(self.setup_view)
        self.setup_view.open()

    @Slot()
    def _on_somebody_else(self) -> None:
        """Watch the first steps from when there is somebody who could be taken advantage of."""
        if self.views.currentWidget() is self.setup_view and self._bridge.here.operator is not None:
            self.idle.begin()

    @Slot()
    def _on_setup_ended(self) -> None:
        self._remember_setup()
        self.leave_desk()

    @Slot()
    def _on_first_person(self) -> None:
        self._remember_setup()
        self._open_desk()
        self.desk_view.show_page(self.desk_view.pages.indexOf(self.desk_view.enrol_page))

    def _remember_setup(self) -> None:
        self._bridge.ask(lambda desk: desk.first_steps.end(), owner=self, then=_nothing_of)

    @Slot(str)
    def _on_source_requested(self, source: str) -> None:
        self._pass_out(self.tr("Change the picture's source"), lambda: self._use_source(source))

    @Slot()
    def _on_video_requested(self) -> None:
        self._pass_out(self.tr("Change the picture's source"), self._choose_video)

    def _choose_video(self) -> None:
        filters = self.tr("Videos (*.mp4 *.webm *.mkv *.avi *.mov);;All files (*)")
        self._file_dialog = choose_file(
            self, self.tr("Play a video"), filters=filters, then=self._on_video_chosen
        )
        self._file_dialog.finished.connect(
            self._on_file_dialog_finished, Qt.ConnectionType.QueuedConnection
        )  # the chosen file is told meanwhile

    @Slot()
    def _on_file_dialog_finished(self) -> None:
        self._file_dialog = None
        self._sign_out_at_the_door()

    def _on_video_chosen(self, path: Path) -> None:
        self._use_source(str(path))

    def _use_source(self, source: str) -> None:
        self.notice.put_away()
        self._bridge.wish(lambda kiosk: kiosk.use_source(source))

    @Slot(str)
    def _on_card_read(self, number: str) -> None:
        self._bridge.wish(lambda kiosk: kiosk.show_card(number))

    @Slot()
    def _on_card_misread(self) -> None:
        self._bridge.wish(lambda kiosk: kiosk.misread_card())

    @Slot(object)
    def _on_other_keyboard(self, keyboard: ReaderKeyboard) -> None:
        self.notice.say(words.complaint_words(Complaint.CARD_KEYBOARD, **keyboard_values(keyboard)))

    @Slot(str)
    def _on_pin_entered(self, digits: str) -> None:
        self._bridge.wish(lambda kiosk: kiosk.type_pin(digits))

    @Slot(object)
    def _on_wish_refused(self, refused: WishRefused) -> None:
        """Tell the operator; at the door nobody is told what ails the lock."""
        if self.views.currentWidget() is self.desk_view:
            self.notice.say(refused.why)

    @Slot(object)
    def _on_noticed(self, noticed: Noticed) -> None:
        if noticed.notice is Notice.FAILED_OFTEN:
            self.notice.say(self.tr("Many attempts have failed: somebody should look at this door."))

    @Slot()
    def _on_cameras_wanted(self) -> None:
        self._bridge.ask(lambda desk: desk.cameras(), owner=self.door_view, then=self.door_view.offer_cameras)


def _nothing_of(_answer: object) -> None:
    """Take note of an answer that changes nothing here."""
