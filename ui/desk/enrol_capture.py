"""The second step of an enrolment: the newcomer looks into the camera while samples are taken."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QVBoxLayout, QWidget

from door_access.domain.enrolment import EnrolmentProgress
from door_access.domain.guidance import Guidance
from ui import words
from ui.buttons import Button, label
from ui.desk.chip_grid import ChipGrid
from ui.desk.guided_picture import GuidedPicture
from ui.theme import SPACING_PX


class EnrolCapture(QWidget):
    """Shows how far it has come and what the newcomer should do; emits the wish to stop."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = GuidedPicture(self)
        self.heading = label("", self, role="heading", wraps=True)
        self.guidance = label("", self, role="guide", wraps=True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Samples taken"))
        self.count = label("", self, role="muted")
        self.chips = ChipGrid(self)
        self.cancel_button = Button(self.tr("&Cancel the enrolment"), self)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for part in (self.heading, self.guidance, self.progress, self.count):
            side.addWidget(part)
        side.addWidget(self.chips, 1)
        side.addWidget(self.cancel_button)
        self.guidance.setMinimumHeight(self.fontMetrics().height() * 4)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING_PX)
        self._row.addWidget(self.picture, 3)
        self._row.addLayout(side, 2)

    def begin(self, name: str, wanted: int) -> None:
        """Show an enrolment that has taken nothing yet."""
        self.heading.setText(self.tr("Enrolling {name}").format(name=name))
        self.guidance.setText(words.guidance_words(Guidance.NOBODY))
        self.chips.begin(wanted)
        self._show_count(0, wanted)

    def show_progress(self, progress: EnrolmentProgress) -> None:
        """Show one step."""
        self.guidance.setText(words.guidance_words(progress.guidance))
        self._show_count(progress.taken, progress.wanted)
        if progress.newest_chip_rgb is not None:
            self.chips.add(progress.newest_chip_rgb)

    def _show_count(self, taken: int, wanted: int) -> None:
        self.progress.setMaximum(wanted)
        self.progress.setValue(taken)
        self.count.setText(self.tr("{taken} of {wanted} samples").format(taken=taken, wanted=wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_portrait = self.height() > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_portrait else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        super().resizeEvent(event)
