"""Choosing a file without stopping the window: the dialog is opened, and the answer comes as a call."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(
    parent: QWidget, title: str, *, filters: str, then: Callable[[Path], object], save_as: str = ""
) -> QFileDialog:
    """Open the dialog and call ``then`` with the chosen path; ``save_as`` names a new file to write.

    It opens at the operator's home.

    Qt's own dialog is used everywhere, because the platform's may open behind a full screen.
    """
    dialog = QFileDialog(parent, title, QDir.homePath())
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setNameFilter(filters)
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(save_as).suffix)
        dialog.selectFile(save_as)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
