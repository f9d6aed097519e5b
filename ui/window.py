"""The window: the door view in front, the desk behind the operator's PIN.

Leaving the door view, leaving full screen and quitting all pass the same gate.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
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
from door_access.runtime.events import Noticed, WishRefused
from ui import words
from ui.bridge import Bridge
from ui.desk.desk_view import DeskView
from ui.door.door_view import DoorView
from ui.pin_gate import PinGate
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


IDLE_MS = 120_000
"""Two minutes without a touch close the desk."""
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class IdleWatch(QObject):
    """Emits ``went_idle`` once after every stretch without input, from ``begin`` to ``end``."""

    went_idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._timer.timeout.connect(self.went_idle)

    def begin(self) -> None:
        """Watch the application's input from now on."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._timer.start()

    def end(self) -> None:
        """Stop watching."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start over at every touch; the event goes on to whom it is meant for."""
        if event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)


SMALLEST_PX = (560, 400)
"""Smallest window in logical pixels; a small kiosk panel has 800×480, an upright one 600×1024."""


class KioskWindow(QMainWindow):
    """Both views, full screen, and the way out."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._may_close = False
        self._file_dialog: QFileDialog | None = None
        self.setWindowTitle(self.tr("Door Access"))
        self.setMinimumSize(*SMALLEST_PX)
        self.gate = PinGate(bridge, self)
        self.idle = IdleWatch(self)
        self._make_views()
        QShortcut(QKeySequence("F11"), self).activated.connect(self.toggle_full_screen)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        QShortcut(QKeySequence("Esc"), self.desk_view).activated.connect(self.desk_view.leave)
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

    def _connect_bridge(self) -> None:
        bridge, door = self._bridge, self.door_view
        bridge.scene_seen.connect(door.on_scene_seen)
        bridge.camera_changed.connect(door.on_camera_changed)
        bridge.phase_changed.connect(door.on_phase_changed)
        bridge.prompt_changed.connect(door.on_prompt_changed)
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
        self.gate.asked.connect(self.idle.begin)
        self.idle.went_idle.connect(self.leave_desk)

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen; leaving it again asks for the PIN."""
        if self.isFullScreen():
            self.gate.pass_through(self.tr("Leave full screen"), self.showNormal)
        else:
            self.showFullScreen()

    @Slot()
    def leave_desk(self) -> None:
        """Close the desk and every dialog; the door is in service again and nothing covers its sign."""
        self.idle.end()
        self.gate.shut()
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)  # reject() may ask first
        if self.views.currentWidget() is self.desk_view:
            self.desk_view.close_up()
            self.notice.put_away()
            self.views.setCurrentWidget(self.door_view)
            self.door_view.setFocus()

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
        self.gate.pass_through(self.tr("Quit Door Access"), self.close_at_once)

    @Slot()
    def _on_desk_requested(self) -> None:
        self.gate.pass_through(self.tr("Open the desk"), self._open_desk)

    def _open_desk(self) -> None:
        self.notice.put_away()
        self.views.setCurrentWidget(self.desk_view)
        self.desk_view.open()
        self.idle.begin()

    @Slot(str)
    def _on_source_requested(self, source: str) -> None:
        self.gate.pass_through(self.tr("Change the picture's source"), lambda: self._use_source(source))

    @Slot()
    def _on_video_requested(self) -> None:
        self.gate.pass_through(self.tr("Change the picture's source"), self._choose_video)

    def _choose_video(self) -> None:
        filters = self.tr("Videos (*.mp4 *.webm *.mkv *.avi *.mov);;All files (*)")
        self._file_dialog = choose_file(
            self, self.tr("Play a video"), filters=filters, then=self._on_video_chosen
        )

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
