"""Somebody's face in a circle where a picture of it is kept; their initials elsewhere."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from door_access.domain.enrolment.chips import FacePicture
from ui.theme import current_theme

_AROUND_FACE = 1.5
"""Side of what is shown over that of the face: hair and chin are part of how people know each other."""
_LETTERS_SHARE = 0.38
"""Height of the initials over that of the circle; found by looking."""


def initials(name: str) -> str:
    """Return the first letters of somebody's first and last names."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)


def face_of(picture: FacePicture | None) -> QImage | None:
    """Return the square around the face of a kept picture; None where there is none, or it cannot be read."""
    image = QImage() if picture is None else QImage.fromData(picture.jpeg)
    if picture is None or image.isNull():
        return None
    box = picture.face.box
    side = round(min(_AROUND_FACE * max(box.width, box.height), image.width(), image.height()))
    x, y = (round(middle - side / 2) for middle in box.centre)
    left, top = max(0, min(x, image.width() - side)), max(0, min(y, image.height() - side))
    return image.copy(left, top, side, side)


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
