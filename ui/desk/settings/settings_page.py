"""The settings: changed here, checked by their own rules, written to config.toml.

Nothing wrong is saved, and the sentence that says why stands beside the field.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from door_access.config import FILE_NAME, Settings, checked
from door_access.desk.papers.site_report import SiteFigures
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.operators.roles import Permit
from door_access.errors import BadSetting
from door_access.runtime.events import CameraChanged, SceneSeen
from ui import words
from ui.bridge import Bridge
from ui.desk.page import Page
from ui.desk.people.credential_words import lacking_sentence, shut_out
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.desk.privacy.paper_dialog import report_dialog
from ui.desk.privacy.privacy_card import PrivacyCard
from ui.desk.privacy.texts_dialog import TextsDialog
from ui.desk.settings.backup_card import BackupCard
from ui.desk.settings.desk_pin_card import DeskPinCard
from ui.desk.settings.lock_trial import LockTrial
from ui.desk.settings.people_at_the_desk import OperatorsCard
from ui.desk.settings.settings_form import SettingsForm
from ui.operator_words import who_may_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.questions import confirm
from ui.widgets.scrolled import Scrolled


class SettingsPage(Page):
    """Shows the settings in force, and those that are to come; whoever may not change them only reads."""

    operators_requested = Signal()
    setup_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._is_previewing = False
        self._is_warned = False
        self._lacking: tuple[Person, ...] = ()
        self._after_saving: Callable[[], object] | None = None
        self.form = SettingsForm(self)
        self.lock_trial = LockTrial(bridge, self.form.lock)
        self.pin_card = DeskPinCard(self)
        self.operators = OperatorsCard(self)
        self.backup = BackupCard(self)
        self.privacy = PrivacyCard(self)
        self.save_button = Button("", self, role=Role.PRIMARY)
        self.defaults_button = Button(self.tr("&Reset to defaults"), self)
        self.answer = label("", self, role="muted", wraps=True)
        self.give_button = Button(self.tr("&Give them one…"), self)
        self.give_button.hide()
        self._lay_out()
        self._connect()
        self._show_in_force()

    def _lay_out(self) -> None:
        content = QWidget(self)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        self._columns.setSpacing(SPACING_PX)
        camera, door, proof, sentences, retention = self.form.cards
        lock, supervision = self.form.lock, self.form.supervision
        self._stacks = (
            _stacked(
                self.form.zone,
                camera,
                self.pin_card,
                self.operators,
                self.backup,
                sentences,
            ),
            _stacked(door, lock, supervision, proof, self.privacy, retention),
        )
        for stack in self._stacks:
            self._columns.addLayout(stack, 1)
        self.scroll_area = Scrolled(content, self)
        foot = QHBoxLayout()
        foot.addWidget(self.defaults_button)
        foot.addStretch(1)
        foot.addWidget(self.give_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scroll_area, 1)
        column.addWidget(self.answer)
        column.addLayout(foot)
        self._say("")
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for before, after in pairwise(self._keyboard_order()):
            self.setTabOrder(before, after)

    def _keyboard_order(self) -> list[QWidget]:
        """Return what takes the keyboard after the camera's fields, column by column from above."""
        pin, form = self.pin_card, self.form
        return [
            form.field("zone.dwell_s").buddy(),
            *(pin.old, pin.new, pin.again, pin.set_button),
            *(self.operators.operators_button, self.operators.setup_button, self.backup.make_button),
            *form.buddies("screen"),
            *form.buddies("door.name", "door.unlock_s", "recognition"),
            *form.lock.keyboard_order(),
            *form.buddies("supervision", "door.mode", "liveness", "door.secure"),
            *form.buddies("door.card_reader", "door.reader_keyboard"),
            *(self.privacy.texts_button, self.privacy.report_button),
            *form.buddies("privacy"),
            *(self.defaults_button, self.give_button, self.save_button),
        ]

    def _connect(self) -> None:
        self.bridge.scene_seen.connect(self._on_scene_seen)
        self.bridge.camera_changed.connect(self._on_camera_changed)
        self.form.edited.connect(self._on_edited)
        self.form.camera.preview_requested.connect(self._on_preview_requested)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.defaults_button.clicked.connect(self._on_defaults_clicked)
        self.give_button.clicked.connect(self._on_give_clicked)
        self.pin_card.change_requested.connect(self._on_pin_change_requested)
        self.operators.operators_requested.connect(self._on_operators_requested)
        self.operators.setup_requested.connect(self._on_setup_requested)
        self.backup.make_requested.connect(self._on_backup_requested)
        self.backup.look_requested.connect(self._look_at_backups)
        self.privacy.texts_requested.connect(self._on_texts_requested)
        self.privacy.report_requested.connect(self._on_report_requested)
        self.bridge.here.changed.connect(self._offer)

    def open(self) -> None:
        self._show_in_force()
        self._say("")
        self._offer()
        self.bridge.ask(lambda desk: desk.has_pin(), owner=self, then=self.pin_card.show_state)
        self.bridge.ask(lambda desk: desk.cameras(), owner=self, then=self.form.offer_cameras)
        self.bridge.ask(lambda desk: desk.entry_costs(), owner=self, then=self.form.show_costs)
        self._look_at_backups()

    @Slot()
    def _look_at_backups(self) -> None:
        if self.bridge.here.may(Permit.MAKE_BACKUP):
            self.bridge.ask(
                lambda desk: desk.backups.state(),
                owner=self,
                then=self.backup.show_state,
                otherwise=self.backup.refuse,
            )

    @Slot()
    def _on_backup_requested(self) -> None:
        self.bridge.ask(
            lambda desk: desk.backups.make_now(),
            owner=self,
            then=lambda _: self._look_at_backups(),
            otherwise=self.backup.refuse,
        )

    def _say(self, sentence: str) -> None:
        self.answer.setText(sentence)
        self.answer.setVisible(bool(sentence))

    @Slot()
    def _offer(self) -> None:
        """Offer what whoever is here may do, and let them read the rest."""
        here = self.bridge.here
        has_accounts = here.operator is not None
        self.pin_card.setVisible(not has_accounts)
        self.operators.show_state(
            has_accounts=has_accounts, may_change=here.may(Permit.CHANGE_OPERATORS, Permit.CHANGE_LOCK)
        )
        self.backup.setVisible(here.may(Permit.MAKE_BACKUP))
        self.operators.operators_button.setVisible(here.may(Permit.CHANGE_OPERATORS))
        self.form.lock_up(here.why_not(Permit.CHANGE_SETTINGS), lock=here.why_not(Permit.CHANGE_LOCK))
        may_change = here.may(Permit.CHANGE_SETTINGS)
        self.save_button.setVisible(may_change)
        self.defaults_button.setVisible(may_change)
        if not may_change:
            told = self.tr("You may read the settings. Those who may change them: {roles}.")
            self._say(told.format(roles=who_may_words(Permit.CHANGE_SETTINGS)))
        self.lock_trial.offer()

    @Slot()
    def _on_operators_requested(self) -> None:
        self.leave(self.operators_requested.emit)

    @Slot()
    def _on_texts_requested(self) -> None:
        dialog = TextsDialog(self.bridge, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_report_requested(self) -> None:
        self.bridge.ask(
            lambda desk: desk.privacy.report(), owner=self, then=self._show_report, otherwise=self._say
        )

    def _show_report(self, figures: SiteFigures) -> None:
        dialog = report_dialog(self.bridge, figures, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_setup_requested(self) -> None:
        self.leave(self.setup_requested.emit)

    @property
    def has_edits(self) -> bool:
        """Say whether something was changed and not saved."""
        return self.form.values() != self._in_force

    def _show_in_force(self) -> None:
        self.form.show_settings(self.bridge.settings)
        self._in_force = self.form.values()
        self._warn(False)
        self.lock_trial.offer()

    def leave(self, then: Callable[[], object]) -> None:
        if not self.has_edits:
            then()
            return
        confirm(
            self,
            self.tr("Leave the settings without saving them?"),
            title=self.tr("Settings"),
            warning=self.tr("What you have changed here is lost unless it is saved."),
            verb=self.tr("&Leave without saving"),
            then=then,
            better=(self.tr("Save &and leave"), lambda: self._begin_saving(then)),
        )

    def close_up(self) -> None:
        """Give the door its own camera back when another one was only looked at; forget typed digits."""
        self.pin_card.forget()
        self._after_saving = None
        if self._is_previewing:
            self._is_previewing = False
            source = self.bridge.settings.camera.source
            self.bridge.wish(lambda kiosk: kiosk.use_source(source))

    @Slot(object)
    def _on_scene_seen(self, seen: SceneSeen) -> None:
        if self.isVisible():
            self.form.zone.picture.show_scene(seen.scene)

    @Slot(object)
    def _on_camera_changed(self, camera: CameraChanged) -> None:
        trouble = words.no_picture_words(camera)
        picture = self.form.zone.picture
        self.form.show_source(camera.source)
        picture.show_badge(words.badge_words(camera.kind))
        picture.say(words.empty_picture_words(camera))
        if trouble:
            picture.clear()
        if trouble and self.isVisible():
            self._say(trouble)

    @Slot()
    def _on_edited(self) -> None:
        self._warn(False)
        self._say(self.tr("Not saved yet."))

    def _warn(self, is_warned: bool) -> None:
        """Let the button say that the next click accepts what the warning says."""
        self._is_warned = is_warned
        self.save_button.setText(self.tr("Sa&ve all the same") if is_warned else self.tr("Sa&ve"))
        if not is_warned:
            self._lacking = ()
        self.give_button.setVisible(bool(self._lacking))

    @Slot(str, str)
    def _on_pin_change_requested(self, old: str, new: str) -> None:
        self.bridge.ask(
            lambda desk: desk.change_pin(old, new) if desk.has_pin() else desk.set_pin(new),
            owner=self,
            then=lambda _: self.pin_card.show_set(),
            otherwise=self.pin_card.refuse,
        )

    @Slot(str)
    def _on_preview_requested(self, source: str) -> None:
        self._is_previewing = self.bridge.wish(lambda kiosk: kiosk.use_source(source)) or self._is_previewing

    @Slot()
    def _on_defaults_clicked(self) -> None:
        self.form.show_defaults(self.bridge.settings)
        self._warn(False)
        self._say(self.tr("These are the defaults. Not saved yet."))

    @Slot()
    def _on_save_clicked(self) -> None:
        self._begin_saving(None)

    def _begin_saving(self, then: Callable[[], object] | None) -> None:
        """Save what is right and needs no warning, and call ``then`` once that is done."""
        self._after_saving = then
        self.form.clear_complaints()
        try:
            settings = checked(self._values())
        except BadSetting as error:
            self._complain(str(error))
            return
        if self._needs_warning(settings):
            self._warn(True)
            self._say(self._warning())
        elif self._asks_for_more(settings) and not self._is_warned:
            self._look_for_lacking(settings)
        else:
            self._save(settings)

    def _asks_for_more(self, settings: Settings) -> bool:
        is_asking = settings.door.mode not in (DoorMode.FACE, self.bridge.settings.door.mode)
        return is_asking and self.bridge.here.may(Permit.SEE_PEOPLE)

    def _look_for_lacking(self, settings: Settings) -> None:
        """Ask who cannot show what is asked for from now on; save where there is nobody."""
        before, after = self.bridge.settings.door.mode, settings.door.mode
        self.bridge.ask(
            lambda desk: shut_out(desk.people(), before, after),
            owner=self,
            then=lambda lacking: self._warn_of(lacking, settings),
            otherwise=self._complain,
        )

    def _warn_of(self, lacking: tuple[Person, ...], settings: Settings) -> None:
        if not self.isVisible():
            return
        if lacking:
            self._lacking = lacking
            self._warn(True)
            self._say(lacking_sentence(lacking, settings.door.mode))
        else:
            self._save(settings)

    @Slot()
    def _on_give_clicked(self) -> None:
        """Open card and PIN of the first person who lacks something; then see who still does."""
        if self._lacking:
            dialog = CredentialsDialog(self.bridge, self._lacking[0], self)
            dialog.finished.connect(self._on_given)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def _on_given(self) -> None:
        before, after = self.bridge.settings.door.mode, DoorMode(self.form.field("door.mode").value())
        self.bridge.ask(
            lambda desk: shut_out(desk.people(), before, after),
            owner=self,
            then=lambda lacking: self._show_rest(lacking, after),
        )

    def _show_rest(self, lacking: tuple[Person, ...], mode: DoorMode) -> None:
        self._lacking = lacking
        self._warn(bool(lacking))
        everybody = self.tr("Now everybody has what they need. Not saved yet.")
        self._say(lacking_sentence(lacking, mode) if lacking else everybody)

    def _save(self, settings: Settings) -> None:
        self._warn(False)
        self._say(self.tr("Saving…"))
        self.bridge.ask(
            lambda desk: desk.save_settings(settings),
            owner=self,
            then=self._on_saved,
            otherwise=self._complain,
        )

    def _values(self) -> dict[str, Any]:
        """Return what the form says; a face alone at a secure door only as somebody accepts it here."""
        values = self.form.values()
        values["door"]["face_alone_accepted"] = values["door"]["secure"]
        return values

    def _needs_warning(self, settings: Settings) -> bool:
        before = self.bridge.settings.door
        is_open = settings.door.secure and settings.door.mode is DoorMode.FACE
        was_open = before.secure and before.mode is DoorMode.FACE
        return is_open and not was_open and not self._is_warned

    def _warning(self) -> str:
        return self.tr(
            "Not saved: a film of an enrolled person can open a door that takes a face alone."
            " Choose a card or a PIN as well, or save all the same."
        )

    def _on_saved(self, _answer: None) -> None:
        self._is_previewing = False
        self.bridge.announce_settings()
        self._show_in_force()
        later = self.tr("Saved. The other lock counts from the program's next start.")
        self._say(self.tr("Saved.") if self.lock_trial.is_running else later)
        then, self._after_saving = self._after_saving, None
        if then is not None:
            then()

    def _complain(self, sentence: str) -> None:
        """Put the sentence of ``config.checked`` beside the field that it names."""
        self._say(self.tr("Not saved: see the field that is marked."))
        named, _, rest = sentence.removeprefix(f"{FILE_NAME}, ").partition(": ")
        marked = self.form.complain(named, rest[0].upper() + rest[1:]) if rest else None
        if marked is None:
            self._say(sentence)
        else:
            QTimer.singleShot(0, marked, lambda: self.scroll_area.ensureWidgetVisible(marked))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the cards in one column where two of them have no room side by side."""
        needed = sum(stack.minimumSize().width() for stack in self._stacks) + 1.5 * SPACING_PX
        room = self.width() - self.scroll_area.verticalScrollBar().sizeHint().width()
        is_narrow = needed > room
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(direction)


def _stacked(*cards: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACING_PX)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return column
