"""How large a dialog opens: as it wishes, and never larger than the window that it lies over."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget


def room_over_window(dialog: QWidget, edge_px: int = 0) -> QSize | None:
    """Return the room over the window, with so much of it seen at each side; None without a window."""
    parent = dialog.parentWidget()
    return None if parent is None else parent.window().size() - QSize(2 * edge_px, 2 * edge_px)


def fitting(dialog: QWidget, wanted: QSize, edge_px: int = 0) -> QSize:
    """Return the wanted size, or as much of it as there is room for."""
    room = room_over_window(dialog, edge_px)
    return wanted if room is None else wanted.boundedTo(room)
