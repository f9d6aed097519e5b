"""Thumbnails of the samples taken so far, and empty places for those still wanted."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from door_access.domain.faces.faces import Rgb
from ui.door.picture import image_of
from ui.theme import current_theme

_STORED_PX = 96
"""Side at which thumbnails are kept; nothing larger is ever shown."""
_GAP_PX = 6
_CORNER_PX = 6.0


class ChipGrid(QWidget):
    """As many rounded squares as samples are wanted, filled in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = 0
        self._images: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(48)
        self.setAccessibleName(self.tr("Samples taken"))

    @property
    def taken(self) -> int:
        """Return how many thumbnails are shown."""
        return len(self._images)

    def begin(self, wanted: int) -> None:
        """Show so many empty places."""
        self._wanted = wanted
        self._images = []
        self.update()

    def put(self, chip_rgb: Rgb, place: int) -> None:
        """Fill a place: the next one, or one whose sample gives way to this one."""
        smooth = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.KeepAspectRatio
        image = image_of(chip_rgb).scaled(_STORED_PX, _STORED_PX, keep, smooth)
        self._images[place : place + 1] = [image]
        self._wanted = max(self._wanted, len(self._images))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        columns, side = self._grid()
        for place in range(self._wanted):
            corner = (side + _GAP_PX) * (place % columns), (side + _GAP_PX) * (place // columns)
            self._paint_place(painter, place, QRectF(*corner, side, side))

    def _paint_place(self, painter: QPainter, place: int, box: QRectF) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(box, _CORNER_PX, _CORNER_PX)
        if place >= len(self._images):
            painter.fillPath(shape, QColor(current_theme().line))
            return
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(box, self._images[place])
        painter.restore()

    def _grid(self) -> tuple[int, float]:
        """Return the columns with which the squares are largest (more, where equal), and their side."""
        best = (1, 0.0)
        for columns in range(1, max(1, self._wanted) + 1):
            rows = -(-self._wanted // columns) or 1
            across = (self.width() - (columns - 1) * _GAP_PX) / columns
            down = (self.height() - (rows - 1) * _GAP_PX) / rows
            best = max(best, (columns, min(across, down, _STORED_PX)), key=lambda found: found[::-1])
        return best
