"""What every table of ours has in common: columns with headings, translated when they are seen."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

AnyIndex = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class HeadedModel(QAbstractTableModel):
    """Whoever inherits holds the rows, and says how many there are and what is in them."""

    def __init__(self, context: str, headings: Mapping[Any, str], parent: QObject | None = None) -> None:
        """``headings``: the English ones of ``context``, by the numbers of their columns."""
        super().__init__(parent)
        self._context = context
        self._headings: Mapping[Any, str] = headings

    def columnCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate(self._context, self._headings[section])
        return None
