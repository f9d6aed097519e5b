"""Editors of single settings: each shows one value, gives it back, and says when it was changed.

They take wrong values too. What is right is decided where settings are checked.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from door_access.addresses import told_address
from door_access.desk.desk import CameraChoice
from ui.door.stage import DEMO_SOURCE
from ui.widgets.buttons import Button
from ui.widgets.fields import ChoiceBox, NumberBox, TickBox, WholeBox

_PER_CENT = 100

_LARGEST_NUMBER = 99_999.0
_LARGEST_WHOLE = 9_999_999
_OWN_NUMBER = -1.0


class Editor(Protocol):
    """What the settings form needs of an editor."""

    @property
    def edited(self) -> SignalInstance: ...

    def value(self) -> Any: ...

    def set_value(self, value: Any) -> None: ...

    def buddy(self) -> QWidget:
        """Return the control that takes the keyboard."""


class TextEditor(QLineEdit):
    """One line of text."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textChanged.connect(self.edited)

    def value(self) -> str:
        return self.text()

    def set_value(self, value: str) -> None:
        self.setText(value)
        self.setCursorPosition(0)

    def buddy(self) -> QWidget:
        return self


class NumberEditor(NumberBox):
    """A number with its unit."""

    edited = Signal()

    def __init__(self, *, unit: str, decimals: int, step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0.0, _LARGEST_NUMBER)
        self.setDecimals(decimals)
        self.setSingleStep(step)
        self.setSuffix(f" {unit}" if unit else "")
        self.valueChanged.connect(self.edited)

    def set_value(self, value: float) -> None:
        self.setValue(value)

    def buddy(self) -> QWidget:
        return self


class WholeEditor(WholeBox):
    """A whole number; ``least_words`` stand in place of -1, which then can be chosen, or of 0."""

    edited = Signal()

    def __init__(
        self,
        *,
        least_words: str = "",
        zero_words: str = "",
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setRange(-1 if least_words else 0, _LARGEST_WHOLE)
        self.setSpecialValueText(least_words or zero_words)
        self.setSuffix(f" {unit}" if unit else "")
        self.valueChanged.connect(self.edited)

    def set_value(self, value: int) -> None:
        self.setValue(value)

    def buddy(self) -> QWidget:
        return self


class PercentEditor(NumberEditor):
    """A fraction, 0…1, shown in per cent."""

    def __init__(self, *, step: float, parent: QWidget | None = None) -> None:
        super().__init__(unit="%", decimals=0, step=step, parent=parent)

    def value(self) -> float:
        return super().value() / _PER_CENT

    def set_value(self, value: float) -> None:
        self.setValue(value * _PER_CENT)


class SwitchEditor(TickBox):
    """Yes or no."""

    edited = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.toggled.connect(self.edited)

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        self.setChecked(value)

    def buddy(self) -> QWidget:
        return self


class ChoiceEditor(ChoiceBox):
    """One of a few values, each with words of its own."""

    edited = Signal()

    def __init__(self, choices: Mapping[Any, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, text in choices.items():
            self.addItem(text, value)
        self.currentIndexChanged.connect(self.edited)

    def value(self) -> Any:
        return self.currentData()

    def set_value(self, value: Any) -> None:
        self.setCurrentIndex(self.findData(value))

    def buddy(self) -> QWidget:
        return self


class FpirEditor(QWidget):
    """How strict the door is: in words, or as a number of the operator's own.

    The words name no number: how many strangers that lets in depends on how many people are enrolled.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset_box = ChoiceBox(self)
        self.number_box = NumberBox(self)
        self.number_box.setRange(0.0, 1.0)
        self.number_box.setDecimals(6)
        self.number_box.setSingleStep(0.001)
        self.number_box.setAccessibleName(self.tr("Share of strangers let in, 0 to 1"))
        for text, rate in self._presets():
            self.preset_box.addItem(text, rate)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.preset_box, 1)
        row.addWidget(self.number_box)
        self.number_box.hide()
        self.preset_box.currentIndexChanged.connect(self._on_preset_chosen)
        self.number_box.valueChanged.connect(self.edited)

    def _presets(self) -> tuple[tuple[str, float], ...]:
        return (
            (self.tr("Convenient"), 0.01),
            (self.tr("Balanced"), 0.003),
            (self.tr("Strict"), 0.001),
            (self.tr("Very strict"), 0.0001),
            (self.tr("Another number"), _OWN_NUMBER),
        )

    def value(self) -> float:
        return self.number_box.value()

    def set_value(self, value: float) -> None:
        found = self.preset_box.findData(value)
        self.preset_box.setCurrentIndex(found if found >= 0 else self.preset_box.count() - 1)
        self.number_box.setValue(value)

    def buddy(self) -> QWidget:
        return self.preset_box

    @Slot()
    def _on_preset_chosen(self) -> None:
        rate = float(self.preset_box.currentData())
        self.number_box.setVisible(rate == _OWN_NUMBER)
        if rate != _OWN_NUMBER:
            self.number_box.setValue(rate)


class CameraEditor(QWidget):
    """A camera from the list, or any source typed in; ``preview_requested`` shows it before it is saved."""

    edited = Signal()
    preview_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.source_box = ChoiceBox(self)
        self.source_box.setEditable(True)
        self.source_box.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        self.source_box.setMinimumContentsLength(12)
        self.preview_button = Button(self.tr("Previe&w"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.source_box, 1)
        row.addWidget(self.preview_button)
        self.source_box.editTextChanged.connect(self.edited)
        self.preview_button.clicked.connect(self._on_preview_clicked)
        self.offer_cameras(())

    def offer_cameras(self, cameras: tuple[CameraChoice, ...]) -> None:
        """List the cameras by name and keep what is chosen."""
        chosen = self.value()
        self.source_box.blockSignals(True)
        self.source_box.clear()
        for camera in cameras:
            self.source_box.addItem(camera.name, camera.source)
        self.source_box.addItem(self.tr("Demo feed"), DEMO_SOURCE)
        self.set_value(chosen)
        self.source_box.blockSignals(False)

    def value(self) -> str:
        text = self.source_box.currentText()
        named = self.source_box.findText(text)
        if named >= 0:
            return str(self.source_box.itemData(named))
        return self._kept if text == told_address(self._kept) else text.strip()

    def set_value(self, value: str) -> None:
        """Show a source; name and password in an address are hidden, and stay while it is not edited."""
        self._kept = value
        hidden = self.tr("Name and password are hidden; to change the address, type all of it.")
        self.source_box.setToolTip(hidden if told_address(value) != value else "")
        found = self.source_box.findData(value)
        self.source_box.setCurrentIndex(found)
        if found < 0:
            self.source_box.setEditText(told_address(value))

    def buddy(self) -> QWidget:
        return self.source_box

    @Slot()
    def _on_preview_clicked(self) -> None:
        self.preview_requested.emit(self.value())
