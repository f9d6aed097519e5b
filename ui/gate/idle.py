"""An unattended desk falls shut; whoever is still there is told in time, and any touch keeps it open."""

import math

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from ui.widgets.buttons import Button, label

IDLE_MS = 120_000
"""Two minutes without a touch close the desk."""
WARNING_MS = 20_000
"""So long before that it is announced."""
_TICK_MS = 200
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class IdleWatch(QObject):
    """Emits ``went_idle`` once after every stretch without input, from ``begin`` to ``end``.

    Before that it emits ``soon_idle``, with how many milliseconds are left; ``kept`` takes that back.
    """

    soon_idle = Signal(int)
    kept = Signal()
    went_idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._warning = QTimer(self, singleShot=True, interval=IDLE_MS - WARNING_MS)
        self._timer.timeout.connect(self.went_idle)
        self._warning.timeout.connect(self._on_warning)

    def begin(self) -> None:
        """Watch the application's input from now on."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._start()

    def end(self) -> None:
        """Stop watching."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._timer.stop()
        self._warning.stop()
        self.kept.emit()

    def _start(self) -> None:
        is_announced = self._timer.isActive() and not self._warning.isActive()
        self._timer.start()
        self._warning.start()
        if is_announced:
            self.kept.emit()

    @Slot()
    def _on_warning(self) -> None:
        self.soon_idle.emit(self._timer.remainingTime())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start over at every touch; the event goes on to whom it is meant for."""
        if event.type() in _TOUCHES and self._timer.isActive():
            self._start()
        return super().eventFilter(watched, event)


class IdleBar(QFrame):
    """Counts down above everything else: over the window, or over the dialog that covers it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._deadline = QDeadlineTimer(0)
        self._words = ""
        self._tick = QTimer(self, interval=_TICK_MS)
        self.setProperty("role", "notice")
        self.setAutoFillBackground(True)
        self.sentence = label("", self, role="heading", wraps=True)
        self.stay_button = Button(self.tr("Stay"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.stay_button)
        self._tick.timeout.connect(self._on_tick)
        self.hide()

    def announce(self, left_ms: int, words: str) -> None:
        """Count down from so long, with ``{seconds}`` in the words."""
        self._deadline = QDeadlineTimer(left_ms)
        self._words = words
        above = QApplication.activeModalWidget() or self._window
        self.setParent(above)
        self._on_tick()
        self.setGeometry(0, 0, above.width(), self.heightForWidth(above.width()))
        self.show()
        self.raise_()
        self._tick.start()

    @Slot()
    def put_away(self) -> None:
        """Say nothing any more."""
        self._tick.stop()
        self.hide()
        self.setParent(self._window)

    @Slot()
    def _on_tick(self) -> None:
        left_s = math.ceil(self._deadline.remainingTime() / 1000)
        self.sentence.setText(self._words.format(seconds=left_s))
