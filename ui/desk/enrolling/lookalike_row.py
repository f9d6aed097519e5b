"""One look-alike: who it is, how near, and whether it is the newcomer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from door_access.domain.enrolment.lookalikes import Lookalike
from ui.widgets.buttons import label


class LookalikeRow(QWidget):
    """Emits itself when the operator chooses; nothing is chosen beforehand."""

    chosen = Signal(object)

    def __init__(self, alike: Lookalike, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person_id = alike.person_id
        self.name = name
        self.title = label(
            self.tr("{name} (distance {distance:.2f})").format(name=name, distance=alike.distance),
            self,
            role="heading",
            wraps=True,
        )
        self.same_button = QRadioButton(self.tr("Same person: merge"), self)
        self.different_button = QRadioButton(self.tr("Different: card always required"), self)
        self._group = QButtonGroup(self)
        self._lay_out()

    def _lay_out(self) -> None:
        choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for button in (self.same_button, self.different_button):
            button.setAccessibleName(f"{self.name}: {button.text()}")
            self._group.addButton(button)
            button.clicked.connect(lambda: self.chosen.emit(self))
            choices.addWidget(button)
        choices.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addLayout(choices)

    @property
    def is_same(self) -> bool:
        return self.same_button.isChecked()

    @property
    def is_decided(self) -> bool:
        return self.same_button.isChecked() or self.different_button.isChecked()

    def choose_different(self) -> None:
        """Say that this is another person."""
        self.different_button.setChecked(True)
