"""From when until when somebody counts, department, notes, and whom a visitor visits."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.enrolment.people import Person
from door_access.domain.enrolment.profile import LONGEST_DEPARTMENT, PLAIN, Profile
from door_access.errors import DoorAccessError
from ui.bridge import Bridge
from ui.desk.rules.validity_box import ValidityBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import TickBox
from ui.widgets.name_box import NameBox, NameList, listed
from ui.words import error_words


class ProfileBox(QWidget):
    """Fields and a button that stores them; emits ``changed`` once they are."""

    changed = Signal()

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
        self.save_button = Button(self.tr("&Save"), self, role=Role.PRIMARY)
        self.save_button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._show_save()
        bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self._take_names)

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
        foot.addWidget(self.longer_box)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid, 1)
        column.addLayout(foot)
        column.addWidget(self.message)

    def _connect(self) -> None:
        self.dates.edited.connect(self._on_edited)
        self.longer_box.toggled.connect(self._on_edited)
        self.department_field.textChanged.connect(self._on_edited)
        self.host_box.currentIndexChanged.connect(self._on_edited)
        self.notes_field.textChanged.connect(self._on_edited)
        self.save_button.clicked.connect(self._on_save)

    def _take_names(self, names: NameList) -> None:
        self._names = names
        self.host_box.offer(names)
        if self._before is not None:
            self._show_host(self._before)
        self._show_save()

    def show_profile(self, overview: Overview, profile: Profile) -> None:
        """Show what is stored; what was typed and not stored stays while nothing else was changed."""
        self.dates.use(overview.doors[0].zone, overview.today)
        if profile == self._before:
            return
        is_newer = self._before is not None and self.is_edited
        self._fill(profile)
        if is_newer:
            self.message.refuse(
                self.tr(
                    "Somebody else changed this meanwhile. It is shown as it is now; nothing of yours was"
                    " stored."
                )
            )

    def _fill(self, profile: Profile) -> None:
        self._before = profile
        self.dates.show_validity(profile.validity)
        self.longer_box.setChecked(profile.opens_longer)
        self.department_field.setText(profile.department)
        self.notes_field.setPlainText(profile.notes)
        self._show_host(profile)
        self._show_save()

    def _show_host(self, profile: Profile) -> None:
        ids = self._names.ids
        self.host_box.setCurrentIndex(ids.index(profile.host) + 1 if profile.host in ids else 0)

    def only_tell(self) -> None:
        """Offer nothing to change."""
        fields = (self.dates, self.longer_box, self.department_field, self.host_box, self.notes_field)
        for field in fields:
            field.setEnabled(False)
        self.save_button.hide()

    @property
    def is_edited(self) -> bool:
        """Say whether something stands there that is not stored."""
        if self._before is None:
            return False
        try:
            return self._made() != self._before
        except DoorAccessError:
            return True

    def _made(self) -> Profile:
        before = self._before or PLAIN
        is_offered = before.host is None or before.host in self._names.ids
        return replace(
            before,
            validity=self.dates.validity(),
            opens_longer=self.longer_box.isChecked(),
            department=self.department_field.text().strip(),
            notes=self.notes_field.toPlainText().strip(),
            host=self.host_box.currentData() if is_offered else before.host,
        )

    @Slot()
    def _on_edited(self) -> None:
        self.message.say("")
        self._show_save()

    def _show_save(self) -> None:
        self.save_button.forbid("" if self.is_edited else self.tr("Nothing was changed."))

    @Slot()
    def _on_save(self) -> None:
        before, person_id = self._before, self._person.id
        if before is None:
            return
        try:
            after = self._made()
        except DoorAccessError as error:
            self.message.refuse(error_words(error))
            return
        self.message.say(self.tr("Saving…"))
        self._bridge.ask(
            lambda desk: desk.rules.set_profile(person_id, before, after),
            owner=self,
            then=lambda _: self._on_stored(after),
            otherwise=self._on_refused,
        )

    def _on_stored(self, profile: Profile) -> None:
        self._fill(profile)
        self.message.say(self.tr("Saved."))
        self.changed.emit()

    def _on_refused(self, sentence: str) -> None:
        self.message.refuse(sentence)
        self.changed.emit()
