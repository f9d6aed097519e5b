"""A person's new PIN, typed twice and masked. Its one rule: it is taken out once and then forgotten."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.domain.entry.credentials import LONGEST_PIN, SHORTEST_PIN
from ui.widgets.buttons import label
from ui.widgets.digits_field import digits_field, taken_out


class NewPinFields(QWidget):
    """Two fields beside each other; Enter goes from the first to the second, then emits ``entered``."""

    edited = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = digits_field(self, self.tr("New PIN"), longest=LONGEST_PIN)
        self.second = digits_field(self, self.tr("Type the PIN again"), longest=LONGEST_PIN)
        hint = self.tr("{least} to {most} digits").format(least=SHORTEST_PIN, most=LONGEST_PIN)
        self.first.setPlaceholderText(hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self._with_caption(self.tr("New P&IN"), self.first))
        row.addLayout(self._with_caption(self.tr("T&ype it again"), self.second))
        for field in (self.first, self.second):
            field.textEdited.connect(self.edited)
        self.first.returnPressed.connect(self._on_first_entered)
        self.second.returnPressed.connect(self.entered)

    def _with_caption(self, text: str, field: QLineEdit) -> QVBoxLayout:
        caption = label(text, self)
        caption.setBuddy(field)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(caption)
        column.addWidget(field)
        return column

    @property
    def is_empty(self) -> bool:
        return not (self.first.text() or self.second.text())

    @property
    def are_same(self) -> bool:
        """Say whether the same was typed twice."""
        return self.first.text() == self.second.text()

    def take(self) -> str:
        """Return what was typed first, and forget it."""
        taken_out(self.second)
        return taken_out(self.first)

    def forget(self) -> None:
        """Empty both fields."""
        self.take()

    @Slot()
    def _on_first_entered(self) -> None:
        self.second.setFocus()
