"""The operators as a table: name, role, and by what they sign in."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt

from door_access.domain.operators.roles import Operator
from ui.operator_words import role_words
from ui.widgets.headed_model import NO_INDEX, AnyIndex, HeadedModel
from ui.words import QT_TRANSLATE_NOOP, natural_order


class Column(IntEnum):
    """What a row tells, from the left."""

    NAME = 0
    ROLE = 1
    SIGNS_IN_BY = 2


_HEADINGS = {
    Column.NAME: QT_TRANSLATE_NOOP("operators", "Name"),
    Column.ROLE: QT_TRANSLATE_NOOP("operators", "Role"),
    Column.SIGNS_IN_BY: QT_TRANSLATE_NOOP("operators", "Signs in by"),
}


class OperatorsModel(HeadedModel):
    """Holds those who work here, by name; who was removed is left to the log."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__("operators", _HEADINGS, parent)
        self._operators: tuple[Operator, ...] = ()

    def show_operators(self, operators: tuple[Operator, ...]) -> None:
        """Show these."""
        working = (one for one in operators if not one.is_removed)
        self.beginResetModel()
        self._operators = tuple(sorted(working, key=lambda one: natural_order(one.name)))
        self.endResetModel()

    def operator(self, row: int) -> Operator:
        return self._operators[row]

    def row_of(self, operator_id: str) -> int | None:
        """Return where somebody stands; None when they do not."""
        rows = (row for row, one in enumerate(self._operators) if one.id == operator_id)
        return next(rows, None)

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._operators)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        operator = self._operators[index.row()]
        match Column(index.column()):
            case Column.NAME:
                return operator.name
            case Column.ROLE:
                return role_words(operator.role)
            case Column.SIGNS_IN_BY:
                return _tr("PIN") if operator.is_pin else _tr("Password")


def _tr(text: str) -> str:
    return QCoreApplication.translate("operators", text)
