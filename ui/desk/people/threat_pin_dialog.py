"""A person's PIN together with one for when they are threatened: only where both are typed can they differ.

Nothing anywhere says whether there is a second one; whoever sets a PIN sets both anew.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.desk.people.pin_box import NewPinFields
from ui.widgets.buttons import Answer, Button, Role, label

_LETTERS_WIDE = 74
_MESSAGE_LINES = 2
"""Kept free for a refusal, so that nothing moves or is cut when one is said."""


class ThreatPinDialog(QDialog):
    """Emits both PINs once each was typed twice alike; the desk judges them."""

    pins_chosen = Signal(str, str)

    def __init__(self, name: str, *, is_heard: bool, parent: QWidget | None = None) -> None:
        """``is_heard``: somebody would be told; if not, that is said."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("PIN under threat"))
        self.setModal(True)
        self.heading = label(name, self, role="heading", wraps=True)
        self.pin = NewPinFields(self)
        self.threat = NewPinFields(
            self, caption=self.tr("PIN &under threat"), again=self.tr("Ty&pe that again")
        )
        self.unheard = label(
            self.tr(
                "Nobody would hear of it yet: whoever set up this door must first name an MQTT broker or a"
                " webhook."
            ),
            self,
            role="error",
            wraps=True,
        )
        self.unheard.setHidden(is_heard)
        self.message = Answer(self)
        self.set_button = Button(self.tr("&Set both PINs"), self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out()
        self._connect()
        self._on_edited()

    def _lay_out(self) -> None:
        explained = self.tr(
            "Somebody who is threatened types the second PIN instead of the first. The door opens as always,"
            " and neither door nor desk shows a difference; whoever the door tells from afar hears that help"
            " is needed. At least two digits must differ. Setting a PIN alone later forgets the second."
        )
        self.message.setMinimumHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        row.addWidget(self.set_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(label(explained, self, wraps=True))
        column.addWidget(self.unheard)
        column.addWidget(self.pin)
        column.addWidget(self.threat)
        column.addWidget(self.message)
        column.addLayout(row)
        self.setMinimumWidth(_LETTERS_WIDE * self.fontMetrics().averageCharWidth())

    def _connect(self) -> None:
        for button in (self.set_button, self.cancel_button):
            button.setAutoDefault(False)
        for fields in (self.pin, self.threat):
            fields.edited.connect(self._on_edited)
        self.pin.entered.connect(self.threat.first.setFocus)
        self.threat.entered.connect(self._on_set)
        self.set_button.clicked.connect(self._on_set)
        self.cancel_button.clicked.connect(self.reject)
        self.finished.connect(self._on_finished)

    def say(self, sentence: str) -> None:
        """Say what goes on; empty takes it back."""
        self.message.say(sentence)

    def refuse(self, sentence: str) -> None:
        """Say why not; both are typed anew."""
        self.message.refuse(sentence)
        self.pin.first.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        self.message.say("")
        is_missing = self.pin.is_empty or self.threat.is_empty
        self.set_button.forbid(self.tr("Both PINs, each twice, are needed.") if is_missing else "")

    @Slot()
    def _on_set(self) -> None:
        if self.pin.is_empty or self.threat.is_empty:
            return
        is_same, is_threat_same = self.pin.are_same, self.threat.are_same
        pin, threat = self.pin.take(), self.threat.take()
        self.pin.first.setFocus()
        self._on_edited()
        if not is_same:
            self.refuse(self.tr("The two PINs are not the same."))
        elif not is_threat_same:
            self.refuse(self.tr("The two PINs under threat are not the same."))
        else:
            self.pins_chosen.emit(pin, threat)

    @Slot()
    def _on_finished(self) -> None:
        self.pin.forget()
        self.threat.forget()
