"""Card and PIN of one person in a dialog, for pages on which somebody is only given what they lack."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.enrolment.people import Person
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.history_box import open_history
from ui.desk.people.credentials_box import CredentialsBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.dialog_size import fitting
from ui.widgets.questions import confirm

_LETTERS_WIDE = 118
"""Width in average letters, where there is room."""
_LINES_HIGH = 34
"""Height in lines of text, where there is room."""


class CredentialsDialog(QDialog):
    """Shows what the desk last told; emits ``changed`` whenever something was changed."""

    changed = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self.setWindowTitle(self.tr("Card and PIN"))
        self.setModal(True)
        self.heading = label(person.name, self, role="big", wraps=True)
        self.box = CredentialsBox(bridge, person, self)
        self.history_button = Button(self.tr("History…"), self)  # every letter of it is taken here
        self.history_button.setAutoDefault(False)
        self.history_button.setVisible(bridge.here.may(Permit.SEE_AUDIT))
        self.close_button = Button(self.tr("Cl&ose"), self, role=Role.PRIMARY)
        self.close_button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.box.fetch()
        self.box.cards.field.setFocus()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.box.entry.erase_button)
        foot.addStretch(1)
        foot.addWidget(self.history_button)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.addWidget(self.heading)
        column.addWidget(self.box, 1)
        column.addLayout(foot)
        self.resize(self._fitting_size())

    def _fitting_size(self) -> QSize:
        """Return a calm size that is no larger than the window behind."""
        metrics = self.fontMetrics()
        wanted = QSize(_LETTERS_WIDE * metrics.averageCharWidth(), _LINES_HIGH * metrics.lineSpacing())
        return fitting(self, wanted.expandedTo(self.minimumSizeHint()))

    def _connect(self) -> None:
        self._bridge.gallery_changed.connect(self.box.fetch)
        self.box.changed.connect(self.changed)
        self.history_button.clicked.connect(self._on_history_clicked)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self.box.forget)

    @Slot()
    def _on_history_clicked(self) -> None:
        open_history(self._bridge, self._person.name, self._person.id, self)

    def reject(self) -> None:
        """Close, but ask before a PIN or a card is lost that was typed and not stored."""
        if self.box.is_pin_typed:
            self._ask_to_close(self.tr("Close without setting the PIN?"))
        elif self.box.cards.is_typed:
            self._ask_to_close(self.tr("Close without adding the card?"))
        else:
            self._close()

    def _ask_to_close(self, question: str) -> None:
        confirm(
            self,
            question,
            title=self.tr("Not stored yet"),
            warning=self.tr("What was typed is then forgotten."),
            verb=self.tr("C&lose"),
            then=self._close,
        )

    def _close(self) -> None:
        self.done(QDialog.DialogCode.Rejected)
