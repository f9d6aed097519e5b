"""Somebody with an account shows who they are: first the name, which a finger can choose, then the secret."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.operators.roles import Operator
from ui.gate.secret_entry import SecretEntry
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, ElidedButton, Role, label
from ui.words import natural_order

_LETTERS_WIDE = 48
_MOST_ROWS = 4
"""Names that are seen without scrolling, on the smallest panel."""


class NameList(QScrollArea):
    """One wide button for each operator, by name; a finger can push the list."""

    chosen = Signal(object)

    def __init__(self, operators: tuple[Operator, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QWidget(self)
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        column.setSpacing(SPACING_PX // 2)
        self.buttons = {
            operator.id: self._button(operator, rows)
            for operator in sorted(operators, key=lambda one: natural_order(one.name))
        }
        for button in self.buttons.values():
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(rows)
        high = next(iter(self.buttons.values())).sizeHint().height() + column.spacing()
        self.setMinimumHeight(min(len(self.buttons), _MOST_ROWS) * high)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _button(self, operator: Operator, parent: QWidget) -> ElidedButton:
        button = ElidedButton(operator.name, parent, role=Role.CHOICE)
        button.clicked.connect(lambda: self.chosen.emit(operator))
        return button


class SignInDialog(QDialog):
    """Emits who wants to sign in, and the secret they typed, until somebody says that it was right."""

    tried = Signal(object, str)

    def __init__(
        self,
        purpose: str,
        operators: tuple[Operator, ...],
        *,
        chosen: Operator | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``chosen``: who is here already, and has but to confirm it."""
        super().__init__(parent)
        self._operator: Operator | None = None
        self._is_confirming = chosen is not None
        self._can_choose = chosen is None and len(operators) > 1
        self.setWindowTitle(self.tr("Sign in"))
        self.setModal(True)
        self.steps = QStackedWidget(self)
        self.purpose = label(purpose, self, role="heading", wraps=True)
        self.names = NameList(operators, self.steps)
        self.refusal = Answer(self)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self.name = label("", self, role="big", wraps=True)
        self.entry = SecretEntry(self.tr("PIN"), self.steps)
        self.field, self.keypad, self.message = self.entry.field, self.entry.keypad, self.entry.message
        self.ok_button = self.entry.ok_button
        self._lay_out()
        self._connect()
        if chosen is not None or len(operators) == 1:
            self._choose(chosen or operators[0])
        else:
            self._show_names()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.purpose)
        column.addWidget(self.steps)
        for parts in (self._name_parts(), (self.name, self.entry)):
            step = QWidget(self.steps)
            within = QVBoxLayout(step)
            within.setContentsMargins(0, 0, 0, 0)
            within.setSpacing(8)
            for part in parts:
                within.addWidget(part)
            self.steps.addWidget(step)
        self.setMinimumWidth(_LETTERS_WIDE * self.fontMetrics().averageCharWidth())

    def _name_parts(self) -> tuple[QWidget, ...]:
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        return label(self.tr("Who are you?"), self, role="muted"), self.names, self.refusal, foot

    def _connect(self) -> None:
        self.names.chosen.connect(self._choose)
        self.entry.entered.connect(self._on_entered)
        self.entry.given_up.connect(self._on_given_up)
        self.cancel_button.clicked.connect(self.reject)

    @property
    def operator(self) -> Operator | None:
        """Return whose secret is asked for; None while somebody has yet to choose their name."""
        return self._operator

    def refuse(self, wait_s: float) -> None:
        """Say that the secret was wrong, and for how long to wait."""
        self.entry.refuse(wait_s)

    def turn_away(self, sentence: str) -> None:
        """Say that it was right, and of no use; somebody else may try."""
        if self._can_choose:
            self._show_names()
            self.refusal.refuse(sentence)
            self.refusal.show()
        else:
            self.entry.ask_for(is_pin=self._asks_for_pin, name=self._asked_for())
            self.message.refuse(sentence)

    @Slot(object)
    def _choose(self, operator: Operator) -> None:
        self._operator = operator
        self.name.setText(operator.name)
        self.entry.ask_for(is_pin=operator.is_pin, name=self._asked_for())
        self.entry.cancel_button.setText(self.tr("&Back") if self._can_choose else self.tr("&Cancel"))
        self.steps.setCurrentIndex(1)
        self.entry.ok_button.setDefault(True)
        self.field.setFocus()

    @property
    def _asks_for_pin(self) -> bool:
        return self._operator is None or self._operator.is_pin

    def _asked_for(self) -> str:
        return self.tr("Your PIN") if self._asks_for_pin else self.tr("Your password")

    def _show_names(self) -> None:
        self._operator = None
        self.entry.field.setText("")
        self.refusal.hide()
        self.steps.setCurrentIndex(0)
        next(iter(self.names.buttons.values())).setFocus()

    @Slot(str)
    def _on_entered(self, secret: str) -> None:
        self.tried.emit(self._operator, secret)

    @Slot()
    def _on_given_up(self) -> None:
        if self._can_choose:
            self._show_names()
        else:
            self.reject()
