"""Who is signed in, in the desk's header, and what they can do about that."""

from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.bridge import Bridge
from ui.desk.operators.secret_box import Secret
from ui.desk.operators.secret_dialogs import OwnSecretDialog
from ui.operator_words import signed_in_words
from ui.widgets.buttons import Button
from ui.widgets.icons import Icon

NARROW_PX = 720
"""Below this width whoever is here has a line of their own in the header."""
_SHARE, _NARROW_SHARE = 0.32, 0.6
"""Of the window's width, at most, in a wide and in a narrow one; a longer name is shortened."""
_ICON_PX = 60
"""What icon and padding take beside the name."""
_LEAST_PX = 60
"""What stays of a name in the narrowest window."""


class PersonButton(Button):
    """Hidden while nobody is signed in. Emits ``sign_out_requested``."""

    sign_out_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("", parent, icon=Icon.PERSON)
        self._bridge = bridge
        menu = QMenu(self)
        self.change_action = QAction(menu)
        self.sign_out_action = QAction(self.tr("Sign out"), menu)
        menu.addActions([self.change_action, self.sign_out_action])
        self.setMenu(menu)
        self.setAccessibleName(self.tr("Who is signed in"))
        self.change_action.triggered.connect(self._on_change)
        self.sign_out_action.triggered.connect(self.sign_out_requested)
        bridge.here.changed.connect(self.show_person)
        self.show_person()

    @Slot()
    def show_person(self) -> None:
        """Show who is here, as much of the name as there is room for."""
        operator = self._bridge.here.operator
        self.setVisible(operator is not None)
        if operator is None:
            return
        whole, metrics = signed_in_words(operator.name, operator.role), self.fontMetrics()
        rest = metrics.horizontalAdvance(signed_in_words("", operator.role))
        width = self.window().width()
        share = _NARROW_SHARE if width < NARROW_PX else _SHARE
        room = round(width * share) - _ICON_PX - rest
        name = metrics.elidedText(operator.name, Qt.TextElideMode.ElideRight, max(room, _LEAST_PX))
        self.setText(signed_in_words(name, operator.role).replace("&", "&&"))
        self.setToolTip(f"<p>{escape(whole)}</p>")  # Qt takes a name for markup that looks like it
        self.setAccessibleName(whole)
        self.change_action.setText(
            self.tr("Change my PIN…") if operator.is_pin else self.tr("Change my password…")
        )

    @Slot()
    def _on_change(self) -> None:
        operator = self._bridge.here.operator
        if operator is None:
            return
        dialog = OwnSecretDialog(operator, self.window())
        dialog.change_wanted.connect(lambda old, new: self._change(dialog, old, new))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _change(self, dialog: OwnSecretDialog, old: str, new: Secret) -> None:
        self._bridge.ask(
            lambda desk: desk.operators.change_own_secret(old, new.text, is_pin=new.is_pin),
            owner=dialog,
            then=lambda _: dialog.accept(),
            otherwise=dialog.refuse,
        )
