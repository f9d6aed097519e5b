"""What was done to one thing, by whom and when, on its own page.

``HistoryBox(bridge)`` fits on any page; ``show_of(id)`` fills it. It is for whoever may see the audit.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.domain.operators.roles import Permit
from door_access.ports import LogRow
from ui import words
from ui.bridge import Bridge
from ui.operator_words import history_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.scrolled import Scrolled

_LETTERS_WIDE, _LINES_HIGH = 84, 22
"""Size of the dialog in average letters and lines of text, where there is room."""

Told = tuple[tuple[LogRow, ...], Mapping[str, str]]


def names_by_id(desk: Desk) -> dict[str, str]:
    """Return what is called by an id in the rows of acts: operators and the parts of the rules."""
    rules = desk.rules.rules()
    names = {one.id: one.name for one in desk.operators.operators()}
    for parts in (rules.groups, rules.door_groups, rules.calendars, rules.schedules):
        names.update((part.id, part.name) for part in parts)
    return names


class HistoryBox(QWidget):
    """The newest act first, one sentence each."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._object_id = ""
        self.lines: list[str] = []
        self._content = QWidget(self)
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        self._rows.setSpacing(SPACING_PX // 2)
        scrolled = Scrolled(self._content, self)
        scrolled.setAccessibleName(self.tr("History"))
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled)
        bridge.here.changed.connect(self._offer)
        bridge.log_grew.connect(self._on_log_grew)
        self._offer()

    def show_of(self, object_id: str) -> None:
        """Fetch what was done to a person, group, schedule, right, card, operator or section of settings."""
        self._object_id = object_id
        self._show([words.loading_words()])
        self._fetch()

    @Slot()
    def _offer(self) -> None:
        self.setVisible(self._bridge.here.may(Permit.SEE_AUDIT))

    @Slot(object)
    def _on_log_grew(self, _grew: object) -> None:
        if self.isVisible():
            self._fetch()

    def _fetch(self) -> None:
        object_id = self._object_id
        if object_id and self._bridge.here.may(Permit.SEE_AUDIT):
            self._bridge.ask(
                lambda desk: (desk.history(object_id), names_by_id(desk)),
                owner=self,
                then=self._tell,
                otherwise=lambda sentence: self._show([sentence]),
            )

    def _tell(self, told: Told) -> None:
        rows, names = told
        nothing = self.tr("Nothing was changed here that the log still tells of.")
        self._show([history_words(row, names) for row in rows] or [nothing])

    def _show(self, lines: list[str]) -> None:
        if lines == self.lines:
            return
        self.lines = lines
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._rows.addWidget(label(line, self._content, wraps=True))
        self._rows.addStretch(1)


class HistoryDialog(QDialog):
    """The history of one thing, for pages that have no room for it."""

    def __init__(self, bridge: Bridge, name: str, object_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        self.setModal(True)
        self.box = HistoryBox(bridge, self)
        self.close_button = Button(self.tr("Cl&ose"), self, role=Role.PRIMARY)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(label(name, self, role="big", wraps=True))
        column.addWidget(self.box, 1)
        column.addLayout(foot)
        self.close_button.clicked.connect(self.reject)
        metrics, room = self.fontMetrics(), parent.window().size()
        self.resize(
            min(_LETTERS_WIDE * metrics.averageCharWidth(), room.width()),
            min(_LINES_HIGH * metrics.lineSpacing(), room.height()),
        )
        self.box.show_of(object_id)


def open_history(bridge: Bridge, name: str, object_id: str, parent: QWidget) -> HistoryDialog:
    """Open the history of one thing over the parent."""
    dialog = HistoryDialog(bridge, name, object_id, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
