"""What an enrolment may have to ask: who of the look-alikes it is, and whether the glasses are off."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.enrolment import GlassesAnswer
from door_access.domain.enrolment.lookalikes import Lookalike, LookalikeAnswer
from door_access.domain.enrolment.people import Person
from ui.desk.enrolling.guidance import listed
from ui.desk.page import AsHighAsItsRows, readable_card
from ui.desk.person.portrait import Portrait, face_of
from ui.widgets.buttons import Button, Role, label

_PORTRAIT_PX = 56


@dataclass(frozen=True, slots=True)
class Faces:
    """The newcomer with a sample of theirs, and the pictures that are kept of others, by id."""

    name: str = ""
    newcomer: QImage | None = None
    kept: Mapping[str, FacePicture] = field(default_factory=dict)


class LookalikeRow(QWidget):
    """Emits itself when the operator chooses; nothing is chosen beforehand."""

    chosen = Signal(object)

    def __init__(
        self, alike: Lookalike, person: Person | None, faces: Faces, parent: QWidget | None = None
    ) -> None:
        """``person`` is None for somebody who has been removed meanwhile."""
        super().__init__(parent)
        self.person_id = alike.person_id
        self.name = person.name if person else self.tr("Somebody who has been removed meanwhile")
        self.is_blocked = alike.is_blocked
        self.is_leaving = person is None or person.erased_from_utc is not None
        title = self._title(is_likely_same=alike.is_likely_same).format(name=self.name)
        self.title = label(title, self, role="heading", wraps=True)
        distance = self.tr("Distance {distance:.2f}").format(distance=alike.distance)
        self.how_alike = label(self._how_alike(alike), self, role="muted", wraps=True)
        for part in (self.title, self.how_alike):
            part.setToolTip(distance)
        self.newcomer = Portrait(self, side_px=_PORTRAIT_PX)
        self.newcomer.show_person(faces.name, faces.newcomer)
        self.other = Portrait(self, side_px=_PORTRAIT_PX)
        self.other.show_person(self.name, face_of(faces.kept.get(alike.person_id)))
        self.same_button = QRadioButton(self.tr("Same person: merge"), self)
        self.different_button = QRadioButton(self.tr("Different: card always required"), self)
        self._group = QButtonGroup(self)
        self._lay_out()

    def _title(self, *, is_likely_same: bool) -> str:
        if self.is_blocked and not self.is_leaving:
            likely = self.tr("{name} – blocked, probably the same person")
            return likely if is_likely_same else self.tr("{name} – blocked, looks alike")
        likely = self.tr("{name} – probably the same person")
        return likely if is_likely_same else self.tr("{name} – looks alike")

    def _how_alike(self, alike: Lookalike) -> str:
        if alike.is_likely_same:
            return self.tr("So alike that even with a card the door could take one for the other.")
        return self.tr("Very alike: without a card the door could take one for the other.")

    def _lay_out(self) -> None:
        choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for button in (self.same_button, self.different_button):
            button.setAccessibleName(f"{self.name}: {button.text()}")
            self._group.addButton(button)
            button.clicked.connect(lambda: self.chosen.emit(self))
            choices.addWidget(button)
        choices.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(2)
        for part in (self.title, self.how_alike):
            column.addWidget(part)
        column.addLayout(choices)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for portrait in (self.newcomer, self.other):
            row.addWidget(portrait, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    @property
    def is_same(self) -> bool:
        return self.same_button.isChecked()

    @property
    def is_different(self) -> bool:
        return self.different_button.isChecked()

    @property
    def is_decided(self) -> bool:
        return self.is_same or self.is_different

    def choose_different(self) -> None:
        """Say that this is another person."""
        self.different_button.setChecked(True)


class EnrolQuestion(QWidget):
    """Names the look-alikes, with how alike they are, and emits an answer once every one is decided on."""

    answered = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newcomer = ""
        self._faces = Faces()
        self.rows: list[LookalikeRow] = []
        self.heading = label("", self, role="big", wraps=True)
        self.meaning = label("", self, wraps=True)
        self.go_on_button = Button(self.tr("&Go on"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel: store nothing"), self)
        self._list = QWidget(self)
        self._scroll = AsHighAsItsRows(self._list, self)
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

    def ask(self, faces: Faces, lookalikes: tuple[Lookalike, ...], people: tuple[Person, ...]) -> None:
        """Put the question; a key that is pressed at this moment stores nothing."""
        self._newcomer = newcomer = faces.name
        self._faces = faces
        known = {person.id: person for person in people}
        self._show_rows([(alike, known.get(alike.person_id)) for alike in lookalikes])
        self.heading.setText(self._question().format(name=newcomer))
        self._on_chosen()
        self.cancel_button.setFocus()

    def _question(self) -> str:
        if self._has_namesake:
            return self.tr("Somebody called {name} is enrolled and looks like this. Is it the same person?")
        if len(self.rows) == 1:
            return self.tr("{name} looks like somebody who is enrolled. Is it the same person?")
        return self.tr("{name} looks like several people who are enrolled. Is it one of them?")

    @property
    def _has_namesake(self) -> bool:
        return self._newcomer.casefold() in [row.name.casefold() for row in self.rows]

    def _show_rows(self, lookalikes: list[tuple[Lookalike, Person | None]]) -> None:
        for row in self.rows:
            row.setParent(None)
            row.deleteLater()
        self.rows = []
        for alike, person in lookalikes:
            row = LookalikeRow(alike, person, self._faces, self._list)
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
        are_decided = bool(self.rows) and all(row.is_decided for row in self.rows)
        told = self._refusal() if self._denied() else self._meaning()
        self.go_on_button.forbid("" if are_decided and not self._denied() else told)
        self.meaning.setText(told)

    def _denied(self) -> list[LookalikeRow]:
        """Return who is blocked and would be let in under another name."""
        return [row for row in self.rows if row.is_blocked and row.is_different]

    def _refusal(self) -> str:
        denied = self._denied()[0]
        if denied.is_leaving:
            return self.tr("{name} is being erased: cancel, and enrol in a moment.").format(name=denied.name)
        return self.tr(
            "{name} is blocked: nobody who looks like them is enrolled with a face. Cancel, and unblock"
            " {name} first, or enrol the newcomer without a face, by card and PIN."
        ).format(name=denied.name)

    def _meaning(self) -> str:
        same = [row.name for row in self.rows if row.is_same]
        others = [row.name for row in self.rows if row.is_different]
        sentences = [self.tr("The samples are added to {name}.").format(name=name) for name in same]
        sentences += [
            self.tr("{name} stays blocked: the door does not open.").format(name=row.name)
            for row in self.rows
            if row.is_same and row.is_blocked
        ]
        if others:
            new = self.tr("{name} (new)").format(name=self._newcomer)
            everybody = [*(same or [new if self._has_namesake else self._newcomer]), *others]
            sentences.append(
                self.tr(
                    "From now on {names} must each show a card as well as the face, at every door: the face"
                    " alone does not tell them apart. Give each of them a card, or they stay outside."
                ).format(names=listed(everybody))
            )
        if not all(row.is_decided for row in self.rows):
            sentences.append(self.tr("Nothing is stored before you have decided on everybody."))
        return " ".join(sentences)

    @Slot()
    def _on_go_on_clicked(self) -> None:
        same = next((row.person_id for row in self.rows if row.is_same), None)
        self.answered.emit(LookalikeAnswer(same))


class EnrolGlasses(QWidget):
    """Asks for the samples without glasses and emits the operator's word."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label("", self, role="big", wraps=True)
        self.off_button = Button(self.tr("The glasses are o&ff: go on"), self, role=Role.PRIMARY)
        self.kept_button = Button(self.tr("Store only those &with glasses"), self)
        card = readable_card(self)
        card.body.addWidget(self.heading)
        card.body.addWidget(label(self._explanation(), card, role="muted", wraps=True))
        row = QHBoxLayout()
        row.addWidget(self.off_button)
        row.addWidget(self.kept_button)
        row.addStretch(1)
        card.body.addLayout(row)
        self.off_button.clicked.connect(lambda: self.answered.emit(GlassesAnswer.TAKEN_OFF))
        self.kept_button.clicked.connect(lambda: self.answered.emit(GlassesAnswer.KEPT_ON))

    def _explanation(self) -> str:
        return self.tr(
            "Glasses change a face. With a few samples of both, the door knows this person either way."
        )

    def ask(self, name: str, taken: int) -> None:
        """Put the question."""
        self.heading.setText(
            self.tr(
                "{taken} samples of {name} with glasses are taken. Now please take the glasses off."
            ).format(taken=taken, name=name)
        )
        self.off_button.setFocus()
