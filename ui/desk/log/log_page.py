"""The access log: newest first, live, filtered, searched, told row by row, exported."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.operators.roles import Operator, Permit
from door_access.ports import LogFilter
from ui import words
from ui.bridge import Bridge
from ui.desk.history_box import names_by_id
from ui.desk.log.log_filter_bar import LogFilterBar
from ui.desk.log.log_model import Column, LogModel
from ui.desk.log.log_table import LogTable
from ui.desk.log.row_panel import RowPanel
from ui.desk.page import Page
from ui.theme import SPACING_PX, current_theme
from ui.widgets.buttons import Button, label
from ui.widgets.name_box import listed
from ui.widgets.questions import choose_file

_ROOM_PX = 26
"""Room beside the text of a cell."""
_ICON_PX = 20
"""Room of the outcome's icon."""
_SAMPLES = {
    Column.TIME: "2026-12-28 22:28:58 +02:00",
    Column.OUTCOME: "Not completed",
    Column.PERSON: "Charlotte Montgomery",
    Column.REASON: "The list of people changed meanwhile",
    Column.DOOR: "main entrance",
    Column.NOTE: "Parcel for the workshop, two boxes",
}
"""Texts as wide as a column should be; measuring all rows instead would fetch and format them."""
_FIRST_TO_GO = (Column.DOOR,)
"""Columns that a narrow page leaves out; the panel tells what they do."""
_LEAST = {
    Column.NOTE: "Parcel for the workshop",
    Column.TIME: "2026-12-28 22:28:58",
    Column.PERSON: "Charlotte",
}
"""What columns keep that give room to the reason, in turn; a note goes before a name is cut."""
_BESIDE_PX = 900
"""Width of the page from which the panel stands beside the table for good."""
_PANEL_LETTERS = 36
_DRAWER_WIDER = 5
"""Quarters of that for a panel over the table, which is scrolled more."""
_NO_LIMIT_PX = 16_777_215
"""Qt's own greatest size of a widget."""
_PANEL_SHARE = 0.42
"""How much of an upright page the panel takes below the table."""


class LogPage(Page):
    """Keeps the reader's place while new rows arrive above it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.model = LogModel(bridge, self)
        self.filter_bar = LogFilterBar(self)
        self.table = LogTable(self.model, self.tr("Access log"), self)
        self.panel = RowPanel(bridge, self)
        self.searched = label("", self, role="muted", wraps=True)
        self.count = label("", self, role="muted")
        self.export_button = Button(self.tr("E&xport CSV…"), self)
        self.answer = label("", self, role="muted", wraps=True)
        self._anchor = QPersistentModelIndex()
        self._file_dialog: QFileDialog | None = None
        self._lay_out()
        self._connect()
        self._show_details()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addWidget(self.answer, 1)
        foot.addWidget(self.export_button)
        foot.setSpacing(SPACING_PX)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filter_bar)
        column.addWidget(self.searched)
        column.addLayout(self._body, 1)
        column.addLayout(foot)
        self.searched.hide()
        self._say("")

    def _connect(self) -> None:
        self.bridge.log_grew.connect(self._on_log_grew)
        self.bridge.gallery_changed.connect(self._on_gallery_changed)
        self.filter_bar.filter_changed.connect(self._on_filter_changed)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.model.rows_counted.connect(self._on_rows_counted)
        self.model.failed.connect(self.table.say)
        self.model.modelReset.connect(self._show_details)
        self.table.selectionModel().selectionChanged.connect(self._show_details)
        self.table.closed.connect(self.close_panel)
        self.table.resized.connect(self._fit_columns)
        self.panel.closed.connect(self.close_panel)
        self.model.rowsAboutToBeInserted.connect(self._on_rows_coming)
        self.model.rowsInserted.connect(self._on_rows_there)

    def open(self) -> None:
        self.model.use_theme(current_theme())
        self._say("")
        self.export_button.setVisible(self.bridge.here.may(Permit.EXPORT_LOG))
        self._show_rows(self.filter_bar.wanted())
        self._fetch_people()
        self._fetch_operators()

    def close_up(self) -> None:
        if self._file_dialog is not None:
            self._file_dialog.reject()

    def _say(self, sentence: str) -> None:
        self.answer.setText(sentence)

    def _show_rows(self, wanted: LogFilter) -> None:
        self.count.setText("")
        self._tell_searched(wanted)
        self.table.say(words.loading_words())
        self.model.show_rows(wanted)

    def _tell_searched(self, wanted: LogFilter) -> None:
        """Say what a text was not looked for in."""
        self._say_searched("")
        if wanted.sought is not None:
            self.bridge.ask(
                lambda desk: desk.notes_since(wanted),
                owner=self,
                then=lambda since_utc: self._on_notes_since(wanted, since_utc),
                otherwise=lambda _: None,
            )

    def _on_notes_since(self, wanted: LogFilter, since_utc: datetime | None) -> None:
        if wanted != self.model.wanted:
            return
        back_to = self.tr("Notes were looked through back to {when}; older ones were not.")
        too_many = self.tr("Many people are called so: type more of a name to see what they did.")
        told = [back_to.format(when=words.spoken_text(since_utc))] if since_utc else []
        told += [too_many] if self.filter_bar.search_field.has_too_many_people else []
        self._say_searched(" ".join(told))

    def _say_searched(self, sentence: str) -> None:
        self.searched.setText(sentence)
        self.searched.setVisible(bool(sentence))

    def _fetch_people(self) -> None:
        self.bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self.filter_bar.offer_names)

    def _fetch_operators(self) -> None:
        """Learn who may have done something, and what has a name; it is for whoever may see the audit."""
        if self.bridge.here.may(Permit.SEE_AUDIT):
            self.bridge.ask(
                lambda desk: (desk.operators.operators(), names_by_id(desk)),
                owner=self,
                then=self._show_operators,
            )
        else:
            self.filter_bar.offer_operators(None)

    def _show_operators(self, known: tuple[tuple[Operator, ...], dict[str, str]]) -> None:
        operators, names = known
        self.model.know(names)
        self.filter_bar.offer_operators(operators)

    @Slot(object)
    def _on_log_grew(self, _grew: object) -> None:
        if self.isVisible():
            self.model.refresh()

    @Slot(object)
    def _on_gallery_changed(self, _changed: object) -> None:
        """Offer the people as they are now; what changed them has left a row, perhaps in another process."""
        if self.isVisible():
            self._fetch_people()
            self.model.refresh()

    @Slot(object)
    def _on_filter_changed(self, wanted: LogFilter) -> None:
        self._show_rows(wanted)

    @Slot(int)
    def _on_rows_counted(self, count: int) -> None:
        counted = words.counted(count, self.tr("{count} entry"), self.tr("{count} entries"))
        more = self.tr("The newest {entries} that were found")
        is_part = self.model.wanted.sought is not None and self.model.has_more
        self.count.setText(more.format(entries=counted) if is_part else counted)
        self.table.say(self.tr("No entry fits these choices."))

    @Slot()
    def _show_details(self) -> None:
        """Tell all of the chosen row, whatever its columns leave out."""
        chosen = self.table.selectionModel().selectedRows()
        self.panel.show_row(self.model.row(chosen[0].row()) if chosen else None, self.model.names)
        self._place_panel()

    @Slot()
    def close_panel(self) -> None:
        """Choose no row any more; the keyboard stays where the reader was."""
        self.table.clearSelection()
        self.table.setFocus()

    def _place_panel(self) -> None:
        """Stand beside the table in a wide window, below it on an upright screen, else over a part of it."""
        width = _PANEL_LETTERS * self.fontMetrics().averageCharWidth()
        is_upright, is_wide = self.height() > self.width(), self.width() >= _BESIDE_PX
        is_inside = is_wide or is_upright
        self.panel.setVisible(is_wide or not self.panel.is_empty)
        self._body.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
        self.panel.setMinimumWidth(width if is_wide else 0)
        self.panel.setMaximumWidth(width if is_wide else _NO_LIMIT_PX)
        self.panel.setMaximumHeight(
            round(self.height() * _PANEL_SHARE) if is_upright and not is_wide else _NO_LIMIT_PX
        )
        if is_inside and self._body.indexOf(self.panel) < 0:
            self._body.addWidget(self.panel)
        elif not is_inside:
            self._body.removeWidget(self.panel)
            place = self.table.geometry()
            self.panel.setGeometry(
                place.adjusted(max(0, place.width() - _DRAWER_WIDER * width // 4), 0, 0, 0)
            )
            self.panel.raise_()

    @Slot(QModelIndex, int, int)
    def _on_rows_coming(self, _parent: QModelIndex, first: int, _last: int) -> None:
        is_scrolled = self.table.verticalScrollBar().value() > 0
        top = self.table.indexAt(self.table.viewport().rect().topLeft())
        self._anchor = QPersistentModelIndex(top) if first == 0 and is_scrolled else QPersistentModelIndex()

    @Slot(QModelIndex, int, int)
    def _on_rows_there(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        if self._anchor.isValid():
            place = self.model.index(self._anchor.row(), Column.TIME)
            self.table.scrollTo(place, QAbstractItemView.ScrollHint.PositionAtTop)
            self._anchor = QPersistentModelIndex()

    @Slot()
    def _on_export_clicked(self) -> None:
        self._file_dialog = choose_file(
            self,
            self.tr("Export the access log"),
            filters=self.tr("CSV tables (*.csv)"),
            save_as="access-log.csv",
            then=self._export,
        )
        self._file_dialog.destroyed.connect(self._on_dialog_gone)

    @Slot()
    def _on_dialog_gone(self) -> None:
        self._file_dialog = None

    def _export(self, path: Path) -> None:
        wanted = self.model.wanted
        self._say(self.tr("Exporting…"))
        self.bridge.ask(
            lambda desk: desk.export(wanted, path),
            owner=self,
            then=lambda rows: self._on_exported(rows, path),
            otherwise=self._say,
        )

    def _on_exported(self, rows: int, path: Path) -> None:
        one, more = self.tr("{count} entry written to {path}"), self.tr("{count} entries written to {path}")
        self._say(words.counted(rows, one, more, path=path))

    @Slot()
    def _fit_columns(self) -> None:
        """Leave out and narrow what matters less until the longest reason is read in full."""
        widths = {column: self._width(column, sample) for column, sample in _SAMPLES.items()}
        bar = self.table.verticalScrollBar().sizeHint().width()
        room = self.table.contentsRect().width() - bar
        least = {column: self._width(column, sample) for column, sample in _LEAST.items()}
        for column in _FIRST_TO_GO:
            if sum(widths.values()) > room:
                del widths[column]
        spare = sum(widths[column] - least[column] for column in (Column.NOTE, Column.TIME))
        if sum(widths.values()) - spare > room:
            del widths[Column.NOTE]
        for column in filter(widths.__contains__, least):
            missing = max(0, sum(widths.values()) - room)
            widths[column] = max(widths[column] - missing, least[column])
        for column in Column:
            self.table.setColumnHidden(column, column not in widths)
        for column, width in widths.items():
            self.table.horizontalHeader().resizeSection(column, width)

    def _width(self, column: Column, sample: str) -> int:
        bold = QFont(self.font())
        bold.setBold(True)
        heading = self.model.headerData(column, Qt.Orientation.Horizontal)
        icon = _ICON_PX if column is Column.OUTCOME else 0
        text = self.fontMetrics().horizontalAdvance(sample) + icon
        return max(text, QFontMetrics(bold).horizontalAdvance(heading)) + _ROOM_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_panel()
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.model.use_theme(current_theme())
