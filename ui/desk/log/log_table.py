"""The log's table, with a heading above the first row of each day.

A heading belongs to the row below it: rows stay rows, so that arrow keys, scrolling and selections pass over
headings. Screen readers hear it with the row's time.
"""

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.desk.log.log_model import LogModel
from ui.theme import SPACING_PX, current_theme
from ui.widgets.headed_model import AnyIndex
from ui.widgets.tables import ListTable

_ROW_HEIGHT = 2.0
"""Height of a row over that of a line of text."""
_HEADING_HEIGHT = 1.9


class LogTable(ListTable):
    """Emits ``closed`` when Esc is pressed on a chosen row, ``resized`` when there is other room."""

    closed = Signal()
    resized = Signal()

    def __init__(self, model: LogModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent, row_height=_ROW_HEIGHT)
        self._log = model
        self.setItemDelegate(_BelowHeading(self))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.days_counted.connect(self.viewport().update)

    def heading_px(self) -> int:
        """Return how high a heading is."""
        return round(_HEADING_HEIGHT * self.fontMetrics().height())

    def heading_above(self, row: int) -> int:
        """Return how much of a row's height its heading takes; none unless it begins a day."""
        return self.heading_px() if self._log.begins_day(row) else 0

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Give rows that begin a day room for its heading, and the one below them, which begins none now."""
        header = self.verticalHeader()
        for row in range(first, min(last + 2, self._log.rowCount())):
            wanted = header.defaultSectionSize() + self.heading_above(row)
            if header.sectionSize(row) != wanted:
                header.resizeSection(row, wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, theme = QPainter(self.viewport()), current_theme()
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        for row, place in self.headings():
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._log.heading(row)
            )

    def headings(self) -> list[tuple[int, QRect]]:
        """Return the rows in sight that begin a day, and where its heading stands."""
        seen, found = self.viewport().rect(), []
        first, last = self.rowAt(seen.top()), self.rowAt(seen.bottom())
        last = last if last >= 0 else self._log.rowCount() - 1
        for row in range(max(first, 0), last + 1):
            if self._log.begins_day(row):
                top = self.rowViewportPosition(row)
                found.append((row, QRect(SPACING_PX // 2, top, seen.width() - SPACING_PX, self.heading_px())))
        return found

    def event(self, event: QEvent) -> bool:
        """Keep Esc from leaving the desk while a row is chosen."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._is_closing(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_closing(event):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _is_closing(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection()


class _BelowHeading(QStyledItemDelegate):
    """Draws the cells of a row that begins a day below its heading."""

    def __init__(self, table: LogTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        above = self._table.heading_above(index.row())
        if above:
            heading = QRect(option.rect)
            heading.setHeight(above)
            painter.fillRect(heading, QColor(current_theme().hover))
            option.rect.adjust(0, above, 0, 0)
        super().paint(painter, option, index)
