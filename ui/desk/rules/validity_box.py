"""From which day until which somebody counts; both days are part of it, and either may be left open."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput
from ui.widgets.fields import DayBox, TickBox


class ValidityBox(QWidget):
    """Two days, each with a tick; emits ``edited``. Bounds that nobody touches stay exact to the second."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone: tzinfo = UTC
        self._today = date(1970, 1, 1)
        self._shown = UNLIMITED
        self.from_tick = TickBox(self.tr("&From"), self)
        self.from_box = DayBox(self.tr("First day"), self)
        self.until_tick = TickBox(self.tr("&Until"), self)
        self.until_box = DayBox(self.tr("Last day"), self)
        self._lay_out()
        self.show_validity(UNLIMITED)
        for tick in (self.from_tick, self.until_tick):
            tick.toggled.connect(self._on_edited)
        for box in (self.from_box, self.until_box):
            box.dateChanged.connect(self._on_edited)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.from_tick, self.from_box, self.until_tick, self.until_box):
            row.addWidget(part)
        row.addStretch(1)

    def use(self, zone: tzinfo, today: date) -> None:
        """Count days as clocks of this zone do; a day that is not chosen yet is today."""
        if (zone, today) != (self._zone, self._today):
            self._zone, self._today = zone, today
            self.show_validity(self._shown)

    def show_validity(self, validity: Validity) -> None:
        """Show from when until when something counts."""
        self._shown = validity
        first, last = self._days_of(validity)
        ticks = ((self.from_tick, self.from_box, first), (self.until_tick, self.until_box, last))
        self.blockSignals(True)
        for tick, box, day in ticks:
            tick.setChecked(day is not None)
            box.show_day(day or self._today)
            box.setEnabled(day is not None)
        self.blockSignals(False)

    def validity(self) -> Validity:
        """Return what is shown; raises BadInput where the last day comes before the first."""
        days = self._days()
        if days[0] and days[1] and days[1] < days[0]:
            raise BadInput(self.tr("The last day comes before the first."))
        shown = self._days_of(self._shown)
        if days == shown:
            return self._shown
        made = Validity.of_days(*days, self._zone)
        begins_utc = self._shown.begins_utc if days[0] == shown[0] else made.begins_utc
        ends_utc = self._shown.ends_utc if days[1] == shown[1] else made.ends_utc
        return Validity(begins_utc, ends_utc)

    def _days(self) -> tuple[date | None, date | None]:
        first = self.from_box.day() if self.from_tick.isChecked() else None
        last = self.until_box.day() if self.until_tick.isChecked() else None
        return first, last

    def _days_of(self, validity: Validity) -> tuple[date | None, date | None]:
        begins_utc, ends_utc = validity.begins_utc, validity.ends_utc
        return (
            None if begins_utc is None else _shown_day(begins_utc, self._zone),
            None if ends_utc is None else _shown_day(ends_utc - timedelta(microseconds=1), self._zone),
        )

    @Slot()
    def _on_edited(self) -> None:
        self.from_box.setEnabled(self.from_tick.isChecked())
        self.until_box.setEnabled(self.until_tick.isChecked())
        self.edited.emit()


def _shown_day(at_utc: datetime, zone: tzinfo) -> date:
    return at_utc.astimezone(zone).date()
