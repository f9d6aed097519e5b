"""Calendars of holidays: days with a kind and a name, by hand or of a country."""

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import Weekday
from door_access.domain.permissions.rules import RulePart
from door_access.domain.permissions.titles import LONGEST_TITLE
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.desk.rules.holiday_rows import USUAL_KIND, known_kinds
from ui.desk.rules.import_dialog import ImportDialog
from ui.desk.rules.part_dialog import PartDialog
from ui.desk.rules.part_pane import PartPane
from ui.desk.rules.week_words import long_day_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.fields import DayBox
from ui.widgets.two_lines import Row, TwoLineList
from ui.words import counted, error_words, natural_order


class HolidaysPane(PartPane):
    """The calendars with how many days are in each, and until when."""

    kind = HolidayCalendar
    name = "Calendars"
    told = "Days on which schedules may hold otherwise. A calendar must be continued year by year."
    add_text = "&New calendar…"
    empty_text = (
        "There is no calendar, and every day is an ordinary one. “From a country” brings public holidays."
    )

    def _lay_out(self) -> None:
        self.import_button = Button(self.tr("&From a country…"), self)
        super()._lay_out()
        self.foot.insertWidget(1, self.import_button)

    def _connect(self) -> None:
        super()._connect()
        self.import_button.clicked.connect(self._on_import)

    @Slot()
    def offer(self) -> None:
        super().offer()
        self.import_button.setVisible(self.bridge.here.may(Permit.CHANGE_RULES))

    def rows(self, overview: Overview) -> list[Row]:
        calendars = sorted(overview.rules.calendars, key=lambda one: natural_order(one.name))
        return [Row(one.id, one.name, self._detail(one, overview.today)) for one in calendars]

    def _detail(self, calendar: HolidayCalendar, today: date) -> str:
        told = [counted(len(calendar.days), self.tr("{count} day"), self.tr("{count} days"))]
        coming = [one for one in sorted(calendar.days) if one.day >= today]
        if coming:
            next_one = coming[0]
            told.append(
                self.tr("next: {day} {name}").format(day=next_one.day.isoformat(), name=next_one.name)
            )
            told.append(self.tr("last: {day}").format(day=coming[-1].day.isoformat()))
        elif calendar.days:
            told.append(self.tr("all of them are over: continue it"))
        return " · ".join(told)

    def dialog(self, overview: Overview, part: RulePart | None) -> "CalendarDialog":
        return CalendarDialog(
            self.bridge, overview, part if isinstance(part, HolidayCalendar) else None, self
        )

    @Slot()
    def _on_import(self) -> None:
        if self.overview is not None:
            chosen = self.chosen()
            self.tell("")
            self.open_dialog(ImportDialog(self.bridge, self.overview, chosen.id if chosen else None, self))


class CalendarDialog(PartDialog[HolidayCalendar]):
    """The calendar's name and its days."""

    def __init__(
        self,
        bridge: Bridge,
        overview: Overview,
        before: HolidayCalendar | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(bridge, overview, before, parent)
        self._days: tuple[Holiday, ...] = ()
        self.name_field = _field(self, self.tr("Name"), self.tr("e.g. Company holidays"))
        self.list = TwoLineList(self.tr("Days"), self)
        self.list.say(self.tr("There is no day in it yet."))
        self.list.setMinimumHeight(6 * self.fontMetrics().lineSpacing())
        self.day_box = DayBox(self.tr("Day"), self)
        self.day_box.show_day(overview.today)
        self.day_name_field = _field(self, self.tr("Name of the day"), self.tr("e.g. Company outing"))
        self.kind_field = _field(self, self.tr("Kind"), USUAL_KIND)
        self.kind_field.setCompleter(QCompleter(known_kinds(overview.rules.calendars), self.kind_field))
        self.kind_field.setText(USUAL_KIND)
        self.put_button = Button(self.tr("&Add the day"), self)
        self.drop_button = Button(self.tr("&Remove the day"), self, role=Role.QUIET)
        self._lay_out_fields()
        for button, slot in ((self.put_button, self._on_put), (self.drop_button, self._on_drop)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.rows.modelReset.connect(self._on_chosen)
        title = self.tr("New calendar") if before is None else self.tr("Change the calendar")
        self.begin(title, is_filled=True)
        self._on_chosen()
        self.name_field.setFocus()

    def _lay_out_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX // 2)
        fields = (
            (self.tr("&Day"), self.day_box),
            (self.tr("Na&me of the day"), self.day_name_field),
            (self.tr("&Kind"), self.kind_field),
        )
        for column, (text, field) in enumerate(fields):
            grid.addWidget(label(text, self, buddy=field), 0, column)
            grid.addWidget(field, 1, column)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 1)
        row = QHBoxLayout()
        row.addWidget(self.put_button)
        row.addStretch(1)
        row.addWidget(self.drop_button)
        caption = label(self.tr("&Name"), self, buddy=self.name_field)
        self.form.addWidget(caption)
        self.form.addWidget(self.name_field)
        self.form.addWidget(self.list, 1)
        self.form.addLayout(grid)
        self.form.addLayout(row)

    def show_part(self, part: HolidayCalendar) -> None:
        self.name_field.setText(part.name)
        self._show_days(part.days)

    def _show_days(self, days: tuple[Holiday, ...]) -> None:
        self._days = tuple(sorted(days))
        self.list.show_rows(
            Row(
                one.day.isoformat(),
                f"{one.day.isoformat()} {long_day_words(Weekday(one.day.weekday()))}",
                f"{one.name} · {one.kind}",
            )
            for one in self._days
        )

    def made(self) -> HolidayCalendar:
        name = self.name_field.text().strip()
        return HolidayCalendar(self.part_id(HolidayCalendar, name), name, self._days)

    @Slot()
    def _on_put(self) -> None:
        """Put the day into the list; one that is there already is said, as the calendar says it."""
        day, kind = self.day_box.day(), self.kind_field.text().strip()
        try:
            holiday = Holiday(day, kind, self.day_name_field.text().strip() or kind)
            days = HolidayCalendar("", self.name_field.text().strip() or kind, (*self._days, holiday)).days
        except BadInput as error:
            self.message.refuse(error_words(error))
            return
        self.message.say("")
        self.day_name_field.clear()
        self._show_days(days)
        self.list.choose(day.isoformat())

    @Slot()
    def _on_drop(self) -> None:
        row = self.list.chosen()
        if row is not None:
            self._show_days(tuple(one for one in self._days if one.day.isoformat() != row.id))

    @Slot()
    def _on_chosen(self) -> None:
        self.drop_button.forbid("" if self.list.chosen() else self.tr("Nothing is chosen."))


def _field(parent: QWidget, name: str, example: str) -> QLineEdit:
    field = QLineEdit(parent)
    field.setMaxLength(LONGEST_TITLE)
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    return field
