"""A table of rows to choose one of, which says what is the matter while it has none."""

from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.theme import SPACING_PX, current_theme


class ListTable(QTableView):
    """Shows whole rows of one height; ``say`` writes a sentence where rows are missing."""

    def __init__(
        self, model: QAbstractItemModel, name: str, parent: QWidget | None = None, *, row_height: float
    ) -> None:
        """``row_height`` is that of a row over that of a line of text."""
        super().__init__(parent)
        self._sentence = ""
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * row_height))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    @property
    def sentence(self) -> str:
        """Return what stands in place of the rows; empty while there are some."""
        return "" if self.model().rowCount() else self._sentence

    def say(self, sentence: str) -> None:
        """Say this while there is no row."""
        self._sentence = sentence
        self.setAccessibleDescription(sentence)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        write_in_place_of_rows(self, self.sentence)


def write_in_place_of_rows(view: QAbstractItemView, sentence: str) -> None:
    """Write a sentence where a view that is being painted has no rows; an empty one writes nothing."""
    if not sentence:
        return
    painter = QPainter(view.viewport())
    painter.setPen(QColor(current_theme().muted))
    place: QRect = view.viewport().rect().adjusted(SPACING_PX, SPACING_PX, -SPACING_PX, -SPACING_PX)
    wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(place, int(wrapped), sentence)
