"""Among the settings: how it stands with the backups, and the button that has one made."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from door_access.ports import BackupState
from ui.desk.page import Card
from ui.widgets.buttons import Button, label
from ui.words import clock_text

LOOKS_AGAIN_AFTER_MS = 1000
"""How long after the end of a backup the card may still say that it is being made."""


class BackupCard(Card):
    """Emits ``make_requested`` when one is wanted, and ``look_requested`` while one is being made."""

    make_requested = Signal()
    look_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Backup"), parent)
        self.last = label("", self, wraps=True)
        self.next = label("", self, role="muted", wraps=True)
        self.trouble = label("", self, role="error", wraps=True)
        self.make_button = Button(self.tr("Back &up now"), self)
        for part in (self.last, self.next, self.trouble, self.make_button):
            self.body.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOKS_AGAIN_AFTER_MS)
        self._timer.timeout.connect(self.look_requested)
        self.make_button.clicked.connect(self._on_make_clicked)
        self._say_trouble("")

    def show_state(self, state: BackupState) -> None:
        """Say when the last one was made, where the next will lie, and what is wrong."""
        self.last.setText(self._last_words(state))
        self.next.setText(self._next_words(state))
        self._say_trouble("" if state.is_being_made else self._trouble_words(state))
        self.make_button.forbid(self._why_not(state))
        if state.is_being_made:
            self._timer.start()

    def refuse(self, sentence: str) -> None:
        """Say why none is made."""
        self._say_trouble(sentence)

    def _last_words(self, state: BackupState) -> str:
        if state.is_being_made:
            return self.tr("A backup is being made. The door goes on as usual.")
        if state.last is None:
            return self.tr("No backup was made yet.")
        made = self.tr("Last backup: {time}, in {folder}.")
        return made.format(time=clock_text(state.last.made_at_utc), folder=state.last.folder)

    def _next_words(self, state: BackupState) -> str:
        if state.next_utc is None:
            return self.tr(
                "None is made by itself: config.toml, section [backup], says where and for whose key."
            )
        if state.last is None or state.is_overdue:
            return self.tr("The next one is due now, in {folder}.").format(folder=state.folder)
        told = self.tr("The next one: {time}, in {folder}.")
        return told.format(time=clock_text(state.next_utc), folder=state.folder)

    def _trouble_words(self, state: BackupState) -> str:
        if state.trouble:
            return self.tr("The last try failed: {why}").format(why=state.trouble)
        return self.tr("A backup is overdue.") if state.is_overdue and state.last else ""

    def _why_not(self, state: BackupState) -> str:
        if state.is_being_made:
            return self.tr("One is being made already.")
        return "" if state.folder else self.tr("Nothing says yet where backups go.")

    def _say_trouble(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    @Slot()
    def _on_make_clicked(self) -> None:
        self._say_trouble("")
        self.make_requested.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
