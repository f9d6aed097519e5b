"""Why something happened, to choose from: groups of reasons, and each of them alone below its group."""

from PySide6.QtWidgets import QWidget

from door_access.domain.door.alarms import Notice
from door_access.domain.figures.reason_groups import MEMBERS, ReasonGroup
from door_access.domain.matching.access import Reason
from ui import words
from ui.desk.today.figure_words import group_words
from ui.widgets.fields import ChoiceBox

_INDENT = "    "
_NOT_WRITTEN = frozenset({Notice.HELD_SOON})
"""What is told at the door and is in no row."""
_Reasons = tuple[Reason | Notice, ...]


class WhyBox(ChoiceBox):
    """Every reason, or those of one choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[_Reasons] = []
        self._add(self.tr("Any reason"), ())
        for group in ReasonGroup:
            members = tuple(sorted(MEMBERS[group] - _NOT_WRITTEN, key=words.reason_words))
            self._add(group_words(group), members)
            for reason in members if len(members) > 1 else ():
                self._add(_INDENT + words.reason_words(reason), (reason,))

    def _add(self, text: str, reasons: _Reasons) -> None:
        self.addItem(text)
        self._choices.append(reasons)

    def reasons(self) -> _Reasons:
        """Return which reasons are wanted; none means all."""
        return self._choices[self.currentIndex()]

    def choose(self, reasons: _Reasons) -> None:
        """Choose the group or the reason that stands for exactly these."""
        wanted = set(reasons)
        self.setCurrentIndex(next(n for n, these in enumerate(self._choices) if set(these) == wanted))
