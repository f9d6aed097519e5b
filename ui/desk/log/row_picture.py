"""The picture of an answer, as it is kept: as wide as there is room, and never larger than it is."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class RowPicture(QWidget):
    """Shows one JPEG file; nothing where it cannot be read."""

    def __init__(self, jpeg: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage.fromData(jpeg)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Picture of this entry; strangers are made unrecognisable"))
        self.setToolTip(self.tr("Whoever was not recognised is made unrecognisable in the file itself."))

    def sizeHint(self) -> QSize:
        return self.image.size()

    def heightForWidth(self, width: int) -> int:
        return self._size_in(width).height()

    def _size_in(self, width: int) -> QSize:
        size = self.image.size()
        if size.isEmpty():
            return QSize(0, 0)
        within = QSize(min(width, size.width()), size.height())
        return size.scaled(within, Qt.AspectRatioMode.KeepAspectRatio)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(self.rect().topLeft(), self._size_in(self.width())), self.image)
