"""Among the settings: who may work at this desk, and the way back to the first steps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk.page import Card
from ui.widgets.buttons import Button, label


class OperatorsCard(Card):
    """Emits ``operators_requested`` and ``setup_requested``; what is not for whoever is here is not shown."""

    operators_requested = Signal()
    setup_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Operators"), parent)
        self.state = label("", self, role="muted", wraps=True)
        self.operators_button = Button(self.tr("Operators…"), self)
        self.setup_button = Button(self.tr("Go through the first steps again…"), self)
        for part in (self.state, self.operators_button, self.setup_button):
            self.body.addWidget(part)
        self.operators_button.clicked.connect(self.operators_requested)
        self.setup_button.clicked.connect(self.setup_requested)

    def show_state(self, *, has_accounts: bool, may_change: bool) -> None:
        """Say how people sign in here."""
        self.state.setText(
            self.tr("Everybody who works at the desk signs in by name.")
            if has_accounts
            else self.tr("Nobody has an account yet: whoever knows the operator PIN may do everything.")
        )
        self.setVisible(may_change)
