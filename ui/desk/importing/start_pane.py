"""Where an import begins: a file or a folder, chosen or dropped; and everybody into a file."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.desk.page import Card
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import TickBox
from ui.widgets.questions import choose_file, choose_folder


class StartPane(QWidget):
    """Emits what was chosen."""

    list_chosen = Signal(object)
    export_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.consent_field = QLineEdit(self)
        self.consent_field.setAccessibleName(self.tr("What everybody has agreed to"))
        self.consent_field.setPlaceholderText(self.tr("For example: signed form of 1 March"))
        self.file_button = Button(self.tr("Choose a &file…"), self, role=Role.PRIMARY)
        self.folder_button = Button(self.tr("Choose a fol&der of photos…"), self)
        self.cards_box = TickBox(self.tr("With the cards' &numbers: whoever has them can copy a card"), self)
        self.export_button = Button(self.tr("E&xport everybody…"), self)
        self.answer = Answer(self)
        self.import_card, self.export_card = Card(self.tr("Import"), self), Card(self.tr("Export"), self)
        self._lay_out()
        self.file_button.clicked.connect(self._on_file)
        self.folder_button.clicked.connect(self._on_folder)
        self.export_button.clicked.connect(self._on_export)

    def _lay_out(self) -> None:
        told = self.tr(
            "A list of people as CSV, or a folder of photos with a folder for each person. Drop it here, or"
            " choose it. First you see what would happen."
        )
        column = self.import_card.body
        column.addWidget(label(told, self, wraps=True))
        column.addWidget(
            label(
                self.tr("&What new people have agreed to, where the list has none"),
                self,
                buddy=self.consent_field,
            )
        )
        column.addWidget(self.consent_field)
        column.addLayout(_row(self.file_button, self.folder_button))
        column = self.export_card.body
        column.addWidget(self.cards_box)
        column.addLayout(_row(self.export_button))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACING_PX // 2)
        whole.addWidget(self.import_card)
        whole.addWidget(self.export_card)
        whole.addWidget(self.answer)
        whole.addStretch(1)

    def offer(self, *, may_import: bool, may_export: bool) -> None:
        """Offer what whoever is here may do."""
        self.import_card.setVisible(may_import)
        self.export_card.setVisible(may_export)

    @Slot()
    def _on_file(self) -> None:
        choose_file(
            self,
            self.tr("Import people"),
            filters=self.tr("Lists of people (*.csv *.txt *.tsv);;All files (*)"),
            then=self.list_chosen.emit,
        )

    @Slot()
    def _on_folder(self) -> None:
        choose_folder(self, self.tr("Import people from photos"), then=self.list_chosen.emit)

    @Slot()
    def _on_export(self) -> None:
        choose_file(
            self,
            self.tr("Export everybody"),
            filters=self.tr("CSV tables (*.csv)"),
            save_as="people.csv",
            then=self._emit_export,
        )

    def _emit_export(self, path: Path) -> None:
        self.export_chosen.emit(path)


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
