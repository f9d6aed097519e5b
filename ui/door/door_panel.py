"""The sign beside the door: colour and icon and words, readable from five metres."""

from PySide6.QtCore import QAbstractAnimation, QRectF, QSize, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.door.sign import Sign, SignKind
from ui.widgets.fitted_label import FittedLabel
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.toned_panel import TonedPanel

HEADLINE = 0.13
"""Largest letters of the headline over the window's height; 0.06 is what reads from five metres."""
NAME = 0.11
SENTENCE = 0.06
HINT = 0.042
_BOLD = 700
_BAR_HEIGHT = 0.018
"""Height of the bar of remaining time over the window's height."""
_TRACK_ALPHA = 70
_STRETCH = {"icon": 30, "headline": 24, "name": 20, "sentence": 19, "hint": 12}
"""How the parts share the height; found by looking."""


class SignIcon(QWidget):
    """One large icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Icon.LOCK
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_icon(self, icon: Icon) -> None:
        self._icon = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self._icon, QRectF(self.rect()), self.palette().windowText().color())


class TimeBar(QWidget):
    """The time that is left, as a bar that shrinks towards its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = QVariantAnimation(self)
        self._left.setStartValue(1.0)
        self._left.setEndValue(0.0)
        self._left.valueChanged.connect(self._on_time_passed)

    @property
    def is_running(self) -> bool:
        return self._left.state() == QAbstractAnimation.State.Running

    def run(self, duration_s: float) -> None:
        """Begin full and be empty after so many seconds; zero empties it at once."""
        self._left.stop()
        if duration_s > 0:
            self._left.setDuration(round(duration_s * 1000))
            self._left.start()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, max(6, round(_BAR_HEIGHT * self.window().height())))

    @Slot()
    def _on_time_passed(self) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.is_running:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = self.palette().windowText().color()
        self._paint_part(painter, 1.0, QColor(colour.red(), colour.green(), colour.blue(), _TRACK_ALPHA))
        self._paint_part(painter, float(self._left.currentValue()), colour)

    def _paint_part(self, painter: QPainter, share: float, colour: QColor) -> None:
        width = self.width() * share
        painter.setBrush(colour)
        box = QRectF((self.width() - width) / 2, 0, width, self.height())
        painter.drawRoundedRect(box, self.height() / 2, self.height() / 2)


class DoorPanel(TonedPanel):
    """Shows one sign after the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Sign(SignKind.STARTING)
        self.icon = SignIcon(self)
        self.headline = FittedLabel(self, largest=HEADLINE, weight=_BOLD)
        self.name = FittedLabel(self, largest=NAME, weight=_BOLD)
        self.sentence = FittedLabel(self, largest=SENTENCE)
        self.hint = FittedLabel(self, largest=HINT)
        self.lock_mark = FittedLabel(self, largest=HINT * 0.7)
        self.time_bar = TimeBar(self)
        self._lay_out()
        self.show_sign(self._sign)

    def _lay_out(self) -> None:
        self.column.addStretch(4)
        for part, share in _STRETCH.items():
            self.column.addWidget(getattr(self, part), share)
        self.column.addWidget(self.time_bar)
        self.column.addStretch(4)
        self.column.addWidget(self.lock_mark, 7)

    @property
    def sign(self) -> Sign:
        """Return what is shown."""
        return self._sign

    def show_sign(self, sign: Sign) -> None:
        """Show another sign; the bar starts anew only when the door opens anew."""
        self._sign = sign
        self.icon.show_icon(sign.icon)
        self.headline.setText(sign.headline)
        self.name.setText(sign.name)
        self.name.setVisible(bool(sign.name))
        self.sentence.setText(sign.sentence)
        self.hint.setText(sign.hint)
        self.hint.setVisible(bool(sign.hint))
        self.time_bar.run(sign.unlock_s)
        self.setAccessibleName(" ".join(filter(None, (sign.headline, sign.name, sign.sentence, sign.hint))))
        self.dress(sign.tone)

    def show_lock_mark(self, text: str) -> None:
        """Say of a lock that it is not a real one; empty says nothing."""
        self.lock_mark.setText(text)
