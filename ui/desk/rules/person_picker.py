"""Somebody to choose by a part of the name, however many there are."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from door_access.domain.enrolment.names import searched
from ui.bridge import Bridge
from ui.widgets.buttons import label
from ui.widgets.name_box import NameList, listed
from ui.widgets.two_lines import Row, TwoLineList
from ui.words import counted, loading_words

_ROW_PADDING_PX = 12
MOST_SHOWN = 50
"""Names that are listed; whoever looks for somebody else types more of the name."""


class PersonPicker(QWidget):
    """Emits ``chosen`` whenever another person is, or nobody any more."""

    chosen = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None, *, people: int | None = None) -> None:
        """``people``: how many are seen at once; None: as many as there is room for."""
        super().__init__(parent)
        self._names = NameList()
        self._left_out: frozenset[str] = frozenset()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search by name"))
        self.field.setAccessibleName(self.tr("Search by name"))
        self.field.setClearButtonEnabled(True)
        self.list = TwoLineList(self.tr("People"), self, is_single=True)
        self.list.say(loading_words())
        if people is not None:
            self.list.setFixedHeight(people * (self.fontMetrics().lineSpacing() + _ROW_PADDING_PX) + 4)
        self.more = label("", self, role="muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self.more)
        self.field.textChanged.connect(self._show_found)
        self.list.selectionModel().selectionChanged.connect(self.chosen)
        self.list.rows.modelReset.connect(self.chosen)
        bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self._take, otherwise=self.list.say)

    def _take(self, names: NameList) -> None:
        self._names = names
        self._show_found()

    def leave_out(self, ids: frozenset[str]) -> None:
        """Do not offer these people."""
        if ids != self._left_out:
            self._left_out = ids
            self._show_found()

    def person(self) -> Row | None:
        """Return who is chosen, by id and name; None while nobody is."""
        return self.list.chosen()

    def choose(self, person_id: str) -> None:
        """Choose somebody who is listed."""
        self.list.choose(person_id)

    @Slot()
    def _show_found(self) -> None:
        wanted = searched(self.field.text())
        names = self._names
        found = [
            Row(person_id, name)
            for person_id, name, folded in zip(names.ids, names.names, names.searched, strict=True)
            if wanted in folded and person_id not in self._left_out
        ]
        self.list.say(self.tr("Nobody's name fits this search.") if names.ids else loading_words())
        self.list.show_rows(found[:MOST_SHOWN])
        more = len(found) - MOST_SHOWN
        self.more.setVisible(more > 0)
        self.more.setText(
            counted(
                more,
                self.tr("{count} more: type more of the name."),
                self.tr("{count} more: type more of the name."),
            )
        )
