"""The access log as a table that fetches itself page by page, newest first, and tells of one row in full.

No query runs in a slot. Pages are asked of the desk and arrive later; an answer to a question
nobody asks any more is dropped.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon

from door_access.domain.door.alarms import ALARMS, Notice
from door_access.domain.matching.access import Outcome
from door_access.ports import LogEntry, LogFilter, LogKind, LogRow
from ui import words
from ui.bridge import Bridge
from ui.operator_words import about_words, named_change, who_words
from ui.theme import LIGHT, Theme
from ui.widgets.icons import Icon, button_icon
from ui.words import QT_TRANSLATE_NOOP, local_text, zone_text

PAGE_ROWS = 500
"""Rows fetched at once: some ten screens, a few milliseconds of SQL."""
AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
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
    DISTANCE = 4
    DOOR = 5
    NOTE = 6


_HEADINGS = {
    Column.TIME: QT_TRANSLATE_NOOP("log", "Time"),
    Column.OUTCOME: QT_TRANSLATE_NOOP("log", "Outcome"),
    Column.PERSON: QT_TRANSLATE_NOOP("log", "Person"),
    Column.REASON: QT_TRANSLATE_NOOP("log", "Reason"),
    Column.DISTANCE: QT_TRANSLATE_NOOP("log", "Distance / threshold"),
    Column.DOOR: QT_TRANSLATE_NOOP("log", "Door"),
    Column.NOTE: QT_TRANSLATE_NOOP("log", "Note"),
}


class LogModel(QAbstractTableModel):
    """Holds the rows fetched so far.

    ``rows_counted`` tells how many there are altogether, ``failed`` why rows that were asked for do not come.
    """

    rows_counted = Signal(int)
    failed = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._wanted = LogFilter()
        self._rows: list[LogRow] = []
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

    def told(self, row: int) -> str:
        """Return all that a row tells, its time aside."""
        return _told(self._rows[row], self._names)

    def know(self, names: Mapping[str, str]) -> None:
        """Take note of what is called by an id in the rows of acts."""
        self._names = names

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and self._has_more and not self._is_fetching

    def fetchMore(self, _parent: AnyIndex) -> None:
        """Ask for the page below the oldest row."""
        if self._rows and self.canFetchMore(_NO_INDEX):
            self._fetch(self._rows[-1].seq)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _tr(_HEADINGS[Column(section)])
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _note_text(row, self._names) if column is Column.NOTE else _text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(row, column, self._names)
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
            self.beginInsertRows(_NO_INDEX, len(self._rows), len(self._rows) + len(page) - 1)
            self._rows.extend(page)
            self.endInsertRows()
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
        self._catch_up()

    def _on_trouble(self, question: int, sentence: str) -> None:
        """Pass the sentence on and be ready for the next wish; to wish again at once would not end."""
        if question == self._question:
            self._is_fetching = self._is_refreshing = self._is_outdated = False
        self.failed.emit(sentence)
        self._bridge.refused.emit(sentence)

    def _insert_newest(self, rows: list[LogRow]) -> None:
        self.beginInsertRows(_NO_INDEX, 0, len(rows) - 1)
        self._rows[:0] = rows
        self.endInsertRows()

    def _catch_up(self) -> None:
        if self._is_outdated:
            self._is_outdated = False
            self.refresh()

    def _replace(self, rows: _Page) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._has_more = False
        self.endResetModel()


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
        texts = [_note_text(row, names)]
    else:
        texts = _details(row, names) if column is Column.REASON else [_text(row, column)]
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def _details(row: LogRow, names: Mapping[str, str]) -> list[str]:
    """Return the reason and what there is no column for."""
    event, who, about = row.event, who_words(row), about_words(row, names)
    return [
        words.reason_words(event.reason),
        _tr("Shown: {claim}").format(claim=event.claim) if event.claim else "",
        words.liveness_words(event.liveness) if event.liveness else "",
        _tr("By: {actor}").format(actor=who) if who else "",
        _tr("About: {object}").format(object=about) if about else "",
        *(named_change(change, names) for change in event.changes),
        _duress_text(event),
        words.kind_words(event.kind),
    ]


def _duress_text(event: LogEntry) -> str:
    """Return what only those see who may; the desk leaves it out of everybody else's rows."""
    if not event.is_duress:
        return ""
    return _tr("With a PIN under threat") if event.kind is LogKind.ACT else _tr("UNDER THREAT")


def _told(row: LogRow, names: Mapping[str, str]) -> str:
    reason, *others = _details(row, names)
    distance = _tr("Distance / threshold: {distance}").format(distance=_distance_text(row))
    return " · ".join(
        text
        for text in (
            _person_text(row),
            reason,
            *_note(row),
            *others,
            distance if row.event.distance is not None else "",
            row.event.door,
        )
        if text
    )


def _person_text(row: LogRow) -> str:
    if row.is_damaged:
        return _tr("(changed by somebody)")
    if row.is_forgotten:
        return _tr("(forgotten)")
    return row.person or (_tr("(removed)") if row.is_sealed or row.event.person_id else "")


def _note(row: LogRow) -> list[str]:
    return [row.event.note] if row.event.note else []


def _distance_text(row: LogRow) -> str:
    distance, threshold = row.event.distance, row.event.threshold
    if distance is None:
        return ""
    return f"{distance:.3f}" if threshold is None else f"{distance:.3f} / {threshold:.3f}"


_TEXTS: dict[Column, Callable[[LogRow], str]] = {
    Column.TIME: lambda row: local_text(row.event.at_utc),
    Column.OUTCOME: lambda row: words.outcome_words(row.event.outcome),
    Column.PERSON: _person_text,
    Column.REASON: lambda row: words.reason_words(row.event.reason),
    Column.DISTANCE: _distance_text,
    Column.DOOR: lambda row: row.event.door,
}


def _note_text(row: LogRow, names: Mapping[str, str]) -> str:
    changes = (named_change(change, names) for change in row.event.changes)
    return "; ".join([*filter(None, [_duress_text(row.event)]), *changes, *_note(row)])


def _tr(text: str) -> str:
    return QCoreApplication.translate("log", text)
