"""The access log as a table that fetches itself page by page, newest first, and counts what days amount to.

Days whose rows are all there are counted here; about the oldest one, which goes on below, the desk is asked.
No query runs in a slot. Pages are asked of the desk and arrive later; an answer to a question
nobody asks any more is dropped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from html import escape
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon

from door_access.desk.desk import DayCount
from door_access.domain.door.alarms import ALARMS, Notice
from door_access.domain.matching.access import GRANTS, Outcome
from door_access.ports import LogFilter, LogKind, LogRow
from ui import words
from ui.bridge import Bridge
from ui.desk.log.row_words import details, note_text, person_text
from ui.theme import LIGHT, Theme
from ui.widgets.headed_model import NO_INDEX, AnyIndex, HeadedModel
from ui.widgets.icons import Icon, button_icon
from ui.words import QT_TRANSLATE_NOOP, local_text, zone_text

PAGE_ROWS = 500
"""Rows fetched at once: some ten screens, a few milliseconds of SQL."""
_WORRYING = "worrying"
"""What a row's icon tells beside the outcomes: somebody should look at the door."""
_WORRIES = ALARMS | {Notice.TAILGATING, Notice.LOCK_BROKEN, Notice.LOCK_SETUP, Notice.CLOCK_DOUBTED}
_Page = tuple[LogRow, ...]


class Column(IntEnum):
    """What a row tells, from the left."""

    TIME = 0
    OUTCOME = 1
    PERSON = 2
    REASON = 3
    DOOR = 4
    NOTE = 5


_HEADINGS = {
    Column.TIME: QT_TRANSLATE_NOOP("log", "Time"),
    Column.OUTCOME: QT_TRANSLATE_NOOP("log", "Outcome"),
    Column.PERSON: QT_TRANSLATE_NOOP("log", "Person"),
    Column.REASON: QT_TRANSLATE_NOOP("log", "Reason"),
    Column.DOOR: QT_TRANSLATE_NOOP("log", "Door"),
    Column.NOTE: QT_TRANSLATE_NOOP("log", "Note"),
}


class LogModel(HeadedModel):
    """Holds the rows fetched so far.

    ``rows_counted`` tells how many there are altogether, or so far where they must be opened to know,
    ``days_counted`` that days have other numbers, ``failed`` why rows that were asked for do not come.
    """

    rows_counted = Signal(int)
    days_counted = Signal()
    failed = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__("log", _HEADINGS, parent)
        self._bridge = bridge
        self._wanted = LogFilter()
        self._rows: list[LogRow] = []
        self._days: list[date] = []
        self._counts: dict[date, DayCount] = {}
        self._oldest_day: tuple[date, DayCount] | None = None
        self._names: Mapping[str, str] = {}
        self._question = 0
        self._has_more = False
        self._is_fetching = False
        self._is_refreshing = False
        self._is_outdated = False
        self._count = 0
        self._icons: dict[str, QIcon] = {}
        self.use_theme(LIGHT)

    @property
    def wanted(self) -> LogFilter:
        """Return which rows are shown."""
        return self._wanted

    def use_theme(self, theme: Theme) -> None:
        """Draw icons in another theme's colours."""
        self._icons = {
            Outcome.GRANTED: button_icon(Icon.CHECK, QColor(theme.good)),
            Outcome.DENIED: button_icon(Icon.CROSS, QColor(theme.bad)),
            Outcome.NOT_COMPLETED: button_icon(Icon.DASH, QColor(theme.muted)),
            Outcome.DONE: button_icon(Icon.TICK, QColor(theme.accent)),
            Outcome.NOTICED: button_icon(Icon.OPEN_DOOR, QColor(theme.muted)),
            _WORRYING: button_icon(Icon.WARNING, QColor(theme.warn)),
        }

    def show_rows(self, wanted: LogFilter) -> None:
        """Forget all rows and fetch the newest of these; count them as well."""
        self._wanted = wanted
        self._question += 1
        self._is_fetching = self._is_refreshing = self._is_outdated = False
        self._replace(())
        self._fetch(None)
        self._ask_count()

    def refresh(self) -> None:
        """Fetch what has been written since; wishes that come meanwhile are answered together."""
        if self._is_refreshing or self._is_fetching:
            self._is_outdated = True
            return
        self._is_refreshing = True
        wanted, question = self._wanted, self._question
        self._bridge.ask(
            lambda desk: desk.events(wanted, before_seq=None, limit=PAGE_ROWS),
            owner=self,
            then=lambda page: self._on_newest(question, page),
            otherwise=lambda sentence: self._on_trouble(question, sentence),
        )

    def row(self, number: int) -> LogRow:
        """Return one of the rows."""
        return self._rows[number]

    @property
    def has_more(self) -> bool:
        """Say whether older rows have not been fetched."""
        return self._has_more

    @property
    def names(self) -> Mapping[str, str]:
        """Return what is called by an id in the rows of acts."""
        return self._names

    def begins_day(self, row: int) -> bool:
        """Say whether a row is of another day than the one above it."""
        return row == 0 or self._days[row] != self._days[row - 1]

    def heading(self, row: int) -> str:
        """Return what day a row is of, and what that amounts to, as far as that is known."""
        day = self._days[row]
        count = self._count_of(day)
        return " · ".join([words.day_words(day), *(_count_words(count) if count else ())])

    def _count_of(self, day: date) -> DayCount | None:
        if self._has_more and day == self._days[-1]:
            is_asked = self._oldest_day is not None and self._oldest_day[0] == day
            return self._oldest_day[1] if self._oldest_day is not None and is_asked else None
        return self._counts[day]

    def _days_of(self, rows: Sequence[LogRow]) -> list[date]:
        """Return the days of rows that are new here, and count them."""
        days = [row.event.at_utc.astimezone().date() for row in rows]
        for day, row in zip(days, rows, strict=True):
            known, event = self._counts.get(day, DayCount()), row.event
            self._counts[day] = DayCount(
                known.entries + (event.outcome is Outcome.GRANTED and event.reason in GRANTS),
                known.denials + (event.outcome is Outcome.DENIED and event.kind is LogKind.ACCESS),
            )
        return days

    def _ask_day(self) -> None:
        """Ask for the numbers of the day that goes on below the rows that are there."""
        self.days_counted.emit()
        if not self._has_more or self._wanted.looks_inside:
            return
        wanted, question, day = self._wanted, self._question, self._days[-1]
        since, until = words.start_of_day_utc(day), words.end_of_day_utc(day)
        self._bridge.ask(
            lambda desk: desk.day_count(wanted, since, until),
            owner=self,
            then=lambda count: self._on_day(question, day, count),
            otherwise=lambda _: None,
        )

    def _on_day(self, question: int, day: date, count: DayCount | None) -> None:
        if question == self._question and count is not None:
            self._oldest_day = day, count
            self.days_counted.emit()

    def know(self, names: Mapping[str, str]) -> None:
        """Take note of what is called by an id in the rows of acts."""
        self._names = names

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and self._has_more and not self._is_fetching

    def fetchMore(self, _parent: AnyIndex) -> None:
        """Ask for the page below the oldest row."""
        if self._rows and self.canFetchMore(NO_INDEX):
            self._fetch(self._rows[-1].seq)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return note_text(row, self._names) if column is Column.NOTE else _text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(row, column, self._names)
            case Qt.ItemDataRole.AccessibleTextRole if column is Column.TIME and self.begins_day(index.row()):
                return f"{self.heading(index.row())}; {_text(row, column)}"
            case Qt.ItemDataRole.DecorationRole if column is Column.OUTCOME:
                return self._icons[_mark(row)]
        return None

    def _fetch(self, before_seq: int | None) -> None:
        self._is_fetching = True
        wanted, question = self._wanted, self._question
        self._bridge.ask(
            lambda desk: desk.events(wanted, before_seq=before_seq, limit=PAGE_ROWS),
            owner=self,
            then=lambda page: self._on_page(question, page),
            otherwise=lambda sentence: self._on_trouble(question, sentence),
        )

    def _ask_count(self) -> None:
        if self._wanted.sought is not None:
            return
        wanted, question = self._wanted, self._question
        self._bridge.ask(
            lambda desk: desk.count(wanted), owner=self, then=lambda count: self._on_count(question, count)
        )

    def _on_count(self, question: int, count: int) -> None:
        if question == self._question:
            self._count = count
            self.rows_counted.emit(count)

    def _on_page(self, question: int, page: _Page) -> None:
        if question != self._question:
            return
        self._is_fetching = False
        self._has_more = len(page) == PAGE_ROWS
        if page:
            self.beginInsertRows(NO_INDEX, len(self._rows), len(self._rows) + len(page) - 1)
            self._rows.extend(page)
            self._days.extend(self._days_of(page))
            self.endInsertRows()
        if self._wanted.sought is not None:
            self.rows_counted.emit(len(self._rows))
        self._ask_day()
        self._catch_up()

    def _on_newest(self, question: int, page: _Page) -> None:
        if question != self._question:
            return
        self._is_refreshing = False
        newest_seq = self._rows[0].seq if self._rows else 0
        new = [row for row in page if row.seq > newest_seq]
        if len(new) == PAGE_ROWS:
            self._replace(page)
            self._has_more = True
        elif new:
            self._insert_newest(new)
        if new:
            self._ask_count()
            self._ask_day()
        self._catch_up()

    def _on_trouble(self, question: int, sentence: str) -> None:
        """Pass the sentence on and be ready for the next wish; to wish again at once would not end."""
        if question == self._question:
            self._is_fetching = self._is_refreshing = self._is_outdated = False
        self.failed.emit(sentence)
        self._bridge.refused.emit(sentence)

    def _insert_newest(self, rows: list[LogRow]) -> None:
        self.beginInsertRows(NO_INDEX, 0, len(rows) - 1)
        self._rows[:0] = rows
        self._days[:0] = self._days_of(rows)
        self.endInsertRows()

    def _catch_up(self) -> None:
        if self._is_outdated:
            self._is_outdated = False
            self.refresh()

    def _replace(self, rows: _Page) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._counts = {}
        self._days = self._days_of(rows)
        self._oldest_day = None
        self._has_more = False
        self.endResetModel()


def _count_words(count: DayCount) -> Iterator[str]:
    if count.entries:
        yield _tr("{count} let in").format(count=f"{count.entries:,}")
    if count.denials:
        yield _tr("{count} denied").format(count=f"{count.denials:,}")


def _mark(row: LogRow) -> str:
    """Return what a row's icon tells: its outcome, or _WORRYING."""
    return _WORRYING if row.event.reason in _WORRIES else row.event.outcome


def _text(row: LogRow, column: Column) -> str:
    return _TEXTS[column](row)


def _tooltip(row: LogRow, column: Column, names: Mapping[str, str]) -> str:
    """Return the whole text of a cell; a tooltip would read a name such as ``<b>`` as markup."""
    if column is Column.TIME:
        return zone_text(row.event.at_utc)
    if column is Column.NOTE:
        texts = [note_text(row, names)]
    else:
        texts = details(row, names) if column is Column.REASON else [_text(row, column)]
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


_TEXTS: dict[Column, Callable[[LogRow], str]] = {
    Column.TIME: lambda row: local_text(row.event.at_utc),
    Column.OUTCOME: lambda row: words.outcome_words(row.event.outcome),
    Column.PERSON: person_text,
    Column.REASON: lambda row: words.reason_words(row.event.reason),
    Column.DOOR: lambda row: row.event.door,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("log", text)
