"""What nobody at the desk may miss, above every page: how the door works just now, its faults, its alarms.

What ails readers and brokers is told here alone. An alarm stays until somebody has acknowledged it, also when
its cause is gone.
"""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.door.alarms import Alarm
from door_access.domain.door.modes import OperatingMode
from door_access.domain.operators.roles import Permit
from door_access.runtime.events import AlarmsChanged, FaultsChanged, ModeChanged, TroubleChanged
from ui import words
from ui.bridge import Bridge
from ui.desk.door.note_dialogs import AcknowledgeDialog
from ui.widgets.buttons import Button, label


class AlarmsBar(QFrame):
    """Hidden while the door works as usual and nothing is wrong."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._mode = ""
        self._faults: tuple[str, ...] = ()
        self._troubles: dict[str, str] = {}
        self._alarms: tuple[Alarm, ...] = ()
        self.setProperty("role", "notice")
        self.alarms = label("", self, role="alarm", wraps=True)
        self.others = label("", self, wraps=True)
        self.acknowledge_button = Button(self.tr("Acknowledge…"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        column = QVBoxLayout()
        column.addWidget(self.alarms)
        column.addWidget(self.others)
        row.addLayout(column, 1)
        row.addWidget(self.acknowledge_button)
        bridge.mode_changed.connect(self._on_mode_changed)
        bridge.faults_changed.connect(self._on_faults_changed)
        bridge.trouble_changed.connect(self._on_trouble_changed)
        bridge.alarms_changed.connect(self._on_alarms_changed)
        self.acknowledge_button.clicked.connect(self._on_acknowledge_clicked)
        bridge.here.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        out_of_order = self.tr("Out of order: {sentence}")
        faults = [out_of_order.format(sentence=sentence) for sentence in self._faults]
        lines = {
            self.alarms: [words.alarm_words(alarm) for alarm in self._alarms],
            self.others: [*faults, *filter(None, [*self._troubles.values(), self._mode])],
        }
        for told, texts in lines.items():
            told.setText("\n".join(texts))
            told.setVisible(bool(texts))
        is_for_them = self._bridge.here.may(Permit.ACKNOWLEDGE)
        self.acknowledge_button.setVisible(bool(self._alarms) and is_for_them)
        self.setVisible(any(lines.values()))

    @Slot(object)
    def _on_mode_changed(self, changed: ModeChanged) -> None:
        is_usual = changed.mode is OperatingMode.NORMAL
        told = words.mode_words(changed.mode, changed.until_utc, is_by_schedule=changed.is_by_schedule)
        self._mode = "" if is_usual else told
        self._show()

    @Slot(object)
    def _on_faults_changed(self, changed: FaultsChanged) -> None:
        self._faults = changed.sentences
        self._show()

    @Slot(object)
    def _on_trouble_changed(self, changed: TroubleChanged) -> None:
        self._troubles[changed.part] = changed.sentence
        self._show()

    @Slot(object)
    def _on_alarms_changed(self, changed: AlarmsChanged) -> None:
        self._alarms = changed.alarms
        self._show()

    @Slot()
    def _on_acknowledge_clicked(self) -> None:
        dialog = AcknowledgeDialog(self)
        dialog.noted.connect(self._on_noted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_noted(self, note: str) -> None:
        self._bridge.wish(lambda kiosk: kiosk.acknowledge_alarms(note))
