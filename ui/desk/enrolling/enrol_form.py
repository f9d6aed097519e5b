"""The first step of an enrolment: who it is, that they agree, and whether with a face or without one.

What was typed stays until it is stored or the desk closes; card and PIN stay in no field after that.
"""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from door_access.complaints import Complaint
from door_access.desk.credential_desk import NewWithoutFace
from door_access.domain.enrolment.consent import FIRST_WORDS, ConsentKind, ConsentText, newest
from door_access.domain.enrolment.enrolment import POSES_S
from door_access.domain.enrolment.names import twin_of
from door_access.domain.enrolment.people import Person, checked_name
from door_access.errors import BadName
from door_access.runtime.enrolment import SAMPLES_WANTED, EnrolmentRequest
from ui.desk.enrolling.guidance import GuidedPicture
from ui.desk.enrolling.photos_row import PhotosRow
from ui.desk.page import AsHighAsItsRows, Card
from ui.desk.people.cards_box import CardField
from ui.desk.people.pin_box import NewPinFields
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import TickBox, WholeBox
from ui.widgets.questions import show_text
from ui.widgets.wrapped_row import WrappedRow
from ui.words import QT_TRANSLATE_NOOP, complaint_words, error_words

_CONTEXT = "consent"

_WITHOUT_FACE = QT_TRANSLATE_NOOP(
    "consent",
    "I do not use face recognition. I agree that my name, my card and my PIN are stored to open this door;"
    " card and PIN are asked for each time. Of the card's number only the last two characters can be read"
    " again, of the PIN nothing. Nothing of my face is stored. The camera still sees whoever stands before"
    " the door.",
)


def words_without_face() -> str:
    """Return what somebody agrees to who is enrolled without a face."""
    return QCoreApplication.translate(_CONTEXT, _WITHOUT_FACE)


class NoFaceFields(QWidget):
    """Emits ``edited`` with every key, and ``entered`` when Enter ends the last field."""

    edited = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CardField(self)
        self.pin = NewPinFields(self)
        self._lay_out()
        self.card.textEdited.connect(self.edited)
        self.pin.edited.connect(self.edited)
        self.card.returnPressed.connect(self.pin.first.setFocus)
        self.pin.entered.connect(self.entered)

    def _lay_out(self) -> None:
        caption = label(self.tr("Card n&umber"), self, buddy=self.card)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(caption)
        column.addWidget(self.card)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX // 2)
        row.addLayout(column, 1)
        row.addWidget(self.pin, 1)

    @property
    def are_filled(self) -> bool:
        """Say whether something stands in every field."""
        fields = (self.card, self.pin.first, self.pin.second)
        return all(field.text().strip() for field in fields)

    @property
    def are_empty(self) -> bool:
        return not self.card.text() and self.pin.is_empty

    def forget(self) -> None:
        """Empty all fields."""
        self.card.take()
        self.pin.take()


FEWEST_SAMPLES, MOST_SAMPLES = 5, 50
"""Five make a strong template; more than fifty only take time."""

_PICTURE_FROM_PX = 760
_FEWEST_CONSENT_LINES, _CONSENT_LINES = 3, 7
"""Height of the consent at least and at most; a longer one scrolls, and a low window shows fewer."""


class EnrolForm(QWidget):
    """Emits a request that names a person and quotes what they agreed to."""

    start_requested = Signal(object)
    photos_requested = Signal(object, object)
    without_face_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person: Person | None = None
        self._trouble = ""
        self._is_saving = False
        self._asked = dict(FIRST_WORDS)
        self.heading = label("", self, role="heading", wraps=True)
        self.note = label("", self, role="error", wraps=True)
        self.name_field = QLineEdit(self)
        self.name_error = label("", self, role="error", wraps=True)
        self._enrolled: tuple[str, ...] = ()
        self.no_face_box = TickBox(self.tr("&Without a face: by card and PIN"), self)
        self.consent_field = QPlainTextEdit(self)
        self.agreed_box = TickBox(self.tr("They ha&ve read this and agreed"), self)
        self.picture_box = TickBox(self.tr("They also agree that pictures of the &face are kept"), self)
        self.picture_words = Button(self.tr("&Read it"), self, role=Role.QUIET)
        self.glasses_box = TickBox(self.tr("They wear &glasses: take samples with and without"), self)
        self.no_face = NoFaceFields(self)
        self.photos = PhotosRow(self)
        self.setAcceptDrops(True)
        self.answer = Answer(self)
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
        self.consent_field.setFixedHeight(self.fontMetrics().height() * _CONSENT_LINES)
        self.no_face_box.setAccessibleName(self.tr("Without a face: by card and PIN"))
        self.samples_box.setRange(FEWEST_SAMPLES, MOST_SAMPLES)
        self.samples_box.setAccessibleName(self.tr("Number of samples"))
        self.agreed_box.setAccessibleName(self.tr("They have read this and agreed"))
        self.glasses_box.setAccessibleName(self.tr("They wear glasses"))
        self.picture_box.setAccessibleName(self.tr("They also agree that pictures of the face are kept"))
        self.picture_words.setAccessibleName(self.tr("Read what they agree to about pictures"))

    def _lay_out(self) -> None:
        card = self._card = Card(parent=self)
        card.body.addWidget(self._fields(card))
        card.body.addWidget(self.answer)
        card.body.addWidget(WrappedRow((self._samples(card), self.photos, self.start_button), card))
        column = QVBoxLayout()
        column.addWidget(card)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        row.addLayout(column, 1)
        row.addWidget(self.picture, 1)

    def _fields(self, card: Card) -> AsHighAsItsRows:
        """Return all that is filled in; it scrolls where a low window has no room for it."""
        content = QWidget(card)
        body = QVBoxLayout(content)
        body.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        body.setSpacing(SPACING_PX // 2)
        body.addWidget(self.heading)
        body.addWidget(self.note)
        self._add_field(body, self.tr("&Name"), self.name_field)
        body.addWidget(self.name_error)
        body.addWidget(self.no_face_box)
        self._add_field(body, self.tr("&Consent, as the person agrees to it"), self.consent_field)
        body.addWidget(self.agreed_box)
        pictures = QHBoxLayout()
        pictures.addWidget(self.picture_box)
        pictures.addWidget(self.picture_words)
        pictures.addStretch(1)
        body.addLayout(pictures)
        body.addWidget(self.glasses_box)
        body.addWidget(self.no_face)
        fields = AsHighAsItsRows(content, card)
        fields.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return fields

    def _samples(self, card: Card) -> QWidget:
        self.samples_caption.setBuddy(self.samples_box)
        samples = QWidget(card)
        row = QHBoxLayout(samples)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.samples_caption)
        row.addWidget(self.samples_box)
        return samples

    def _add_field(self, body: QVBoxLayout, text: str, field: QWidget) -> None:
        caption = label(text, field.parentWidget(), buddy=field)
        body.addWidget(caption)
        body.addWidget(field)

    def _connect(self) -> None:
        self.name_field.textChanged.connect(self._on_changed)
        self.consent_field.textChanged.connect(self._on_changed)
        self.agreed_box.toggled.connect(self._on_changed)
        self.picture_words.clicked.connect(self._on_picture_words_wanted)
        self.no_face_box.toggled.connect(self._on_no_face_toggled)
        self.no_face.edited.connect(self._on_changed)
        self.no_face.entered.connect(self._on_start)
        self.name_field.returnPressed.connect(self._on_start)
        self.start_button.clicked.connect(self._on_start)
        self.photos.changed.connect(self._on_photos_changed)
        self.photos.refused.connect(self.answer.refuse)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, where a face is to be enrolled."""
        if event.mimeData().hasUrls() and not self.is_without_face:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.photos.take_dropped(event.mimeData())

    @Slot()
    def _on_photos_changed(self) -> None:
        """Ask for no samples of the camera while there are photos."""
        from_camera = not (self.photos.photos or self.is_without_face)
        for part in (self.glasses_box, self.samples_caption, self.samples_box):
            part.setVisible(from_camera)
        self._name_start()
        self._on_changed()

    def _name_start(self) -> None:
        text = self.tr("Start ta&king samples")
        if self.is_without_face:
            text = self.tr("Enro&l by card and PIN")
        elif self.photos.photos:
            text = self.tr("Enrol from these p&hotos")
        self.start_button.setText(text)
        self.start_button.setAccessibleName(text.replace("&", ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the picture where there is room for it; the form is what counts here."""
        self.picture.setVisible(self.width() >= _PICTURE_FROM_PX)
        self._fit_consent()
        super().resizeEvent(event)

    def _fit_consent(self) -> None:
        """Show as many lines of the consent as leave room for all the rest."""
        line_px = self.fontMetrics().height()
        spare_px = self.height() - (self._card.sizeHint().height() - self.consent_field.height())
        lines = max(_FEWEST_CONSENT_LINES, min(spare_px // line_px, _CONSENT_LINES))
        self.consent_field.setFixedHeight(lines * line_px)

    def clear(self, person: Person | None = None) -> None:
        """Begin anew: for a newcomer, or for more samples of somebody enrolled."""
        self._person = person
        self._wait(False)
        self.heading.setText(
            self.tr("More samples for {name}").format(name=person.name) if person else self.tr("A new person")
        )
        self.name_field.setText(person.name if person else "")
        self.name_field.setReadOnly(person is not None)
        self.no_face_box.setVisible(person is None)
        self.no_face_box.setChecked(False)
        self._on_no_face_toggled(False)
        self.tell("")
        self.glasses_box.setChecked(False)
        self.samples_box.setValue(SAMPLES_WANTED)
        self.photos.put_aside()
        self._on_changed()

    def ask_in(self, texts: tuple[ConsentText, ...]) -> None:
        """Ask for consent in the site's words from now on; what somebody has written instead stays."""
        before, self._asked = self._asked, {kind: newest(texts, kind).words for kind in ConsentKind}
        if self.consent_field.toPlainText() == before[ConsentKind.FACE]:
            self.consent_field.setPlainText(self._asked[ConsentKind.FACE])

    def know(self, people: tuple[Person, ...]) -> None:
        """Say from now on when a newcomer's name looks like one of theirs; both may be right."""
        self._enrolled = tuple(person.name for person in people)
        self._on_changed()

    def take_focus(self) -> None:
        """Put the cursor where typing begins."""
        first = self.agreed_box if self._person else self.name_field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, sentence: str) -> None:
        """Say what became of the enrolment whose fields these are; empty says nothing."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def forbid_face(self, trouble: str) -> None:
        """Begin no face's enrolment while there is this trouble; empty when there is none."""
        self._trouble = trouble
        self._on_changed()

    @property
    def is_for_newcomer(self) -> bool:
        return self._person is None

    @property
    def name(self) -> str:
        return self.name_field.text().strip()

    @property
    def holds_secrets(self) -> bool:
        """Say whether a card or a PIN was typed and not stored yet."""
        return not (self.no_face.are_empty or self._is_saving)

    @property
    def is_without_face(self) -> bool:
        return self.no_face_box.isChecked()

    def save_without_face(self) -> NewWithoutFace:
        """Return the newcomer; the fields wait for the answer."""
        self._wait(True)
        return NewWithoutFace(
            self.name_field.text(),
            self.consent_field.toPlainText().strip(),
            card=self.no_face.card.text(),
            pin=self.no_face.pin.first.text(),
        )

    def refuse_without_face(self, sentence: str) -> None:
        """Say why nobody was enrolled; what was typed can be mended."""
        self._wait(False)
        self.answer.refuse(sentence)
        self.no_face.card.setFocus()

    def forget_secrets(self) -> None:
        """Let go of a card and a PIN that were typed and not stored."""
        self.no_face.forget()
        self._on_changed()

    def _wait(self, is_saving: bool) -> None:
        self._is_saving = is_saving
        for part in (self.name_field, self.no_face_box, self.consent_field, self.agreed_box, self.no_face):
            part.setEnabled(not is_saving)
        self._on_changed()

    @Slot(bool)
    def _on_no_face_toggled(self, is_without: bool) -> None:
        """Change what is agreed to, what is asked for, and what comes next."""
        face = self._asked[ConsentKind.FACE]
        self.consent_field.setPlainText(words_without_face() if is_without else face)
        self.agreed_box.setChecked(False)
        self.picture_box.setChecked(False)
        self.no_face.forget()
        with_face: tuple[QWidget, ...] = (
            self.picture_box,
            self.picture_words,
            self.glasses_box,
            self.samples_caption,
            self.samples_box,
            self.photos,
        )
        for part in with_face:
            part.setVisible(not is_without)
        self.no_face.setVisible(is_without)
        self.photos.put_aside()

    @Slot()
    def _on_changed(self) -> None:
        self.name_error.setText(self._twin_words())
        why_not = self._why_not()
        self.start_button.forbid(why_not)
        self.answer.say(why_not)
        self._fit_consent()

    def _why_not(self) -> str:
        """Return what is in the way of beginning; empty when nothing is."""
        if self._is_saving:
            return self.tr("Saving…")
        if self._trouble and not (self.is_without_face or self.photos.photos):
            return self._trouble
        return self._what_is_missing()

    def _what_is_missing(self) -> str:
        if not self.name:
            return self.tr("The name is missing.")
        if not self.consent_field.toPlainText().strip():
            return self.tr("The consent is missing.")
        if not self.agreed_box.isChecked():
            return self.tr("They have not agreed yet: no tick.")
        if self.is_without_face and not self.no_face.are_filled:
            return self.tr("The card's number, or the PIN twice, is missing.")
        return ""

    def _twin_words(self) -> str:
        name = self.name_field.text()
        twin = None if self._person else twin_of(name, self._enrolled)
        return complaint_words(Complaint.NAME_TWIN, name=name, other=twin) if twin else ""

    @Slot()
    def _on_picture_words_wanted(self) -> None:
        show_text(self, self._asked[ConsentKind.PICTURE], title=self.tr("Pictures of the face"))

    @Slot()
    def _on_start(self) -> None:
        if not self.start_button.isEnabled():
            return
        try:
            self._start()
        except BadName as error:
            self.name_error.setText(error_words(error))

    def _start(self) -> None:
        self.tell("")
        if not self.is_without_face:
            if self.photos.photos:
                self.photos_requested.emit(self._request_from_photos(), self.photos.photos)
            else:
                self.start_requested.emit(self._request())
            return
        checked_name(self.name_field.text())
        if self.no_face.pin.are_same:
            self.without_face_requested.emit()
        else:
            self.no_face.pin.forget()
            self._on_changed()
            self.answer.refuse(self.tr("The two PINs are not the same."))
            self.no_face.pin.first.setFocus()

    def _request_from_photos(self) -> EnrolmentRequest:
        """Return a request that takes every photo as it is: nobody is asked for poses."""
        wanted = len(self.photos.photos)
        return replace(
            self._request(), wanted=wanted, every=1, poses_s=0.0, wears_glasses=False, from_photos=True
        )

    def _request(self) -> EnrolmentRequest:
        return EnrolmentRequest(
            self.name_field.text(),
            self.consent_field.toPlainText().strip(),
            wanted=self.samples_box.value(),
            add_to=self._person.id if self._person else None,
            poses_s=POSES_S,
            wears_glasses=self.glasses_box.isChecked(),
            keeps_picture=self.picture_box.isChecked(),
        )
