"""What holds on holidays instead of the week: calendars, and a row for each kind of holiday."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.hours import Hours
from door_access.domain.permissions.schedule import HolidayRow
from door_access.domain.permissions.titles import LONGEST_TITLE
from door_access.errors import BadInput
from ui.desk.rules.window_rows import HoursFields
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.choice import Choice
from ui.widgets.fields import TickBox
from ui.words import error_words

USUAL_KIND = "public"
"""What kind imported holidays are of, where nobody says otherwise."""


def known_kinds(calendars: Iterable[HolidayCalendar]) -> list[str]:
    """Return the kinds of holidays to choose from: those of the calendars, and the usual one."""
    return sorted({USUAL_KIND, *(day.kind for one in calendars for day in one.days)})


class KindRow(QWidget):
    """One kind of holiday: closed, or these hours. Several hours of one day are kept and told, not edited."""

    edited = Signal()
    removal_requested = Signal()

    def __init__(self, row: HolidayRow, kinds: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more = row.hours[1:]
        self.kind_field = QLineEdit(row.kind, self)
        self.kind_field.setMaxLength(LONGEST_TITLE)
        self.kind_field.setAccessibleName(self.tr("Kind of holiday"))
        self.kind_field.setCompleter(QCompleter(kinds, self.kind_field))
        self.does_box = Choice(self.tr("What holds then"), self)
        self.does_box.offer([(self.tr("never"), False), (self.tr("at these hours"), True)])
        self.does_box.set_value(bool(row.hours))
        self.fields = HoursFields(self)
        self.remove_button = Button(self.tr("Remove"), self, role=Role.QUIET)
        self.remove_button.setAutoDefault(False)
        self.message = Answer(self)
        if row.hours:
            self.fields.show_hours(row.hours[0])
        self._lay_out()
        self.kind_field.textChanged.connect(self._on_edited)
        self.does_box.currentIndexChanged.connect(self._on_edited)
        self.fields.edited.connect(self._on_edited)
        self.remove_button.clicked.connect(self.removal_requested)
        self._on_edited()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.kind_field, 1)
        first.addWidget(self.does_box, 1)
        first.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self.fields)
        column.addWidget(self.message)

    def row(self) -> HolidayRow:
        """Return the row; raises a DoorAccessError where the fields make none."""
        hours: tuple[Hours, ...] = (self.fields.hours(), *self._more) if self.does_box.value() else ()
        return HolidayRow(self.kind_field.text().strip(), hours)

    @Slot()
    def _on_edited(self) -> None:
        self.fields.setVisible(bool(self.does_box.value()))
        complaint = ""
        try:
            self.row()
        except BadInput as error:
            complaint = error_words(error)
        self.message.refuse(complaint)
        self.message.setVisible(bool(complaint))
        self.edited.emit()


class HolidayRows(QWidget):
    """Ticks for the calendars, rows for the kinds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks: dict[str, TickBox] = {}
        self.kinds: list[KindRow] = []
        self._known = known_kinds(())
        self.heading = label(self.tr("On holidays instead"), self, role="heading")
        self.about = label("", self, role="muted", wraps=True)
        self.add_button = Button(self.tr("Add a &kind of holiday"), self)
        self.add_button.setAutoDefault(False)
        self._calendars = QVBoxLayout()
        self._rows = QVBoxLayout()
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING_PX // 2, 0, 0)
        for part in (self.heading, self.about):
            column.addWidget(part)
        for rows in (self._calendars, self._rows, foot):
            column.addLayout(rows)
        self.add_button.clicked.connect(self._on_add)

    def offer(self, calendars: tuple[HolidayCalendar, ...]) -> None:
        """List the calendars; those that are ticked stay so."""
        ticked = set(self.calendars())
        while self.ticks:
            _, tick = self.ticks.popitem()
            self._calendars.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        for calendar in calendars:
            tick = TickBox(calendar.name.replace("&", "&&"), self)
            tick.setChecked(calendar.id in ticked)
            self.ticks[calendar.id] = tick
            self._calendars.addWidget(tick)
        self._known = known_kinds(calendars)
        some = self.tr("The calendars that count here, and what holds on their days:")
        none = self.tr(
            "There is no calendar yet; “Holidays” has them. Until then every day is an ordinary one."
        )
        self.about.setText(some if calendars else none)
        self.add_button.setVisible(bool(calendars))

    def show_rows(self, rows: Iterable[HolidayRow], calendars: Iterable[str]) -> None:
        """Show the rows, and tick the calendars."""
        for kind in list(self.kinds):
            self._take_away(kind)
        for row in rows:
            self._add(row)
        wanted = set(calendars)
        for calendar_id, tick in self.ticks.items():
            tick.setChecked(calendar_id in wanted)

    def rows(self) -> tuple[HolidayRow, ...]:
        """Return the rows; raises a DoorAccessError where one makes none."""
        return tuple(kind.row() for kind in self.kinds)

    def calendars(self) -> tuple[str, ...]:
        """Return the calendars that are ticked."""
        return tuple(calendar_id for calendar_id, tick in self.ticks.items() if tick.isChecked())

    @Slot()
    def _on_add(self) -> None:
        used = {kind.kind_field.text().strip() for kind in self.kinds}
        free = [kind for kind in self._known if kind not in used]
        self._add(HolidayRow(free[0] if free else self.tr("company")))
        if not self.calendars() and len(self.ticks) == 1:
            next(iter(self.ticks.values())).setChecked(True)

    def _add(self, row: HolidayRow) -> None:
        kind = KindRow(row, self._known, self)
        kind.removal_requested.connect(lambda: self._take_away(kind))
        self.kinds.append(kind)
        self._rows.addWidget(kind)
        kind.show()

    def _take_away(self, kind: KindRow) -> None:
        self.kinds.remove(kind)
        self._rows.removeWidget(kind)
        kind.hide()
        kind.deleteLater()
