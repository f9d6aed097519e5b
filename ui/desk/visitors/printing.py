"""The printer's own dialog, and what is printed once it is answered."""

from collections.abc import Callable

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget


def print_with(parent: QWidget, draw: Callable[[QPrinter], object]) -> None:
    """Ask for a printer, and draw on it if one is chosen."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)

    def finish(result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            draw(printer)
        dialog.deleteLater()

    dialog.finished.connect(finish)
    QDialog.open(dialog)
