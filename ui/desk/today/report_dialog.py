"""Which month to report, and into which file."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.figures_desk import month_before
from ui import words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.fields import ChoiceBox, day_of
from ui.widgets.questions import choose_file

_MONTHS = 24
"""So many months back can be chosen."""


class ReportDialog(QDialog):
    """Emits ``chosen`` with the month's first day and the file's path."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Report of a month"))
        self.setModal(True)
        self.month_box = ChoiceBox(self)
        self.month_box.setAccessibleName(self.tr("Month"))
        self.months = _months(day_of(QDate.currentDate()))
        for month in self.months:
            self.month_box.addItem(words.month_words(month))
        self.month_box.setCurrentIndex(1)  # the last one that is over
        self.pdf_button = Button(self.tr("Save as &PDF…"), self, role=Role.PRIMARY)
        self.html_button = Button(self.tr("Save as &HTML…"), self)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self.pdf_button.clicked.connect(self._on_pdf_clicked)
        self.html_button.clicked.connect(self._on_html_clicked)
        self.cancel_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(label(self.tr("Report of the &month"), self, role="heading", buddy=self.month_box))
        column.addWidget(self.month_box)
        told = self.tr("Figures alone, against the month before: it names nobody.")
        column.addWidget(label(told, self, role="muted", wraps=True))
        row = QHBoxLayout()
        for button in (self.cancel_button, self.html_button, self.pdf_button):
            row.addWidget(button)
        column.addLayout(row)

    @Slot()
    def _on_pdf_clicked(self) -> None:
        self._ask_where(self.tr("PDF files (*.pdf)"), "pdf")

    @Slot()
    def _on_html_clicked(self) -> None:
        self._ask_where(self.tr("HTML pages (*.html)"), "html")

    def _ask_where(self, filters: str, suffix: str) -> None:
        month = self.months[self.month_box.currentIndex()]
        choose_file(
            self,
            self.tr("Save the report"),
            filters=filters,
            save_as=f"access-{month:%Y-%m}.{suffix}",
            then=lambda path: self._choose(month, path),
        )

    def _choose(self, month: date, path: Path) -> None:
        self.chosen.emit(month, path)
        self.accept()


def _months(today: date) -> list[date]:
    """Return the first days of this month and of those before it."""
    found = [today.replace(day=1)]
    while len(found) < _MONTHS:
        found.append(month_before(found[-1]))
    return found
