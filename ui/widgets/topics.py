"""Topics of one page: their names in a row, and one of them at a time below."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.widgets.buttons import Button, Role


class Topics(QWidget):
    """Emits ``chosen`` with the number of the topic that comes to the front."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = QButtonGroup(self)
        self.pages = QStackedWidget(self)
        self._row = QHBoxLayout()
        self._row.setSpacing(2)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._row)
        column.addWidget(self.pages, 1)
        self.buttons.idClicked.connect(self.show_topic)

    def add(self, text: str, page: QWidget) -> None:
        """Add a topic at the end; the first one is shown."""
        number = self.pages.addWidget(page)
        button = Button(text, self, role=Role.NAV)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setChecked(number == 0)
        self.buttons.addButton(button, number)
        self._row.insertWidget(number, button)

    @Slot(int)
    def show_topic(self, number: int) -> None:
        """Bring a topic to the front."""
        self.buttons.button(number).setChecked(True)
        self.pages.setCurrentIndex(number)
        self.chosen.emit(number)
