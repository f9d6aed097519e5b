"""A question before something that cannot be undone. Its one rule: Enter and Escape both mean no."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.widgets.buttons import Button, Role


def confirm(
    parent: QWidget, question: str, *, title: str, warning: str, verb: str, then: Callable[[], object]
) -> None:
    """Open the question over the parent; call ``then`` when the button with the verb is pressed."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(warning)
    yes = Button(verb, box, role=Role.DANGER)
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    cancel = Button(QCoreApplication.translate("confirmation", "&Cancel"), box)
    box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    yes.clicked.connect(then)
    box.finished.connect(box.deleteLater)
    box.open()
