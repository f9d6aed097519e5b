"""The first steps on a new site, one after the other; each can be left out, and gone back to.

What a step has set is in force when the step ends, so stopping anywhere leaves a door that works as it says.
"""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.setup.administrator_step import AdministratorStep
from ui.setup.plain_steps import EndStep, FirstPersonStep, WelcomeStep
from ui.setup.settings_steps import CameraStep, LockStep, ZoneStep
from ui.setup.step import Step
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.questions import confirm


class SetupView(QWidget):
    """Emits ``ended`` when somebody is done or stops, and ``enrolment_requested`` for the first person."""

    ended = Signal()
    enrolment_requested = Signal()

    def __init__(self, bridge: Bridge, running_lock: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = QStackedWidget(self)
        self.welcome = WelcomeStep(bridge, self.steps)
        self.administrator = AdministratorStep(bridge, self.steps)
        self.camera = CameraStep(bridge, self.steps)
        self.zone = ZoneStep(bridge, self.steps)
        self.lock = LockStep(bridge, running_lock, self.steps)
        self.first_person = FirstPersonStep(bridge, self.steps)
        self.end = EndStep(bridge, self.steps)
        self._all: tuple[Step, ...] = (
            self.welcome,
            self.administrator,
            self.camera,
            self.zone,
            self.lock,
            self.first_person,
            self.end,
        )
        self.title = label("", self, role="title")
        self.place = label("", self, role="muted")
        self.stop_button = Button(self.tr("S&top here"), self)
        self.back_button = Button(self.tr("&Back"), self)
        self.skip_button = Button(self.tr("&Skip this step"), self)
        self.next_button = Button("", self, role=Role.PRIMARY)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = QFrame(self)
        header.setProperty("role", "bar")
        top = QHBoxLayout(header)
        top.setContentsMargins(SPACING_PX, 8, SPACING_PX, 8)
        top.setSpacing(SPACING_PX)
        top.addWidget(self.title)
        top.addWidget(self.place)
        top.addStretch(1)
        top.addWidget(self.stop_button)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACING_PX, 0, SPACING_PX, SPACING_PX // 2)
        foot.setSpacing(SPACING_PX)
        for button in (self.back_button, self.skip_button, self.next_button):
            button.setProperty("letters", "large")
            foot.addWidget(button, 1)
        within = QVBoxLayout()
        within.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, 0)
        within.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(header)
        column.addLayout(within, 1)
        column.addLayout(foot)
        for step in self._all:
            self.steps.addWidget(step)

    def _connect(self) -> None:
        for step in self._all:
            step.changed.connect(self._offer)
        self.first_person.enrolment_requested.connect(self._on_enrolment_requested)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.back_button.clicked.connect(self._on_back_clicked)
        self.skip_button.clicked.connect(self._on_skip_clicked)
        self.next_button.clicked.connect(self._on_next_clicked)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.stop_button.click)

    @property
    def step(self) -> Step:
        """Return the step that is shown."""
        return self._all[self.steps.currentIndex()]

    def open(self) -> None:
        """Begin with the first step."""
        self._go(0)

    def close_up(self) -> None:
        """End whatever the open step is doing."""
        self.step.close_up()

    def _go(self, number: int) -> None:
        self.step.close_up()
        self.steps.setCurrentIndex(number)
        self.step.say("")
        self.title.setText(self.step.title)
        told = self.tr("Step {number} of {count}")
        self.place.setText(told.format(number=number + 1, count=len(self._all)))
        self._offer()
        self.next_button.setFocus()
        self.step.open()

    @Slot()
    def _offer(self) -> None:
        step, number = self.step, self.steps.currentIndex()
        self.back_button.setVisible(number > 0)
        self.skip_button.setVisible(step.can_skip)
        self.stop_button.setVisible(step is not self.end)
        self.next_button.setText(step.verb)
        self.next_button.setAccessibleName(step.verb.replace("&", ""))
        self.next_button.forbid(step.why_not())

    @Slot()
    def _on_next_clicked(self) -> None:
        step = self.step
        self.next_button.forbid(self.tr("Saving…"))
        step.finish(lambda: self._on_finished(step), lambda sentence: self._on_refused(step, sentence))

    def _on_finished(self, step: Step) -> None:
        if step is not self.step or not self.isVisible():
            return
        if step is self.end:
            self.ended.emit()
        else:
            self._go(self.steps.currentIndex() + 1)

    def _on_refused(self, step: Step, sentence: str) -> None:
        step.refuse(sentence)
        self._offer()

    @Slot()
    def _on_back_clicked(self) -> None:
        self._go(self.steps.currentIndex() - 1)

    @Slot()
    def _on_skip_clicked(self) -> None:
        self._go(self.steps.currentIndex() + 1)

    @Slot()
    def _on_stop_clicked(self) -> None:
        confirm(
            self,
            self.tr("Stop the first steps here?"),
            title=self.tr("First steps"),
            warning=self.tr("What is set so far stays. The settings lead back here at any time."),
            verb=self.tr("S&top here"),
            then=self.ended.emit,
        )

    @Slot()
    def _on_enrolment_requested(self) -> None:
        self.step.close_up()
        self.enrolment_requested.emit()
