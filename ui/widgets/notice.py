"""A bar at the top of the window for what went wrong; it stays until it has been read."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.buttons import Button, label


class NoticeBar(QFrame):
    """One sentence and a way to put it away; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.sentence = label("", self, wraps=True)
        self.dismiss_button = Button(self.tr("D&ismiss"), self)
        self.dismiss_button.clicked.connect(self.put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.dismiss_button)
        self.hide()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show the sentence instead of an earlier one."""
        self.sentence.setText(sentence)
        self.show()

    @Slot()
    def put_away(self) -> None:
        """Hide the bar and forget the sentence."""
        self.sentence.setText("")
        self.hide()
