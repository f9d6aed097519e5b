"""Which rows of the access log to show: whose, about what, with which outcome and why, of which days."""

from datetime import date
from enum import Enum

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.matching.access import Outcome
from door_access.domain.operators.roles import Operator
from door_access.ports import LogFilter, LogKind
from ui import words
from ui.desk.log.acts_bar import ActsBar
from ui.desk.log.search_field import SearchField
from ui.desk.log.why_box import WhyBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import label
from ui.widgets.fields import ChoiceBox, DayBox, day_of
from ui.widgets.name_box import NameBox, NameList
from ui.words import end_of_day_utc, start_of_day_utc

_LEAST_LETTERS = 9
"""Width of a box in the narrowest window."""
_ONE_ROW_PX, _IN_TWO_ROWS = 960, 3
"""Width from which all choices stand in one row, and how many stand in each of two."""


class Days(Enum):
    """Stretches of days to choose from; the number is how many days before today it begins."""

    ANY = None
    TODAY = 0
    WEEK = 6
    MONTH = 29
    CHOSEN = -1


class LogFilterBar(QWidget):
    """Emits the filter whenever a choice changes."""

    filter_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search_field = SearchField(self)
        self.why_box = WhyBox(self)
        self._dressed(self.why_box, self.tr("Reason"))
        self.person_box = NameBox(self.tr("Everybody"), self)
        self._dressed(self.person_box, self.tr("Person"))
        self.kind_box = self._box(self.tr("What about"))
        self.outcome_box = self._box(self.tr("Outcome"))
        self.days_box = self._box(self.tr("Days"))
        self.from_edit = self._day(self.tr("First day"))
        self.until_edit = self._day(self.tr("Last day"))
        self.acts = ActsBar(self)
        self._fill()
        self._lay_out()
        self._connect()

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox(self)
        self._dressed(box, name)
        return box

    def _dressed(self, box: ChoiceBox, name: str) -> None:
        box.setAccessibleName(name)
        box.share_row(_LEAST_LETTERS)

    def _day(self, name: str) -> DayBox:
        edit = DayBox(name, self)
        edit.setDate(QDate.currentDate())
        return edit

    def _fill(self) -> None:
        self.kind_box.addItem(self.tr("Everything"), None)
        for kind in LogKind:
            self.kind_box.addItem(words.kind_words(kind), kind)
        self.outcome_box.addItem(self.tr("All outcomes"), None)
        for outcome in Outcome:
            self.outcome_box.addItem(words.outcome_words(outcome), outcome)
        for text, days in (
            (self.tr("Any day"), Days.ANY),
            (self.tr("Today"), Days.TODAY),
            (self.tr("Last 7 days"), Days.WEEK),
            (self.tr("Last 30 days"), Days.MONTH),
            (self.tr("Choose days"), Days.CHOSEN),
        ):
            self.days_box.addItem(text, days)

    def _lay_out(self) -> None:
        self._choices = QGridLayout()
        self._choices.setSpacing(SPACING_PX // 4)
        self.chosen_days = QWidget(self)
        second = QHBoxLayout(self.chosen_days)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(label(self.tr("From"), self))
        second.addWidget(self.from_edit)
        second.addWidget(label(self.tr("to"), self))
        second.addWidget(self.until_edit)
        second.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._choices)
        column.addWidget(self.chosen_days)
        column.addWidget(self.acts)
        self.chosen_days.hide()
        self._arrange()

    def _arrange(self) -> None:
        """Put the choices into one row or two."""
        parts = (
            self.search_field,
            self.person_box,
            self.days_box,
            self.kind_box,
            self.outcome_box,
            self.why_box,
        )
        columns = len(parts) if self.width() >= _ONE_ROW_PX else _IN_TWO_ROWS
        for place, part in enumerate(parts):
            self._choices.addWidget(part, place // columns, place % columns)
            self._choices.setColumnStretch(place, int(place < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _connect(self) -> None:
        for box in (self.person_box, self.kind_box, self.outcome_box, self.days_box, self.why_box):
            box.currentIndexChanged.connect(self._on_changed)
        self.search_field.sought_changed.connect(self._on_changed)
        for edit in (self.from_edit, self.until_edit):
            edit.dateChanged.connect(self._on_changed)
        self.acts.changed.connect(self._on_changed)

    def offer_names(self, names: NameList) -> None:
        """List who can be chosen; a choice of somebody who is there no more is a changed filter."""
        chosen = self.person_box.currentData()
        self.search_field.know_names(names)
        self.person_box.offer(names)
        if self.person_box.currentData() != chosen:
            self._on_changed()

    def wanted(self) -> LogFilter:
        """Return the filter that the choices make."""
        first, last = self._days()
        # Qt hands a StrEnum back as a plain text
        outcome, kind = self.outcome_box.currentData(), self.kind_box.currentData()
        return LogFilter(
            person_id=self.person_box.currentData(),
            outcome=Outcome(outcome) if outcome else None,
            since_utc=start_of_day_utc(first) if first else None,
            until_utc=end_of_day_utc(last) if last else None,
            kind=LogKind(kind) if kind else None,
            reasons=self.acts.reasons() if self._is_about_acts else self.why_box.reasons(),
            by=self.acts.by() if self._is_about_acts else (),
            sought=self.search_field.sought(),
        )

    @property
    def _is_about_acts(self) -> bool:
        return bool(self.kind_box.currentData() == LogKind.ACT) and self.acts.is_offered

    def offer_operators(self, operators: tuple[Operator, ...] | None) -> None:
        """Let acts be chosen by who did them, and by what was done; None: that is not for whoever is here."""
        self.acts.offer(operators)
        self.search_field.know_operators(operators or ())
        self._show_rows()

    def _days(self) -> tuple[date | None, date | None]:
        days: Days = self.days_box.currentData()
        if days is Days.ANY:
            return None, None
        if days is Days.CHOSEN:
            return self.from_edit.day(), self.until_edit.day()
        return day_of(QDate.currentDate().addDays(-(days.value or 0))), None

    def _show_rows(self) -> None:
        self.chosen_days.setVisible(self.days_box.currentData() is Days.CHOSEN)
        self.acts.setVisible(self._is_about_acts)
        self.why_box.setEnabled(not self._is_about_acts)

    @Slot()
    def _on_changed(self) -> None:
        self._show_rows()
        self.filter_changed.emit(self.wanted())
