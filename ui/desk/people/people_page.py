"""Everybody who is enrolled: find, rename, block, remove, take more samples, give a card and a PIN."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from door_access.desk.desk import Desk
from door_access.domain.enrolment.people import UNDO_S, Erasure, Person
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.roles import Permit
from ui import words
from ui.bridge import Bridge
from ui.desk.importing.lists_dialog import ListsDialog
from ui.desk.page import Page
from ui.desk.people.access_dialog import AccessDialog
from ui.desk.people.credential_words import lacking_words
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.desk.people.people_model import Column, PeopleModel, explanation
from ui.desk.people.removals import RemovalLines
from ui.theme import SPACING_PX, current_theme
from ui.widgets.buttons import Button, Role, label
from ui.widgets.questions import confirm
from ui.widgets.tables import ListTable
from ui.widgets.wrapped_row import WrappedRow

_ROW_HEIGHT = 2.2
"""Height of a row over that of a line of text."""
_DAY_FROM_PX = 720
"""Below this width the list leaves out when somebody was enrolled."""
_COUNT_EVERY_MS = 250
"""While a removal can be undone, so that the seconds are seen to pass."""
_TIDY_EVERY_MS = 30_000
"""At other times, for what an erasure has left because another process was reading; it is one small query."""
_BY_ANY_WAY = (
    ListTable.EditTrigger.DoubleClicked
    | ListTable.EditTrigger.EditKeyPressed
    | ListTable.EditTrigger.AnyKeyPressed
)
"""How Qt lets a cell be edited unless it is told otherwise."""


class PeoplePage(Page):
    """Shows the list as the desk last told it and passes the wishes on."""

    samples_requested = Signal(object)
    enrolment_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.model = PeopleModel(self)
        self._make_parts()
        self._make_table()
        self._lay_out()
        self._connect()
        self._on_selection_changed()

    def _make_parts(self) -> None:
        self.search_field = QLineEdit(self)
        self.search_field.setPlaceholderText(self.tr("Search by name"))
        self.search_field.setAccessibleName(self.tr("Search by name"))
        self.search_field.setClearButtonEnabled(True)
        self.lists_button = Button(self.tr("&Import and export…"), self)
        self.enrol_button = Button(self.tr("Enrol a &new person"), self, role=Role.PRIMARY)
        self.count = label("", self, role="muted")
        self.table = ListTable(self.model, self.tr("Enrolled people"), self, row_height=_ROW_HEIGHT)
        self.table.say(words.loading_words())
        self.advice = label("", self, role="muted", wraps=True)
        self.removals = RemovalLines(self)
        self.timer = QTimer(self, interval=_TIDY_EVERY_MS)
        self._is_finishing = False
        self.rename_button = Button(self.tr("&Rename"), self)
        self.samples_button = Button(self.tr("Take &more samples"), self)
        self.credentials_button = Button(self.tr("&Card and PIN…"), self)
        self.access_button = Button(self.tr("Access…"), self)
        self.block_button = Button(self.tr("Bloc&k"), self)
        self.remove_button = Button(self.tr("Remo&ve…"), self, role=Role.DANGER)
        self._actions = {
            self.rename_button: Permit.CHANGE_PEOPLE,
            self.samples_button: Permit.ENROL,
            self.credentials_button: Permit.CHANGE_PEOPLE,
            self.access_button: Permit.SEE_RULES,
            self.block_button: Permit.CHANGE_PEOPLE,
            self.remove_button: Permit.REMOVE_PEOPLE,
        }

    def _make_table(self) -> None:
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
        header = self.table.horizontalHeader()
        header.setResizeContentsPrecision(0)  # measuring a thousand rows takes a fifth of a second
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search_field, 1)
        top.addWidget(self.lists_button)
        top.addWidget(self.enrol_button)
        foot = QHBoxLayout()
        foot.setSpacing(SPACING_PX)
        foot.addWidget(self.count)
        foot.addWidget(self.advice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        column.addWidget(self.removals)
        column.addWidget(WrappedRow(tuple(self._actions), self))

    def _connect(self) -> None:
        self.bridge.gallery_changed.connect(self._on_gallery_changed)
        self.model.rename_requested.connect(self._on_rename_requested)
        self.search_field.textChanged.connect(self._on_search_changed)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.rename_button.clicked.connect(self._on_rename_clicked)
        self.block_button.clicked.connect(self._on_block_clicked)
        self.credentials_button.clicked.connect(self._on_credentials_clicked)
        self.access_button.clicked.connect(self._on_access_clicked)
        self.samples_button.clicked.connect(self._on_samples_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.enrol_button.clicked.connect(self.enrolment_requested)
        self.lists_button.clicked.connect(self._on_lists_clicked)
        self.bridge.here.changed.connect(self._offer)
        self.removals.undo_requested.connect(self._on_undo_requested)
        self.timer.timeout.connect(self._on_timeout)
        self.timer.start()
        QShortcut(QKeySequence.StandardKey.Delete, self.table).activated.connect(self._on_remove_clicked)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.search_field.setFocus)

    def open(self) -> None:
        self.model.use_theme(current_theme())
        self.model.use_mode(self.bridge.settings.door.mode)
        self._offer()
        self._fetch()
        self.search_field.setFocus()

    @Slot()
    def _offer(self) -> None:
        """Offer what whoever is here may do."""
        here = self.bridge.here
        self.enrol_button.setVisible(here.may(Permit.ENROL))
        self.lists_button.setVisible(here.may(Permit.CHANGE_PEOPLE, Permit.EXPORT_PEOPLE))
        for button, needed in self._actions.items():
            button.setVisible(here.may(needed))
        may_rename = here.may(Permit.CHANGE_PEOPLE)
        self.table.setEditTriggers(_BY_ANY_WAY if may_rename else ListTable.EditTrigger.NoEditTriggers)
        self._on_selection_changed()

    def selected(self) -> Person | None:
        """Return the chosen person; None when nobody is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.person(rows[0].row()) if rows else None

    def select(self, person_id: str) -> None:
        """Choose a person, if they are in the list."""
        row = self.model.row_of(person_id)
        if row is not None:
            self.table.selectRow(row)

    @Slot()
    def _fetch(self) -> None:
        """Ask who there is, for somebody who may see them; a removal may end when nobody is here."""
        if not self.bridge.here.may(Permit.SEE_PEOPLE):
            self.timer.setInterval(_TIDY_EVERY_MS)
            return
        self.bridge.ask(
            lambda desk: desk.people(), owner=self, then=self._show, otherwise=self._on_not_fetched
        )
        self.bridge.ask(lambda desk: desk.drifts(), owner=self, then=self._show_drifts)

    def _show(self, people: tuple[Person, ...]) -> None:
        chosen = self.selected()
        self.model.show_people(people)
        if chosen:
            self.select(chosen.id)
        self.removals.show_leaving(people)
        self.timer.setInterval(_COUNT_EVERY_MS if self.removals.is_counting else _TIDY_EVERY_MS)
        self._show_count()
        self._on_selection_changed()

    def _on_not_fetched(self, sentence: str) -> None:
        self.table.say(sentence)
        self.bridge.refused.emit(sentence)

    def _show_drifts(self, drifts: dict[str, Drift]) -> None:
        self.model.show_drifts(drifts)
        self._on_selection_changed()

    def _show_count(self) -> None:
        """Say how many there are, how many of them are shown, and what to do where that is nobody."""
        shown, all_of_them = self.model.rowCount(), self.model.everybody
        one, more = self.tr("{count} person"), self.tr("{count} people")
        if shown != all_of_them:
            one, more = self.tr("{shown} of {count} person"), self.tr("{shown} of {count} people")
        self.count.setText(words.counted(all_of_them, one, more, shown=f"{shown:,}"))
        nobody = self.tr("Nobody is enrolled yet: “Enrol a new person” begins.")
        self.table.say(self.tr("Nobody's name fits this search.") if all_of_them else nobody)

    @Slot(object)
    def _on_gallery_changed(self, _changed: object) -> None:
        if self.isVisible():
            self._fetch()

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        chosen = self.selected()
        self.table.scrollToTop()  # a view that is scrolled past its new end measures every row
        self.model.search(text)
        if chosen:
            self.select(chosen.id)
        self._show_count()
        self._on_selection_changed()

    @Slot()
    def _on_selection_changed(self) -> None:
        person = self.selected()
        for button, needed in self._actions.items():
            button.forbid(self.bridge.here.why_not(needed) or self._why_not(person))
        advice = self._advice(person) if person else ""
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        is_blocked = person is not None and person.is_blocked
        self.block_button.setText(self.tr("Unbloc&k") if is_blocked else self.tr("Bloc&k"))
        self.block_button.setAccessibleName(self.block_button.text().replace("&", ""))

    def _why_not(self, person: Person | None) -> str:
        if person is None:
            return self.tr("Nobody is chosen.")
        if person.erased_from_utc is None:
            return ""
        return self.tr("{name} is being removed.").format(name=person.name)

    def _advice(self, person: Person) -> str:
        lacking = lacking_words(person, self.bridge.settings.door.mode)
        told = self.model.twin_words(person), lacking, explanation(person, self.model.drift(person))
        return " ".join(filter(None, told))

    @Slot()
    def _on_rename_clicked(self) -> None:
        rows = self.table.selectionModel().selectedRows(Column.NAME)
        if rows:
            self.table.setFocus()
            self.table.edit(rows[0])

    @Slot(str, str)
    def _on_rename_requested(self, person_id: str, name: str) -> None:
        self.bridge.ask(lambda desk: desk.rename(person_id, name), owner=self, then=lambda _: self._fetch())

    @Slot()
    def _on_block_clicked(self) -> None:
        person = self.selected()
        if person is not None:
            person_id, is_blocked = person.id, not person.is_blocked
            self.bridge.ask(
                lambda desk: desk.set_blocked(person_id, is_blocked), owner=self, then=lambda _: self._fetch()
            )

    @Slot()
    def _on_credentials_clicked(self) -> None:
        person = self.selected()
        if person is not None:
            dialog = CredentialsDialog(self.bridge, person, self)
            dialog.changed.connect(self._fetch)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def _on_access_clicked(self) -> None:
        person = self.selected()
        if person is not None:
            dialog = AccessDialog(self.bridge, person, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def _on_lists_clicked(self) -> None:
        dialog = ListsDialog(self.bridge, self)
        dialog.imported.connect(self._fetch)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_samples_clicked(self) -> None:
        person = self.selected()
        if person is not None:
            self.samples_requested.emit(person)

    @Slot()
    def _on_remove_clicked(self) -> None:
        person = self.selected()
        if person is None or not self.remove_button.isEnabled():
            return
        confirm(
            self,
            self.tr("Remove {name} and all their templates?").format(name=person.name),
            title=self.tr("Remove"),
            warning=self.tr(
                "They can no longer enter. This can be undone for {seconds} seconds; then everything about"
                " them is erased for ever."
            ).format(seconds=round(UNDO_S)),
            verb=self.tr("&Remove"),
            then=lambda: self._remove(person.id),
        )

    def _remove(self, person_id: str) -> None:
        self._ask_and_show(lambda desk: desk.begin_removal(person_id), lambda: self._offer_undo(person_id))

    def _offer_undo(self, person_id: str) -> None:
        """Put the keyboard on the button that takes the removal back."""
        line = self.removals.lines.get(person_id)
        if line is not None and self.isVisible():
            line.undo_button.setFocus()

    @Slot(str)
    def _on_undo_requested(self, person_id: str) -> None:
        self._ask_and_show(lambda desk: desk.undo_removal(person_id), self.table.setFocus)

    def _ask_and_show(self, job: Callable[[Desk], object], then: Callable[[], object]) -> None:
        """Have the desk do it, show the people as they are then, and go on."""

        def done_and_told(desk: Desk) -> tuple[Person, ...]:
            job(desk)
            return desk.people()

        def show(people: tuple[Person, ...]) -> None:
            self._show(people)
            then()

        self.bridge.ask(done_and_told, owner=self, then=show)

    @Slot()
    def _on_timeout(self) -> None:
        """Count down; ask for the end of removals whose time is over, and now and then for what was left."""
        self.removals.count_down()
        is_waiting = self.removals.is_counting and not self.removals.is_due
        is_closed = not self.window().isVisible()  # then the kiosk's end erases
        if self._is_finishing or is_waiting or is_closed:
            return
        self._is_finishing = True
        self.bridge.ask(
            lambda desk: desk.finish_removals(),
            owner=self,
            then=self._certify,
            otherwise=self._on_unfinished,
        )

    def _certify(self, erasures: tuple[Erasure, ...]) -> None:
        self._is_finishing = False
        self.removals.certify(erasures)
        if erasures or self.removals.is_counting:
            self._fetch()

    def _on_unfinished(self, sentence: str) -> None:
        self._is_finishing = False
        self.timer.setInterval(_TIDY_EVERY_MS)
        self.bridge.refused.emit(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the day out where the names need its room."""
        self.table.setColumnHidden(Column.ENROLLED, self.width() < _DAY_FROM_PX)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.model.use_theme(current_theme())
