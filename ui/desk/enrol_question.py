"""The question of an enrolment: somebody enrolled looks like the newcomer. A human decides."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from door_access.domain.enrolment import Lookalike, LookalikeAnswer
from door_access.domain.people import Person
from ui.buttons import Button, label
from ui.desk.page import READABLE_LETTERS, Card


class EnrolQuestion(QWidget):
    """Names the look-alikes and emits one of three answers."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label("", self, role="big", wraps=True)
        self.names = label("", self, role="heading", wraps=True)
        self.same_button = Button(self.tr("Sa&me person: merge"), self)
        self.different_button = Button(self.tr("&Different person: enrol all the same"), self)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(parent=self)
        card.setMaximumWidth(READABLE_LETTERS * self.fontMetrics().averageCharWidth())
        card.body.addWidget(self.heading)
        card.body.addWidget(self.names)
        for button, text in (
            (self.same_button, self.tr("The samples are added to the first person named above.")),
            (
                self.different_button,
                self.tr("Both stay enrolled; the door may find them too alike to decide."),
            ),
            (self.cancel_button, self.tr("Nothing is stored.")),
        ):
            card.body.addSpacing(6)
            card.body.addWidget(button)
            card.body.addWidget(label(text, card, role="muted", wraps=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def _connect(self) -> None:
        self.same_button.clicked.connect(lambda: self.answered.emit(LookalikeAnswer.SAME_PERSON))
        self.different_button.clicked.connect(lambda: self.answered.emit(LookalikeAnswer.DIFFERENT_PERSON))
        self.cancel_button.clicked.connect(lambda: self.answered.emit(LookalikeAnswer.CANCEL))

    def ask(self, newcomer: str, lookalikes: tuple[Lookalike, ...], people: tuple[Person, ...]) -> None:
        """Put the question; a key that is pressed at this moment stores nothing."""
        names = {person.id: person.name for person in people}
        self.heading.setText(
            self.tr("{name} looks like somebody who is enrolled. Is it the same person?").format(
                name=newcomer
            )
        )
        self.names.setText("\n".join(self._line(names, alike) for alike in lookalikes))
        self.cancel_button.setFocus()

    def _line(self, names: dict[str, str], alike: Lookalike) -> str:
        name = names.get(alike.person_id, self.tr("Somebody who has been removed meanwhile"))
        return self.tr("{name} (distance {distance:.2f})").format(name=name, distance=alike.distance)
