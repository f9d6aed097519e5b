"""A text to look for in the log: what is typed becomes the people, operators and reasons that hold it.

Names are compared with those that the window knows already: nothing is opened for them.
"""

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from door_access.domain.door.alarms import Notice
from door_access.domain.enrolment.names import searched
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Operator
from door_access.ports import Sought
from ui import words
from ui.widgets.name_box import NameList

MOST_PEOPLE = 10
"""Whose rows are looked for by their names; with more there is more to type."""
_LEAST_LETTERS = 2
_LONGEST = 100
_PAUSE_MS = 300
"""So long nothing must be typed until it is looked for."""
_WORDS = (*Reason, *Act, *Notice)


class SearchField(QLineEdit):
    """Emits ``sought_changed`` once typing has paused, or at once by Enter."""

    sought_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = NameList()
        self._operators: tuple[Operator, ...] = ()
        self._text = ""
        self.setPlaceholderText(self.tr("Search names, reasons, notes"))
        self.setAccessibleName(self.tr("Search names, reasons, notes"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(_LONGEST)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._settle)
        self.textChanged.connect(self._pause.start)
        self.returnPressed.connect(self._settle)
        QShortcut(QKeySequence.StandardKey.Find, parent or self).activated.connect(self.setFocus)

    def know_names(self, names: NameList) -> None:
        """Take note of who is enrolled; who is found by a name may be another now."""
        before = self.sought()
        self._names = names
        if self.sought() != before:
            self.sought_changed.emit()

    def know_operators(self, operators: Iterable[Operator]) -> None:
        """Take note of who works here, or did."""
        self._operators = tuple(operators)

    def _settle(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        text = text if len(text) >= _LEAST_LETTERS else ""
        if text != self._text:
            self._text = text
            self.sought_changed.emit()

    def sought(self) -> Sought | None:
        """Return what is looked for; None for nothing."""
        if not self._text:
            return None
        people = self._people()
        return Sought(
            self._text,
            people if len(people) <= MOST_PEOPLE else (),
            tuple(one.id for one in self._operators if self._is_in(one.name)),
            tuple(reason for reason in _WORDS if self._is_in(words.reason_words(reason))),
        )

    @property
    def has_too_many_people(self) -> bool:
        """Say whether so many people are called so that their rows are not looked for."""
        return bool(self._text) and len(self._people()) > MOST_PEOPLE

    def _people(self) -> tuple[str, ...]:
        wanted, names = searched(self._text), self._names
        found = (key for key, name in zip(names.ids, names.searched, strict=True) if wanted in name)
        return tuple(islice(found, MOST_PEOPLE + 1))

    def _is_in(self, text: str) -> bool:
        return searched(self._text) in searched(text)
