"""Who is expected on a day, as a table: when, name, company, host, and whether they have come."""

from datetime import UTC, date, datetime, tzinfo
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt

from door_access.desk.visitor_desk import ExpectedVisitor
from ui.desk.visitors.pass_words import period_words, state_words, visit_words
from ui.widgets.headed_model import NO_INDEX, AnyIndex, HeadedModel
from ui.words import QT_TRANSLATE_NOOP


class Column(IntEnum):
    """What a row tells, from the left."""

    NAME = 0
    TIME = 1
    COMPANY = 2
    HOST = 3
    VISIT = 4
    PASS = 5


_HEADINGS = {
    Column.NAME: QT_TRANSLATE_NOOP("visitors", "Name"),
    Column.TIME: QT_TRANSLATE_NOOP("visitors", "When"),
    Column.COMPANY: QT_TRANSLATE_NOOP("visitors", "Company"),
    Column.HOST: QT_TRANSLATE_NOOP("visitors", "Visits"),
    Column.VISIT: QT_TRANSLATE_NOOP("visitors", "Visit"),
    Column.PASS: QT_TRANSLATE_NOOP("visitors", "Pass"),
}


class VisitorsModel(HeadedModel):
    """Holds the visitors of one day in the order in which they are expected."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__("visitors", _HEADINGS, parent)
        self._visitors: tuple[ExpectedVisitor, ...] = ()
        self._zone: tzinfo = UTC
        self._now_utc = datetime.now(UTC)
        self._day = self._now_utc.date()

    @property
    def visitors(self) -> tuple[ExpectedVisitor, ...]:
        return self._visitors

    def show_visitors(
        self, visitors: tuple[ExpectedVisitor, ...], day: date, zone: tzinfo, now_utc: datetime
    ) -> None:
        """Show these, with times as clocks of the zone show them."""
        self.beginResetModel()
        self._visitors = visitors
        self._day, self._zone, self._now_utc = day, zone, now_utc
        self.endResetModel()

    def row_of(self, pass_id: str) -> int | None:
        """Return where the visitor with this pass stands; None where they do not."""
        rows = (row for row, one in enumerate(self._visitors) if one.entry_pass.id == pass_id)
        return next(rows, None)

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._visitors)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return text_of(
            self._visitors[index.row()], Column(index.column()), self._day, self._zone, self._now_utc
        )


def heading(column: Column) -> str:
    return QCoreApplication.translate("visitors", _HEADINGS[column])


def text_of(one: ExpectedVisitor, column: Column, day: date, zone: tzinfo, now_utc: datetime) -> str:
    """Return what a column tells of a visitor."""
    match column:
        case Column.NAME:
            return one.name
        case Column.TIME:
            return period_words(one.entry_pass.terms, zone, day)
        case Column.COMPANY:
            return one.company
        case Column.HOST:
            return one.host
        case Column.VISIT:
            return visit_words(one, zone, now_utc)
        case Column.PASS:
            return state_words(one.entry_pass, zone, now_utc)
