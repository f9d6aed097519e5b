"""Who works at this desk, and as what: added, renamed, given another role or secret, removed."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.domain.operators.roles import Operator
from door_access.domain.operators.roles import Role as OperatorRole
from ui import words
from ui.bridge import Bridge
from ui.desk.history_box import open_history
from ui.desk.operators.operator_dialogs import AskDialog, NameDialog, NewOperatorDialog, RoleDialog
from ui.desk.operators.operators_model import Column, OperatorsModel
from ui.desk.operators.secret_box import Secret
from ui.desk.operators.secret_dialogs import ResetDialog, SecretDialog
from ui.desk.page import Page
from ui.gate.gate import SignedIn, signed_in
from ui.operator_words import for_what_words, role_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.questions import confirm
from ui.widgets.tables import ListTable

_ROW_HEIGHT = 2.4
"""Height of a row over that of a line of text: a finger must hit it."""


class OperatorsPage(Page):
    """Shows the list as the desk last told it; emits ``settings_requested`` to go back."""

    settings_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.model = OperatorsModel(self)
        self.table = ListTable(self.model, self.tr("Operators"), self, row_height=_ROW_HEIGHT)
        self.table.say(words.loading_words())
        self.back_button = Button(self.tr("Bac&k to the settings"), self)
        self.add_button = Button(self.tr("&New operator…"), self, role=Role.PRIMARY)
        self.for_what = label("", self, role="muted", wraps=True)
        self.rename_button = Button(self.tr("&Rename…"), self)
        self.role_button = Button(self.tr("Ro&le…"), self)
        self.reset_button = Button(self.tr("New PIN or pass&word…"), self)
        self.history_button = Button(self.tr("&History…"), self)
        self.remove_button = Button(self.tr("Remo&ve…"), self, role=Role.DANGER)
        self._actions = (
            self.rename_button,
            self.role_button,
            self.reset_button,
            self.history_button,
            self.remove_button,
        )
        self._lay_out()
        self._connect()
        self._on_selection_changed()

    def _lay_out(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        top.addWidget(self.add_button)
        actions = QHBoxLayout()
        for button in self._actions:
            actions.addWidget(button)
        actions.insertStretch(actions.indexOf(self.remove_button), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.for_what)
        column.addLayout(actions)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.settings_requested)
        self.add_button.clicked.connect(self._on_add_clicked)
        self.rename_button.clicked.connect(self._on_rename_clicked)
        self.role_button.clicked.connect(self._on_role_clicked)
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.history_button.clicked.connect(self._on_history_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.table.doubleClicked.connect(self._on_role_clicked)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.model.modelReset.connect(self._on_selection_changed)

    def open(self) -> None:
        self._fetch()
        self.add_button.setFocus()

    def selected(self) -> Operator | None:
        """Return the chosen operator; None when nobody is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.operator(rows[0].row()) if rows else None

    def select(self, operator_id: str) -> None:
        """Choose an operator, if they are in the list."""
        row = self.model.row_of(operator_id)
        if row is not None:
            self.table.selectRow(row)

    @Slot()
    def _fetch(self) -> None:
        self.bridge.ask(_everybody, owner=self, then=self._show, otherwise=self._on_not_fetched)

    def _show(self, operators: tuple[Operator, ...]) -> None:
        chosen = self.selected()
        self.model.show_operators(operators)
        if chosen:
            self.select(chosen.id)
        self.table.say(
            self.tr(
                "Nobody has an account yet: whoever knows the operator PIN may do everything. With the first"
                " account that PIN ends, and everybody signs in by name."
            )
        )

    def _on_not_fetched(self, sentence: str) -> None:
        self.model.show_operators(())
        self.table.say(sentence)

    @Slot()
    def _on_selection_changed(self) -> None:
        operator = self.selected()
        for button in self._actions:
            button.forbid("" if operator else self.tr("Nobody is chosen."))
        told = self.tr("{role}: {sentence}")
        self.for_what.setText(
            told.format(role=role_words(operator.role), sentence=for_what_words(operator.role))
            if operator
            else self.tr("Choose somebody to read what they may do, and to change it.")
        )

    @Slot()
    def _on_add_clicked(self) -> None:
        is_first = self.model.rowCount() == 0
        dialog = NewOperatorDialog(self, is_first=is_first)
        dialog.wanted.connect(lambda name, role, secret: self._add(dialog, name, role, secret))
        self._open(dialog)

    def _add(self, dialog: SecretDialog, name: str, role: OperatorRole, secret: Secret) -> None:
        """Add somebody; the first one is at the desk already and stays there, now by name."""
        is_first, purpose = self.model.rowCount() == 0, self.tr("Open the desk")

        def add(desk: Desk) -> SignedIn | None:
            operator_id = desk.operators.add(name, role, secret.text, is_pin=secret.is_pin)
            return signed_in(desk, operator_id, secret.text, purpose) if is_first else None

        def added(answer: SignedIn | None) -> None:
            if answer is not None:
                self.bridge.here.show(answer.operator, answer.permits)
            dialog.accept()
            self._fetch()

        self.bridge.ask(add, owner=dialog, then=added, otherwise=dialog.refuse)

    @Slot()
    def _on_rename_clicked(self) -> None:
        operator = self.selected()
        if operator is not None:
            dialog = NameDialog(operator, self)
            dialog.name_chosen.connect(
                lambda name: self._change(dialog, lambda desk: desk.operators.rename(operator.id, name))
            )
            self._open(dialog)

    @Slot()
    def _on_role_clicked(self) -> None:
        operator = self.selected()
        if operator is not None:
            dialog = RoleDialog(operator, self)
            dialog.role_chosen.connect(
                lambda role: self._change(dialog, lambda desk: desk.operators.set_role(operator.id, role))
            )
            self._open(dialog)

    @Slot()
    def _on_reset_clicked(self) -> None:
        operator = self.selected()
        if operator is not None:
            dialog = ResetDialog(operator, self)
            dialog.secret_chosen.connect(
                lambda secret: self._change(
                    dialog,
                    lambda desk: desk.operators.reset(operator.id, secret.text, is_pin=secret.is_pin),
                )
            )
            self._open(dialog)

    @Slot()
    def _on_history_clicked(self) -> None:
        operator = self.selected()
        if operator is not None:
            open_history(self.bridge, operator.name, operator.id, self)

    @Slot()
    def _on_remove_clicked(self) -> None:
        operator = self.selected()
        if operator is None:
            return
        confirm(
            self,
            self.tr("Remove the operator {name}?").format(name=operator.name),
            title=self.tr("Remove an operator"),
            warning=self.tr("They can sign in no more. The access log keeps the name beside what they did."),
            verb=self.tr("&Remove"),
            then=lambda: self._remove(operator.id),
        )

    def _remove(self, operator_id: str) -> None:
        self.bridge.ask(
            lambda desk: desk.operators.remove(operator_id), owner=self, then=lambda _: self._follow()
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _change(self, dialog: AskDialog | SecretDialog, job: Callable[[Desk], object]) -> None:
        """Have the desk do it; the dialog stays open with the sentence of a refusal."""

        def done(_answer: object) -> None:
            dialog.accept()
            self._follow()

        self.bridge.ask(job, owner=dialog, then=done, otherwise=dialog.refuse)

    def _follow(self) -> None:
        """Show the operators as they are now, and who is here: somebody may have changed their own role."""
        here = self.bridge.here
        self.bridge.ask(
            lambda desk: (desk.operators.signed_in(), desk.operators.permits()),
            owner=self,
            then=lambda now: here.show(*now),
        )
        self._fetch()


def _everybody(desk: Desk) -> tuple[Operator, ...]:
    return desk.operators.operators()
