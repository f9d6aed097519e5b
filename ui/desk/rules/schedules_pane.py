"""Schedules: when something holds, as a clock on the wall shows it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.permissions.hours import check_week
from door_access.domain.permissions.rules import RulePart
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.titles import LONGEST_TITLE
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.desk.rules.holiday_rows import HolidayRows
from ui.desk.rules.part_dialog import PartDialog
from ui.desk.rules.part_pane import PartPane
from ui.desk.rules.rule_sentences import schedule_words
from ui.desk.rules.week_picture import WeekPicture, bars_of_windows
from ui.desk.rules.window_rows import WindowRows
from ui.widgets.buttons import Answer, label
from ui.widgets.two_lines import Row
from ui.words import error_words, natural_order


class SchedulesPane(PartPane):
    """The schedules with their hours."""

    kind = Schedule
    name = "Schedules"
    told = "Hours of the week, as the clock on the wall shows them. Rights and plans of doors go by them."
    add_text = "&New schedule…"
    empty_text = "There is no schedule: rights without one hold at all hours. “New schedule” begins."

    def _lay_out(self) -> None:
        self.picture = WeekPicture(self.tr("Week of the chosen schedule"), self)
        super()._lay_out()
        place = self.column.indexOf(self.list)
        self.column.removeWidget(self.list)
        beside = QHBoxLayout()
        beside.addWidget(self.list, 1)
        beside.addWidget(self.picture, 1, Qt.AlignmentFlag.AlignTop)
        self.column.insertLayout(place, beside, 1)

    def rows(self, overview: Overview) -> list[Row]:
        schedules = sorted(overview.rules.schedules, key=lambda schedule: natural_order(schedule.name))
        return [Row(one.id, one.name, schedule_words(one)) for one in schedules]

    def dialog(self, overview: Overview, part: RulePart | None) -> "ScheduleDialog":
        return ScheduleDialog(self.bridge, overview, part if isinstance(part, Schedule) else None, self)

    @Slot()
    def _on_chosen(self) -> None:
        super()._on_chosen()
        schedule = self.chosen()
        self.picture.setVisible(isinstance(schedule, Schedule))
        if isinstance(schedule, Schedule):
            self.picture.show_bars(bars_of_windows(schedule.week))


class ScheduleDialog(PartDialog[Schedule]):
    """Name, windows with their picture, and what holds on holidays instead."""

    def __init__(
        self, bridge: Bridge, overview: Overview, before: Schedule | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(bridge, overview, before, parent)
        self.name_field = QLineEdit(self)
        self.name_field.setMaxLength(LONGEST_TITLE)
        self.name_field.setPlaceholderText(self.tr("e.g. Office hours"))
        self.name_field.setAccessibleName(self.tr("Name"))
        self.windows = WindowRows(self)
        self.week_message = Answer(self)
        self.picture = WeekPicture(self.tr("The week"), self, is_small=True)
        self.holidays = HolidayRows(self)
        self._lay_out_fields()
        self.windows.edited.connect(self._on_edited)
        self.begin(self.tr("New schedule") if before is None else self.tr("Change the schedule"))
        if before is None:
            self.windows.add_button.click()
        self.name_field.setFocus()

    def _lay_out_fields(self) -> None:
        caption = label(self.tr("&Name"), self, buddy=self.name_field)
        for part in (
            caption,
            self.name_field,
            self.picture,
            self.week_message,
            self.windows,
            self.holidays,
        ):
            self.form.addWidget(part)

    def offer(self, overview: Overview) -> None:
        self.holidays.offer(overview.rules.calendars)

    def show_part(self, part: Schedule) -> None:
        self.name_field.setText(part.name)
        self.windows.show_windows(part.week)
        self.holidays.show_rows(part.holidays, part.calendars)

    def made(self) -> Schedule:
        name = self.name_field.text().strip()
        return Schedule(
            self.part_id(Schedule, name),
            name,
            self.windows.windows(),
            self.holidays.rows(),
            self.holidays.calendars(),
        )

    @Slot()
    def _on_edited(self) -> None:
        """Draw the week, and say at once which windows overlap."""
        windows = self.windows.whole_windows()
        self.picture.show_bars(bars_of_windows(windows))
        complaint = ""
        try:
            check_week(windows)
        except BadInput as error:
            complaint = error_words(error)
        self.week_message.refuse(complaint)
        self.week_message.setVisible(bool(complaint))
        self.message.say("")
