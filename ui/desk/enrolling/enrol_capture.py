"""The second step of an enrolment: the newcomer looks into the camera while samples are taken."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from door_access.domain.enrolment.coverage import Coverage
from door_access.domain.enrolment.enrolment import EnrolmentProgress
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.quality_parts import PartReading
from ui import words
from ui.desk.enrolling.chip_grid import ChipGrid
from ui.desk.enrolling.enrol_words import request_words
from ui.desk.enrolling.guided_picture import GuidedPicture
from ui.desk.enrolling.pose_marks import PoseMarks
from ui.desk.enrolling.quality_bars import QualityBars
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label


class EnrolCapture(QWidget):
    """Shows how far it has come and what the newcomer should do; emits the wish to stop."""

    cancel_requested = Signal()
    without_glasses_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = 0
        self._is_second = False
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
        self.end_button = Button(self.tr("En&d here"), self)
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
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING_PX)
        self._row.addWidget(self.picture, 3)
        self._row.addLayout(side, 2)

    def begin(self, name: str, wanted: int) -> None:
        """Show an enrolment that has taken nothing yet."""
        self.heading.setText(self.tr("Enrolling {name}").format(name=name))
        self.guidance.setText(words.guidance_words(Guidance.NOBODY))
        self.poses.show_coverage(Coverage(), None)
        self.show_quality(())
        self._begin_round(wanted, is_second=False)

    def show_progress(self, progress: EnrolmentProgress) -> None:
        """Show one step."""
        is_second = progress.has_glasses is False and not progress.stage.is_over
        if is_second != self._is_second and not progress.stage.is_over:
            self._begin_round(progress.wanted, is_second=is_second)
        self.guidance.setText(self._next_step(progress))
        self.picture.ask_for(progress.asked if progress.guidance is Guidance.GOOD else None)
        self.poses.show_coverage(progress.coverage, progress.asked)
        self._show_count(progress)
        if progress.newest_chip_rgb is not None and progress.newest_place is not None:
            self.chips.put(progress.newest_chip_rgb, progress.newest_place)

    def show_quality(self, readings: tuple[PartReading, ...]) -> None:
        """Show how good the newest picture of the face is; empty when there is none."""
        self.quality.show_readings(readings)

    def _begin_round(self, wanted: int, *, is_second: bool) -> None:
        self._is_second = is_second
        self.chips.begin(wanted)
        self.poses.setVisible(not is_second)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_portrait = self.height() > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_portrait else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        super().resizeEvent(event)
