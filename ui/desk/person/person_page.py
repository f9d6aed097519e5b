"""One person's page: who they are, what they hold, where they may enter, and what was done about them.

It is reached from the list, goes back to it, and goes on to the next person in it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.person_desk import PersonFile
from door_access.desk.rules_desk import Overview
from door_access.domain.enrolment.people import Person
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.page import Page
from ui.desk.people.removals import ask_to_remove
from ui.desk.people.undo_line import UndoLine
from ui.desk.person.person_sheet import PersonSheet
from ui.desk.person.person_words import seen_words, state_words
from ui.desk.person.portrait import Portrait, face_of
from ui.desk.visitors.pass_dialog import PassDialog
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.icons import Icon
from ui.widgets.name_box import NameList, listed
from ui.widgets.questions import choose_folder, confirm
from ui.widgets.scrolled import Scrolled
from ui.widgets.wrapped_row import WrappedRow
from ui.words import loading_words

_PORTRAIT_PX = 56
_ID_LETTERS = 8


class PersonPage(Page):
    """Shows one person as the desk last told; asks before something is left that is typed and not stored."""

    back_requested = Signal(str)
    samples_requested = Signal(object)
    removal_requested = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.person: Person | None = None
        self.sheet: PersonSheet | None = None
        self._order: tuple[str, ...] = ()
        self._names: NameList | None = None
        self._is_unknown = False
        self._make_parts()
        self._lay_out()
        self._connect()

    def _make_parts(self) -> None:
        self.back_button = Button(self.tr("Bac&k"), self, icon=Icon.BACK)
        self.portrait = Portrait(self, side_px=_PORTRAIT_PX)
        self.heading = label("", self, role="big", wraps=True)
        self.state = label("", self, role="muted", wraps=True)
        self.before_button = Button(self.tr("Pre&vious"), self)
        self.after_button = Button(self.tr("&Next"), self)
        self.export_button = Button(self.tr("E&xport…"), self)
        self.block_button = Button(self.tr("B&lock"), self)
        self.pass_button = Button(self.tr("Pass…"), self)
        self.remove_button = Button(self.tr("&Remove…"), self, role=Role.DANGER)
        self._actions = {
            self.export_button: Permit.EXPORT_LOG,
            self.block_button: Permit.CHANGE_PEOPLE,
            self.pass_button: Permit.CHANGE_PEOPLE,
            self.remove_button: Permit.REMOVE_PEOPLE,
        }
        self.notice = label(loading_words(), self, role="muted", wraps=True)
        self.undo = UndoLine(self)
        self.scroll_area = Scrolled(None, self)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _lay_out(self) -> None:
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.heading)
        told.addWidget(self.state)
        head = QHBoxLayout()
        head.setSpacing(SPACING_PX // 2)
        head.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(told, 1)
        head.addWidget(self.before_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.after_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.scroll_area, 1)
        column.addWidget(self.undo)
        column.addWidget(WrappedRow(tuple(self._actions), self))

    def _connect(self) -> None:
        self.bridge.gallery_changed.connect(self._on_gallery_changed)
        self.bridge.log_grew.connect(self._on_log_grew)
        self.bridge.here.changed.connect(self._offer)
        self.back_button.clicked.connect(self.go_back)
        self.before_button.clicked.connect(self._on_before_clicked)
        self.after_button.clicked.connect(self._on_after_clicked)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.block_button.clicked.connect(self._on_block_clicked)
        self.pass_button.clicked.connect(self._on_pass_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.undo.undo_requested.connect(self._on_undo_requested)
        keys = (
            (QKeySequence("Ctrl+PgUp"), self._on_before_clicked),
            (QKeySequence("Ctrl+PgDown"), self._on_after_clicked),
        )
        for key, slot in keys:
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def show_person(self, person: Person, order: Sequence[str]) -> None:
        """Make the page somebody's; ``order`` is everybody of the list, by id, as it stands there."""
        self._order = tuple(order)
        self.person = person
        self.undo.put_away()
        self.sheet = PersonSheet(self.bridge, person, self.scroll_area)
        self.sheet.changed.connect(self._fetch)
        self.sheet.samples_requested.connect(self._on_samples_clicked)
        self.scroll_area.setWidget(self.sheet)  # which deletes the one before
        self.sheet.show()
        self.heading.setText(person.name)
        self.state.setText(loading_words())
        self.portrait.show_person(person.name)
        self._say("")
        self._offer()

    def open(self) -> None:
        self._offer()
        self._fetch()
        if self.sheet is not None:
            self.sheet.name.field.setFocus()
            self.sheet.name.field.deselect()

    def close_up(self) -> None:
        """Forget typed digits."""
        self.undo.put_away()
        if self.sheet is not None:
            self.sheet.forget()

    def go_up(self) -> bool:
        self.go_back()
        return True

    def leave(self, then: Callable[[], object]) -> None:
        sheet = self.sheet
        unsaved = sheet.unsaved() if sheet is not None else ()
        if sheet is None or not unsaved:
            then()
            return
        better = (self.tr("Save &and leave"), lambda: sheet.save_all(then))
        confirm(
            self,
            self.tr("Leave {name} without saving?").format(name=self._name),
            title=self.tr("Not stored yet"),
            warning=self.tr("What was typed is then forgotten: {what}.").format(what=", ".join(unsaved)),
            verb=self.tr("&Leave without saving"),
            then=then,
            better=better if sheet.can_save_all() else None,
        )

    @property
    def _name(self) -> str:
        return "" if self.person is None else self.person.name

    @Slot()
    def go_back(self) -> None:
        """Go back to the list, at this person's row."""
        person_id = "" if self.person is None else self.person.id
        self.leave(lambda: self.back_requested.emit(person_id))

    def _say(self, sentence: str) -> None:
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    @Slot()
    def _offer(self) -> None:
        """Offer what whoever is here may do with whoever is shown."""
        here, person = self.bridge.here, self.person
        is_leaving = person is not None and person.erased_from_utc is not None
        leaving = self.tr("{name} is being removed.").format(name=self._name) if is_leaving else ""
        for button, needed in self._actions.items():
            button.setVisible(here.may(needed))
            button.forbid(here.why_not(needed) or ("" if button is self.export_button else leaving))
        is_blocked = person is not None and person.is_blocked
        self.block_button.setText(self.tr("Unb&lock") if is_blocked else self.tr("B&lock"))
        self.block_button.setAccessibleName(self.block_button.text().replace("&", ""))
        place = self._place()
        self.before_button.forbid("" if place > 0 else self.tr("This is the first person of the list."))
        is_last = place == len(self._order) - 1
        self.after_button.forbid(self.tr("This is the last person of the list.") if is_last else "")

    def _place(self) -> int:
        """Return where the person stands in the list; -1 where they do not."""
        return self._order.index(self.person.id) if self.person and self.person.id in self._order else -1

    @Slot()
    def _fetch(self) -> None:
        """Ask what is known of the person, and what the rules make of them."""
        if self.person is None or not self.bridge.here.may(Permit.SEE_PEOPLE):
            return
        person_id, sees_rules = self.person.id, self.bridge.here.may(Permit.SEE_RULES)

        def known(desk: Desk) -> tuple[PersonFile, Overview | None]:
            return desk.persons.file_of(person_id), desk.rules.overview() if sees_rules else None

        self.bridge.ask(known, owner=self, then=self._show, otherwise=self._on_unknown)
        self.bridge.ask(
            lambda desk: desk.drifts().get(person_id),
            owner=self.sheet or self,
            then=self._show_drift,
        )
        if self._names is None:
            self.bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self._take_names)

    def _show(self, known: tuple[PersonFile, Overview | None]) -> None:
        file, overview = known
        if self.sheet is None or self.person is None or file.person.id != self.person.id:
            return  # of whoever was shown before
        self.person = file.person
        if self._is_unknown:
            self._is_unknown = False
            self._say("")
        self._show_head(file)
        self.sheet.show_file(file)
        if overview is not None:
            self.sheet.show_rules(overview, file)
        if self._names is not None:
            self.sheet.take_names(self._names)
        self._offer()

    def _show_head(self, file: PersonFile) -> None:
        self.heading.setText(file.person.name)
        self.portrait.show_person(file.person.name, face_of(file.picture))
        told = [state_words(file.person)]
        if self.bridge.here.may(Permit.SEE_LOG):
            told.append(seen_words(file))
        self.state.setText(" ".join(told))

    def _show_drift(self, drift: Drift | None) -> None:
        if self.sheet is not None:
            self.sheet.show_drift(drift)

    def _take_names(self, names: NameList) -> None:
        self._names = names
        if self.sheet is not None:
            self.sheet.take_names(names)

    def _on_unknown(self, sentence: str) -> None:
        self._is_unknown = True
        self.state.setText("")
        self._say(sentence)

    @Slot(object)
    def _on_gallery_changed(self, _changed: object) -> None:
        self._names = None
        if self.isVisible():
            self._fetch()

    @Slot(object)
    def _on_log_grew(self, _grew: object) -> None:
        """Look whether the person was seen again."""
        if not self.isVisible() or self.person is None or not self.bridge.here.may(Permit.SEE_LOG):
            return
        person_id = self.person.id
        self.bridge.ask(
            lambda desk: (desk.persons.file_of(person_id), None),
            owner=self,
            then=self._show,
            otherwise=self._on_unknown,
        )

    @Slot()
    def _on_before_clicked(self) -> None:
        self._go_to(self._place() - 1)

    @Slot()
    def _on_after_clicked(self) -> None:
        self._go_to(self._place() + 1)

    def _go_to(self, place: int) -> None:
        """Show whoever stands there in the list, if anybody does."""
        if 0 <= place < len(self._order):
            person_id = self._order[place]
            self.leave(lambda: self._ask_for(person_id))

    def _ask_for(self, person_id: str) -> None:
        def show(file: PersonFile) -> None:
            self.show_person(file.person, self._order)
            self.open()

        self.bridge.ask(
            lambda desk: desk.persons.file_of(person_id), owner=self, then=show, otherwise=self._say
        )

    @Slot()
    def _on_samples_clicked(self) -> None:
        if self.person is not None:
            person = self.person
            self.leave(lambda: self.samples_requested.emit(person))

    @Slot()
    def _on_export_clicked(self) -> None:
        title = self.tr("Where shall all that is stored of {name} be written?").format(name=self._name)
        choose_folder(self, title, then=self._export)

    def _export(self, folder: Path) -> None:
        """Write into a folder of its own, so that nobody's files take the place of another's."""
        if self.person is None:
            return
        person_id = self.person.id
        own = folder / f"stored-data-{person_id[:_ID_LETTERS]}"
        self.bridge.ask(
            lambda desk: desk.privacy.export_subject(person_id, own),
            owner=self,
            then=lambda _: self._say(self.tr("Written to {path}.").format(path=own)),
            otherwise=self._say,
        )

    @Slot()
    def _on_block_clicked(self) -> None:
        if self.person is None:
            return
        person, is_blocked = self.person, not self.person.is_blocked

        def done(_answer: object) -> None:
            self._fetch()
            if is_blocked:
                self.undo.offer((person.id,), self.tr("{name} is blocked.").format(name=person.name))

        self.bridge.ask(
            lambda desk: desk.set_blocked(person.id, is_blocked), owner=self, then=done, otherwise=self._say
        )

    @Slot(object)
    def _on_undo_requested(self, person_ids: tuple[str, ...]) -> None:
        self.bridge.ask(
            lambda desk: desk.several.set_blocked(person_ids, False),
            owner=self,
            then=lambda _: self._fetch(),
            otherwise=self._say,
        )

    @Slot()
    def _on_pass_clicked(self) -> None:
        """Show somebody's passes: one stands in for a forgotten card."""
        if self.person is not None:
            dialog = PassDialog(self.bridge, self.person, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self.person is None:
            return
        person_id = self.person.id
        ask_to_remove(self.person.name, self, then=lambda: self.removal_requested.emit(person_id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        focus = self.focusWidget()
        if focus is not None and self.sheet is not None and self.sheet.isAncestorOf(focus):
            self.scroll_area.ensureWidgetVisible(focus)
