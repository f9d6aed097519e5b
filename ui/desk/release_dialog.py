"""Open once: an operator's wish that is logged with its reason."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.buttons import Button, Role, label

LONGEST_NOTE = 200
"""Characters; the note stands in one cell of the access log."""


class ReleaseDialog(QDialog):
    """Asks why; there is no opening without a reason."""

    release_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open once"))
        self.setModal(True)
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST_NOTE)
        self.field.setPlaceholderText(self.tr("e.g. parcel delivery"))
        self.field.setAccessibleName(self.tr("Why is the door opened?"))
        self.open_button = Button(self.tr("&Open the door"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self.field.textChanged.connect(self._on_text_changed)
        self.open_button.clicked.connect(self._on_open)
        self.cancel_button.clicked.connect(self.reject)
        self._on_text_changed("")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        caption = label(self.tr("&Why is the door opened?"), self, role="heading")
        caption.setBuddy(self.field)
        column.addWidget(caption)
        column.addWidget(self.field)
        column.addWidget(label(self.tr("The reason is written into the access log."), self, role="muted"))
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addWidget(self.open_button)
        column.addLayout(row)
        self.open_button.setDefault(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 56)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.open_button.setEnabled(bool(text.strip()))

    @Slot()
    def _on_open(self) -> None:
        self.release_requested.emit(self.field.text().strip())
        self.accept()
