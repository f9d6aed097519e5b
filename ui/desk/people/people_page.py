"""Everybody who is enrolled: find, open, and do something with one person or with several at once."""

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.domain.enrolment.people import Erasure, Person
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.roles import Permit
from ui import words
from ui.bridge import Bridge
from ui.desk.importing.lists_dialog import ListsDialog
from ui.desk.page import Page
from ui.desk.people.credential_words import lacking_words
from ui.desk.people.people_acts import PeopleActs
from ui.desk.people.people_model import Column, Listing, PeopleModel, explanation, listing
from ui.desk.people.removals import RemovalLines
from ui.desk.people.undo_line import UndoLine
from ui.desk.privacy.paper_dialog import show_certificate
from ui.theme import SPACING_PX, current_theme
from ui.widgets.buttons import Button, Role, label
from ui.widgets.headed_model import AnyIndex
from ui.widgets.tables import ListTable

_ROW_HEIGHT = 2.2
"""Height of a row over that of a line of text."""
_DAY_FROM_PX = 720
"""Below this width the list leaves out when somebody was enrolled."""
_COUNT_EVERY_MS = 250
"""While a removal can be undone, so that the seconds are seen to pass."""
_TIDY_EVERY_MS = 30_000
"""At other times, for what an erasure has left because another process was reading; it is one small query."""
_SHORTEST_CARD = 4
"""Symbols from which what is typed and ended by Enter may be a card's number."""


class PeoplePage(Page):
    """Shows the list as the desk last told it and passes the wishes on."""

    person_requested = Signal(object)
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
        self.search_field.setPlaceholderText(self.tr("Search by name, department or card"))
        self.search_field.setAccessibleName(self.tr("Search by name, department or card"))
        self.search_field.setClearButtonEnabled(True)
        self.lists_button = Button(self.tr("Import and export…"), self)
        self.enrol_button = Button(self.tr("Enrol a &new person"), self, role=Role.PRIMARY)
        self.count = label("", self, role="muted")
        self.table = ListTable(self.model, self.tr("Enrolled people"), self, row_height=_ROW_HEIGHT)
        self.table.say(words.loading_words())
        self.advice = label("", self, role="muted", wraps=True)
        self.undo = UndoLine(self)
        self.removals = RemovalLines(self)
        self.timer = QTimer(self, interval=_TIDY_EVERY_MS)
        self._is_finishing = False
        self.acts = PeopleActs(self.bridge, self)

    def _make_table(self) -> None:
        self.table.setSelectionMode(ListTable.SelectionMode.ExtendedSelection)
        self.table.setEditTriggers(ListTable.EditTrigger.NoEditTriggers)
        self.table.installEventFilter(self)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
        header = self.table.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(self.model, self))  # else it asks for every chosen cell
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
        column.addWidget(self.undo)
        column.addWidget(self.removals)
        column.addWidget(self.acts)

    def _connect(self) -> None:
        self.bridge.gallery_changed.connect(self._on_gallery_changed)
        self.model.rename_requested.connect(self._on_rename_requested)
        self.search_field.textChanged.connect(self._on_search_changed)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.search_field.returnPressed.connect(self._on_search_entered)
        self.table.activated.connect(self._on_activated)
        self.acts.open_requested.connect(self.person_requested)
        self.acts.samples_requested.connect(self.samples_requested)
        self.acts.removal_requested.connect(self.remove)
        self.acts.blocked.connect(self.undo.offer)
        self.acts.changed.connect(self._fetch)
        self.undo.undo_requested.connect(self._on_unblock_requested)
        self.enrol_button.clicked.connect(self.enrolment_requested)
        self.lists_button.clicked.connect(self._on_lists_clicked)
        self.bridge.here.changed.connect(self._offer)
        self.removals.undo_requested.connect(self._on_undo_requested)
        self.removals.certificate_requested.connect(self._on_certificate_requested)
        self.timer.timeout.connect(self._on_timeout)
        self.timer.start()
        for key, slot in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self.acts.ask_to_remove),
            (QKeySequence(Qt.Key.Key_F2), self._on_rename_key),
        ):
            QShortcut(key, self.table).activated.connect(slot)
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
        self._on_selection_changed()

    def chosen(self) -> tuple[Person, ...]:
        """Return whoever is chosen, from the top of the list."""
        chosen = self.table.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        rows = {row for one in ranges for row in range(one.top(), one.bottom() + 1)}
        return tuple(self.model.person(row) for row in sorted(rows))

    def selected(self) -> Person | None:
        """Return the chosen person; None when nobody is chosen, or several are."""
        chosen = self.chosen()
        return chosen[0] if len(chosen) == 1 else None

    def select(self, *person_ids: str) -> None:
        """Choose these people, as far as they are in the list, and nobody else."""
        rows = self.model.rows_of(person_ids)
        last = len(Column) - 1
        selection = QItemSelection()
        for first, end in _stretches(rows):
            selection.select(self.model.index(first, 0), self.model.index(end, last))
        choosing = self.table.selectionModel()
        choosing.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            top = self.model.index(rows[0], 0)
            choosing.setCurrentIndex(top, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.table.scrollTo(top)

    @Slot()
    def _fetch(self) -> None:
        """Ask who there is, for somebody who may see them; a removal may end when nobody is here."""
        if not self.bridge.here.may(Permit.SEE_PEOPLE):
            self.timer.setInterval(_TIDY_EVERY_MS)
            return
        self.bridge.ask(
            lambda desk: listing(desk.people()),
            owner=self,
            then=self._show_listing,
            otherwise=self._on_not_fetched,
        )
        self.bridge.ask(lambda desk: desk.drifts(), owner=self, then=self._show_drifts)
        self.bridge.ask(_small_hints, owner=self, then=self.model.show_hints)

    def _show(self, people: tuple[Person, ...]) -> None:
        self._show_listing(listing(people))

    def _show_listing(self, shown: Listing) -> None:
        chosen = [person.id for person in self.chosen()]
        self.model.show_people(shown)
        if chosen:
            self.select(*chosen)
        self.removals.show_leaving(shown.people)
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
        self.table.say(self.tr("Nobody fits this search.") if all_of_them else nobody)

    @Slot(object)
    def _on_gallery_changed(self, _changed: object) -> None:
        if self.isVisible():
            self._fetch()

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        chosen = [person.id for person in self.chosen()]
        self.table.scrollToTop()  # a view that is scrolled past its new end measures every row
        self.model.search(text)
        if chosen:
            self.select(*chosen)
        self._show_count()
        self._on_selection_changed()

    @Slot()
    def _on_search_entered(self) -> None:
        """Open the one who is found; where nobody is, take what was typed for a card that was shown."""
        number = self.search_field.text().strip()
        if self.model.rowCount() == 1:
            self.person_requested.emit(self.model.person(0))
        elif not self.model.rowCount() and len(number) >= _SHORTEST_CARD:
            self.search_field.clear()
            self.bridge.ask(
                lambda desk: desk.credentials.holder_of(number), owner=self, then=self._show_holder
            )

    def _show_holder(self, person_id: str | None) -> None:
        if person_id is None:
            self.bridge.refused.emit(self.tr("Nobody has a card with this number."))
        else:
            self.select(person_id)
            self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Search for what is typed over the list, also by a reader that types a card's number."""
        is_typed = (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.text().strip().isprintable()
            and bool(event.text().strip())
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        )
        if is_typed and isinstance(event, QKeyEvent):
            self.search_field.setFocus()
            self.search_field.setText(event.text())
        return is_typed or super().eventFilter(watched, event)

    @Slot()
    def _on_selection_changed(self) -> None:
        chosen = self.chosen()
        self.acts.choose(chosen)
        advice = self._advice(chosen[0]) if len(chosen) == 1 else ""
        if len(chosen) > 1:
            advice = self.tr("{count} people are chosen.").format(count=f"{len(chosen):,}")
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))

    def _advice(self, person: Person) -> str:
        lacking = lacking_words(person, self.bridge.settings.door.mode)
        told = self.model.twin_words(person), lacking, explanation(person, self.model.drift(person))
        return " ".join(filter(None, told))

    @Slot()
    def _on_rename_key(self) -> None:
        """Let the name be changed where it stands."""
        person = self.selected()
        if person is not None and self.bridge.here.may(Permit.CHANGE_PEOPLE):
            self.table.edit(self.model.index(self.model.rows_of((person.id,))[0], Column.NAME))

    @Slot("QModelIndex")
    def _on_activated(self, index: AnyIndex) -> None:
        self.person_requested.emit(self.model.person(index.row()))

    @Slot(str, str)
    def _on_rename_requested(self, person_id: str, name: str) -> None:
        self.bridge.ask(lambda desk: desk.rename(person_id, name), owner=self, then=lambda _: self._fetch())

    @Slot(object)
    def _on_unblock_requested(self, person_ids: tuple[str, ...]) -> None:
        self._ask_and_show(lambda desk: desk.several.set_blocked(person_ids, False), self.table.setFocus)

    @Slot()
    def _on_lists_clicked(self) -> None:
        dialog = ListsDialog(self.bridge, self)
        dialog.imported.connect(self._fetch)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def remove(self, person_ids: tuple[str, ...]) -> None:
        """Deny these people from now on, and offer for a while to take that back."""
        self.removals.expect(person_ids)
        self._ask_and_show(
            lambda desk: desk.several.begin_removals(person_ids), lambda: self._offer_undo(person_ids)
        )

    def _offer_undo(self, person_ids: Collection[str]) -> None:
        """Put the keyboard on the button that takes the removal back."""
        line = next(
            (one for one in self.removals.lines.values() if set(one.person_ids) & set(person_ids)), None
        )
        if line is not None and self.isVisible():
            line.undo_button.setFocus()

    @Slot(object)
    def _on_undo_requested(self, person_ids: tuple[str, ...]) -> None:
        self._ask_and_show(lambda desk: desk.several.undo_removals(person_ids), self.table.setFocus)

    def _ask_and_show(self, job: Callable[[Desk], object], then: Callable[[], object]) -> None:
        """Have the desk do it, show the people as they are then, and go on."""

        def done_and_told(desk: Desk) -> Listing:
            job(desk)
            return listing(desk.people())

        def show(shown: Listing) -> None:
            self._show_listing(shown)
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

    @Slot(object, str)
    def _on_certificate_requested(self, erasure: Erasure, name: str) -> None:
        show_certificate(self.bridge, erasure, name, self)

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


def _stretches(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return rows, from the top, as stretches without a gap: selecting each by itself takes seconds."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _small_hints(desk: Desk) -> Mapping[str, str]:
    """Return what is known of cards' numbers, as it is searched."""
    return {person_id: hint.casefold() for person_id, hint in desk.credentials.hints().items()}
