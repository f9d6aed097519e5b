"""The access log: newest first, live, filtered, exported."""

from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from door_access.ports import LogFilter
from ui.bridge import Bridge
from ui.desk.log.log_filter_bar import LogFilterBar
from ui.desk.log.log_model import Column, LogModel
from ui.desk.page import Page
from ui.theme import current_theme
from ui.widgets.buttons import label
from ui.widgets.name_box import listed
from ui.widgets.questions import choose_file

_ROW_HEIGHT = 2.0
"""Height of a row over that of a line of text."""
_ROOM_PX = 34
"""Room beside the text of a cell."""
_SAMPLES = {
    Column.TIME: "2026-12-28 22:28:58 +02:00",
    Column.OUTCOME: "✓ Not completed",
    Column.PERSON: "Charlotte Montgomery",
    Column.REASON: "Two enrolled people are too alike",
    Column.DISTANCE: "Distance / threshold",
    Column.DOOR: "main entrance",
}
"""Texts as wide as a column should be; measuring all rows instead would fetch and format them."""


class LogPage(Page):
    """Keeps the reader's place while new rows arrive above it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.model = LogModel(bridge, self)
        self.filter_bar = LogFilterBar(self)
        self.table = QTableView(self)
        self.count = label("", self, role="muted")
        self.answer = label("", self, role="muted", wraps=True)
        self._anchor = QPersistentModelIndex()
        self._file_dialog: QFileDialog | None = None
        self._make_table()
        self._lay_out()
        self._connect()

    def _make_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Access log"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * _ROW_HEIGHT))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for column, sample in _SAMPLES.items():
            header.resizeSection(column, self.fontMetrics().horizontalAdvance(sample) + _ROOM_PX)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addWidget(self.answer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filter_bar)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.bridge.log_grew.connect(self._on_log_grew)
        self.bridge.gallery_changed.connect(self._on_gallery_changed)
        self.filter_bar.filter_changed.connect(self._on_filter_changed)
        self.filter_bar.export_requested.connect(self._on_export_requested)
        self.model.rows_counted.connect(self._on_rows_counted)
        self.model.rowsAboutToBeInserted.connect(self._on_rows_coming)
        self.model.rowsInserted.connect(self._on_rows_there)

    def open(self) -> None:
        self.model.use_theme(current_theme())
        self.answer.setText("")
        self._fetch_people()
        self.model.show_rows(self.filter_bar.wanted())

    def close_up(self) -> None:
        if self._file_dialog is not None:
            self._file_dialog.reject()

    def _fetch_people(self) -> None:
        self.bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self.filter_bar.offer_names)

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
        self.count.setText("")
        self.model.show_rows(wanted)

    @Slot(int)
    def _on_rows_counted(self, count: int) -> None:
        text = self.tr("1 entry") if count == 1 else self.tr("{count} entries")
        self.count.setText(text.format(count=f"{count:,}"))

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
    def _on_export_requested(self) -> None:
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
        self.answer.setText(self.tr("Exporting…"))
        self.bridge.ask(
            lambda desk: desk.export(wanted, path),
            owner=self,
            then=lambda rows: self._on_exported(rows, path),
            otherwise=self.answer.setText,
        )

    def _on_exported(self, rows: int, path: Path) -> None:
        one, more = self.tr("1 entry written to {path}"), self.tr("{rows} entries written to {path}")
        self.answer.setText((one if rows == 1 else more).format(rows=f"{rows:,}", path=path))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.model.use_theme(current_theme())
