"""The second step of an enrolment: the newcomer looks into the camera while samples are taken."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from door_access.domain.enrolment.coverage import Coverage
from door_access.domain.enrolment.enrolment import EnrolmentProgress
from door_access.domain.faces.faces import Rgb
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.quality_parts import PartReading
from ui import words
from ui.desk.enrolling.guidance import GuidedPicture, PoseMarks, QualityBars, request_words
from ui.desk.page import PictureAndSide
from ui.door.picture import image_of
from ui.theme import current_theme
from ui.widgets.buttons import Button, label

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

    @property
    def face(self) -> QImage | None:
        """Return the first thumbnail, which looks straight at the camera; None while there is none."""
        return self._images[0] if self._images else None

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


class EnrolCapture(PictureAndSide):
    """Shows how far it has come and what the newcomer should do; emits the wish to stop."""

    cancel_requested = Signal()
    without_glasses_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = 0
        self._is_second = False
        self._is_from_photos = False
        self.picture = GuidedPicture(self)
        self.heading = label("", self, role="heading", wraps=True)
        self.guidance = label("", self, role="guide", wraps=True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Samples taken"))
        self.count = label("", self, role="muted")
        self.poses = PoseMarks(self)
        self.quality = QualityBars(self)
        self.chips = ChipGrid(self)
        self.cancel_button = Button(self.tr("&Cancel the enrolment"), self)
        self.end_button = Button(self.tr("End &here"), self)
        self.end_button.hide()
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.end_button.clicked.connect(self.without_glasses_ended)
        self._lay_out()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for part in (self.heading, self.guidance, self.progress, self.count, self.poses, self.quality):
            side.addWidget(part)
        side.addWidget(self.chips, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.end_button)
        buttons.addWidget(self.cancel_button, 1)
        side.addLayout(buttons)
        self.guidance.setMinimumHeight(self.fontMetrics().height() * 3)
        self.put(self.picture, side)

    def begin(self, name: str, wanted: int, *, from_photos: bool = False) -> None:
        """Show an enrolment that has taken nothing yet; one from photos needs no picture of the camera."""
        self._is_from_photos = from_photos
        self.picture.setVisible(not from_photos)
        self.quality.setVisible(not from_photos)
        self.heading.setText(self.tr("Enrolling {name}").format(name=name))
        looking = self.tr("The photos are being read…")
        self.guidance.setText(looking if from_photos else words.guidance_words(Guidance.NOBODY))
        self.poses.show_coverage(Coverage(), None)
        self.show_quality(())
        self._begin_round(wanted, is_second=False)

    def show_progress(self, progress: EnrolmentProgress) -> None:
        """Show one step."""
        is_second = progress.has_glasses is False and not progress.stage.is_over
        if is_second != self._is_second and not progress.stage.is_over:
            self._begin_round(progress.wanted, is_second=is_second)
        if not self._is_from_photos:
            self.guidance.setText(self._next_step(progress))
        self.picture.ask_for(progress.asked if progress.guidance is Guidance.GOOD else None)
        self.poses.show_coverage(progress.coverage, progress.asked)
        self._show_count(progress)
        if progress.newest_chip_rgb is not None and progress.newest_place is not None:
            self.chips.put(progress.newest_chip_rgb, progress.newest_place)

    def show_read(self, read: int, count: int) -> None:
        """Show how many photos are read."""
        told = self.tr("Photos that are read: {read} of {count}")
        self.guidance.setText(told.format(read=read, count=count))

    def show_quality(self, readings: tuple[PartReading, ...]) -> None:
        """Show how good the newest picture of the face is; empty when there is none."""
        self.quality.show_readings(readings)

    def _begin_round(self, wanted: int, *, is_second: bool) -> None:
        self._is_second = is_second
        self.chips.begin(wanted)
        self.poses.setVisible(not (is_second or self._is_from_photos))
        self.end_button.setVisible(is_second)
        self.progress.setMaximum(wanted)
        self.progress.setValue(0)
        self.count.setText(self.tr("{taken} of {wanted} samples").format(taken=0, wanted=wanted))

    def _next_step(self, progress: EnrolmentProgress) -> str:
        is_posing = progress.asked is not None and progress.guidance is Guidance.GOOD
        if is_posing and progress.asked:
            return request_words(progress.asked)
        if progress.guidance is Guidance.GOOD and progress.has_glasses is False:
            return self.tr("Look at the camera, without glasses")
        return words.guidance_words(progress.guidance)

    def _show_count(self, progress: EnrolmentProgress) -> None:
        self.progress.setMaximum(progress.wanted)
        self.progress.setValue(progress.taken)
        text = self.tr("{taken} of {wanted} samples")
        if progress.has_glasses is not None:
            text = self.tr("{taken} of {wanted} samples {glasses}")
        glasses = self.tr("with glasses") if progress.has_glasses else self.tr("without glasses")
        self.count.setText(
            text.format(taken=progress.taken, wanted=progress.wanted, glasses=glasses) + self._rest(progress)
        )

    def _rest(self, progress: EnrolmentProgress) -> str:
        """Say how much longer it takes when the number alone would look as if it had stopped."""
        if progress.taken < progress.wanted or progress.left_s <= 0:
            return ""
        return self.tr(" · {seconds} s for the poses").format(seconds=int(progress.left_s) + 1)
