"""The sound of a door that stands open: once a second, for as long as somebody shall close it."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

BEEP_EVERY_MS = 1000


class Beeper(QObject):
    """Beeps while it is on; ``beeped`` tells of each time."""

    beeped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=BEEP_EVERY_MS)
        self._timer.timeout.connect(self._on_time)

    @property
    def is_on(self) -> bool:
        return self._timer.isActive()

    def be(self, is_on: bool) -> None:
        """Begin with a beep, or stop; harmless when it is so already."""
        if is_on and not self.is_on:
            self._timer.start()
            self._on_time()
        elif not is_on:
            self._timer.stop()

    @Slot()
    def _on_time(self) -> None:
        QApplication.beep()
        self.beeped.emit()
