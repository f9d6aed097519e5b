"""A schedule: windows of the week, and what holds on holidays instead."""

from dataclasses import dataclass

from door_access.complaints import Complaint
from door_access.domain.permissions.hours import Hours, Window, check_hours, check_week
from door_access.domain.permissions.titles import check_title
from door_access.errors import BadInput


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """What holds on holidays of a kind, instead of the week; no hours: nothing."""

    kind: str
    hours: tuple[Hours, ...] = ()

    def __post_init__(self) -> None:
        check_title(self.kind)
        check_hours(self.hours)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something holds, as the clock on the wall of the door shows it (ADR 0034).

    Attributes:
        holidays: in their order; the first row that fits a day counts, and a day that no row fits is an
            ordinary one.
        calendars: ids of those whose days are meant.
    """

    id: str
    name: str
    week: tuple[Window, ...] = ()
    holidays: tuple[HolidayRow, ...] = ()
    calendars: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_title(self.name)
        check_week(self.week)
        if not self.week and not any(row.hours for row in self.holidays):
            raise BadInput(Complaint.SCHEDULE_EMPTY, name=self.name)
        seen: set[str] = set()
        for row in self.holidays:
            self._check_row(row, seen)
            seen.add(row.kind)

    def _check_row(self, row: HolidayRow, seen: set[str]) -> None:
        if row.kind in seen:
            raise BadInput(Complaint.SCHEDULE_KIND_TWICE, name=self.name, kind=row.kind)
        if not self.calendars:
            raise BadInput(Complaint.SCHEDULE_WITHOUT_CALENDAR, name=self.name, kind=row.kind)
