"""From when until when somebody counts, department, notes, and whom a visitor visits.

One rule: what was typed here is lost by nothing that somebody else does meanwhile. What they changed and
nobody typed over is shown as it is now; where both have changed one thing, that is said, and saving decides.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, tzinfo
from enum import Enum, auto

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from door_access.domain.enrolment.people import Person
from door_access.domain.enrolment.profile import LONGEST_DEPARTMENT, PLAIN, Profile
from door_access.errors import DoorAccessError
from ui.bridge import Bridge
from ui.desk.rules.validity_box import ValidityBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import TickBox
from ui.widgets.name_box import NameBox, NameList
from ui.words import error_words


class _Part(Enum):
    """What two people can change at once without meaning the same."""

    VALIDITY = auto()
    OPENS_LONGER = auto()
    DEPARTMENT = auto()
    NOTES = auto()
    HOST = auto()


def _changed(before: Profile, after: Profile) -> set[_Part]:
    return {part for part in _Part if _value(before, part) != _value(after, part)}


def _value(profile: Profile, part: _Part) -> object:
    return getattr(profile, part.name.lower())


class ProfileBox(QWidget):
    """Fields and a button that stores them; emits ``changed`` once they are, ``edited`` with every key."""

    changed = Signal()
    edited = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self._before: Profile | None = None
        self._names = NameList()
        self.dates = ValidityBox(self)
        self.longer_box = TickBox(self.tr("The door stays &open longer for them"), self)
        self.department_field = QLineEdit(self)
        self.department_field.setMaxLength(LONGEST_DEPARTMENT)
        self.department_field.setAccessibleName(self.tr("Department"))
        self.host_box = NameBox(self.tr("nobody: is no visitor"), self)
        self.host_box.setAccessibleName(self.tr("Visits"))
        self.notes_field = QPlainTextEdit(self)
        self.notes_field.setTabChangesFocus(True)
        self.notes_field.setAccessibleName(self.tr("Notes"))
        self.message = Answer(self)
        self.discard_button = Button(self.tr("Discard"), self)
        self.discard_button.setAutoDefault(False)
        self.save_button = Button(self.tr("&Save"), self, role=Role.PRIMARY)
        self.save_button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._show_save()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX)
        rows = (
            (self.tr("May enter"), self.dates, None),
            (self.tr("D&epartment"), self.department_field, self.department_field),
            (self.tr("&Visits"), self.host_box, self.host_box),
            (self.tr("&Notes"), self.notes_field, self.notes_field),
        )
        for row, (text, field, buddy) in enumerate(rows):
            grid.addWidget(label(text, self, buddy=buddy), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(rows) - 1, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.discard_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid, 1)
        column.addWidget(self.longer_box)
        column.addWidget(self.message)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.dates.edited.connect(self._on_edited)
        self.longer_box.toggled.connect(self._on_edited)
        self.department_field.textChanged.connect(self._on_edited)
        self.host_box.currentIndexChanged.connect(self._on_edited)
        self.notes_field.textChanged.connect(self._on_edited)
        self.save_button.clicked.connect(self._on_save)
        self.discard_button.clicked.connect(self.discard)

    def take_names(self, names: NameList) -> None:
        """Offer these people as hosts."""
        is_chosen = self._is_edited(_Part.HOST)
        self._names = names
        self.host_box.blockSignals(True)
        self.host_box.offer(names)
        if self._before is not None and not is_chosen:
            self._show(_Part.HOST, self._before)
        self.host_box.blockSignals(False)
        self._show_save()

    def show_profile(self, profile: Profile, *, zone: tzinfo, today: date) -> None:
        """Show what is stored; what was typed stays, whoever has changed the rest."""
        self.dates.use(zone, today)
        before = self._before
        if profile == before:
            return
        if before is None or not self.is_edited:
            self._fill(profile)
            return
        theirs = _changed(before, profile)
        mine = {part for part in _Part if self._is_edited(part)}
        for part in theirs - mine:
            self._show(part, profile)
        self._before = profile
        self._show_save()
        self.message.refuse(self._clash_words(theirs & mine))

    def _clash_words(self, clashing: set[_Part]) -> str:
        names = {
            _Part.VALIDITY: self.tr("the dates"),
            _Part.OPENS_LONGER: self.tr("how long the door stays open"),
            _Part.DEPARTMENT: self.tr("the department"),
            _Part.NOTES: self.tr("the notes"),
            _Part.HOST: self.tr("whom they visit"),
        }
        if not clashing:
            return self.tr("Somebody else changed this meanwhile. What you have typed is still here.")
        told = self.tr(
            "Somebody else changed {what} meanwhile. What you have typed is still here: Save stores it in"
            " place of theirs, Discard shows theirs."
        )
        return told.format(what=", ".join(names[part] for part in _Part if part in clashing))

    def _fill(self, profile: Profile) -> None:
        self._before = profile
        for part in _Part:
            self._show(part, profile)
        self._show_save()

    def _show(self, part: _Part, profile: Profile) -> None:
        match part:
            case _Part.VALIDITY:
                self.dates.show_validity(profile.validity)
            case _Part.OPENS_LONGER:
                self.longer_box.setChecked(profile.opens_longer)
            case _Part.DEPARTMENT:
                self.department_field.setText(profile.department)
            case _Part.NOTES:
                self.notes_field.setPlainText(profile.notes)
            case _Part.HOST:
                ids = self._names.ids
                self.host_box.setCurrentIndex(ids.index(profile.host) + 1 if profile.host in ids else 0)

    def only_tell(self) -> None:
        """Offer nothing to change."""
        for field in (self.dates, self.longer_box, self.host_box):
            field.setEnabled(False)
        self.department_field.setReadOnly(True)
        self.notes_field.setReadOnly(True)
        self.save_button.hide()
        self.discard_button.hide()

    @property
    def is_edited(self) -> bool:
        """Say whether something stands there that is not stored."""
        return any(self._is_edited(part) for part in _Part)

    def _is_edited(self, part: _Part) -> bool:
        if self._before is None:
            return False
        try:
            return self._shown(part) != _value(self._before, part)
        except DoorAccessError:
            return True

    def _shown(self, part: _Part) -> object:
        match part:
            case _Part.VALIDITY:
                return self.dates.validity()
            case _Part.OPENS_LONGER:
                return self.longer_box.isChecked()
            case _Part.DEPARTMENT:
                return self.department_field.text().strip()
            case _Part.NOTES:
                return self.notes_field.toPlainText().strip()
            case _Part.HOST:
                host = PLAIN.host if self._before is None else self._before.host
                is_offered = host is None or host in self._names.ids
                return self.host_box.currentData() if is_offered else host

    def _made(self) -> Profile:
        shown = {part.name.lower(): self._shown(part) for part in _Part}
        return replace(self._before or PLAIN, **shown)  # type: ignore[arg-type]

    @Slot()
    def _on_edited(self) -> None:
        self.message.say("")
        self._show_save()
        self.edited.emit()

    def _show_save(self) -> None:
        for button in (self.save_button, self.discard_button):
            button.forbid("" if self.is_edited else self.tr("Nothing was changed."))

    @Slot()
    def discard(self) -> None:
        """Show what is stored in place of what was typed."""
        if self._before is not None:
            self._fill(self._before)
            self.message.say("")

    @Slot()
    def _on_save(self) -> None:
        self.save()

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Have the desk store what was typed, and call ``then`` once it is."""
        before, person_id = self._before, self._person.id
        if before is None:
            return
        try:
            after = self._made()
        except DoorAccessError as error:
            self.message.refuse(error_words(error))
            return

        def stored(_answer: object) -> None:
            self._on_stored(after)
            then()

        self.message.say(self.tr("Saving…"))
        self._bridge.ask(
            lambda desk: desk.rules.set_profile(person_id, before, after),
            owner=self,
            then=stored,
            otherwise=self._on_refused,
        )

    def _on_stored(self, profile: Profile) -> None:
        self._fill(profile)
        self.message.say(self.tr("Saved."))
        self.changed.emit()

    def _on_refused(self, sentence: str) -> None:
        self.message.refuse(sentence)
        self.changed.emit()
