"""Between the two rounds of an enrolment: the glasses come off."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from door_access.domain.enrolment.enrolment import GlassesAnswer
from ui.desk.page import readable_card
from ui.widgets.buttons import Button, Role, label


class EnrolGlasses(QWidget):
    """Asks for the samples without glasses and emits the operator's word."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label("", self, role="big", wraps=True)
        self.off_button = Button(self.tr("The glasses are o&ff: go on"), self, role=Role.PRIMARY)
        self.kept_button = Button(self.tr("Store only those &with glasses"), self)
        card = readable_card(self)
        card.body.addWidget(self.heading)
        card.body.addWidget(label(self._explanation(), card, role="muted", wraps=True))
        row = QHBoxLayout()
        row.addWidget(self.off_button)
        row.addWidget(self.kept_button)
        row.addStretch(1)
        card.body.addLayout(row)
        self.off_button.clicked.connect(lambda: self.answered.emit(GlassesAnswer.TAKEN_OFF))
        self.kept_button.clicked.connect(lambda: self.answered.emit(GlassesAnswer.KEPT_ON))

    def _explanation(self) -> str:
        return self.tr(
            "Glasses change a face. With a few samples of both, the door knows this person either way."
        )

    def ask(self, name: str, taken: int) -> None:
        """Put the question."""
        self.heading.setText(
            self.tr(
                "{taken} samples of {name} with glasses are taken. Now please take the glasses off."
            ).format(taken=taken, name=name)
        )
        self.off_button.setFocus()
