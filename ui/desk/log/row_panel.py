"""All that one row of the log tells, beside the table; distances stand here and not there."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.rights import Right
from door_access.ports import LogKind, LogRow
from ui import words
from ui.bridge import Bridge
from ui.desk.log.row_picture import RowPicture
from ui.desk.log.row_words import duress_text, person_text
from ui.desk.rules.rule_sentences import rule_words
from ui.operator_words import about_words, named_change, who_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.scrolled import Scrolled

Line = tuple[str, str]


class RowPanel(QFrame):
    """Emits ``closed`` by its button and by Esc."""

    closed = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._row: LogRow | None = None
        self._jpeg: bytes | None = None
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("The chosen entry"))
        self.heading = label("", self, role="heading", wraps=True)
        self.close_button = Button(self.tr("Close"), self, role=Role.QUIET)
        self.lines: list[Line] = []
        self._content = QWidget(self)
        self._scrolled = Scrolled(None, self)
        self._lay_out()
        self.close_button.clicked.connect(self.closed)
        self.show_row(None, {})

    def _lay_out(self) -> None:
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        self._rows.setSpacing(SPACING_PX // 2)
        self._scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scrolled.setAccessibleName(self.tr("All that it tells"))
        self._scrolled.setWidget(self._content)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX // 2, SPACING_PX // 2)
        column.addLayout(head)
        column.addWidget(self._scrolled, 1)

    @property
    def is_empty(self) -> bool:
        """Say whether no row is chosen."""
        return self._row is None

    def show_row(self, row: LogRow | None, names: Mapping[str, str]) -> None:
        """Show all of a row at once, and what must be asked for when it comes."""
        self._row, self._jpeg = row, None
        self.close_button.setVisible(row is not None)
        if row is None:
            self.heading.setText(self.tr("Choose an entry to read all that it tells."))
            self._show(())
            return
        self.heading.setText(words.reason_words(row.event.reason))
        self._show(tuple(told_lines(row, names)))
        self._ask_more(row)

    def _ask_more(self, row: LogRow) -> None:
        event = row.event
        if event.transaction:
            self._bridge.ask(
                lambda desk: desk.of_same_transaction(row),
                owner=self,
                then=lambda rows: self._add(row, same_lines(rows)),
                otherwise=lambda _: None,
            )
        if event.right and self._bridge.here.may(Permit.SEE_RULES):
            self._bridge.ask(
                lambda desk: right_line(desk, event.right),
                owner=self,
                then=lambda line: self._add(row, [line]),
                otherwise=lambda _: None,
            )

        if event.kind is LogKind.ACCESS and self._bridge.here.may(Permit.SEE_PICTURES):
            self._bridge.ask(
                lambda desk: desk.picture_of(row.seq),
                owner=self,
                then=lambda jpeg: self._add_picture(row, jpeg),
                otherwise=lambda _: None,
            )

    def _add_picture(self, row: LogRow, jpeg: bytes | None) -> None:
        if row is self._row and jpeg is not None:
            self._jpeg = jpeg
            self._show(self.lines)

    def _add(self, row: LogRow, lines: Sequence[Line]) -> None:
        """Add what was asked for, unless another row is shown by now."""
        if row is self._row and lines:
            self._show((*self.lines, *lines))

    def _show(self, lines: Sequence[Line]) -> None:
        self.lines = list(lines)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._jpeg is not None:
            self._rows.addWidget(RowPicture(self._jpeg, self._content))
        for what, told in lines:
            self._rows.addWidget(self._line(what, told))
        self._rows.addStretch(1)
        self._scrolled.verticalScrollBar().setValue(0)
        self.setAccessibleDescription("; ".join(f"{what}: {told}" for what, told in lines))

    def _line(self, what: str, told: str) -> QWidget:
        line = QWidget(self._content)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(what, line, role="muted", wraps=True))
        value = label(told, line, wraps=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(value)
        return line

    def event(self, event: QEvent) -> bool:
        """Keep Esc from leaving the desk while a row is shown."""
        is_esc = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._row is not None
        if is_esc and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def told_lines(row: LogRow, names: Mapping[str, str]) -> Iterator[Line]:
    """Return what a row itself tells, what matters most first."""
    event = row.event
    yield _tr("Outcome"), words.outcome_words(event.outcome)
    for what, told in (
        (_tr("Person"), person_text(row)),
        (_tr("Beware"), duress_text(event)),
        (_tr("When"), words.zone_text(event.at_utc)),
        (_tr("Door"), event.door),
        (_tr("Shown"), event.claim),
        (_tr("By"), who_words(row)),
        (_tr("About"), about_words(row, names)),
        (_tr("Changed"), "\n".join(named_change(change, names) for change in event.changes)),
        (_tr("Note"), event.note),
        *_face_lines(row),
        (_tr("Version of the rules"), str(event.rules_version) if event.rules_version else ""),
        (_tr("Sort of entry"), words.kind_words(event.kind)),
        (_tr("Number in the log"), f"{row.seq:,}"),
    ):
        if told:
            yield what, told


def _face_lines(row: LogRow) -> tuple[Line, ...]:
    event = row.event
    return (
        (_tr("Distance, and up to where it is a match"), _pair(event.distance, event.threshold)),
        (_tr("Distance to the second nearest person"), _number(event.second_distance)),
        (_tr("Pictures compared"), str(event.frames) if event.frames else ""),
        (_tr("Face model"), event.model),
        (_tr("Living face"), words.liveness_words(event.liveness) if event.liveness else ""),
        (_tr("Picture from"), event.source),
    )


def same_lines(rows: Sequence[LogRow]) -> list[Line]:
    """Return what else happened in the same go."""
    told = [
        " · ".join(
            (
                words.local_time_text(row.event.at_utc),
                words.outcome_words(row.event.outcome),
                words.reason_words(row.event.reason),
            )
        )
        for row in rows
    ]
    return [(_tr("In the same go"), "\n".join(told))] if told else []


def right_line(desk: Desk, right_id: str) -> Line:
    """Return the right by which somebody may enter, as it is today."""
    overview = desk.rules.overview()
    right = overview.rules.part(Right, right_id)
    told = rule_words(overview).right(right) if isinstance(right, Right) else _tr("It was removed since.")
    return _tr("By the right"), told


def _number(distance: float | None) -> str:
    return "" if distance is None else f"{distance:.3f}"


def _pair(distance: float | None, threshold: float | None) -> str:
    return " / ".join(filter(None, (_number(distance), _number(threshold))))


def _tr(text: str) -> str:
    return QCoreApplication.translate("log", text)
