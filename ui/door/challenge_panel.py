"""What the person is asked to do, beside the door: an arrow, words, and the time that is left.

Its one rule: readable from five metres, and never more than one thing at a time. The arrow to the left points
to the person's own left, which is the picture's left as well where it is shown as a mirror.
"""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from door_access.domain.liveness.challenge import ChallengeStep
from ui.door.door_panel import SignIcon, TimeBar
from ui.theme import Tone
from ui.translation import QT_TRANSLATE_NOOP
from ui.widgets.fitted_label import FittedLabel
from ui.widgets.icons import Icon
from ui.widgets.toned_panel import TonedPanel

HEADLINE = 0.13
"""Largest letters over the window's height; 0.06 is what reads from five metres."""
NUMBER = 0.06
_BOLD = 700
_STRETCH = {"icon": 44, "headline": 30, "number": 13}
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
        for part, share in _STRETCH.items():
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
