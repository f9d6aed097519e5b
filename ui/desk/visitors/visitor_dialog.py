"""A new visitor in one form: name, company, host, when; the pass is shown once it is stored."""

from datetime import datetime

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from door_access.desk.rules_desk import KnownDoor
from door_access.desk.visitor_desk import MadePass, NewVisitor
from door_access.domain.enrolment.people import LONGEST_NAME
from door_access.domain.enrolment.profile import LONGEST_DEPARTMENT
from door_access.errors import DoorAccessError
from ui.bridge import Bridge
from ui.desk.visitors.host_field import HostField
from ui.desk.visitors.pass_words import small_print
from ui.desk.visitors.terms_box import TermsBox, caption_width
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.dialog_size import fitting
from ui.widgets.scrolled import Scrolled
from ui.words import error_words

_SIZE_PX = QSize(620, 560)
_EDGE_PX = 12


class VisitorDialog(QDialog):
    """Emits ``made`` with the pass of the new visitor."""

    made = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        doors: tuple[KnownDoor, ...],
        *,
        now_utc: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setModal(True)
        self.setWindowTitle(self.tr("New visitor"))
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.company = QLineEdit(self)
        self.company.setMaxLength(LONGEST_DEPARTMENT)
        self.company.setAccessibleName(self.tr("Company or department"))
        self.host = HostField(bridge, self)
        self.terms = TermsBox(self)
        self.terms.use(doors, now_utc)
        self.message = Answer(self)
        self.cancel_button = Button(self.tr("Cance&l"), self)
        self.make_button = Button(self.tr("&Make the pass"), self, role=Role.PRIMARY)
        self._lay_out()
        self.make_button.clicked.connect(self._on_make)
        self.cancel_button.clicked.connect(self.reject)
        self.name.setFocus()

    def _lay_out(self) -> None:
        rows = QWidget(self)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        named = (
            (self.tr("Na&me"), self.name),
            (self.tr("&Company"), self.company),
            (self.tr("&Visits"), self.host),
        )
        for row, (text, field) in enumerate(named):
            grid.addWidget(label(text, self, buddy=field), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnMinimumWidth(0, caption_width(self))
        grid.addWidget(self.terms, len(named), 0, 1, 2)
        grid.addWidget(label(small_print(), self, role="muted", wraps=True), len(named) + 1, 0, 1, 2)
        grid.setRowStretch(len(named) + 2, 1)
        scrolled = Scrolled(rows, self)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.make_button)
        self.make_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.addWidget(label(self.tr("New visitor"), self, role="heading"))
        column.addWidget(scrolled, 1)
        column.addWidget(self.message)
        column.addLayout(foot)
        self.resize(fitting(self, _SIZE_PX, _EDGE_PX))

    @Slot()
    def _on_make(self) -> None:
        try:
            terms, host = self.terms.terms(), self.host.host()
        except DoorAccessError as error:
            self.message.refuse(error_words(error))
            return
        visitor = NewVisitor(self.name.text(), terms, company=self.company.text().strip(), host=host)
        self.message.say(self.tr("Saving…"))
        self.make_button.setEnabled(False)
        self._bridge.ask(
            lambda desk: desk.visitors.expect(visitor),
            owner=self,
            then=self._on_made,
            otherwise=self._on_refused,
        )

    def _on_made(self, made: MadePass) -> None:
        self.accept()
        self.made.emit(made)

    def _on_refused(self, sentence: str) -> None:
        self.make_button.setEnabled(True)
        self.message.refuse(sentence)
