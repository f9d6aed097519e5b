"""Visitors: who is expected on a day, who has come, and a new one in one form."""

from datetime import UTC, date, datetime, tzinfo

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.rules_desk import KnownDoor
from door_access.desk.visitor_desk import ExpectedVisitor, MadePass
from door_access.domain.operators.roles import Permit
from ui import words
from ui.bridge import Bridge
from ui.desk.page import Page
from ui.desk.visitors.handing_dialog import HandingDialog
from ui.desk.visitors.printing import print_with
from ui.desk.visitors.revoking import ask_to_revoke
from ui.desk.visitors.visitor_dialog import VisitorDialog
from ui.desk.visitors.visitor_list import list_html
from ui.desk.visitors.visitors_model import Column, VisitorsModel
from ui.widgets.buttons import Button, Role, label
from ui.widgets.fields import DayBox
from ui.widgets.questions import choose_file
from ui.widgets.tables import ListTable
from ui.widgets.wrapped_row import WrappedRow

_ROW_HEIGHT = 2.2
"""Height of a row over that of a line of text."""
_ALL_FROM_PX = 900
"""Below this width the table leaves out companies and how passes stand."""

_Told = tuple[tuple[KnownDoor, ...], datetime, date, tuple[ExpectedVisitor, ...]]


class VisitorsPage(Page):
    """Shows the day as the desk last told it and passes the wishes on."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._doors: tuple[KnownDoor, ...] = ()
        self._now_utc = datetime.now(UTC)
        self._is_today = True
        self.model = VisitorsModel(self)
        self.day_box = DayBox(self.tr("Day"), self)
        self.today_button = Button(self.tr("Toda&y"), self)
        self.new_button = Button(self.tr("&New visitor…"), self, role=Role.PRIMARY)
        self.table = ListTable(self.model, self.tr("Expected visitors"), self, row_height=_ROW_HEIGHT)
        self.count = label("", self, role="muted", wraps=True)
        self.show_button = Button(self.tr("S&how the pass…"), self)
        self.revoke_button = Button(self.tr("Re&voke the pass…"), self, role=Role.DANGER)
        self.print_button = Button(self.tr("Print the &list…"), self)
        self.save_button = Button(self.tr("Save the l&ist…"), self)
        self._lay_out()
        self._connect()
        self._on_selection_changed()

    def _lay_out(self) -> None:
        self.table.say(words.loading_words())
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for stretched in (Column.NAME, Column.COMPANY):
            header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(self.day_box)
        top.addWidget(self.today_button)
        top.addStretch(1)
        top.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)
        buttons = (self.show_button, self.revoke_button, self.save_button, self.print_button)
        column.addWidget(WrappedRow(buttons, self))

    def _connect(self) -> None:
        self.day_box.dateChanged.connect(self._on_day_changed)
        self.today_button.clicked.connect(self._on_today)
        self.new_button.clicked.connect(self._on_new)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.model.modelReset.connect(self._on_selection_changed)
        self.table.doubleClicked.connect(self._on_show)
        self.show_button.clicked.connect(self._on_show)
        self.revoke_button.clicked.connect(self._on_revoke)
        self.print_button.clicked.connect(self._on_print)
        self.save_button.clicked.connect(self._on_save)
        self.bridge.here.changed.connect(self._offer)
        self.bridge.gallery_changed.connect(self._on_news)
        self.bridge.decision_made.connect(self._on_news)

    def open(self) -> None:
        self._offer()
        self._fetch()
        self.new_button.setFocus()

    @Slot()
    def _offer(self) -> None:
        """Offer what whoever is here may do."""
        here = self.bridge.here
        self.new_button.setVisible(here.may(Permit.ENROL))
        for button in (self.show_button, self.revoke_button, self.save_button):
            button.setVisible(here.may(Permit.CHANGE_PEOPLE))
        self._on_selection_changed()

    def selected(self) -> ExpectedVisitor | None:
        """Return who is chosen; None while nobody is."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.visitors[rows[0].row()] if rows else None

    def _fetch(self) -> None:
        if not self.bridge.here.may(Permit.SEE_PEOPLE):
            return
        day = None if self._is_today else self.day_box.day()

        def told(desk: Desk) -> _Told:
            visitors = desk.visitors
            return visitors.doors(), visitors.now(), day or visitors.today(), visitors.expected(day)

        self.bridge.ask(told, owner=self, then=self._show, otherwise=self.table.say)

    def _show(self, told: _Told) -> None:
        chosen = self.selected()
        self._doors, self._now_utc, day, visitors = told
        if self._is_today:
            self.day_box.blockSignals(True)
            self.day_box.show_day(day)
            self.day_box.blockSignals(False)
        self.today_button.forbid(self.tr("This is today.") if self._is_today else "")
        self.model.show_visitors(visitors, day, self.zone, self._now_utc)
        self.table.say(self.tr("Nobody is expected: “New visitor” begins."))
        self.count.setText(self._counted(visitors))
        row = self.model.row_of(chosen.entry_pass.id) if chosen else None
        if row is not None:
            self.table.selectRow(row)

    @property
    def zone(self) -> tzinfo:
        """Return the zone of the clock that passes go by."""
        return self._doors[0].zone if self._doors else UTC

    def _counted(self, visitors: tuple[ExpectedVisitor, ...]) -> str:
        come = sum(one.arrived_utc is not None for one in visitors)
        told = words.counted(
            len(visitors),
            self.tr("{count} visitor, {come} came. Who has left, the door does not know."),
            self.tr("{count} visitors, {come} came. Who has left, the door does not know."),
            come=f"{come:,}",
        )
        return told if visitors else ""

    @Slot(object)
    def _on_news(self, _news: object) -> None:
        if self.isVisible():
            self._fetch()

    @Slot()
    def _on_day_changed(self) -> None:
        self._is_today = False
        self._fetch()

    @Slot()
    def _on_today(self) -> None:
        self._is_today = True
        self._fetch()

    @Slot()
    def _on_selection_changed(self) -> None:
        one = self.selected()
        why = "" if one else self.tr("Nobody is chosen.")
        is_over = one is not None and one.entry_pass.is_over(self._now_utc)
        over = self.tr("This pass opens nothing any more.") if is_over else ""
        for button in (self.show_button, self.revoke_button):
            button.forbid(self.bridge.here.why_not(Permit.CHANGE_PEOPLE) or why or over)

    @Slot()
    def _on_new(self) -> None:
        if not self._doors:
            return
        dialog = VisitorDialog(self.bridge, self._doors, now_utc=self._now_utc, parent=self)
        dialog.made.connect(self._hand_over)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_show(self) -> None:
        one = self.selected()
        if one is not None and self.show_button.isEnabled():
            pass_id = one.entry_pass.id
            self.bridge.ask(lambda desk: desk.visitors.show(pass_id), owner=self, then=self._hand_over)

    @Slot(object)
    def _hand_over(self, made: MadePass) -> None:
        self._fetch()
        door = next((door.name for door in self._doors if door.id == made.entry_pass.terms.door), "")
        dialog = HandingDialog(self.bridge, made, zone=self.zone, door=door, parent=self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_revoke(self) -> None:
        one = self.selected()
        if one is None:
            return
        pass_id = one.entry_pass.id
        ask_to_revoke(one.name, self, then=lambda: self._revoke(pass_id))

    def _revoke(self, pass_id: str) -> None:
        self.bridge.ask(lambda desk: desk.visitors.revoke(pass_id), owner=self, then=lambda _: self._fetch())

    def html(self) -> str:
        """Return the list that is shown, as a sheet."""
        return list_html(self.day_box.day(), self.model.visitors, self.zone, self._now_utc)

    @Slot()
    def _on_save(self) -> None:
        title, name = self.tr("Save the list"), f"visitors {self.day_box.day():%Y-%m-%d}.html"
        content = self.html().encode()
        choose_file(
            self,
            title,
            filters=self.tr("Web page (*.html)"),
            save_as=name,
            then=lambda path: self.bridge.ask(
                lambda desk: desk.visitors.save(content, path),
                owner=self,
                then=lambda _: self.count.setText(self.tr("Saved as {path}.").format(path=path)),
            ),
        )

    @Slot()
    def _on_print(self) -> None:
        document = QTextDocument(self)
        document.setHtml(self.html())
        print_with(self, document.print_)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what matters least where the names need its room."""
        is_narrow = self.width() < _ALL_FROM_PX
        for column in (Column.COMPANY, Column.PASS):
            self.table.setColumnHidden(column, is_narrow)
        super().resizeEvent(event)
