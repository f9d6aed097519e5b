"""Questions of the desk that want a reason, which is written into the access log."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.buttons import Button, Role, label

LONGEST_NOTE = 200
"""Characters; the note stands in one cell of the access log."""


@dataclass(frozen=True, slots=True)
class NoteQuestion:
    """The words of one question; ``caption`` and ``verb`` underline a letter."""

    title: str
    caption: str
    example: str
    verb: str


class NoteDialog(QDialog):
    """Emits ``noted`` with what was typed; nothing is done without it."""

    noted = Signal(str)

    def __init__(self, question: NoteQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(question.title)
        self.setModal(True)
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST_NOTE)
        self.field.setPlaceholderText(question.example)
        self.field.setAccessibleName(question.caption.replace("&", ""))
        self.do_button = Button(question.verb, self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out(question.caption)
        self.field.textChanged.connect(self._on_text_changed)
        self.do_button.clicked.connect(self._on_done)
        self.cancel_button.clicked.connect(self.reject)
        self._on_text_changed("")

    def _lay_out(self, text: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        caption = label(text, self, role="heading", buddy=self.field)
        column.addWidget(caption)
        column.addWidget(self.field)
        column.addWidget(label(self.tr("The reason is written into the access log."), self, role="muted"))
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addWidget(self.do_button)
        column.addLayout(row)
        self.do_button.setDefault(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 56)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.do_button.forbid("" if text.strip() else self.tr("The reason is missing."))

    @Slot()
    def _on_done(self) -> None:
        self.noted.emit(self.field.text().strip())
        self.accept()


class ReleaseDialog(NoteDialog):
    """Asks why the door is opened; there is no opening without a reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        question = NoteQuestion(
            _tr("Open once"),
            _tr("&Why is the door opened?"),
            _tr("e.g. parcel delivery"),
            _tr("&Open the door"),
        )
        super().__init__(question, parent)


class AcknowledgeDialog(NoteDialog):
    """Asks what was found where an alarm came from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        question = NoteQuestion(
            _tr("Acknowledge alarms"),
            _tr("&What did you find at the door?"),
            _tr("e.g. a chair held it open; put away"),
            _tr("&Acknowledge"),
        )
        super().__init__(question, parent)


def _tr(text: str) -> str:
    return QCoreApplication.translate("note", text)
