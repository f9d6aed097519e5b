"""The first step of an enrolment: who it is, and that they agree."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.enrolment import POSES_S
from door_access.domain.people import Person
from door_access.errors import BadName
from door_access.services.enrolment import SAMPLES_WANTED, EnrolmentRequest
from ui.boxes import TickBox, WholeBox
from ui.buttons import Button, Role, label
from ui.desk.guided_picture import GuidedPicture
from ui.desk.page import Card
from ui.theme import SPACING_PX

FEWEST_SAMPLES, MOST_SAMPLES = 5, 50
"""Five make a strong template; more than fifty only take time."""

_PICTURE_FROM_PX = 760


class EnrolForm(QWidget):
    """Emits a request that names a person and quotes what they agreed to."""

    start_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person: Person | None = None
        self.heading = label("", self, role="heading", wraps=True)
        self.name_field = QLineEdit(self)
        self.name_error = label("", self, role="error", wraps=True)
        self.consent_field = QPlainTextEdit(self)
        self.agreed_box = TickBox(self.tr("&They have read this and agreed"), self)
        self.glasses_box = TickBox(self.tr("They wear &glasses: take samples with and without"), self)
        self.samples_box = WholeBox(self)
        self.picture = GuidedPicture(self)
        self.start_button = Button(self.tr("Start ta&king samples"), self, role=Role.PRIMARY)
        self._prepare()
        self._lay_out()
        self._connect()
        self.clear()

    def _prepare(self) -> None:
        self.name_field.setPlaceholderText(self.tr("First and last name"))
        self.name_field.setAccessibleName(self.tr("Name"))
        self.consent_field.setAccessibleName(self.tr("Consent"))
        self.consent_field.setTabChangesFocus(True)
        self.consent_field.setMaximumHeight(self.fontMetrics().height() * 7)
        self.samples_box.setRange(FEWEST_SAMPLES, MOST_SAMPLES)
        self.samples_box.setAccessibleName(self.tr("Number of samples"))
        self.agreed_box.setAccessibleName(self.tr("They have read this and agreed"))
        self.glasses_box.setAccessibleName(self.tr("They wear glasses"))

    def _lay_out(self) -> None:
        card = Card(parent=self)
        body = card.body
        body.addWidget(self.heading)
        self._add_field(body, self.tr("&Name"), self.name_field)
        body.addWidget(self.name_error)
        self._add_field(body, self.tr("&Consent, as the person agrees to it"), self.consent_field)
        body.addWidget(self.agreed_box)
        body.addWidget(self.glasses_box)
        row = QHBoxLayout()
        caption = label(self.tr("Sa&mples to take"), card)
        caption.setBuddy(self.samples_box)
        for part in (caption, self.samples_box):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.start_button)
        body.addLayout(row)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        column = QVBoxLayout()
        column.addWidget(card)
        column.addStretch(1)
        row.addLayout(column, 1)
        row.addWidget(self.picture, 1)

    def _add_field(self, body: QVBoxLayout, text: str, field: QWidget) -> None:
        caption = label(text, field.parentWidget())
        caption.setBuddy(field)
        body.addWidget(caption)
        body.addWidget(field)

    def _connect(self) -> None:
        self.name_field.textChanged.connect(self._on_changed)
        self.consent_field.textChanged.connect(self._on_changed)
        self.agreed_box.toggled.connect(self._on_changed)
        self.name_field.returnPressed.connect(self._on_start)
        self.start_button.clicked.connect(self._on_start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the picture where there is room for it; the form is what counts here."""
        self.picture.setVisible(self.width() >= _PICTURE_FROM_PX)
        super().resizeEvent(event)

    def clear(self, person: Person | None = None) -> None:
        """Begin anew: for a newcomer, or for more samples of somebody enrolled."""
        self._person = person
        self.heading.setText(
            self.tr("More samples for {name}").format(name=person.name) if person else self.tr("A new person")
        )
        self.name_field.setText(person.name if person else "")
        self.name_field.setReadOnly(person is not None)
        self.consent_field.setPlainText(
            self.tr(
                "I agree that my face is measured and that the measurements are stored to open this door. Each"
                " time, the camera follows for a few seconds how my face moves and whether I blink, to tell me"
                " from a photo of me; this is not stored. Somebody with a film of my face might still deceive"
                " it. Instead of my face I could have had a card and a PIN."
            )
        )
        self.agreed_box.setChecked(False)
        self.glasses_box.setChecked(False)
        self.samples_box.setValue(SAMPLES_WANTED)
        self.name_error.setText("")
        self._on_changed()

    def take_focus(self) -> None:
        """Put the cursor where typing begins."""
        first = self.agreed_box if self._person else self.name_field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_changed(self) -> None:
        self.name_error.setText("")
        has_texts = bool(self.name_field.text().strip() and self.consent_field.toPlainText().strip())
        self.start_button.setEnabled(has_texts and self.agreed_box.isChecked())

    @Slot()
    def _on_start(self) -> None:
        if not self.start_button.isEnabled():
            return
        try:
            self.start_requested.emit(self._request())
        except BadName as error:
            self.name_error.setText(str(error))

    def _request(self) -> EnrolmentRequest:
        return EnrolmentRequest(
            self.name_field.text(),
            self.consent_field.toPlainText().strip(),
            wanted=self.samples_box.value(),
            add_to=self._person.id if self._person else None,
            poses_s=POSES_S,
            wears_glasses=self.glasses_box.isChecked(),
        )
