"""The question of an enrolment: people who are enrolled look like the newcomer. A human decides on each."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from door_access.domain.enrolment.lookalikes import Lookalike, LookalikeAnswer
from door_access.domain.enrolment.people import Person
from ui.desk.enrolling.enrol_words import listed
from ui.desk.enrolling.lookalike_row import LookalikeRow
from ui.desk.page import readable_card
from ui.widgets.buttons import Button, Role, label


class _AsHighAsItsRows(QScrollArea):
    """Scrolls only what does not fit."""

    def __init__(self, rows: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setWidget(rows)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return self._rows.sizeHint()


class EnrolQuestion(QWidget):
    """Names the look-alikes, each with its distance, and emits an answer once every one is decided on."""

    answered = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newcomer = ""
        self.rows: list[LookalikeRow] = []
        self.heading = label("", self, role="big", wraps=True)
        self.meaning = label("", self, wraps=True)
        self.go_on_button = Button(self.tr("&Go on"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel: store nothing"), self)
        self._list = QWidget(self)
        self._scroll = _AsHighAsItsRows(self._list, self)
        self._lay_out()
        self.go_on_button.clicked.connect(self._on_go_on_clicked)
        self.cancel_button.clicked.connect(self.cancelled)

    def _lay_out(self) -> None:
        self._rows_column = QVBoxLayout(self._list)
        self._rows_column.setContentsMargins(0, 0, 0, 0)
        card = readable_card(self)
        card.body.addWidget(self.heading)
        card.body.addWidget(self._scroll)
        card.body.addWidget(self.meaning)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go_on_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        card.body.addLayout(buttons)

    def ask(self, newcomer: str, lookalikes: tuple[Lookalike, ...], people: tuple[Person, ...]) -> None:
        """Put the question; a key that is pressed at this moment stores nothing."""
        self._newcomer = newcomer
        names = {person.id: person.name for person in people}
        self.heading.setText(self._question(len(lookalikes)).format(name=newcomer))
        self._show_rows([(alike, names.get(alike.person_id)) for alike in lookalikes])
        self._on_chosen()
        self.cancel_button.setFocus()

    def _question(self, count: int) -> str:
        if count == 1:
            return self.tr("{name} looks like somebody who is enrolled. Is it the same person?")
        return self.tr("{name} looks like several people who are enrolled. Is it one of them?")

    def _show_rows(self, lookalikes: list[tuple[Lookalike, str | None]]) -> None:
        for row in self.rows:
            row.setParent(None)
            row.deleteLater()
        self.rows = []
        for alike, name in lookalikes:
            row = LookalikeRow(alike, name or self.tr("Somebody who has been removed meanwhile"), self._list)
            row.chosen.connect(self._on_row_chosen)
            self._rows_column.insertWidget(len(self.rows), row)
            self.rows.append(row)
        self._scroll.updateGeometry()

    @Slot(object)
    def _on_row_chosen(self, chosen: LookalikeRow) -> None:
        """Nobody is two people: the others become different ones."""
        if chosen.is_same:
            for row in self.rows:
                if row is not chosen:
                    row.choose_different()
        self._on_chosen()

    def _on_chosen(self) -> None:
        self.go_on_button.setEnabled(bool(self.rows) and all(row.is_decided for row in self.rows))
        self.meaning.setText(self._meaning())

    def _meaning(self) -> str:
        same = [row.name for row in self.rows if row.is_same]
        others = [row.name for row in self.rows if row.is_decided and not row.is_same]
        sentences = [self.tr("The samples are added to {name}.").format(name=name) for name in same]
        if others:
            everybody = [*(same or [self._newcomer]), *others]
            sentences.append(
                self.tr(
                    "From now on {names} must each show a card as well as the face, at every door: the face"
                    " alone does not tell them apart. Give each of them a card, or they stay outside."
                ).format(names=listed(everybody))
            )
        return " ".join(sentences) or self.tr("Nothing is stored before you have decided.")

    @Slot()
    def _on_go_on_clicked(self) -> None:
        same = next((row.person_id for row in self.rows if row.is_same), None)
        self.answered.emit(LookalikeAnswer(same))
