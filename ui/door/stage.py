"""The place of the picture: as high as its width asks for, shared with what stands there without one."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from ui.door.picture import LivePicture
from ui.door.source_offer import SourceOffer


class Stage(QStackedWidget):
    """Shows the picture or the offer of other sources."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = LivePicture(self)
        self.offer = SourceOffer(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.addWidget(self.picture)
        self.addWidget(self.offer)

    def show_picture(self, is_there: bool) -> None:
        """Bring the picture to the front, or the offer."""
        self.setCurrentWidget(self.picture if is_there else self.offer)

    def fit(self) -> None:
        """Leave what the picture does not need to the guidance below it."""
        height = self.picture.height_for(self.width())
        if height != self.maximumHeight():
            self.setMaximumHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
