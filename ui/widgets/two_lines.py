"""A list whose rows are a name and, below it, what is told of it.

However long it is, only what is seen is asked for. What does not fit ends in dots; whoever shows the list
tells it in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from door_access.domain.enrolment.names import searched
from ui.theme import current_theme
from ui.widgets.headed_model import NO_INDEX, AnyIndex
from ui.widgets.tables import write_in_place_of_rows

_MARGIN_PX = 10
_PADDING_PX = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of the list: its id, its two lines, and all of it in a sentence."""

    id: str
    name: str
    detail: str = ""
    told: str = ""

    @property
    def sentence(self) -> str:
        """Return what is told of it in full."""
        return self.told or ": ".join(filter(None, (self.name, self.detail)))


class RowsModel(QAbstractListModel):
    """Holds the rows and shows those in which the searched text stands, accents and case aside."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Row, ...] = ()
        self._texts: tuple[str, ...] = ()
        self._shown: tuple[Row, ...] = ()
        self._wanted = ""

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Replace all rows."""
        self._all = tuple(rows)
        self._texts = tuple(searched(f"{row.name}\n{row.detail}\n{row.told}") for row in self._all)
        self._show_found()

    def search(self, text: str) -> None:
        """Show the rows with this text; empty shows all."""
        self._wanted = searched(text)
        self._show_found()

    def _show_found(self) -> None:
        self.beginResetModel()
        found = zip(self._all, self._texts, strict=True)
        self._shown = tuple([row for row, text in found if self._wanted in text])
        self.endResetModel()

    def row(self, number: int) -> Row:
        """Return a row that is shown."""
        return self._shown[number]

    def number_of(self, row_id: str) -> int | None:
        """Return where a row is shown; None where it is not."""
        return next((number for number, row in enumerate(self._shown) if row.id == row_id), None)

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return f"<p>{escape(row.sentence)}</p>"
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.sentence
        return None


class _Lines(QStyledItemDelegate):
    def __init__(self, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self._count = lines

    def sizeHint(self, option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(0, self._count * option.fontMetrics.lineSpacing() + 2 * _PADDING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        row, theme, place = model.row(index.row()), current_theme(), QRect(option.rect)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(place, QColor(theme.hover if is_chosen else theme.card))
        if is_chosen:
            painter.fillRect(place.left(), place.top(), 3, place.height(), QColor(theme.accent))
        lines = place.adjusted(_MARGIN_PX, _PADDING_PX, -_MARGIN_PX, -_PADDING_PX)
        half = lines.height() // self._count
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if self._count > 1 else QFont.Weight.Normal)
        painter.setFont(font)
        _write(painter, QRect(lines.left(), lines.top(), lines.width(), half), row.name, theme.text)
        if self._count == 1:
            painter.restore()
            return
        painter.setFont(option.font)
        # the muted colour would not stand out from the ground of a chosen row
        colour = theme.text if is_chosen else theme.muted
        _write(painter, QRect(lines.left(), lines.top() + half, lines.width(), half), row.detail, colour)
        painter.restore()


def _write(painter: QPainter, place: QRect, text: str, colour: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.setPen(QColor(colour))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class TwoLineList(QListView):
    """A list to choose one row of; ``say`` writes a sentence where rows are missing."""

    def __init__(self, name: str, parent: QWidget | None = None, *, is_single: bool = False) -> None:
        """``is_single``: the rows have a name only."""
        super().__init__(parent)
        self.rows = RowsModel(self)
        self._sentence = ""
        self.setProperty("role", "rows")
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self, 1 if is_single else 2))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Replace all rows; what was chosen stays chosen."""
        chosen = self.chosen()
        self.rows.show_rows(rows)
        if chosen is not None:
            self.choose(chosen.id)

    def search(self, text: str) -> None:
        """Show the rows with this text; what was chosen stays chosen while it is shown."""
        chosen = self.chosen()
        self.rows.search(text)
        if chosen is not None:
            self.choose(chosen.id)

    def chosen(self) -> Row | None:
        """Return the chosen row; None when there is none."""
        chosen = self.selectionModel().selectedIndexes()
        return self.rows.row(chosen[0].row()) if chosen else None

    def choose(self, row_id: str) -> None:
        """Choose a row, if it is shown."""
        number = self.rows.number_of(row_id)
        if number is not None:
            self.setCurrentIndex(self.rows.index(number))

    @property
    def sentence(self) -> str:
        """Return what stands in place of the rows; empty while there are some."""
        return "" if self.rows.rowCount() else self._sentence

    def say(self, sentence: str) -> None:
        """Say this while there is no row."""
        self._sentence = sentence
        self.setAccessibleDescription(sentence)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        write_in_place_of_rows(self, self.sentence)
