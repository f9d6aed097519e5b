"""Buttons and fields beside each other, in two rows where one is too narrow; the last stands at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget


class WrappedRow(QWidget):
    """Lays out its parts anew whenever its width or the words in them are others."""

    def __init__(self, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._in_first = -1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rows = (QHBoxLayout(), QHBoxLayout())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for row in self._rows:
            column.addLayout(row)
        self._lay_out(len(parts))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(part.sizeHint().width() for part in self._parts), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(self._fitting())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out(self._fitting())
        return super().event(event)

    def _fitting(self) -> int:
        """Return how many parts the first row takes."""
        room, count = self.width(), 0
        for part in self._parts:
            room -= part.sizeHint().width() + (self._rows[0].spacing() if count else 0)
            if room < 0:
                return max(1, count)
            count += 1
        return count

    def _lay_out(self, in_first: int) -> None:
        if in_first == self._in_first:
            return
        self._in_first = in_first
        for row in self._rows:
            while row.count():
                row.takeAt(0)
        last = self._parts[-1]
        for number, part in enumerate(self._parts):
            row = self._rows[number >= in_first]
            if part is last:
                row.addStretch(1)
            row.addWidget(part)
        if in_first < len(self._parts):
            self._rows[0].addStretch(1)
        self.updateGeometry()
