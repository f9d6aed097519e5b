"""The rows of a preview as a table, all of them or the wrong ones alone."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QObject,
    Qt,
)
from PySide6.QtGui import QColor

from door_access.desk.importing.preview import Fate, Preview, RowPlan
from ui.desk.importing.import_words import fate_words, plan_words
from ui.theme import current_theme
from ui.widgets.headed_model import NO_INDEX, AnyIndex, HeadedModel
from ui.widgets.icons import Icon, button_icon
from ui.words import QT_TRANSLATE_NOOP

_ICONS = {Fate.NEW: Icon.PERSON_ADD, Fate.CHANGE: Icon.CHECK, Fate.WRONG: Icon.WARNING}


class Column(IntEnum):
    """What a row tells, from the left."""

    ROW = 0
    FATE = 1
    NAME = 2
    WHAT = 3


_HEADINGS = {
    Column.ROW: QT_TRANSLATE_NOOP("importing", "Row"),
    Column.FATE: QT_TRANSLATE_NOOP("importing", "What happens"),
    Column.NAME: QT_TRANSLATE_NOOP("importing", "Name"),
    Column.WHAT: QT_TRANSLATE_NOOP("importing", "What changes, or what is wrong"),
}


class ImportModel(HeadedModel):
    """Holds one preview; makes words of a row only when it is seen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("importing", _HEADINGS, parent)
        self._all: tuple[RowPlan, ...] = ()
        self._rows: tuple[RowPlan, ...] = ()

    def show_preview(self, preview: Preview | None, *, is_wrong_only: bool) -> None:
        """Show all rows, or the wrong ones alone; None shows none."""
        self.beginResetModel()
        self._all = () if preview is None else preview.rows
        wrong_only = tuple([one for one in self._all if one.fate is Fate.WRONG])
        self._rows = wrong_only if is_wrong_only else self._all
        self.endResetModel()

    def plan(self, row: int) -> RowPlan:
        return self._rows[row]

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        plan, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(plan, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.FATE and plan.fate in _ICONS:
            return button_icon(_ICONS[plan.fate], QColor(_colour(plan)))
        if role == Qt.ItemDataRole.ForegroundRole and plan.fate is Fate.WRONG:
            return QColor(current_theme().bad)
        if role == Qt.ItemDataRole.ForegroundRole and plan.fate is Fate.NOTHING:
            return QColor(current_theme().muted)
        return None


def _text(plan: RowPlan, column: Column) -> str:
    match column:
        case Column.ROW:
            return f"{plan.row.number:,}"
        case Column.FATE:
            return fate_words(plan.fate)
        case Column.NAME:
            return plan.name
        case Column.WHAT:
            return plan_words(plan)


def _colour(plan: RowPlan) -> str:
    theme = current_theme()
    return theme.bad if plan.fate is Fate.WRONG else theme.good if plan.fate is Fate.NEW else theme.text
