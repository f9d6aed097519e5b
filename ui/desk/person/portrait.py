"""Somebody's face in a circle where a picture of it is kept; their initials elsewhere."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import current_theme

_LETTERS_SHARE = 0.38
"""Height of the initials over that of the circle; found by looking."""


def initials(name: str) -> str:
    """Return the first letters of somebody's first and last names."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)


class Portrait(QWidget):
    """A circle of a fixed size; screen readers are told the name."""

    def __init__(self, parent: QWidget | None = None, *, side_px: int) -> None:
        super().__init__(parent)
        self._initials = ""
        self._face: QImage | None = None
        self.setFixedSize(side_px, side_px)

    @property
    def has_face(self) -> bool:
        """Say whether a picture is shown."""
        return self._face is not None

    def show_person(self, name: str, face: QImage | None = None) -> None:
        """Show the face, or the initials of the name where there is no picture."""
        self._initials = initials(name)
        self._face = face
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        theme, place = current_theme(), QRectF(self.rect())
        circle = QPainterPath()
        circle.addEllipse(place)
        if self._face is not None:
            painter.setClipPath(circle)
            painter.drawImage(place, self._face)
            return
        painter.fillPath(circle, QColor(theme.hover))
        font = QFont(self.font())
        font.setPixelSize(max(1, round(self.height() * _LETTERS_SHARE)))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.accent))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), self._initials)
