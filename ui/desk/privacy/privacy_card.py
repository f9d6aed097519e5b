"""Among the settings: the words of consent, and the report for the data protection officer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk.page import Card
from ui.widgets.buttons import Button, label


class PrivacyCard(Card):
    """Emits what is wanted; both can be read by whoever may see the settings."""

    texts_requested = Signal()
    report_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Privacy: what people agree to"), parent)
        told = self.tr(
            "In which words people agree to have their face measured, and what a data protection officer asks"
            " for once a year."
        )
        self.texts_button = Button(self.tr("Words of consent…"), self)
        self.report_button = Button(self.tr("Report for the data protection officer…"), self)
        for part in (label(told, self, role="muted", wraps=True), self.texts_button, self.report_button):
            self.body.addWidget(part)
        self.texts_button.clicked.connect(self.texts_requested)
        self.report_button.clicked.connect(self.report_requested)
