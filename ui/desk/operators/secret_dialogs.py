"""The dialogs in which an operator changes their own PIN or password, and is given another."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.domain.operators.roles import Operator
from ui.desk.operators.secret_box import NewSecretBox, TypedByFinger
from ui.gate.secret_entry import LONGEST_PIN, take_secret
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.fields import digits_field, taken_out


class SecretDialog(QDialog):
    """A heading, parts of its own, a new secret, and the keypad at their side."""

    def __init__(self, title: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.secret = NewSecretBox(self)
        self.do_button = Button(verb, self, role=Role.PRIMARY)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self.parts = QVBoxLayout()
        self.parts.setSpacing(4)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setSpacing(SPACING_PX)
        self.parts.addWidget(label(title, self, role="heading", wraps=True))
        side = QVBoxLayout()
        side.addLayout(self.parts)
        side.addWidget(self.secret)
        side.addStretch(1)
        grid.addLayout(side, 0, 0)
        grid.addWidget(self.secret.keypad, 0, 1)
        grid.addWidget(self.cancel_button, 1, 0)
        grid.addWidget(self.do_button, 1, 1)
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self._on_done)
        self.cancel_button.clicked.connect(self.reject)
        self.secret.edited.connect(self._on_edited)
        self.finished.connect(self.secret.forget)

    def missing(self) -> str:
        """Return what is still to be typed or chosen; empty when nothing is."""
        return self.secret.missing()

    def refuse(self, sentence: str) -> None:
        """Say why it was not done; what was typed is typed anew."""
        self.secret.refuse(sentence)
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self.do_button.forbid(self.missing())

    @Slot()
    def _on_done(self) -> None:
        """Do what the dialog is for."""
        raise NotImplementedError


class ResetDialog(SecretDialog):
    """Emits a new ``Secret`` for somebody who has forgotten theirs."""

    secret_chosen = Signal(object)

    def __init__(self, operator: Operator, parent: QWidget | None = None) -> None:
        title = _tr("A new PIN or password for {name}").format(name=operator.name)
        super().__init__(title, _tr("&Set it"), parent)
        told = _tr("Tell it to them alone. They can change it once they have signed in.")
        self.parts.addWidget(label(told, self, role="muted", wraps=True))
        (self.secret.pin_choice if operator.is_pin else self.secret.password_choice).setChecked(True)
        self._finger = TypedByFinger(self.secret.keypad, lambda: (self.secret.first, self.secret.second))
        self._on_edited()
        self.secret.first.setFocus()

    @Slot()
    def _on_done(self) -> None:
        secret = self.secret.taken()
        if secret is not None:
            self.secret_chosen.emit(secret)


class OwnSecretDialog(SecretDialog):
    """Emits the old secret, and a new ``Secret`` that takes its place."""

    change_wanted = Signal(str, object)

    def __init__(self, operator: Operator, parent: QWidget | None = None) -> None:
        is_pin = operator.is_pin
        super().__init__(
            _tr("Change my PIN") if is_pin else _tr("Change my password"), _tr("&Change it"), parent
        )
        caption = label(_tr("&Old PIN") if is_pin else _tr("&Old password"), self)
        self.old = digits_field(self, caption.text().replace("&", ""), longest=LONGEST_PIN)
        take_secret(self.old, is_pin=is_pin)
        self._is_old_pin = is_pin
        caption.setBuddy(self.old)
        self.parts.addWidget(caption)
        self.parts.addWidget(self.old)
        (self.secret.pin_choice if is_pin else self.secret.password_choice).setChecked(True)
        self._finger = TypedByFinger(self.secret.keypad, self._fields)
        self.old.textChanged.connect(self._on_edited)
        self.old.returnPressed.connect(self.secret.first.setFocus)
        self.finished.connect(lambda _: taken_out(self.old))
        self._on_edited()
        self.old.setFocus()

    def _fields(self) -> tuple[QLineEdit, ...]:
        own = (self.secret.first, self.secret.second)
        return (self.old, *own) if self._is_old_pin else own

    def missing(self) -> str:
        return self.secret.missing() if self.old.text() else _tr("The old one is missing.")

    @Slot()
    def _on_done(self) -> None:
        secret = self.secret.taken()
        if secret is not None:
            self.change_wanted.emit(taken_out(self.old), secret)

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)
        self.old.setFocus()


def _tr(text: str) -> str:
    return QCoreApplication.translate("operators", text)
