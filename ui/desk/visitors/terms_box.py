"""When, where and how often a pass opens, as fields to fill in."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QGridLayout, QWidget

from door_access.desk.rules_desk import KnownDoor
from door_access.domain.entry.passes import PassTerms
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput
from ui.widgets.buttons import label
from ui.widgets.choice import Choice
from ui.widgets.fields import DayBox, TickBox, TimeBox

_LAST_MINUTE = time(23, 59)
_CAPTION_LETTERS = 11


class TermsBox(QWidget):
    """Begins with now until the end of today, for every door, once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone: tzinfo = UTC
        self.from_day = DayBox(self.tr("First day"), self)
        self.from_time = TimeBox(self)
        self.from_time.setAccessibleName(self.tr("From this time of the first day"))
        self.until_day = DayBox(self.tr("Last day"), self)
        self.until_time = TimeBox(self)
        self.until_time.setAccessibleName(self.tr("Until this time of the last day"))
        self.door = Choice(self.tr("Door"), self)
        self.door.offer([(self.tr("Every door"), None)])
        self.often = Choice(self.tr("Opens"), self)
        self.often.offer([(self.tr("Once"), True), (self.tr("As often as it is shown"), False)])
        self.pin_tick = TickBox(self.tr("Asks for a PI&N as well"), self)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        rows = (
            (label(self.tr("&From"), self, buddy=self.from_day), self.from_day, self.from_time),
            (label(self.tr("&Until"), self, buddy=self.until_day), self.until_day, self.until_time),
        )
        for row, (words, day, moment) in enumerate(rows):
            grid.addWidget(words, row, 0)
            grid.addWidget(day, row, 1)
            grid.addWidget(moment, row, 2)
        self.door_label = label(self.tr("&Door"), self, buddy=self.door)
        for row, (words, box) in enumerate(
            ((self.door_label, self.door), (label(self.tr("&Opens"), self, buddy=self.often), self.often)), 2
        ):
            grid.addWidget(words, row, 0)
            grid.addWidget(box, row, 1, 1, 2)
        grid.addWidget(self.pin_tick, 4, 1, 1, 2)
        grid.setColumnStretch(3, 1)
        grid.setColumnMinimumWidth(0, caption_width(self))

    def use(self, doors: Sequence[KnownDoor], now_utc: datetime) -> None:
        """Offer the doors; begin with now, as their clocks show it, until the end of the day."""
        self._zone = doors[0].zone
        here = now_utc.astimezone(self._zone)
        self.show_period(here.date(), here.time(), here.date(), _LAST_MINUTE)
        self.door.offer([(self.tr("Every door"), None), *((door.name, door.id) for door in doors)])
        is_one = len(doors) == 1
        self.door.setVisible(not is_one)
        self.door_label.setVisible(not is_one)

    def open_often(self) -> None:
        """Begin with a pass for a day, which opens as often as a card does."""
        self.often.set_value(False)

    def show_period(self, first: date, begins: time, last: date, ends: time) -> None:
        """Show from when until when."""
        self.from_day.show_day(first)
        self.from_time.setTime(QTime(begins.hour, begins.minute))
        self.until_day.show_day(last)
        self.until_time.setTime(QTime(ends.hour, ends.minute))

    def terms(self) -> PassTerms:
        """Return what is shown; raises BadInput where the end does not come after the beginning."""
        begins, ends = _moment(self.from_day, self.from_time), _moment(self.until_day, self.until_time)
        if ends.time() == _LAST_MINUTE:
            ends += timedelta(minutes=1)
        if ends <= begins:
            raise BadInput(self.tr("The end does not come after the beginning."))
        return PassTerms(
            Validity(_in_utc(begins, self._zone), _in_utc(ends, self._zone)),
            door=self.door.value(),
            is_once=self.often.value(),
            asks_pin=self.pin_tick.isChecked(),
        )


def caption_width(form: QWidget) -> int:
    """Return how wide the words before the fields are, so that fields of two parts stand below each other."""
    return _CAPTION_LETTERS * form.fontMetrics().averageCharWidth()


def _moment(day: DayBox, moment: TimeBox) -> datetime:
    at = moment.time()
    return datetime.combine(day.day(), time(at.hour(), at.minute()))


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC)
