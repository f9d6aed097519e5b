"""The place of the picture: as high as its width asks for, shared with what stands there without one."""

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from door_access.desk.desk import CameraChoice
from ui.door.picture import LivePicture
from ui.widgets.buttons import Button, Role
from ui.widgets.fields import ChoiceBox
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.letters import FittedLabel

DEMO_SOURCE = "demo"
"""What a source that is the built-in demo is called everywhere."""

_SENTENCE_LETTERS = 0.04
"""Largest letters of the sentence over the window's height."""


class _CameraOffIcon(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(32)
        self.setMaximumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, Icon.CAMERA_OFF, QRectF(self.rect()), self.palette().placeholderText().color())


class SourceOffer(QFrame):
    """Says why there is no picture and offers other sources."""

    source_requested = Signal(str)
    video_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.sentence = FittedLabel(self, largest=_SENTENCE_LETTERS, weight=600)
        self.demo_button = Button(self.tr("&Try the demo feed"), self, role=Role.PRIMARY)
        self.video_button = Button(self.tr("&Play a video…"), self)
        self.camera_box = ChoiceBox(self)
        self.camera_box.setAccessibleName(self.tr("Camera"))
        self.camera_button = Button(self.tr("&Use this camera"), self)
        self._cameras: tuple[CameraChoice, ...] = ()
        self._lay_out()
        self.demo_button.clicked.connect(self._on_demo_clicked)
        self.video_button.clicked.connect(self.video_requested)
        self.camera_button.clicked.connect(self._on_camera_clicked)
        self.camera_box.hide()
        self.camera_button.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addStretch(1)
        column.addWidget(_CameraOffIcon(self), 3)
        column.addWidget(self.sentence, 3)
        column.addLayout(_centred(self.demo_button, self.video_button))
        column.addLayout(_centred(self.camera_box, self.camera_button))
        column.addStretch(1)
        for part in (self.demo_button, self.video_button, self.camera_box, self.camera_button):
            part.setProperty("letters", "large")

    def say(self, sentence: str) -> None:
        """Say why there is no picture."""
        self.sentence.setText(sentence)

    def offer_cameras(self, cameras: tuple[CameraChoice, ...]) -> None:
        """List the cameras that are plugged in; the same ones leave the choice as it is."""
        if cameras == self._cameras:
            return
        self._cameras = cameras
        self.camera_box.clear()
        for camera in cameras:
            self.camera_box.addItem(camera.name, camera.source)
        self.camera_box.setVisible(bool(cameras))
        self.camera_button.setVisible(bool(cameras))

    @Slot()
    def _on_demo_clicked(self) -> None:
        self.source_requested.emit(DEMO_SOURCE)

    @Slot()
    def _on_camera_clicked(self) -> None:
        self.source_requested.emit(str(self.camera_box.currentData()))


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


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
