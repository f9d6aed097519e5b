"""The last step of an enrolment: the newcomer steps out and walks in, and the desk sees how that goes."""

from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.enrolment.rehearsal import RehearsalProgress, RehearsalResult, RehearsalStage
from ui import words
from ui.desk.enrolling.guided_picture import GuidedPicture
from ui.desk.result_icon import ResultIcon
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.icons import Icon


class EnrolRehearsal(QWidget):
    """Says what to do, then what came of it; emits what to do next. The door stays shut throughout."""

    more_requested = Signal()
    again_requested = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.picture = GuidedPicture(self)
        self.icon = ResultIcon(self)
        self.heading = label("", self, role="guide", wraps=True)
        self.message = label("", self, wraps=True)
        self.figures = label("", self, role="muted", wraps=True)
        self.more_button = Button(self.tr("Take &more samples"), self, role=Role.PRIMARY)
        self.again_button = Button(self.tr("Test a&gain"), self)
        self.finish_button = Button(self.tr("&Done"), self)
        self._lay_out()
        self.more_button.clicked.connect(self.more_requested)
        self.again_button.clicked.connect(self.again_requested)
        self.finish_button.clicked.connect(self.finished)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for part in (self.icon, self.heading, self.message, self.figures):
            side.addWidget(part)
        side.addStretch(1)
        side.addWidget(self.more_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again_button)
        buttons.addWidget(self.finish_button)
        side.addLayout(buttons)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        row.addWidget(self.picture, 3)
        row.addLayout(side, 2)

    def begin(self, name: str) -> None:
        """Show a test in which nobody has moved yet."""
        self._name = name
        self.show_progress(RehearsalProgress(RehearsalStage.LEAVING, ""))
        self.finish_button.setFocus()

    def show_progress(self, progress: RehearsalProgress) -> None:
        """Show one step, or the result."""
        result = progress.result
        self.icon.setVisible(result is not None)
        if result is not None:
            self._show_result(result, progress)
        else:
            self.heading.setText(self._next_step(progress))
            self.message.setText(self.tr("This only tests: the door stays shut."))
        self.figures.setText(self._figures(progress))
        self.more_button.setVisible(result is not None and result is not RehearsalResult.AT_ONCE)
        self.again_button.setVisible(result is not None)
        self.finish_button.setText(self.tr("&Done") if result else self.tr("Skip the &test"))
        self.finish_button.setAccessibleName(self.finish_button.text().replace("&", ""))

    def _next_step(self, progress: RehearsalProgress) -> str:
        match progress.stage:
            case RehearsalStage.LEAVING:
                return self.tr("Step out of the picture, {name}.").format(name=self._name)
            case RehearsalStage.COMING:
                return self.tr("Now walk in.")
            case RehearsalStage.LOOKING:
                return words.guidance_words(progress.guidance)
            case RehearsalStage.DONE | RehearsalStage.CANCELLED:
                return ""

    def _show_result(self, result: RehearsalResult, progress: RehearsalProgress) -> None:
        self.icon.show_icon(_icon(result))
        self.heading.setText(self._headline(result).format(name=self._name))
        self.message.setText(progress.message or self._advice(result))

    def _headline(self, result: RehearsalResult) -> str:
        match result:
            case RehearsalResult.AT_ONCE:
                return self.tr("{name} was recognised at once")
            case RehearsalResult.LATE:
                return self.tr("{name} was recognised, but late")
            case RehearsalResult.AS_ANOTHER:
                return self.tr("{name} was taken for somebody else")
            case RehearsalResult.NOT_RECOGNISED:
                return self.tr("{name} was not recognised")
            case RehearsalResult.NOBODY_CAME:
                return self.tr("Nobody walked in")
            case RehearsalResult.NOT_STARTED:
                return self.tr("The test could not be done")
        assert_never(result)

    def _advice(self, result: RehearsalResult) -> str:
        match result:
            case RehearsalResult.AT_ONCE:
                return self.tr("The door will know this person.")
            case RehearsalResult.LATE:
                return self.tr(
                    "More samples, taken in the light of the door, let it happen at the first look."
                )
            case RehearsalResult.AS_ANOTHER:
                return self.tr("Look whether one person is enrolled twice, under two names.")
            case RehearsalResult.NOT_RECOGNISED:
                return self.tr("Take more samples: in the light of the door, and as they usually look.")
            case RehearsalResult.NOBODY_CAME | RehearsalResult.NOT_STARTED:
                return ""
        assert_never(result)

    def _figures(self, progress: RehearsalProgress) -> str:
        if progress.distance is None or progress.threshold is None:
            return ""
        looks = self.tr("1 look") if progress.looks == 1 else self.tr("{looks} looks")
        return self.tr("{looks} · distance {distance:.2f}, allowed up to {threshold:.2f}").format(
            looks=looks.format(looks=progress.looks),
            distance=progress.distance,
            threshold=progress.threshold,
        )


def _icon(result: RehearsalResult) -> Icon:
    if result is RehearsalResult.AT_ONCE:
        return Icon.CHECK
    return Icon.WARNING if result is not RehearsalResult.AS_ANOTHER else Icon.CROSS
