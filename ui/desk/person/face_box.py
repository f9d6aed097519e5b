"""What is stored of somebody's face, and which poses are missing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from door_access.desk.person_desk import PersonFile
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.people.people_model import explanation
from ui.desk.person.person_words import poses_words, templates_words
from ui.widgets.buttons import Button, label


class FaceBox(QWidget):
    """Tells what the desk last told; emits ``samples_requested``."""

    samples_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._drift: Drift | None = None
        self._file: PersonFile | None = None
        self.templates = label("", self, wraps=True)
        self.poses = label("", self, wraps=True)
        self.advice = label("", self, role="error", wraps=True)
        self.samples_button = Button(self.tr("&Take more samples"), self)
        self.samples_button.setVisible(bridge.here.may(Permit.ENROL))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.templates, self.poses, self.advice):
            column.addWidget(part)
        column.addWidget(self.samples_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.samples_button.clicked.connect(self.samples_requested)

    def show_file(self, file: PersonFile) -> None:
        """Tell of the templates there are."""
        self._file = file
        self.templates.setText(templates_words(file))
        self.poses.setText(poses_words(file))
        self.poses.setVisible(bool(self.poses.text()))
        self._advise()

    def show_drift(self, drift: Drift | None) -> None:
        """Say what the door has seen of the face of late; None where that is all well."""
        self._drift = drift
        self._advise()

    def _advise(self) -> None:
        if self._file is not None:
            self.advice.setText(explanation(self._file.person, self._drift))
        self.advice.setVisible(bool(self.advice.text()))
