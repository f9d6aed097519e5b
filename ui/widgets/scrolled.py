"""What is higher than its place, and scrolls in it."""

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """A view of a widget that is as wide as the view, without a frame around it."""

    def __init__(self, content: QWidget | None, parent: QWidget | None = None) -> None:
        """``content``: None where it is to come later."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        if content is not None:
            self.setWidget(content)
