"""The door's page: how it is, and how it shall work; what its lock or its wires cannot do is not offered."""

from datetime import datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from door_access.domain.door.modes import OperatingMode
from door_access.domain.operators.roles import Permit
from door_access.runtime.events import ContactChanged, DoorChanged, LockStateChanged, ModeChanged
from ui import words
from ui.bridge import Bridge
from ui.desk.door.mode_dialog import ModeDialog, ModeQuestion
from ui.desk.page import READABLE_LETTERS, Card, Page
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.scrolled import Scrolled


class DoorPage(Page):
    """Tells state and mode, and takes wishes for another mode."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.door_state = label("", self, wraps=True)
        self.lock_state = label("", self, wraps=True)
        self.contact = label("", self, wraps=True)
        self.mode = label(words.mode_words(OperatingMode.NORMAL), self, wraps=True)
        self.unlocked_button = Button(self.tr("&Unlocked until…"), self)
        self.lockdown_button = Button(self.tr("&Lockdown…"), self)
        self.normal_button = Button(self.tr("Back to &normal"), self, role=Role.PRIMARY)
        self.unlocked_words = label("", self, role="muted", wraps=True)
        self._lay_out()
        self._connect()
        self._show_mode(OperatingMode.NORMAL, None)

    def _lay_out(self) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        self.wishes = self._wishes_card()
        for card in (self._state_card(), self.wishes):
            card.setMaximumWidth(READABLE_LETTERS * self.fontMetrics().averageCharWidth())
            column.addWidget(card)
        column.addStretch(1)
        scrolled = Scrolled(content, self)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled)

    def _state_card(self) -> Card:
        card = Card(self.tr("The door now"), self)
        for part in (self.door_state, self.lock_state, self.contact, self.mode):
            part.setVisible(bool(part.text()))
            card.body.addWidget(part)
        return card

    def _wishes_card(self) -> Card:
        card = Card(self.tr("How it shall work"), self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX)
        lockdown = self.tr(
            "Nobody is let in by face, card or PIN. “Open once” and the exit button still open."
        )
        normal = self.tr("Locked, and opened for whoever is known.")
        for row, (button, told) in enumerate(
            (
                (self.unlocked_button, self.unlocked_words),
                (self.lockdown_button, label(lockdown, self, role="muted", wraps=True)),
                (self.normal_button, label(normal, self, role="muted", wraps=True)),
            )
        ):
            grid.addWidget(button, row, 0)
            grid.addWidget(told, row, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        return card

    def _connect(self) -> None:
        self.bridge.door_changed.connect(self._on_door_changed)
        self.bridge.lock_state_changed.connect(self._on_lock_state_changed)
        self.bridge.contact_changed.connect(self._on_contact_changed)
        self.bridge.mode_changed.connect(self._on_mode_changed)
        self.unlocked_button.clicked.connect(self._on_unlocked_clicked)
        self.lockdown_button.clicked.connect(self._on_lockdown_clicked)
        self.normal_button.clicked.connect(self._on_normal_clicked)
        self.bridge.here.changed.connect(self._offer)

    def open(self) -> None:
        can_hold = self.bridge.lock_capabilities.can_hold
        self.unlocked_button.setVisible(can_hold)
        can = self.tr("Everybody can come in until then, without being asked for anything.")
        cannot = self.tr(
            "This lock cannot be held unlocked: its board knows single openings only. “Open once” works."
        )
        self.unlocked_words.setText(can if can_hold else cannot)
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """Offer modes to whoever may choose them."""
        self.wishes.setVisible(self.bridge.here.may(Permit.SET_MODE))

    @Slot(object)
    def _on_door_changed(self, door: DoorChanged) -> None:
        _tell(self.door_state, words.door_words(door.state))

    @Slot(object)
    def _on_lock_state_changed(self, lock: LockStateChanged) -> None:
        _tell(self.lock_state, words.lock_words(lock.state))

    @Slot(object)
    def _on_contact_changed(self, contact: ContactChanged) -> None:
        _tell(self.contact, words.contact_words(contact.is_open))

    @Slot(object)
    def _on_mode_changed(self, changed: ModeChanged) -> None:
        self._show_mode(changed.mode, changed.until_utc, is_by_schedule=changed.is_by_schedule)

    def _show_mode(
        self, mode: OperatingMode, until_utc: datetime | None, *, is_by_schedule: bool = False
    ) -> None:
        self.mode.setText(words.mode_words(mode, until_utc, is_by_schedule=is_by_schedule))
        why = self.tr("The door works as usual already.") if mode is OperatingMode.NORMAL else ""
        by_schedule = self.tr("A schedule holds the door unlocked: change it, or lock the door down.")
        self.normal_button.forbid(by_schedule if is_by_schedule else why)

    @Slot()
    def _on_unlocked_clicked(self) -> None:
        question = ModeQuestion(
            self.tr("Hold the door unlocked"),
            self.tr("Everybody can come in, without being asked for anything."),
            self.tr("&Until"),
            self.tr("&Hold it unlocked"),
        )
        self._ask(question, OperatingMode.UNLOCKED)

    @Slot()
    def _on_lockdown_clicked(self) -> None:
        question = ModeQuestion(
            self.tr("Lock the door down"),
            self.tr("Nobody is let in by face, card or PIN. “Open once” and the exit button still open."),
            "",
            self.tr("&Lock down"),
            role=Role.DANGER,
            optional=self.tr("It &ends by itself at"),
        )
        self._ask(question, OperatingMode.LOCKDOWN)

    def _ask(self, question: ModeQuestion, mode: OperatingMode) -> None:
        dialog = ModeDialog(question, self)
        dialog.chosen.connect(lambda until_utc: self._wish(mode, until_utc))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_normal_clicked(self) -> None:
        self._wish(OperatingMode.NORMAL, None)

    def _wish(self, mode: OperatingMode, until_utc: datetime | None) -> None:
        self.bridge.wish(lambda kiosk: kiosk.set_mode(mode, until_utc))


def _tell(told: QLabel, text: str) -> None:
    told.setText(text)
    told.setVisible(bool(text))
