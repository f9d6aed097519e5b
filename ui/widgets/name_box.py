"""A box to choose somebody from, however many there are.

One rule: names are folded and put in order by :func:`listed`, away from the GUI thread, and the list asks for
no more of them than it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QElapsedTimer, QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QApplication, QListView, QWidget

from door_access.domain.enrolment.names import searched
from door_access.domain.enrolment.people import Person
from ui.widgets.fields import ChoiceBox
from ui.words import natural_order

_LONGEST = 20
"""Of the names with most letters so many are measured: one of them is the widest, or nearly."""


@dataclass(frozen=True, slots=True)
class NameList:
    """Names in order, whose they are, how people type them, and the rows of those with most letters."""

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    longest: tuple[int, ...] = ()


def listed(people: Iterable[Person]) -> NameList:
    """Return everybody's name in order; for 50,000 people that takes some tenths of a second."""
    in_order = sorted(people, key=lambda one: natural_order(one.name))
    names = tuple(one.name for one in in_order)
    by_length = sorted(range(len(names)), key=lambda row: -len(names[row]))
    return NameList(
        names, tuple(one.id for one in in_order), tuple(map(searched, names)), tuple(by_length[:_LONGEST])
    )


class _Names(QStringListModel):
    """Everybody in the first row, then the names."""

    def __init__(self, everybody: str, parent: QWidget) -> None:
        super().__init__([everybody], parent)
        self._everybody = everybody
        self.listed = NameList()

    def offer(self, names: NameList) -> None:
        self.listed = names
        self.setStringList([self._everybody, *names.names])

    def row_of(self, person_id: str | None) -> int:
        """Return where somebody stands; the first row where they do not."""
        ids = self.listed.ids
        return ids.index(person_id) + 1 if person_id in ids else 0

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.UserRole:
            return self.listed.ids[index.row() - 1] if index.row() else None
        return super().data(index, role)

    def row_beginning(self, typed: str, first: int) -> int | None:
        """Return the next row from ``first`` on, and then from the top, whose name begins as typed."""
        wanted, names = searched(typed), (searched(self._everybody), *self.listed.searched)
        rows = (*range(first, len(names)), *range(min(first, len(names))))
        return next((row for row in rows if names[row].startswith(wanted)), None)


class _NameList(QListView):
    """Goes to the name that is typed, accents and case aside."""

    def __init__(self, names: _Names, parent: QWidget) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self._names = names
        self._typed = ""
        self._since = QElapsedTimer()

    def keyboardSearch(self, search: str) -> None:
        is_going_on = self._since.isValid() and self._since.elapsed() < QApplication.keyboardInputInterval()
        self._since.start()
        self._typed = self._typed + search if is_going_on else search
        row = self._names.row_beginning(self._typed, self.currentIndex().row() + (not is_going_on))
        if row is not None:
            self.setCurrentIndex(self._names.index(row))

    def sizeHintForColumn(self, _column: int) -> int:
        rows = (0, *(row + 1 for row in self._names.listed.longest))
        return max(self.sizeHintForIndex(self._names.index(row)).width() for row in rows)


class NameBox(ChoiceBox):
    """Everybody, or one of the names that were offered last."""

    def __init__(self, everybody: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = _Names(everybody, self)
        self.setModel(self._names)
        self.setView(_NameList(self._names, self))
        self.view().setAccessibleName(self.tr("Names"))

    def offer(self, names: NameList) -> None:
        """List the names and keep the choice where it still exists; nothing is told of that."""
        if names == self._names.listed:
            return
        self.hidePopup()  # an open list would keep its old height
        chosen = self.currentData()
        self.blockSignals(True)
        self._names.offer(names)
        self.setCurrentIndex(self._names.row_of(chosen))
        self.blockSignals(False)
