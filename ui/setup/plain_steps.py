"""The steps around the settings: a welcome, the first person, and what there is at the end."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from door_access.addresses import told_address
from door_access.config import Settings
from door_access.desk.desk import CameraChoice, Desk
from door_access.domain.operators.roles import Permit
from ui import words
from ui.bridge import Bridge
from ui.desk.settings.lock_card import driver_words
from ui.setup.step import Step
from ui.widgets.buttons import Button, Role, label


class WelcomeStep(Step):
    """Says what is to come."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(
            bridge,
            bridge.tr("Welcome"),
            bridge.tr("Five short steps, and this door knows its first person. Any of them can be left out."),
            parent,
        )
        steps = (
            self.tr("An administrator, who signs in with a PIN"),
            self.tr("The camera at the door"),
            self.tr("The place where people stand"),
            self.tr("The lock, or none yet"),
            self.tr("The first person whom the door lets in"),
        )
        for number, text in enumerate(steps, start=1):
            self.body.addWidget(_large(label(f"{number}.  {text}", self, wraps=True)))
        self.body.addStretch(1)

    @property
    def verb(self) -> str:
        return self.tr("&Begin")


class FirstPersonStep(Step):
    """Leads to the desk's own page; emits ``enrolment_requested``."""

    enrolment_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(
            bridge,
            bridge.tr("First person"),
            bridge.tr("Until somebody is enrolled, the door lets nobody in."),
            parent,
        )
        self.enrol_button = Button(self.tr("&Enrol somebody now"), self, role=Role.PRIMARY)
        self.enrol_button.setProperty("letters", "large")
        ends = self.tr(
            "This ends the first steps and opens the desk, where the newcomer looks at the camera."
        )
        self.body.addWidget(self.enrol_button)
        self.body.addWidget(label(ends, self, role="muted", wraps=True))
        self.body.addStretch(1)
        self.enrol_button.clicked.connect(self.enrolment_requested)

    @property
    def verb(self) -> str:
        return self.tr("&Later")

    def open(self) -> None:
        self.enrol_button.forbid(self.bridge.here.why_not(Permit.ENROL))
        self.enrol_button.setFocus()


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of a site at the end of the first steps."""

    accounts: int
    has_pin: bool
    people: int
    cameras: tuple[CameraChoice, ...]


class EndStep(Step):
    """Says what was set, and what is still missing."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(
            bridge,
            bridge.tr("Done"),
            bridge.tr("So it stands now. All of it can be changed in the settings."),
            parent,
        )
        self.lines = [_large(label("", self, wraps=True)) for _ in range(4)]
        for line in self.lines:
            self.body.addWidget(line)
        self.body.addStretch(1)

    @property
    def verb(self) -> str:
        return self.tr("To the &door")

    def open(self) -> None:
        self.bridge.ask(_standing, owner=self, then=self._show, otherwise=self.refuse)

    def _show(self, standing: Standing) -> None:
        settings = self.bridge.settings
        texts = (
            self._desk(standing),
            self.tr("Camera: {camera}.").format(camera=self._camera(settings, standing)),
            self._lock(settings),
            words.counted(
                standing.people,
                self.tr("{count} person is enrolled."),
                self.tr("{count} people are enrolled.")
                if standing.people
                else self.tr("Nobody is enrolled yet: the door lets nobody in."),
            ),
        )
        for line, text in zip(self.lines, texts, strict=True):
            line.setText(text)

    def _desk(self, standing: Standing) -> str:
        if standing.accounts:
            return self.tr("Desk: everybody signs in by name.")
        if standing.has_pin:
            return self.tr("Desk: it opens with the operator PIN.")
        return self.tr("Desk: anybody at the door can open it, until there is an administrator or a PIN.")

    def _camera(self, settings: Settings, standing: Standing) -> str:
        source = settings.camera.source
        numbered = self.tr("number {number}").format(number=source) if source.isdecimal() else ""
        named = (camera.name for camera in standing.cameras if camera.source == source)
        return next(named, numbered or told_address(source))

    def _lock(self, settings: Settings) -> str:
        if settings.lock.driver == "simulated":
            return self.tr("Lock: none yet. The door is simulated, and nothing moves.")
        return self.tr("Lock: {lock}, from the program's next start.").format(
            lock=driver_words(settings.lock.driver)
        )


def _large(told: QLabel) -> QLabel:
    told.setProperty("letters", "large")
    return told


def _standing(desk: Desk) -> Standing:
    people = desk.people() if Permit.SEE_PEOPLE in desk.operators.permits() else ()
    return Standing(len(desk.operators.who_may_sign_in()), desk.has_pin(), len(people), desk.cameras())
