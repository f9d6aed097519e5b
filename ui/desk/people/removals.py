"""Removing people: the question, then a line with how long it can be undone, afterwards the certificate."""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.enrolment.people import UNDO_S, Erasure, Person
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label
from ui.widgets.questions import confirm
from ui.words import local_text

_NAMED = 2
"""People called by name where several are removed at once; more of them are counted."""
MOST_LINES = 3
"""A line more takes the oldest certificate's place: a small screen must keep room for the list."""


def ask_to_remove(whom: str, owner: QWidget, *, then: Callable[[], object]) -> None:
    """Ask whether to remove somebody, or several, and call ``then`` after a yes."""
    warning = _tr(
        "They can no longer enter. This can be undone for {seconds} seconds; then everything about them is"
        " erased for ever."
    )
    confirm(
        owner,
        _tr("Remove {name} and all their templates?").format(name=whom),
        title=_tr("Remove"),
        warning=warning.format(seconds=round(UNDO_S)),
        verb=_tr("&Remove"),
        then=then,
    )


def last_traces_words() -> str:
    """Return what is still to come of an erasure while another process reads the database."""
    return _tr("The last traces in the database file are overwritten as soon as no other process reads it.")


class RemovalLine(QFrame):
    """The removal of one person, or of several at once; emits ``undo_requested`` with their ids.

    ``certificate_requested`` tells of the erasure of one, with the name that only this line still knows.
    """

    undo_requested = Signal(object)
    certificate_requested = Signal(object, str)
    put_away = Signal(str)

    def __init__(self, people: Sequence[Person], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name = _names_words(people)
        self.person_ids = tuple(person.id for person in people)
        self._erased: dict[str, Erasure] = {}
        self._due_at_utc = min((one.erased_from_utc for one in people if one.erased_from_utc), default=None)
        self.sentence = label("", self, wraps=True)
        self.undo_button = Button(self.tr("&Undo"), self)
        self.close_button = Button(self.tr("C&lose"), self)
        self.certificate_button = Button(self.tr("Certi&ficate…"), self)
        for button in (self.certificate_button, self.close_button):
            button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.certificate_button)
        row.addWidget(self.close_button)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.certificate_button.clicked.connect(self._on_certificate_clicked)
        self.close_button.clicked.connect(self._on_close_clicked)
        self.count_down()

    @property
    def is_certified(self) -> bool:
        """Say whether everybody of the line is erased."""
        return len(self._erased) == len(self.person_ids)

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
        """Say what was erased and when, once that is everybody; it stays until it is put away."""
        self._erased[erasure.person_id] = erasure
        if self.is_certified:
            self._show_certificate(tuple(self._erased.values()))

    def _show_certificate(self, erased: tuple[Erasure, ...]) -> None:
        is_one = len(erased) == 1
        said = [
            self.tr("{name} was erased on {at}.") if is_one else self.tr("{name} were erased on {at}."),
            self.tr("Templates: {templates}, cards: {cards}, log rows that no longer name them: {rows}."),
        ]
        if not all(one.is_whole for one in erased):
            said.append(last_traces_words())
        self.sentence.setText(
            " ".join(said).format(
                name=self.name,
                at=local_text(max(one.at_utc for one in erased)),
                templates=sum(one.templates for one in erased),
                cards=sum(one.cards for one in erased),
                rows=sum(one.log_rows for one in erased),
            )
        )
        had_focus = self.undo_button.hasFocus()
        self.undo_button.hide()
        self.certificate_button.setVisible(is_one)
        self.close_button.show()
        if had_focus:
            self.close_button.setFocus()

    @Slot()
    def _on_undo_clicked(self) -> None:
        self.undo_requested.emit(self.person_ids)

    @Slot()
    def _on_certificate_clicked(self) -> None:
        self.certificate_requested.emit(self._erased[self.person_ids[0]], self.name)

    @Slot()
    def _on_close_clicked(self) -> None:
        self.put_away.emit(self.person_ids[0])


class RemovalLines(QWidget):
    """All lines by the first of their people, the newest at the bottom; without any nothing is seen."""

    undo_requested = Signal(object)
    certificate_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, RemovalLine] = {}
        self._together: frozenset[str] = frozenset()
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

    def expect(self, person_ids: Sequence[str]) -> None:
        """Give these people one line: they are removed together."""
        self._together = frozenset(person_ids)

    def show_leaving(self, people: Sequence[Person]) -> None:
        """Show a line for everybody who is being removed; one for whoever stays after all goes."""
        leaving = {person.id: person for person in people if person.erased_from_utc is not None}
        for key, line in list(self.lines.items()):
            if leaving.keys().isdisjoint(line.person_ids) and not line.is_certified:
                self.drop(key)
        told = {one for line in self.lines.values() for one in line.person_ids}
        new = [person for person in leaving.values() if person.id not in told]
        together = [person for person in new if person.id in self._together]
        for some in (together, *([person] for person in new if person.id not in self._together)):
            if some:
                self._add(some[0].id, RemovalLine(some, self))

    def certify(self, erasures: Sequence[Erasure]) -> None:
        """Turn the lines of those who were erased into their certificates."""
        for erasure in erasures:
            for line in self.lines.values():
                if erasure.person_id in line.person_ids:
                    line.certify(erasure)

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
        line.certificate_requested.connect(self.certificate_requested)
        line.put_away.connect(self.drop)
        self._column.addWidget(line)
        self.show()


def _names_words(people: Sequence[Person]) -> str:
    """Return who is being removed: by name, or how many there are."""
    if len(people) > _NAMED:
        return _tr("{count} people").format(count=f"{len(people):,}")
    return _tr(" and ").join(person.name for person in people)


def _tr(text: str) -> str:
    return QCoreApplication.translate("people", text)
