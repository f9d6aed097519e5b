"""The question before a pass is revoked."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.widgets.questions import confirm


def ask_to_revoke(holder: str, owner: QWidget, *, then: Callable[[], object]) -> None:
    """Ask whether a pass of the holder is to open nothing any more, and call ``then`` after a yes."""
    confirm(
        owner,
        _tr("Revoke this pass of {name}?").format(name=holder),
        title=_tr("Revoke"),
        warning=_tr("It opens nothing any more, whoever has it. This cannot be undone."),
        verb=_tr("&Revoke"),
        then=then,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("passes", text)
