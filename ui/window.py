"""The window: the door view in front, the desk behind the operator's PIN."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QMainWindow,
)

from ui.bridge import Bridge
from ui.door_view import DoorView

SMALLEST = (640, 400)
"""Smallest window in logical pixels; a small kiosk panel has 800×480."""


class KioskWindow(QMainWindow):
    """Both views, full screen, and the way out."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.door_view = DoorView(bridge.settings, self)
        self.setCentralWidget(self.door_view)
        bridge.scene_seen.connect(self.door_view.on_scene_seen)
        bridge.camera_changed.connect(self.door_view.on_camera_changed)
        bridge.phase_changed.connect(self.door_view.on_phase_changed)
        bridge.decision_made.connect(self.door_view.on_decision_made)
        bridge.door_changed.connect(self.door_view.on_door_changed)
        bridge.faults_changed.connect(self.door_view.on_faults_changed)

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        pass

    def close_at_once(self) -> None:
        self.close()
