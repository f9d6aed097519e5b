"""A box to choose one of some values from; a value that is there no more leaves the first one chosen."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget

from ui.widgets.fields import ChoiceBox

_LEAST_LETTERS = 14


class Choice(ChoiceBox):
    """Knows its values as they were given; long words end in dots, and are read in full in the open list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        place = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        dots = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, dots, place.width())

    def offer(self, choices: Iterable[tuple[str, Any]]) -> None:
        """Offer words and what they stand for; what was chosen stays chosen, and nothing is told of that."""
        chosen = self.value()
        some = list(choices)
        self.blockSignals(True)
        self.clear()
        self._values = [value for _, value in some]
        self.addItems([text for text, _ in some])
        self.set_value(chosen)
        self.blockSignals(False)

    def value(self) -> Any:
        """Return what is chosen; None as well where nothing was offered."""
        row = self.currentIndex()
        return self._values[row] if 0 <= row < len(self._values) else None

    def set_value(self, value: Any) -> None:
        """Choose a value; the first one where it is not offered."""
        if self._values:
            self.setCurrentIndex(self._values.index(value) if value in self._values else 0)
