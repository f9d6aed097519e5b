"""A week as a picture: a line for each day, midnight to midnight, and a bar where something holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from door_access.domain.permissions.clock_changes import instant, next_change_s, seconds
from door_access.domain.permissions.hours import DAY_MIN, HOUR_MIN, Weekday, Window, written
from door_access.domain.permissions.verdict import Granted
from door_access.domain.permissions.week import Stretch
from ui.desk.rules.week_words import day_words
from ui.theme import current_theme

_DAYS = len(Weekday)
_LEAST_ROW, _MOST_ROW, _TALLEST_ROW = 1.25, 2.2, 3.5
"""Height of a day's line over that of a line of text: the least, what is wished for, and the most."""
_GAP_PX = 3
_HOURS_MARKED = range(0, 25, 6)
_HOUR_LINES = range(0, 25, 3)


@dataclass(frozen=True, slots=True, order=True)
class Bar:
    """From one minute of a day up to another; ``day`` counts from the first line."""

    day: int
    begins_min: int
    ends_min: int


def bars_of_windows(windows: Iterable[Window]) -> tuple[Bar, ...]:
    """Return the windows of a week that begins on Monday; what goes on past midnight is two bars."""
    bars = []
    for window in windows:
        begin, end = window.hours.span_min
        for day in window.days:
            bars.append(Bar(day, begin, min(end, DAY_MIN)))
            if end > DAY_MIN:
                bars.append(Bar((day + 1) % _DAYS, 0, end - DAY_MIN))
    return tuple(sorted(bars))


def bars_of_stretches(stretches: Iterable[Stretch], first_day: date, zone: tzinfo) -> tuple[Bar, ...]:
    """Return when somebody is let in, as the wall of a door of this zone shows it.

    An hour that the clocks repeat is drawn once.
    """
    granted = (one for one in stretches if isinstance(one.verdict, Granted))
    bars = (bar for one in granted for bar in _bars(one.begins_utc, one.ends_utc, first_day, zone))
    return _joined(bar for bar in bars if 0 <= bar.day < _DAYS)


def _bars(begins_utc: datetime, ends_utc: datetime, first_day: date, zone: tzinfo) -> Iterable[Bar]:
    """Yield a bar for each day between two instants; where the clocks are changed, a new one begins."""
    while begins_utc < ends_utc:
        change_s = next_change_s(seconds(begins_utc), zone)
        until_utc = ends_utc if change_s is None else min(ends_utc, instant(change_s))
        begins = begins_utc.astimezone(zone).replace(tzinfo=None)
        ends = begins + (until_utc - begins_utc)
        day = begins
        while day < ends:
            midnight = datetime.combine(day.date() + timedelta(days=1), datetime.min.time())
            yield Bar((day.date() - first_day).days, _minute(day), _minute(min(ends, midnight)) or DAY_MIN)
            day = midnight
        begins_utc = until_utc


def _minute(shown: datetime) -> int:
    return shown.hour * HOUR_MIN + shown.minute


def _joined(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Return the bars with those that touch or overlap made one."""
    joined: list[Bar] = []
    for bar in sorted(bars):
        last = joined[-1] if joined else None
        if last is not None and last.day == bar.day and bar.begins_min <= last.ends_min:
            joined[-1] = Bar(last.day, last.begins_min, max(last.ends_min, bar.ends_min))
        else:
            joined.append(bar)
    return tuple(joined)


def _clashing(bars: Sequence[Bar]) -> set[Bar]:
    """Return the bars that overlap another one."""
    found: set[Bar] = set()
    longest: Bar | None = None
    for bar in bars:
        if longest is not None and longest.day == bar.day and bar.begins_min < longest.ends_min:
            found |= {longest, bar}
        if longest is None or (bar.day, bar.ends_min) > (longest.day, longest.ends_min):
            longest = bar
    return found


class WeekPicture(QWidget):
    """Shows bars; ``names`` of the days stand before them. Screen readers are told the same in words."""

    def __init__(self, name: str, parent: QWidget | None = None, *, is_small: bool = False) -> None:
        """``is_small``: it takes no more height than it needs."""
        super().__init__(parent)
        self._row = _LEAST_ROW if is_small else _MOST_ROW
        self.bars: tuple[Bar, ...] = ()
        self.names: Sequence[str] = [day_words(day) for day in Weekday]
        self.setAccessibleName(name)
        high = QSizePolicy.Policy.Fixed if is_small else QSizePolicy.Policy.Preferred
        self.setMaximumHeight(self._size(_TALLEST_ROW).height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, high)

    def show_bars(self, bars: tuple[Bar, ...], names: Sequence[str] = ()) -> None:
        """Show other bars, and other names of the days where some are given."""
        self.bars = bars
        self.names = names or self.names
        self.setAccessibleDescription(self.told())
        self.updateGeometry()
        self.update()

    def told(self) -> str:
        """Return the picture in words, a day after the other; empty where nothing holds."""
        days = []
        for number, name in enumerate(self.names):
            hours = [
                f"{written(bar.begins_min)}–{written(bar.ends_min)}" for bar in self.bars if bar.day == number
            ]
            if hours:
                days.append(f"{name} {', '.join(hours)}")
        return "; ".join(days)

    def sizeHint(self) -> QSize:
        return self._size(self._row)

    def minimumSizeHint(self) -> QSize:
        return self._size(_LEAST_ROW)

    def _size(self, row: float) -> QSize:
        line = self.fontMetrics().lineSpacing()
        width = self._names_width() + 12 * self.fontMetrics().horizontalAdvance("24:00")
        return QSize(round(width / 2 if row == _LEAST_ROW else width), round(_DAYS * row * line + line + 4))

    def _names_width(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(name) for name in self.names) + 10

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        axis = metrics.lineSpacing() + 4
        end_label = metrics.horizontalAdvance("24:00") // 2 + 1
        left = max(self._names_width(), end_label)
        field = QRectF(left, axis, self.width() - left - end_label, self.height() - axis)
        row = field.height() / _DAYS
        self._paint_ground(painter, field, row)
        self._paint_axis(painter, field, axis)
        self._paint_bars(painter, field, row)

    def _paint_ground(self, painter: QPainter, field: QRectF, row: float) -> None:
        theme = current_theme()
        for number, name in enumerate(self.names):
            line = QRectF(field.left(), field.top() + number * row, field.width(), row - _GAP_PX)
            painter.fillRect(line, QColor(theme.card))
            painter.setPen(QColor(theme.text))
            place = QRectF(0, line.top(), field.left() - 6, line.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.setPen(QPen(QColor(theme.line), 1))
        for hour in _HOUR_LINES:
            x = field.left() + field.width() * hour / 24
            painter.drawLine(round(x), round(field.top()), round(x), round(field.bottom() - _GAP_PX))

    def _paint_axis(self, painter: QPainter, field: QRectF, height: int) -> None:
        painter.setPen(QColor(current_theme().muted))
        width = self.fontMetrics().horizontalAdvance("24:00") + 2
        for hour in _HOURS_MARKED:
            x = field.left() + field.width() * hour / 24
            place = QRectF(x - width / 2, 0, width, height - 4)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), written(hour * HOUR_MIN))

    def _paint_bars(self, painter: QPainter, field: QRectF, row: float) -> None:
        theme = current_theme()
        metrics = self.fontMetrics()
        clashing = _clashing(self.bars)
        for bar in self.bars:
            left = field.left() + field.width() * bar.begins_min / DAY_MIN
            width = max(2.0, field.width() * (bar.ends_min - bar.begins_min) / DAY_MIN)
            place = QRectF(left, field.top() + bar.day * row, width, row - _GAP_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            is_clashing = bar in clashing
            painter.setBrush(QColor(theme.bad if is_clashing else theme.accent))
            painter.drawRoundedRect(place, 3, 3)
            text = f"{written(bar.begins_min)}–{written(bar.ends_min)}"
            if is_clashing:
                continue
            if metrics.horizontalAdvance(text) + 6 <= width and metrics.height() <= place.height():
                painter.setPen(QColor(theme.on_accent))
                painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
