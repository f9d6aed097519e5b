"""Python's cyclic collector, kept on the GUI thread: no other thread frees a Qt object (ADR 0009)."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000
"""How often the collector looks; the oldest generation then comes round about every two minutes."""


class Collector(QObject):
    """Collects cycles from a timer of its own thread, in place of whichever thread allocates next."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_time)

    def begin(self) -> None:
        """Take the collector over; what exists by now is set aside, so that later rounds stay short."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer.start()

    def end(self) -> None:
        """Give the collector back as it was found."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def collect_what_is_due(self) -> None:
        """Collect the oldest generation that has passed its threshold, by Python's own counts."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in range(len(counts)) if counts[age] > thresholds[age]]
        if due:
            gc.collect(due[-1])

    @Slot()
    def _on_time(self) -> None:
        self.collect_what_is_due()
