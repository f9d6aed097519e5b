"""The first of the operators: a name, and a PIN that fingers can type."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.domain.operators.roles import Role
from ui import words
from ui.bridge import Bridge
from ui.desk.operators.operator_dialogs import LONGEST_NAME
from ui.desk.operators.secret_box import NewSecretBox, TypedByFinger
from ui.desk.page import READABLE_LETTERS
from ui.gate.gate import SignedIn, signed_in
from ui.setup.step import Step
from ui.theme import SPACING_PX
from ui.widgets.buttons import label


@dataclass(frozen=True, slots=True)
class Guarded:
    """What keeps others from the desk."""

    accounts: int
    has_pin: bool


class AdministratorStep(Step):
    """Adds the administrator and signs them in; on a site with operators it has nothing to ask."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(
            bridge,
            bridge.tr("Administrator"),
            bridge.tr("Who runs this door? They may do everything here, and can add others later."),
            parent,
        )
        self._guarded: Guarded | None = None
        self.form = QWidget(self)
        self.name = QLineEdit(self.form)
        self.secret = NewSecretBox(self.form)
        self.without = label("", self.form, role="muted", wraps=True)
        self._lay_out()
        self._finger = TypedByFinger(self.secret.keypad, lambda: (self.secret.first, self.secret.second))
        self.name.textChanged.connect(self.changed)
        self.name.returnPressed.connect(self.secret.first.setFocus)
        self.secret.edited.connect(self.changed)

    def _lay_out(self) -> None:
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setText(self.tr("Administrator"))
        self.secret.offer_pin_only()
        caption = label(self.tr("Na&me, which can be changed later"), self.form, buddy=self.name)
        fields = QVBoxLayout()
        fields.setSpacing(SPACING_PX // 4)
        for part in (caption, self.name, self.secret, self.without):
            fields.addWidget(part)
        fields.addStretch(1)
        row = QHBoxLayout(self.form)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        row.addLayout(fields, 1)
        side = QVBoxLayout()
        side.addWidget(self.secret.keypad)
        side.addStretch(1)
        row.addLayout(side)
        self.form.setMaximumWidth(READABLE_LETTERS * self.fontMetrics().averageCharWidth())
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    @property
    def can_skip(self) -> bool:
        return self._guarded is None or not self._guarded.accounts

    def why_not(self) -> str:
        if not self.can_skip:
            return ""
        return self.secret.missing() if self.name.text().strip() else self.tr("The name is missing.")

    def open(self) -> None:
        self.bridge.ask(_guarded, owner=self, then=self._show, otherwise=self.refuse)
        self.secret.first.setFocus()

    def _show(self, guarded: Guarded) -> None:
        self._guarded = guarded
        self.form.setVisible(not guarded.accounts)
        ends = self.tr("The operator PIN of this door ends with it.")
        stands_open = self.tr("Without one, anybody at the door can open the desk.")
        self.without.setText(ends if guarded.has_pin else stands_open)
        if guarded.accounts:
            one = self.tr("{count} operator has an account. More of them are added in the settings.")
            more = self.tr("{count} operators have accounts. More of them are added in the settings.")
            self.say(words.counted(guarded.accounts, one, more))
        self.changed.emit()

    def finish(self, then: Callable[[], object], otherwise: Callable[[str], object]) -> None:
        if not self.can_skip:
            then()
            return
        secret = self.secret.taken()
        if secret is None:
            otherwise("")
            return
        name, purpose = self.name.text(), self.tr("First steps")

        def add(desk: Desk) -> SignedIn:
            operator_id = desk.operators.add(name, Role.ADMINISTRATOR, secret.text, is_pin=True)
            return signed_in(desk, operator_id, secret.text, purpose)

        def added(who: SignedIn) -> None:
            self.bridge.here.show(who.operator, who.permits)
            then()

        self.bridge.ask(add, owner=self, then=added, otherwise=otherwise)

    def refuse(self, sentence: str) -> None:
        """Say why not, beside the fields; what was typed is typed anew."""
        if sentence:
            self.secret.refuse(sentence)

    @Slot()
    def close_up(self) -> None:
        self.secret.forget()
        self.say("")


def _guarded(desk: Desk) -> Guarded:
    return Guarded(len(desk.operators.who_may_sign_in()), desk.has_pin())
