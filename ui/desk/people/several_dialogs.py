"""What is asked before several people are put into a group, taken out of one, or given a last day."""

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.permissions.rights import Group
from ui.widgets.buttons import Button, Role, label
from ui.widgets.choice import Choice
from ui.widgets.fields import DayBox
from ui.words import natural_order

_LETTERS_WIDE = 56


class _SeveralDialog(QDialog):
    """A title, a question, and below what is chosen a row of buttons, the last of which cancels nothing."""

    def __init__(self, question: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.question = label(question, self, role="heading", wraps=True)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self.setMinimumWidth(
            min(_LETTERS_WIDE * self.fontMetrics().averageCharWidth(), parent.window().width())
        )

    def _lay_out(self, caption: str, field: QWidget, *buttons: Button, warning: str) -> None:
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.question)
        column.addWidget(label(caption, self, buddy=field))
        column.addWidget(field)
        column.addWidget(label(warning, self, role="muted", wraps=True))
        column.addLayout(row)
        field.setFocus()


class GroupDialog(_SeveralDialog):
    """Emits ``joined`` or ``left`` with the id of the group that was chosen."""

    joined = Signal(str)
    left = Signal(str)

    def __init__(self, question: str, groups: tuple[Group, ...], parent: QWidget) -> None:
        super().__init__(question, parent)
        self.setWindowTitle(self.tr("Groups"))
        self.group_box = Choice(self.tr("Group"), self)
        self.group_box.offer(
            (one.name, one.id) for one in sorted(groups, key=lambda g: natural_order(g.name))
        )
        self.add_button = Button(self.tr("&Add to this group"), self, role=Role.PRIMARY)
        self.take_button = Button(self.tr("&Take out"), self, role=Role.DANGER)
        warning = self.tr("Whoever is in the group keeps their dates; whoever is not cannot be taken out.")
        self._lay_out(self.tr("&Group"), self.group_box, self.take_button, self.add_button, warning=warning)
        none = "" if groups else self.tr("There is no group yet.")
        for button in (self.add_button, self.take_button):
            button.forbid(none)
        self.add_button.clicked.connect(self._on_add)
        self.take_button.clicked.connect(self._on_take)

    @Slot()
    def _on_add(self) -> None:
        self.accept()
        self.joined.emit(self.group_box.value())

    @Slot()
    def _on_take(self) -> None:
        self.accept()
        self.left.emit(self.group_box.value())


class LastDayDialog(_SeveralDialog):
    """Emits ``day_chosen``."""

    day_chosen = Signal(object)

    def __init__(self, question: str, today: date, parent: QWidget) -> None:
        super().__init__(question, parent)
        self.setWindowTitle(self.tr("Last day"))
        self.day_box = DayBox(self.tr("Last day"), self)
        self.day_box.show_day(today)
        self.set_button = Button(self.tr("&Set the last day"), self, role=Role.PRIMARY)
        warning = self.tr(
            "They may enter up to the end of this day. An end that was set before counts no more."
        )
        self._lay_out(self.tr("&Last day"), self.day_box, self.set_button, warning=warning)
        self.set_button.clicked.connect(self._on_set)

    @Slot()
    def _on_set(self) -> None:
        self.accept()
        self.day_chosen.emit(self.day_box.day())
