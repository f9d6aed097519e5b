"""Questions that do not stop the window: the dialog is opened, and the answer comes as a call."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ui.widgets.buttons import Button, Role


def confirm(
    parent: QWidget,
    question: str,
    *,
    title: str,
    warning: str,
    verb: str,
    then: Callable[[], object],
    better: tuple[str, Callable[[], object]] | None = None,
) -> None:
    """Open the question over the parent; call ``then`` when the button with the verb is pressed.

    ``better`` is the verb of a way that loses nothing, and what to call for it.
    """
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
    if better is not None:
        safe = Button(better[0], box, role=Role.PRIMARY)
        box.addButton(safe, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(safe)
        safe.clicked.connect(better[1])
    yes.clicked.connect(then)
    box.finished.connect(box.deleteLater)
    box.open()


def show_text(parent: QWidget, text: str, *, title: str) -> None:
    """Open a text to be read, over the parent."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    close = Button(QCoreApplication.translate("confirmation", "&Close"), box)
    box.addButton(close, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(close)
    box.finished.connect(box.deleteLater)
    box.open()


def choose_file(
    parent: QWidget, title: str, *, filters: str, then: Callable[[Path], object], save_as: str = ""
) -> QFileDialog:
    """Open the dialog and call ``then`` with the chosen path; ``save_as`` names a new file to write.

    It opens at the operator's home.

    Qt's own dialog is used everywhere, because the platform's may open behind a full screen.
    """
    dialog = _file_dialog(parent, title)
    dialog.setNameFilter(filters)
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(save_as).suffix)
        dialog.selectFile(save_as)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()
    return dialog


def choose_files(
    parent: QWidget, title: str, *, filters: str, then: Callable[[tuple[Path, ...]], object]
) -> QFileDialog:
    """Open the dialog for several files that exist, and call ``then`` with all that were chosen."""
    dialog = _file_dialog(parent, title)
    dialog.setNameFilter(filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda paths: then(tuple(map(Path, paths))))
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, *, then: Callable[[Path], object]) -> QFileDialog:
    """Open the dialog for a folder, and call ``then`` with it."""
    dialog = _file_dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()
    return dialog


def _file_dialog(parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, QDir.homePath())
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
