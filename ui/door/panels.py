"""What is shown beside the picture, readable from five metres: the sign of the door, or one step to do.

The arrow to the left points to the person's own left, which is the picture's left as well where it is shown
as a mirror.
"""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QRectF, QSize, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from door_access.domain.liveness.challenge import ChallengeStep
from ui.door.sign import Sign, SignKind
from ui.theme import Tone, current_theme
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.letters import FittedLabel
from ui.words import QT_TRANSLATE_NOOP

_CORNER = 0.03
"""Rounding over the shorter side."""
_MARGIN = 0.06
"""Free rim over the shorter side, above and below half of it."""


class TonedPanel(QWidget):
    """Paints the ground and lays its parts out in one ``column``; :meth:`dress` brings it up to date."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.CALM
        self.column = QVBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def dress(self, tone: Tone) -> None:
        """Take this tone, and the theme's letters for all parts."""
        self._tone = tone
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(current_theme().on_ground))
        for child in self.findChildren(QWidget):
            child.setPalette(palette)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = round(min(self.width(), self.height()) * _MARGIN)
        self.column.setContentsMargins(side, side // 2, side, side // 2)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().grounds[self._tone]))
        corner = max(8.0, min(self.width(), self.height()) * _CORNER)
        painter.drawRoundedRect(QRectF(self.rect()), corner, corner)


HEADLINE = 0.13
"""Largest letters of the headline over the window's height; 0.06 is what reads from five metres."""
NAME = 0.11
SENTENCE = 0.06
HINT = 0.042
_BOLD = 700
_BAR_HEIGHT = 0.018
"""Height of the bar of remaining time over the window's height."""
_TRACK_ALPHA = 70
_SIGN_STRETCH = {"icon": 30, "headline": 24, "name": 20, "sentence": 19, "hint": 12}
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
        for part, share in _SIGN_STRETCH.items():
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


NUMBER = 0.06
_STEP_STRETCH = {"icon": 44, "headline": 30, "number": 13}
"""How the parts share the height; found by looking."""

_LOOKS: dict[ChallengeStep, tuple[Icon, str]] = {
    ChallengeStep.TURN_LEFT: (Icon.TURN_LEFT, QT_TRANSLATE_NOOP("challenge", "TURN YOUR HEAD LEFT")),
    ChallengeStep.TURN_RIGHT: (Icon.TURN_RIGHT, QT_TRANSLATE_NOOP("challenge", "TURN YOUR HEAD RIGHT")),
    ChallengeStep.LOOK_UP: (Icon.LOOK_UP, QT_TRANSLATE_NOOP("challenge", "LOOK UP")),
    ChallengeStep.COME_CLOSER: (Icon.COME_CLOSER, QT_TRANSLATE_NOOP("challenge", "COME CLOSER")),
    ChallengeStep.BLINK: (Icon.BLINK, QT_TRANSLATE_NOOP("challenge", "BLINK TWICE")),
}


@dataclass(frozen=True, slots=True)
class AskedStep:
    """What is asked for now, as the challenge tells it; ``ends_at_s`` tells one question from the next."""

    step: ChallengeStep
    number: int
    count: int
    ends_at_s: float


class ChallengePanel(TonedPanel):
    """Shows one step after the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: AskedStep | None = None
        self.icon = SignIcon(self)
        self.headline = FittedLabel(self, largest=HEADLINE, weight=_BOLD)
        self.number = FittedLabel(self, largest=NUMBER)
        self.time_bar = TimeBar(self)
        self.column.addStretch(3)
        for part, share in _STEP_STRETCH.items():
            self.column.addWidget(getattr(self, part), share)
        self.column.addWidget(self.time_bar)
        self.column.addStretch(3)

    @property
    def asked(self) -> AskedStep | None:
        """Return what is shown; None when nothing is asked."""
        return self._asked

    def ask(self, asked: AskedStep, *, now_s: float) -> None:
        """Show a step with the time that is left of it; the same step again changes nothing."""
        if asked == self._asked:
            return
        self._asked = asked
        icon, headline = step_looks(asked.step)
        number = _tr("Step {number} of {count}").format(number=asked.number, count=asked.count)
        self.icon.show_icon(icon)
        self.headline.setText(headline)
        self.number.setText(number)
        self.time_bar.run(max(0.0, asked.ends_at_s - now_s))
        self.setAccessibleName(f"{headline}. {number}.")
        self.dress(Tone.BUSY)

    def clear(self) -> None:
        """Ask for nothing any more."""
        self._asked = None
        self.time_bar.run(0.0)


def step_looks(step: ChallengeStep) -> tuple[Icon, str]:
    """Return the icon and the words of a step."""
    icon, words = _LOOKS[step]
    return icon, _tr(words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("challenge", text)
