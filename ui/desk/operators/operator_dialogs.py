"""What is asked when somebody becomes an operator, is given another role, or another name."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.operators.roles import Operator
from door_access.domain.operators.roles import Role as OperatorRole
from ui.desk.operators.secret_box import TypedByFinger
from ui.desk.operators.secret_dialogs import SecretDialog
from ui.operator_words import for_what_words, role_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import ChoiceBox

LONGEST_NAME = 100
_INDENT_PX = 28
"""Of a sentence below its choice: the circle and its distance."""
_SENTENCE_LINES = 2
_SENTENCE_LETTERS = 88
"""Width, in average letters, at which every role's sentence stands in one line."""


class NewOperatorDialog(SecretDialog):
    """Emits ``wanted`` with a name, a role and a ``Secret``; the first operator is an administrator."""

    wanted = Signal(str, object, object)

    def __init__(self, parent: QWidget | None = None, *, is_first: bool) -> None:
        super().__init__(_tr("New operator"), _tr("&Add the operator"), parent)
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(_tr("Name"))
        self.role_box = ChoiceBox(self)
        self.role_box.setAccessibleName(_tr("Role"))
        for role in (OperatorRole.ADMINISTRATOR,) if is_first else OperatorRole:
            self.role_box.addItem(role_words(role), role)
        self.for_what = label("", self, role="muted", wraps=True)
        self._lay_out_parts(is_first)
        self._finger = TypedByFinger(self.secret.keypad, lambda: (self.secret.first, self.secret.second))
        self.name.textChanged.connect(self._on_edited)
        self.name.returnPressed.connect(self.secret.first.setFocus)
        self.role_box.currentIndexChanged.connect(self._on_role_chosen)
        if not is_first:
            self.role_box.setCurrentIndex(self.role_box.findData(OperatorRole.RECEPTION))
        self._on_role_chosen()
        self._on_edited()
        self.name.setFocus()

    def _lay_out_parts(self, is_first: bool) -> None:
        if is_first:
            ends = _tr(
                "From then on everybody signs in by name, and the operator PIN ends. The first operator is an"
                " administrator, who can add the others."
            )
            self.parts.addWidget(label(ends, self, wraps=True))
        for text, field in ((_tr("Na&me"), self.name), (_tr("&Role"), self.role_box)):
            caption = label(text, self, buddy=field)
            caption.setHidden(is_first and field is self.role_box)
            self.parts.addWidget(caption)
            self.parts.addWidget(field)
        self.role_box.setHidden(is_first)
        self.for_what.setHidden(is_first)
        self.parts.addWidget(self.for_what)
        self.for_what.setMinimumHeight(_SENTENCE_LINES * self.fontMetrics().lineSpacing())

    def role(self) -> OperatorRole:
        """Return the chosen role."""
        return OperatorRole(self.role_box.currentData())

    def missing(self) -> str:
        return self.secret.missing() if self.name.text().strip() else _tr("The name is missing.")

    @Slot()
    def _on_role_chosen(self) -> None:
        self.for_what.setText(for_what_words(self.role()))

    @Slot()
    def _on_done(self) -> None:
        secret = self.secret.taken()
        if secret is not None:
            self.wanted.emit(self.name.text(), self.role(), secret)


class AskDialog(QDialog):
    """One question in the middle; a refusal is said in it, and it stays open until it was done."""

    def __init__(self, title: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.message = Answer(self)
        self.do_button = Button(verb, self, role=Role.PRIMARY)
        self.cancel_button = Button(_tr("&Cancel"), self)
        self.parts = QVBoxLayout()
        self.parts.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(label(title, self, role="heading", wraps=True))
        column.addLayout(self.parts)
        column.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addWidget(self.do_button)
        column.addLayout(row)
        self.message.hide()
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self._on_done)
        self.cancel_button.clicked.connect(self.reject)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def fit(self) -> None:
        """Take the height that the sentences need at the dialog's width; wrapped ones ask for too much."""
        self.ensurePolished()
        width = max(self.minimumWidth(), self.sizeHint().width())
        self.resize(width, self.heightForWidth(width))

    def refuse(self, sentence: str) -> None:
        """Say why it was not done."""
        self.message.refuse(sentence)
        self.message.show()
        self.fit()

    @Slot()
    def _on_done(self) -> None:
        """Do what the dialog is for."""
        raise NotImplementedError


class RoleDialog(AskDialog):
    """Emits the chosen role; what each may do stands beside it."""

    role_chosen = Signal(object)

    def __init__(self, operator: Operator, parent: QWidget | None = None) -> None:
        super().__init__(_tr("What is {name} here for?").format(name=operator.name), _tr("&Choose"), parent)
        self._group = QButtonGroup(self)
        self.choices = {role: self._choice(role) for role in OperatorRole}
        self.choices[operator.role].setChecked(True)
        self.choices[operator.role].setFocus()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _SENTENCE_LETTERS)
        self.fit()

    def _choice(self, role: OperatorRole) -> QRadioButton:
        choice = QRadioButton(role_words(role), self)
        choice.setAccessibleDescription(for_what_words(role))
        told = label(for_what_words(role), self, role="muted", wraps=True)
        told.setIndent(_INDENT_PX)
        self._group.addButton(choice)
        self.parts.addWidget(choice)
        self.parts.addWidget(told)
        self.parts.addSpacing(SPACING_PX // 4)
        return choice

    @Slot()
    def _on_done(self) -> None:
        self.role_chosen.emit(next(role for role, one in self.choices.items() if one.isChecked()))


class NameDialog(AskDialog):
    """Emits another name."""

    name_chosen = Signal(str)

    def __init__(self, operator: Operator, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Rename {name}").format(name=operator.name), _tr("&Rename"), parent)
        self.name = QLineEdit(operator.name, self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(_tr("Name"))
        self.parts.addWidget(self.name)
        self.name.selectAll()
        self.name.setFocus()
        self.name.textChanged.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self.do_button.forbid("" if text.strip() else _tr("The name is missing."))

    @Slot()
    def _on_done(self) -> None:
        self.name_chosen.emit(self.name.text())


def _tr(text: str) -> str:
    return QCoreApplication.translate("operators", text)
