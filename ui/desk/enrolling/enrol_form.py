"""The first step of an enrolment: who it is, that they agree, and whether with a face or without one."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from door_access.desk.credential_desk import NewWithoutFace
from door_access.domain.enrolment.enrolment import POSES_S
from door_access.domain.enrolment.people import Person, checked_name
from door_access.errors import BadName
from door_access.runtime.enrolment import SAMPLES_WANTED, EnrolmentRequest
from ui.desk.enrolling.consent_words import consent_words
from ui.desk.enrolling.guided_picture import GuidedPicture
from ui.desk.enrolling.no_face_fields import NoFaceFields
from ui.desk.page import Card
from ui.theme import SPACING_PX
from ui.widgets.boxes import TickBox, WholeBox
from ui.widgets.buttons import Button, Role, label

FEWEST_SAMPLES, MOST_SAMPLES = 5, 50
"""Five make a strong template; more than fifty only take time."""

_PICTURE_FROM_PX = 760
_CONSENT_LINES = 7
"""Greatest height of the consent; a longer one scrolls, and a low window shows fewer."""


class EnrolForm(QWidget):
    """Emits a request that names a person and quotes what they agreed to."""

    start_requested = Signal(object)
    without_face_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person: Person | None = None
        self.heading = label("", self, role="heading", wraps=True)
        self.name_field = QLineEdit(self)
        self.name_error = label("", self, role="error", wraps=True)
        self.no_face_box = TickBox(self.tr("&Without a face: by card and PIN"), self)
        self.consent_field = QPlainTextEdit(self)
        self.agreed_box = TickBox(self.tr("&They have read this and agreed"), self)
        self.glasses_box = TickBox(self.tr("They wear &glasses: take samples with and without"), self)
        self.no_face = NoFaceFields(self)
        self.no_face_error = label("", self, role="error", wraps=True)
        self.samples_caption = label(self.tr("Sa&mples to take"), self)
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
        self.consent_field.setMaximumHeight(self.fontMetrics().height() * _CONSENT_LINES)
        self.no_face_box.setAccessibleName(self.tr("Without a face: by card and PIN"))
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
        body.addWidget(self.no_face_box)
        self._add_field(body, self.tr("&Consent, as the person agrees to it"), self.consent_field)
        body.addWidget(self.agreed_box)
        body.addWidget(self.glasses_box)
        body.addWidget(self.no_face)
        self.samples_caption.setBuddy(self.samples_box)
        row = QHBoxLayout()
        row.addWidget(self.samples_caption)
        row.addWidget(self.samples_box)
        row.addWidget(self.no_face_error, 1)
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
        self.no_face_box.toggled.connect(self._on_no_face_toggled)
        self.no_face.edited.connect(self._on_changed)
        self.no_face.entered.connect(self._on_start)
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
        self.no_face_box.setVisible(person is None)
        self.no_face_box.setChecked(False)
        self._on_no_face_toggled(False)
        self.glasses_box.setChecked(False)
        self.samples_box.setValue(SAMPLES_WANTED)
        self.name_error.setText("")
        self._on_changed()

    def take_focus(self) -> None:
        """Put the cursor where typing begins."""
        first = self.agreed_box if self._person else self.name_field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_without_face(self) -> bool:
        return self.no_face_box.isChecked()

    def take_without_face(self) -> NewWithoutFace:
        """Return the newcomer; card number and PIN are forgotten here."""
        card, pin = self.no_face.take()
        self._on_changed()
        return NewWithoutFace(
            self.name_field.text(), self.consent_field.toPlainText().strip(), card=card, pin=pin
        )

    def refuse_without_face(self, sentence: str) -> None:
        """Say why nobody was enrolled; card and PIN have to be given again."""
        self.no_face_error.setText(sentence)
        self.no_face.card.setFocus()

    @Slot(bool)
    def _on_no_face_toggled(self, is_without: bool) -> None:
        """Change what is agreed to, what is asked for, and what comes next."""
        self.consent_field.setPlainText(consent_words(has_face=not is_without))
        self.agreed_box.setChecked(False)
        self.no_face.forget()
        with_face: tuple[QWidget, ...] = (self.glasses_box, self.samples_caption, self.samples_box)
        for part in with_face:
            part.setVisible(not is_without)
        self.no_face.setVisible(is_without)
        text = self.tr("Enro&l by card and PIN") if is_without else self.tr("Start ta&king samples")
        self.start_button.setText(text)
        self.start_button.setAccessibleName(text.replace("&", ""))
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self.name_error.setText("")
        self.no_face_error.setText("")
        has_texts = bool(self.name_field.text().strip() and self.consent_field.toPlainText().strip())
        is_complete = self.no_face.are_filled or not self.is_without_face
        self.start_button.setEnabled(has_texts and is_complete and self.agreed_box.isChecked())

    @Slot()
    def _on_start(self) -> None:
        if not self.start_button.isEnabled():
            return
        try:
            self._start()
        except BadName as error:
            self.name_error.setText(str(error))

    def _start(self) -> None:
        if not self.is_without_face:
            self.start_requested.emit(self._request())
            return
        checked_name(self.name_field.text())
        if self.no_face.pin.are_same:
            self.without_face_requested.emit()
        else:
            self.no_face.pin.forget()
            self._on_changed()
            self.no_face_error.setText(self.tr("The two PINs are not the same."))
            self.no_face.pin.first.setFocus()

    def _request(self) -> EnrolmentRequest:
        return EnrolmentRequest(
            self.name_field.text(),
            self.consent_field.toPlainText().strip(),
            wanted=self.samples_box.value(),
            add_to=self._person.id if self._person else None,
            poses_s=POSES_S,
            wears_glasses=self.glasses_box.isChecked(),
        )
