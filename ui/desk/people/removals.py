"""A line for everybody who is being removed: how long that can be undone, and afterwards the certificate."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.enrolment.people import Erasure, Person
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label
from ui.words import local_text

MOST_LINES = 3
"""A line more takes the oldest certificate's place: a small screen must keep room for the list."""


class RemovalLine(QFrame):
    """One person's removal; emits ``undo_requested`` and ``put_away`` with their id."""

    undo_requested = Signal(str)
    put_away = Signal(str)

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name = person.name
        self.is_certified = False
        self._person_id = person.id
        self._due_at_utc = person.erased_from_utc
        self.sentence = label("", self, wraps=True)
        self.undo_button = Button(self.tr("&Undo"), self)
        self.close_button = Button(self.tr("C&lose"), self)
        self.close_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.close_button)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.close_button.clicked.connect(self._on_close_clicked)
        self.count_down()

    @property
    def left_s(self) -> float:
        """Return how long the removal can still be undone."""
        return 0.0 if self._due_at_utc is None else (self._due_at_utc - datetime.now(UTC)).total_seconds()

    def count_down(self) -> None:
        """Show how long is left."""
        left_s = math.ceil(self.left_s)
        if left_s > 0:
            text = self.tr("{name} can no longer enter. In {seconds} s everything about them is erased.")
        else:
            text = self.tr("{name} can no longer enter. Everything about them is being erased.")
        self.sentence.setText(text.format(name=self.name, seconds=left_s))
        self.undo_button.forbid("" if left_s > 0 else self.tr("It is too late to undo this."))

    def certify(self, erasure: Erasure) -> None:
        """Say what was erased and when; it stays until it is put away."""
        self.is_certified = True
        said = [
            self.tr("{name} was erased on {at}."),
            self.tr("Templates: {templates}, cards: {cards}, log rows that no longer name them: {rows}."),
        ]
        if not erasure.is_whole:
            said.append(
                self.tr(
                    "The last traces in the database file are overwritten as soon as no other process"
                    " reads it."
                )
            )
        self.sentence.setText(
            " ".join(said).format(
                name=self.name,
                at=local_text(erasure.at_utc),
                templates=erasure.templates,
                cards=erasure.cards,
                rows=erasure.log_rows,
            )
        )
        had_focus = self.undo_button.hasFocus()
        self.undo_button.hide()
        self.close_button.show()
        if had_focus:
            self.close_button.setFocus()

    @Slot()
    def _on_undo_clicked(self) -> None:
        self.undo_requested.emit(self._person_id)

    @Slot()
    def _on_close_clicked(self) -> None:
        self.put_away.emit(self._person_id)


class RemovalLines(QWidget):
    """All lines, the newest at the bottom; nothing is seen while there is none."""

    undo_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, RemovalLine] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def is_counting(self) -> bool:
        """Say whether anybody can still be brought back, or is about to be erased."""
        return any(not line.is_certified for line in self.lines.values())

    @property
    def is_due(self) -> bool:
        """Say whether somebody's time is over."""
        return any(not line.is_certified and line.left_s <= 0 for line in self.lines.values())

    def show_leaving(self, people: Sequence[Person]) -> None:
        """Show a line for everybody who is being removed; one for whoever stays after all goes."""
        leaving = {person.id: person for person in people if person.erased_from_utc is not None}
        for person_id, line in list(self.lines.items()):
            if person_id not in leaving and not line.is_certified:
                self.drop(person_id)
        for person_id, person in leaving.items():
            if person_id not in self.lines:
                self._add(person_id, RemovalLine(person, self))

    def certify(self, erasures: Sequence[Erasure]) -> None:
        """Turn the lines of those who were erased into their certificates."""
        for erasure in erasures:
            if erasure.person_id in self.lines:
                self.lines[erasure.person_id].certify(erasure)

    def count_down(self) -> None:
        """Show how long is left of every removal."""
        for line in self.lines.values():
            if not line.is_certified:
                line.count_down()

    @Slot(str)
    def drop(self, person_id: str) -> None:
        """Take a line away."""
        line = self.lines.pop(person_id)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(bool(self.lines))

    def _add(self, person_id: str, line: RemovalLine) -> None:
        certified = [one for one, shown in self.lines.items() if shown.is_certified]
        for one in certified[: len(self.lines) - MOST_LINES + 1] if len(self.lines) >= MOST_LINES else ():
            self.drop(one)
        self.lines[person_id] = line
        line.undo_requested.connect(self.undo_requested)
        line.put_away.connect(self.drop)
        self._column.addWidget(line)
        self.show()
