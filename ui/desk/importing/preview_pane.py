"""What a list would do, row by row, how it was read, and the step that does it."""

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from door_access.desk.importing.encodings import ENCODING_WORDS, Encoding
from door_access.desk.importing.preview import Choices, Fate, Preview
from door_access.desk.importing.table import SEPARATORS
from door_access.desk.importing.typed_cells import DateOrder
from ui.desk.importing.import_model import Column, ImportModel
from ui.desk.importing.import_words import (
    count_words,
    faceless_words,
    plan_words,
    reading_words,
    separator_words,
)
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.choice import Choice
from ui.widgets.fields import TickBox
from ui.widgets.tables import ListTable
from ui.widgets.wrapped_row import WrappedRow
from ui.words import counted

_ROW_HEIGHT = 1.8
"""Height of a row over that of a line of text."""
_NAME_LETTERS = 24
"""Width of a name in average letters; the rest of a longer one is told with its row."""
_DETAIL_LINES = 2
_PAD_PX = 12
"""What the style sheet puts above and below a field's text."""


class PreviewPane(QWidget):
    """Emits wishes; ``choices_changed`` wants the list read anew."""

    choices_changed = Signal()
    import_requested = Signal()
    wrong_rows_requested = Signal()
    another_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._make_parts()
        self._lay_out()
        self._connect()

    def _make_parts(self) -> None:
        self.counts = label("", self, role="heading", wraps=True)
        self.reading = label("", self, role="muted", wraps=True)
        self.encoding_box = Choice(self.tr("Letters"), self)
        self.separator_box = Choice(self.tr("Separator"), self)
        self.dates_box = Choice(self.tr("Dates"), self)
        self._fill_choices()
        self.wrong_box = TickBox(self.tr("&Wrong ones only"), self)
        self.model = ImportModel(self)
        self.table = ListTable(self.model, self.tr("What will happen"), self, row_height=_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setResizeContentsPrecision(0)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(Column.NAME, _NAME_LETTERS * self.fontMetrics().averageCharWidth())
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(self.tr("All that is told of the chosen row"))
        self.details.setPlaceholderText(self.tr("Choose a row to read all that is told of it."))
        lines, margins = _DETAIL_LINES * self.fontMetrics().lineSpacing(), 2 * self.details.frameWidth()
        self.details.setFixedHeight(
            lines + margins + 2 * round(self.details.document().documentMargin()) + _PAD_PX
        )
        self.answer = Answer(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.leave_out_box = TickBox(self.tr("&Leave the wrong ones out"), self)
        self.another_button = Button(self.tr("&Another list"), self)
        self.wrong_button = Button(self.tr("&Save the wrong rows…"), self)
        self.cancel_button = Button(self.tr("&Stop"), self)
        self.import_button = Button(self.tr("&Import"), self, role=Role.PRIMARY)

    def _fill_choices(self) -> None:
        encodings = [(ENCODING_WORDS[one], one) for one in Encoding]
        self.encoding_box.offer([(self.tr("Letters: as it seems"), None), *encodings])
        separators = [(separator_words(one), one) for one in SEPARATORS]
        self.separator_box.offer([(self.tr("Separator: as it seems"), None), *separators])
        self.dates_box.offer(
            [
                (self.tr("03/04/2026: refuse"), None),
                (self.tr("03/04/2026: day first"), DateOrder.DAY_FIRST),
                (self.tr("03/04/2026: month first"), DateOrder.MONTH_FIRST),
            ]
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        for part in (self.counts, self.reading):
            column.addWidget(part)
        column.addWidget(WrappedRow((self.encoding_box, self.separator_box, self.dates_box), self))
        column.addWidget(self.table, 1)
        column.addWidget(self.details)
        column.addWidget(self.answer)
        column.addWidget(self.progress)
        column.addWidget(WrappedRow((self.wrong_box, self.leave_out_box), self))
        buttons = (self.another_button, self.wrong_button, self.cancel_button, self.import_button)
        column.addWidget(WrappedRow(buttons, self))

    def _connect(self) -> None:
        for box in (self.encoding_box, self.separator_box, self.dates_box):
            box.currentIndexChanged.connect(self.choices_changed)
        self.wrong_box.toggled.connect(self._show_rows)
        self.leave_out_box.toggled.connect(self._offer)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        self.import_button.clicked.connect(self.import_requested)
        self.wrong_button.clicked.connect(self.wrong_rows_requested)
        self.another_button.clicked.connect(self.another_requested)
        self.cancel_button.clicked.connect(self.cancel_requested)

    def choices(self, consent: str) -> Choices:
        """Return how the list is to be read."""
        return Choices(
            self.encoding_box.value(), self.separator_box.value(), self.dates_box.value(), consent.strip()
        )

    def forget_choices(self) -> None:
        """Read the next list as it seems to be written."""
        for box in (self.encoding_box, self.separator_box, self.dates_box):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self.leave_out_box.setChecked(False)
        self.wrong_box.setChecked(False)

    def show_preview(self, preview: Preview | None) -> None:
        """Show what will happen; None while that is not known."""
        self._preview = preview
        is_file = preview is None or preview.table.encoding is not None
        for box in (self.encoding_box, self.separator_box, self.dates_box):
            box.setVisible(is_file)
        self.counts.setText("" if preview is None else count_words(preview))
        told = [] if preview is None else [reading_words(preview.table), faceless_words(preview)]
        self.reading.setText(" ".join(filter(None, told)))
        self.reading.setVisible(any(told))
        self._show_rows()
        self._offer()

    @Slot()
    def _show_rows(self) -> None:
        self.details.setPlainText("")
        self.table.scrollToTop()
        self.model.show_preview(self._preview, is_wrong_only=self.wrong_box.isChecked())
        self.table.say("" if self._preview is None else self.tr("No row is wrong."))

    @Slot(QModelIndex)
    def _on_row_chosen(self, index: QModelIndex) -> None:
        self.details.setPlainText(plan_words(self.model.plan(index.row())) if index.isValid() else "")

    def show_progress(self, done: int, total: int) -> None:
        """Show that something is done, and how far it is; nothing of 0 is no progress."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setVisible(total > 0)
        self._offer()

    @property
    def is_busy(self) -> bool:
        return not self.progress.isHidden()

    @Slot()
    def _offer(self) -> None:
        """Offer what can be done now."""
        preview, is_busy = self._preview, self.is_busy
        wrong = 0 if preview is None else preview.counts[Fate.WRONG]
        for part in (self.encoding_box, self.separator_box, self.dates_box, self.leave_out_box):
            part.setEnabled(not is_busy)
        self.leave_out_box.setVisible(wrong > 0)
        self.wrong_box.setVisible(wrong > 0)
        self.wrong_button.setVisible(wrong > 0 and not is_busy)
        self.another_button.setVisible(not is_busy)
        self.cancel_button.setVisible(is_busy)
        self.import_button.setVisible(not is_busy)
        self.import_button.forbid(self._why_not(preview, wrong))
        if preview is not None and self._doing(preview):
            text = counted(
                self._doing(preview), self.tr("&Import {count} person"), self.tr("&Import {count} people")
            )
            self.import_button.setText(text)
            self.import_button.setAccessibleName(text.replace("&", ""))

    def _why_not(self, preview: Preview | None, wrong: int) -> str:
        if preview is None or preview.waiting:
            return self.tr("It is not known yet what will happen.")
        if not self._doing(preview):
            return self.tr("There is nothing to import.")
        if wrong and not self.leave_out_box.isChecked():
            return self.tr("Rows are wrong: mend the list, or leave them out.")
        return ""

    @staticmethod
    def _doing(preview: Preview) -> int:
        return preview.counts[Fate.NEW] + preview.counts[Fate.CHANGE]
