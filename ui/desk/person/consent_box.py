"""To what somebody has agreed, in which words of the site, and how they take it back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.person_desk import PersonFile
from door_access.domain.enrolment.consent import Consent, ConsentKind
from door_access.domain.enrolment.people import Erasure
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.people.removals import last_traces_words
from ui.desk.person.person_words import consent_words
from ui.desk.privacy.paper_dialog import show_certificate
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.questions import confirm, show_text


class ConsentBox(QWidget):
    """Tells what the desk last told; emits ``changed`` once a consent was taken back."""

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._file: PersonFile | None = None
        self.face = label("", self, wraps=True)
        self.picture = label("", self, wraps=True)
        self.words_button = Button(self.tr("Read the words"), self)
        self.withdraw_button = Button(self.tr("Take back consent…"), self, role=Role.DANGER)
        self.pictures_button = Button(self.tr("Erase the pictures…"), self, role=Role.DANGER)
        self.message = Answer(self)
        self.certificate_button = Button(self.tr("Certificate…"), self)
        self.certificate_button.hide()
        self._erased: tuple[Erasure, str] | None = None
        row = QHBoxLayout()
        for button in (self.words_button, self.withdraw_button, self.pictures_button):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.face, self.picture):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self.certificate_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.words_button.clicked.connect(self._on_words_clicked)
        self.withdraw_button.clicked.connect(self._on_withdraw_clicked)
        self.pictures_button.clicked.connect(self._on_pictures_clicked)
        self.certificate_button.clicked.connect(self._on_certificate_clicked)

    def show_file(self, file: PersonFile) -> None:
        """Tell of the consents there are."""
        self._file = file
        self.face.setText(consent_words(file, ConsentKind.FACE))
        self.picture.setText(consent_words(file, ConsentKind.PICTURE))
        may_change = self._bridge.here.may(Permit.CHANGE_PEOPLE)
        self.words_button.setVisible(bool(file.agreed.words))
        self.withdraw_button.setVisible(may_change and _stands(file, ConsentKind.FACE))
        self.pictures_button.setVisible(may_change and _stands(file, ConsentKind.PICTURE))
        self.message.setVisible(bool(self.message.text()))

    @Slot()
    def _on_words_clicked(self) -> None:
        if self._file is not None:
            show_text(self, self._file.agreed.words, title=self.tr("Consent"))

    @Slot()
    def _on_withdraw_clicked(self) -> None:
        if self._file is None:
            return
        name = self._file.person.name
        confirm(
            self,
            self.tr("Does {name} take back the consent to face recognition?").format(name=name),
            title=self.tr("Take back consent"),
            warning=self.tr(
                "The stored face and all pictures of it are erased for ever. Card and PIN stay: from now on"
                " they show a card and type a PIN."
            ),
            verb=self.tr("&Take back"),
            then=lambda: self._withdraw(ConsentKind.FACE),
        )

    @Slot()
    def _on_pictures_clicked(self) -> None:
        if self._file is None:
            return
        confirm(
            self,
            self.tr("Erase the kept pictures of {name}?").format(name=self._file.person.name),
            title=self.tr("Erase the pictures"),
            warning=self.tr(
                "The face still opens the door. Should the door learn another way of measuring faces, they"
                " must come again."
            ),
            verb=self.tr("&Erase"),
            then=lambda: self._withdraw(ConsentKind.PICTURE),
        )

    def _withdraw(self, kind: ConsentKind, *, even_if_shut_out: bool = False) -> None:
        """Have the desk do it; whoever would be shut out by it may want that all the same."""
        if self._file is None:
            return
        person_id = self._file.person.id

        def refused(sentence: str) -> None:
            if even_if_shut_out or kind is not ConsentKind.FACE:
                self._say(sentence)
            else:
                self._ask_all_the_same(sentence)

        self._bridge.ask(
            lambda desk: desk.privacy.withdraw(person_id, kind, even_if_shut_out=even_if_shut_out),
            owner=self,
            then=lambda erasure: self._on_withdrawn(erasure, kind),
            otherwise=refused,
        )

    def _ask_all_the_same(self, sentence: str) -> None:
        confirm(
            self,
            self.tr("Take back the consent all the same?"),
            title=self.tr("Take back consent"),
            warning=self.tr("{why} Until they have what they need, no door opens for them.").format(
                why=sentence
            ),
            verb=self.tr("&Take back"),
            then=lambda: self._withdraw(ConsentKind.FACE, even_if_shut_out=True),
        )

    def _on_withdrawn(self, erasure: Erasure, kind: ConsentKind) -> None:
        whole = self.tr("Erased. Templates: {templates}, pictures: {pictures}.").format(
            templates=erasure.templates, pictures=erasure.pictures
        )
        self._say(whole if erasure.is_whole else f"{whole} {last_traces_words()}", is_refusal=False)
        what = (
            self.tr("{name}: the face")
            if kind is ConsentKind.FACE
            else self.tr("{name}: pictures of the face")
        )
        name = "" if self._file is None else self._file.person.name
        self._erased = (erasure, what.format(name=name))
        self.certificate_button.show()
        self.changed.emit()

    @Slot()
    def _on_certificate_clicked(self) -> None:
        if self._erased is not None:
            show_certificate(self._bridge, *self._erased, self)

    def _say(self, sentence: str, *, is_refusal: bool = True) -> None:
        (self.message.refuse if is_refusal else self.message.say)(sentence)
        self.message.setVisible(bool(sentence))


def _stands(file: PersonFile, kind: ConsentKind) -> bool:
    found: list[Consent] = [one for one in file.agreed.consents if one.kind is kind]
    return any(one.stands for one in found)
