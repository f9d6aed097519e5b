"""The lock that runs, beside its settings: one click to hear it, and what its board's own settings lack."""

from typing import Any

from PySide6.QtCore import QObject, Slot

from door_access.domain.door.alarms import Notice
from door_access.domain.faces.faces import SourceKind
from door_access.domain.operators.roles import Permit
from door_access.runtime.events import CameraChanged, Noticed
from ui.bridge import Bridge
from ui.desk.settings.lock_card import LockCard
from ui.widgets.questions import confirm


class LockTrial(QObject):
    """Lets the card offer a test of the lock that runs, and of no other."""

    def __init__(self, bridge: Bridge, card: LockCard, running: dict[str, Any] | None = None) -> None:
        """``running``: the settings of the lock that runs; None: those in force, at the program's start."""
        super().__init__(card)
        self._bridge = bridge
        self._card = card
        self._running = running or bridge.settings.lock.model_dump()
        self._is_live = False
        self._shortcomings: tuple[str, ...] = ()
        bridge.camera_changed.connect(self._on_camera_changed)
        bridge.noticed.connect(self._on_noticed)
        card.edited.connect(self.offer)
        card.test_requested.connect(self._on_test_requested)

    @property
    def is_running(self) -> bool:
        """Say whether the lock that is shown is the one that runs."""
        return self._card.values() == self._running

    @Slot()
    def offer(self) -> None:
        """Let the lock be tested, or say why not."""
        self._card.test_button.forbid(self._bridge.here.why_not(Permit.OPEN_ONCE) or self._why_not())

    def _why_not(self) -> str:
        if not self.is_running:
            return self.tr("Only the lock that runs can be tested: save, and start the program anew.")
        if self._running["driver"] == "simulated":
            return self.tr("There is no lock yet to be tested.")
        if not self._is_live:
            return self.tr("A film or the demo never moves the real lock: choose the door's camera first.")
        return ""

    @Slot(object)
    def _on_camera_changed(self, camera: CameraChanged) -> None:
        self._is_live = camera.kind is SourceKind.LIVE
        self.offer()

    @Slot(object)
    def _on_noticed(self, noticed: Noticed) -> None:
        """Keep what the board's settings lack; it is told anew whenever the lock is reached anew."""
        if noticed.notice is Notice.LOCK_SETUP and noticed.detail not in self._shortcomings:
            self._shortcomings += (noticed.detail,)
        elif noticed.notice is Notice.LOCK_BROKEN:
            self._shortcomings = ()
        self._card.show_shortcomings(self._shortcomings)

    @Slot()
    def _on_test_requested(self) -> None:
        told = self.tr(
            "It unlocks for {seconds:g} s, as for somebody who is let in; the access log tells of it."
        )
        confirm(
            self._card,
            self.tr("Unlock the door now?"),
            title=self.tr("Test the lock"),
            warning=told.format(seconds=self._bridge.settings.door.unlock_s),
            verb=self.tr("&Unlock it once"),
            then=lambda: self._bridge.wish(lambda kiosk: kiosk.release(self.tr("lock test"))),
        )
