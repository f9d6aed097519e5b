"""The view that hangs at the entrance: picture, guidance, sign and privacy notice, and nothing else.

No name before a grant, no list, no log, and no distance ever.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from door_access.config import Settings
from door_access.demo.story import Chapter, moment_of
from door_access.desk.desk import CameraChoice
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.runtime.events import (
    AlarmsChanged,
    CameraChanged,
    ContactChanged,
    DecisionMade,
    DoorChanged,
    FaultsChanged,
    ModeChanged,
    Noticed,
    PassesChanged,
    PhaseChanged,
    PromptChanged,
    SceneSeen,
)
from ui import words
from ui.door.beeper import Beeper
from ui.door.door_side import DoorSide
from ui.door.door_story import DoorStory
from ui.door.sign import SignKind
from ui.door.stage import Stage
from ui.door.wedge_filter import WedgeFilter
from ui.widgets.letters import FittedLabel

DENIAL_MS = 4000
"""How long a denial stays readable; a guess, longer than the 2 s until the next attempt may start."""
GUIDANCE_MS = 400
"""Shortest time between two changes of the guidance, so that it can be read; a guess."""
_GUIDANCE_LETTERS = 0.06
_NOTICE_LETTERS = 0.028
_STAGE_SHARE = 86
"""Per cent of the height that the picture may take; the guidance has the rest and what the picture leaves."""
_SEEN_SHARE, _SIDE_SHARE = 58, 42
"""Per cent that picture with guidance and sign have beside each other."""
_GUIDANCE_LINES = 2.5
"""Lines that the guidance has below the picture of an upright screen."""
_WAITING_SIGNS = (SignKind.LOCKED, SignKind.CHECKING, SignKind.CHECKING_PIN)
_ACTIVE_PROMPTS = (PromptKind.CARD, PromptKind.PIN, PromptKind.MOVE)
_DENIED_SIGNS = (SignKind.DENIED, SignKind.RETRY, SignKind.BLOCKED)
_APPROVING_SIGNS = (*_WAITING_SIGNS, SignKind.WELCOME, SignKind.OPEN)
"""Beside these a good face is marked as good."""


class DoorView(QWidget):
    """Shows what the door is doing; emits what somebody standing there may wish."""

    desk_requested = Signal()
    source_requested = Signal(str)
    video_requested = Signal()
    cameras_wanted = Signal()
    card_read = Signal(str)
    card_misread = Signal()
    other_keyboard = Signal(object)
    pin_entered = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        # another lock counts from the next start
        self._is_lock_simulated = settings.lock.driver == "simulated"
        self._story = DoorStory()
        self._kind: SourceKind | None = None
        self._guidance = Guidance.NOBODY
        self._asked: PromptKind | None = None
        self._chapter: Chapter | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that no button at the entrance wears the focus
        self._make_parts()
        self._lay_out()
        self._make_timers()
        self._connect()
        self.use_settings(settings)

    def _make_parts(self) -> None:
        self.stage = Stage(self)
        self.picture, self.offer = self.stage.picture, self.stage.offer
        self.guidance = FittedLabel(self, largest=_GUIDANCE_LETTERS, weight=600)
        self.side = DoorSide(self)
        self.panel = self.side.panel
        self.notice = FittedLabel(self, largest=_NOTICE_LETTERS)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.desk_button = QPushButton(self.tr("&Desk"), self)
        self.desk_button.setProperty("role", "quiet")
        self.desk_button.setToolTip(self.tr("Open the desk view (Ctrl+D)"))

    def _lay_out(self) -> None:
        seen = QVBoxLayout()
        seen.addWidget(self.stage, _STAGE_SHARE)
        seen.addWidget(self.guidance, 100 - _STAGE_SHARE)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addLayout(seen, _SEEN_SHARE)
        self._body.addWidget(self.side, _SIDE_SHARE)
        foot = QHBoxLayout()
        foot.addWidget(self.notice, 1)
        foot.addWidget(self.desk_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._body, 1)
        self._column.addLayout(foot)

    def _make_timers(self) -> None:
        self._denial_timer = QTimer(self, singleShot=True, interval=DENIAL_MS)
        self._guidance_timer = QTimer(self, singleShot=True, interval=GUIDANCE_MS)
        self.beeper = Beeper(self)
        self.reader = WedgeFilter(self)
        self.reader.begin()

    def _connect(self) -> None:
        self._denial_timer.timeout.connect(self._on_denial_read)
        self._guidance_timer.timeout.connect(self._on_guidance_read)
        self.desk_button.clicked.connect(self.desk_requested)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self.desk_button.click)
        self.side.pin_entered.connect(self._on_pin_entered)
        self.side.pin_given_up.connect(self._on_pin_given_up)
        self.reader.card_read.connect(self.card_read)
        self.reader.misread.connect(self.card_misread)
        self.reader.other_keyboard.connect(self.other_keyboard)
        self.reader.typed.connect(self._on_typed)
        self.offer.source_requested.connect(self.source_requested)
        self.offer.video_requested.connect(self.video_requested)

    def use_settings(self, settings: Settings) -> None:
        """Take over sentences, notice, zone and mirror."""
        self._settings = settings
        self.reader.use_keyboard(settings.door.reader_keyboard)
        self.picture.set_mirrored(settings.camera.mirrored)
        self.picture.show_zone(settings.zone.zone())
        self.notice.setText(settings.screen.privacy_notice)
        self._mark_lock()
        self._show_sign()

    def offer_cameras(self, cameras: tuple[CameraChoice, ...]) -> None:
        """List the cameras to choose from while there is no picture."""
        self.offer.offer_cameras(cameras)

    @Slot(object)
    def on_scene_seen(self, seen: SceneSeen) -> None:
        self.picture.show_scene(seen.scene)
        self.stage.fit()
        self._share_height()
        is_arrival = self._guidance is Guidance.NOBODY
        self._guidance = seen.scene.guidance
        frame = seen.scene.frame
        self._chapter = moment_of(frame.index).chapter if frame.kind is SourceKind.DEMO else None
        if is_arrival or not self._guidance_timer.isActive():
            self._show_guidance()

    @Slot(object)
    def on_camera_changed(self, camera: CameraChanged) -> None:
        before = self._story.camera
        self._story.hear_camera(camera)
        if self._story.camera is before:
            return
        if before is not None and before.source != camera.source:
            self._forget_picture()
        self._kind = camera.kind
        self.picture.show_badge(words.badge_words(camera.kind))
        self._mark_lock()
        trouble = words.no_picture_words(camera)
        self.picture.say(words.empty_picture_words(camera))
        self.stage.show_picture(not trouble)
        if trouble:
            self._explain_lost_picture(trouble)
        self._show_sign()

    @Slot(object)
    def on_phase_changed(self, changed: PhaseChanged) -> None:
        self._story.hear_phase(changed.phase)
        self._show_sign()

    @Slot(object)
    def on_passes_changed(self, passes: PassesChanged) -> None:
        """Invite whoever comes with a pass, where the settings let passes be read."""
        are_read = passes.are_read and self._settings.door.reads_passes
        self._story.hear_passes(replace(passes, are_read=are_read))
        self._show_sign()

    @Slot(object)
    def on_prompt_changed(self, changed: PromptChanged) -> None:
        self._story.hear_prompt(changed.prompt)
        self._asked = changed.prompt.kind if changed.prompt else None
        if not self._story.is_locked_down:
            self.side.ask(changed)
        self._show_sign()

    @Slot(object)
    def on_decision_made(self, made: DecisionMade) -> None:
        self._story.hear_decision(made.decision)
        if not made.decision.is_granted:
            self._denial_timer.start()
        self._show_sign()

    @Slot(object)
    def on_door_changed(self, door: DoorChanged) -> None:
        self._story.hear_door(door)
        self._show_sign()

    @Slot(object)
    def on_faults_changed(self, faults: FaultsChanged) -> None:
        self._story.hear_faults(faults.sentences)
        self._show_sign()

    @Slot(object)
    def on_mode_changed(self, mode: ModeChanged) -> None:
        self._story.hear_mode(mode)
        if self._story.is_locked_down:
            self.side.show_sign()
        self._show_sign()

    @Slot(object)
    def on_contact_changed(self, contact: ContactChanged) -> None:
        self._story.hear_contact(contact)
        self._show_sign()

    @Slot(object)
    def on_noticed(self, noticed: Noticed) -> None:
        self._story.hear_notice(noticed)
        self._show_sign()

    @Slot(object)
    def on_alarms_changed(self, changed: AlarmsChanged) -> None:
        self._story.hear_alarms(changed.alarms)
        self._show_sign()

    def _explain_lost_picture(self, sentence: str) -> None:
        self._forget_picture()
        self.offer.say(sentence)
        self.cameras_wanted.emit()

    def _forget_picture(self) -> None:
        self.picture.clear()
        self._guidance, self._chapter = Guidance.NOBODY, None

    def _show_sign(self) -> None:
        sign = self._story.sign(self._settings.screen)
        if sign != self.panel.sign:
            self.panel.show_sign(sign)
        self.picture.approve(sign.kind in _APPROVING_SIGNS)
        self.beeper.be(sign.beeps)
        self._show_guidance()

    def _show_guidance(self) -> None:
        text = words.guidance_words(self._guidance) if self._is_guided() else ""
        if self._chapter is not None:  # nobody stands there who could follow the guidance
            text = words.demo_words(self._chapter, self._asked)
        if text != self.guidance.text():
            self.guidance.setText(text)
            self._guidance_timer.start()

    def _is_guided(self) -> bool:
        """Nobody is told that all is well while they are being turned away, or to stay while asked to act."""
        if self._asked in _ACTIVE_PROMPTS:
            return False
        kind = self.panel.sign.kind
        if self._guidance is Guidance.GOOD:
            return kind in _WAITING_SIGNS and self._story.is_watching
        return kind in _WAITING_SIGNS or kind in _DENIED_SIGNS

    def _mark_lock(self) -> None:
        is_simulated = self._is_lock_simulated or self._kind is not SourceKind.LIVE
        self.panel.show_lock_mark(self.tr("Simulated lock") if is_simulated else "")

    @Slot()
    def _on_denial_read(self) -> None:
        self._story.forget_denial()
        self._show_sign()

    @Slot(str)
    def _on_pin_entered(self, digits: str) -> None:
        self._story.hear_pin()
        self._show_sign()
        self.pin_entered.emit(digits)

    @Slot()
    def _on_pin_given_up(self) -> None:
        self._story.hear_prompt(None)
        self._asked = None
        self._show_sign()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        """Digits that a hand types are for the PIN pad, wherever the focus is."""
        if self.side.currentWidget() is self.side.pad:
            self.side.pad.type(text)

    @Slot()
    def _on_guidance_read(self) -> None:
        self._show_guidance()

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_portrait = self.height() > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_portrait else QBoxLayout.Direction.LeftToRight
        self._body.setDirection(direction)
        margin = max(8, round(min(self.width(), self.height()) * 0.025))
        self._column.setContentsMargins(margin, margin, margin, margin // 2)
        self._column.setSpacing(margin // 2)
        self._body.setSpacing(margin)
        self.notice.setMinimumHeight(round(self.height() * _NOTICE_LETTERS * 1.6))
        self._share_height()
        super().resizeEvent(event)

    def _share_height(self) -> None:
        """Give an upright screen's sign what the picture and its guidance leave."""
        seen, whole = _SEEN_SHARE, _SEEN_SHARE + _SIDE_SHARE
        if self._body.direction() is QBoxLayout.Direction.TopToBottom:
            room = self.rect().marginsRemoved(self._column.contentsMargins())
            whole = room.height() - self.notice.minimumHeight() - self._column.spacing()
            guidance = _GUIDANCE_LINES * _GUIDANCE_LETTERS * room.width()
            gaps = 2 * self._body.spacing()
            wanted = self.picture.height_for(room.width()) + round(guidance) + gaps
            seen = min(wanted, whole * _SEEN_SHARE // (_SEEN_SHARE + _SIDE_SHARE))
        if self._body.stretch(0) != seen:
            self._body.setStretch(0, seen)
            self._body.setStretch(1, whole - seen)
