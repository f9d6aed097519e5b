"""Windows of a week to edit: days as toggles, from, to, and whether it goes on past midnight."""

from collections.abc import Iterable

from PySide6.QtCore import QTime, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.permissions.hours import DAY_MIN, HOUR_MIN, WORKDAYS, Hours, Weekday, Window
from door_access.errors import BadInput
from ui.desk.rules.week_words import day_words, long_day_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import TickBox, TimeBox
from ui.words import error_words

_OFFICE = Window(WORKDAYS, Hours.of("08:00", "17:00"))
"""What is offered first; a guess."""


class HoursFields(QWidget):
    """From, to, and whether that is on the next day; 00:00 as an end is midnight. Emits ``edited``."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.from_box, self.to_box = TimeBox(self), TimeBox(self)
        self.from_box.setAccessibleName(self.tr("From"))
        self.to_box.setAccessibleName(self.tr("To"))
        self.night_box = TickBox(self.tr("goes on past midnight"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.from_box, label("–", self), self.to_box, self.night_box):
            row.addWidget(part)
        row.addStretch(1)
        self.show_hours(_OFFICE.hours)
        for box in (self.from_box, self.to_box):
            box.timeChanged.connect(self._on_edited)
        self.night_box.toggled.connect(self._on_edited)

    def show_hours(self, hours: Hours) -> None:
        """Fill the fields."""
        self.from_box.setTime(_shown(hours.begins_min))
        self.to_box.setTime(_shown(hours.ends_min % DAY_MIN))
        self.night_box.setChecked(hours.is_past_midnight and hours.ends_min % DAY_MIN > 0)

    def hours(self) -> Hours:
        """Return what stands there; raises BadInput where that is no time, or ends before it begins."""
        begins, ends = _minute(self.from_box), _minute(self.to_box)
        if self.night_box.isChecked():
            return Hours(begins, ends, is_past_midnight=True)
        return Hours(begins, ends or DAY_MIN)

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()


def _shown(minute: int) -> QTime:
    return QTime(minute // HOUR_MIN, minute % HOUR_MIN)


def _minute(box: TimeBox) -> int:
    return box.time().hour() * HOUR_MIN + box.time().minute()


class WindowRow(QWidget):
    """One window. Emits ``edited``, and ``removal_requested``; what is wrong with it stands below it."""

    edited = Signal()
    removal_requested = Signal()

    def __init__(self, window: Window, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = {day: Button(day_words(day), self, role=Role.TOGGLE) for day in Weekday}
        self.fields = HoursFields(self)
        self.remove_button = Button(self.tr("Remove"), self, role=Role.QUIET)
        self.message = Answer(self)
        self._lay_out()
        for day, button in self.days.items():
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(long_day_words(day))
            button.setChecked(day in window.days)
            button.toggled.connect(self._on_edited)
        self.fields.show_hours(window.hours)
        self.fields.edited.connect(self._on_edited)
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self.removal_requested)
        self._on_edited()

    def _lay_out(self) -> None:
        days = QHBoxLayout()
        days.setSpacing(4)
        for button in self.days.values():
            days.addWidget(button)
        days.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.addLayout(days, 0, 0)
        grid.addWidget(self.remove_button, 0, 1)
        grid.addWidget(self.fields, 1, 0, 1, 2)
        grid.addWidget(self.message, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def window_of_week(self) -> Window:
        """Return the window; raises BadInput where the fields make none."""
        days = frozenset(day for day, button in self.days.items() if button.isChecked())
        return Window(days, self.fields.hours())

    @Slot()
    def _on_edited(self) -> None:
        complaint = ""
        try:
            self.window_of_week()
        except BadInput as error:
            complaint = error_words(error)
        self.message.refuse(complaint)
        self.message.setVisible(bool(complaint))
        self.edited.emit()


class WindowRows(QWidget):
    """The windows of a week, below each other. Emits ``edited``."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[WindowRow] = []
        self.add_button = Button(self.tr("Add a &window"), self)
        self.add_button.setAutoDefault(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING_PX // 2)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.add_button.clicked.connect(self._on_add)

    def show_windows(self, windows: Iterable[Window]) -> None:
        """Replace all rows."""
        for row in list(self.rows):
            self._take_away(row)
        for window in windows:
            self._add(window)
        self.edited.emit()

    def windows(self) -> tuple[Window, ...]:
        """Return the windows; raises BadInput where a row makes none."""
        return tuple(row.window_of_week() for row in self.rows)

    def whole_windows(self) -> tuple[Window, ...]:
        """Return the windows of those rows that make one."""
        made = []
        for row in self.rows:
            try:
                made.append(row.window_of_week())
            except BadInput:  # said below the row
                continue
        return tuple(made)

    @Slot()
    def _on_add(self) -> None:
        self._add(
            _OFFICE if not self.rows else Window(frozenset({Weekday.SATURDAY}), Hours.of("09:00", "12:00"))
        )
        self.edited.emit()

    def _add(self, window: Window) -> None:
        row = WindowRow(window, self)
        row.edited.connect(self.edited)
        row.removal_requested.connect(lambda: self._on_removal_requested(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        row.show()

    def _on_removal_requested(self, row: WindowRow) -> None:
        self._take_away(row)
        self.edited.emit()

    def _take_away(self, row: WindowRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
