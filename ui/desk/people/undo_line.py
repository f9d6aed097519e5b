"""A line that takes back what was just done, for ten seconds."""

import math
from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from door_access.domain.enrolment.people import UNDO_S
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label

_COUNT_EVERY_MS = 250
"""So that the seconds are seen to pass."""


class UndoLine(QFrame):
    """Says what was done to whom; emits ``undo_requested`` with their ids. It goes by itself."""

    undo_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._person_ids: tuple[str, ...] = ()
        self._done = ""
        self._ends_at_s = 0.0
        self.sentence = label("", self, wraps=True)
        self.undo_button = Button(self.tr("&Undo"), self)
        self.timer = QTimer(self, interval=_COUNT_EVERY_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.undo_button)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.timer.timeout.connect(self.count_down)
        self.hide()

    def offer(self, person_ids: tuple[str, ...], done: str, *, for_s: float = UNDO_S) -> None:
        """Say what was done, and offer to take it back; what was offered before counts no more."""
        self._person_ids, self._done = person_ids, done
        self._ends_at_s = monotonic() + for_s
        self.show()
        self.timer.start()
        self.count_down()
        if self.window().isVisible():
            self.undo_button.setFocus()

    @Slot()
    def put_away(self) -> None:
        """Offer it no more."""
        self.timer.stop()
        self._person_ids = ()
        self.hide()

    @Slot()
    def count_down(self) -> None:
        """Show how long is left."""
        left_s = math.ceil(self._ends_at_s - monotonic())
        if left_s <= 0:
            self.put_away()
            return
        told = self.tr("{done} This can be undone for {seconds} s.")
        self.sentence.setText(told.format(done=self._done, seconds=left_s))

    @Slot()
    def _on_undo_clicked(self) -> None:
        person_ids = self._person_ids
        self.put_away()
        self.undo_requested.emit(person_ids)
