"""Somebody's name, changed where it stands."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.domain.enrolment.people import LONGEST_NAME, Person
from ui.bridge import Bridge
from ui.widgets.buttons import Answer, Button, label

_ROOM = 2
"""A name of so many times the longest can be pasted, so that the desk can say that it is too long."""


class RenameBox(QWidget):
    """A field with the name; emits ``changed`` once another is stored."""

    changed = Signal()
    edited = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person_id = person.id
        self._stored = person.name
        self.field = QLineEdit(person.name, self)
        self.field.setMaxLength(_ROOM * LONGEST_NAME)
        self.field.setAccessibleName(self.tr("Name"))
        self.caption = label(self.tr("Na&me"), self, buddy=self.field)
        self.save_button = Button(self.tr("&Rename"), self)
        self.save_button.setAutoDefault(False)
        self.message = Answer(self)
        row = QHBoxLayout()
        row.addWidget(self.caption)
        row.addWidget(self.field, 1)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.message)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self._on_save)
        self.save_button.clicked.connect(self._on_save)
        self._offer()

    def show_name(self, name: str) -> None:
        """Show what is stored; what was typed stays, and that somebody else has changed it is said."""
        if name == self._stored:
            return
        was_edited = self.is_edited
        self._stored = name
        if not was_edited:
            self.field.setText(name)
        elif self.is_edited:
            told = self.tr(
                "Somebody else has named this person {name} meanwhile. What you have typed is still here."
            )
            self.message.refuse(told.format(name=name))
        self._offer()

    def only_tell(self) -> None:
        """Offer nothing to change."""
        self.field.setReadOnly(True)
        self.save_button.hide()

    @property
    def is_edited(self) -> bool:
        """Say whether a name stands there that is not stored."""
        return self.field.text().strip() != self._stored

    def discard(self) -> None:
        """Show the stored name again."""
        self.field.setText(self._stored)
        self._on_edited()

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Have the desk store the name, and call ``then`` once it has."""
        name, before, person_id = self.field.text().strip(), self._stored, self._person_id

        def stored(_answer: object) -> None:
            self._stored = name
            self.message.say(self.tr("Saved."))
            self._offer()
            self.changed.emit()
            then()

        self.message.say(self.tr("Saving…"))
        self._bridge.ask(
            lambda desk: desk.rename(person_id, name, before=before),
            owner=self,
            then=stored,
            otherwise=self._on_refused,
        )

    def _on_refused(self, sentence: str) -> None:
        self.message.refuse(sentence)
        self.changed.emit()

    @Slot()
    def _on_edited(self) -> None:
        self.message.say("")
        self._offer()
        self.edited.emit()

    @Slot()
    def _on_save(self) -> None:
        if self.is_edited:
            self.save()

    def _offer(self) -> None:
        self.save_button.forbid("" if self.is_edited else self.tr("The name is as it was."))
        self.message.setVisible(bool(self.message.text()))
