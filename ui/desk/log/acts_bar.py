"""Which acts of operators to show: whose, and of what sort. It is for whoever may see the audit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from door_access.domain.operators.acts import Act, Actor
from door_access.domain.operators.roles import Operator
from ui import words
from ui.theme import SPACING_PX
from ui.widgets.buttons import label
from ui.widgets.fields import ChoiceBox
from ui.words import natural_order

_LEAST_LETTERS = 12
"""Width of a box in the narrowest window."""


class ActsBar(QWidget):
    """Emits ``changed`` whenever a choice does."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_offered = False
        self.who_box = self._box(self.tr("Who did it"))
        self.what_box = self._box(self.tr("What was done"))
        self.what_box.addItem(self.tr("All acts"), ())
        for act in sorted(Act, key=words.reason_words):
            self.what_box.addItem(words.reason_words(act), (act,))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX // 4)
        row.addWidget(label(self.tr("By"), self))
        row.addWidget(self.who_box, 1)
        row.addWidget(self.what_box, 1)
        self.hide()
        self.offer(None)
        for box in (self.who_box, self.what_box):
            box.currentIndexChanged.connect(self.changed)

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox(self)
        box.setAccessibleName(name)
        box.share_row(_LEAST_LETTERS)
        return box

    def offer(self, operators: tuple[Operator, ...] | None) -> None:
        """List who can have done something, those who were removed at the end; nothing is told of that.

        None: it is not for whoever is here.
        """
        self.is_offered = operators is not None
        chosen = self.who_box.currentData()
        self.who_box.blockSignals(True)
        self.who_box.clear()
        self.who_box.addItem(self.tr("Anybody"), ())
        removed = self.tr("{name} (removed)")
        for one in sorted(operators or (), key=lambda one: (one.is_removed, natural_order(one.name))):
            self.who_box.addItem(removed.format(name=one.name) if one.is_removed else one.name, (one.id,))
        for actor in (Actor.COMMAND_LINE, Actor.MQTT):
            self.who_box.addItem(words.actor_words(actor), (str(actor),))
        self.who_box.setCurrentIndex(max(0, self.who_box.findData(chosen)))
        self.who_box.blockSignals(False)

    def by(self) -> tuple[str, ...]:
        """Return whose acts are wanted; nobody means anybody's."""
        return tuple(self.who_box.currentData())

    def reasons(self) -> tuple[Act, ...]:
        """Return which acts are wanted; none means all."""
        return tuple(Act(act) for act in self.what_box.currentData())
