"""The scenes of ``looks`` that show figures, and the log by days."""

from collections.abc import Callable
from typing import Any

from door_access.domain.door.alarms import Notice
from door_access.domain.door.states import DoorState
from door_access.domain.figures.reason_groups import MEMBERS, ReasonGroup
from tests.ui.busy_days import NOW_UTC, BusyLog
from tests.ui.scenes import a_camera, a_door, alarms

TODAY, LOG = 6, 2
WRITTEN = "The report was written to /home/reception/Documents/access-2026-11.pdf"


def busy(page: int, then: Callable[[Any], object] = lambda of: None, *, days: int = 17) -> Any:
    """Show a page of the desk of a door with many people."""

    def play(of: Any) -> None:
        of.kiosk.desk.log = BusyLog(days)
        of.kiosk.desk.today_utc = NOW_UTC
        of.tell(a_camera(), a_door(DoorState.LOCKED))
        of.desk(page)
        of.settle()
        then(of)
        of.settle()

    return play


def empty(of: Any) -> None:
    busy(TODAY, days=0)(of)


def chosen(row: int) -> Callable[[Any], None]:
    return lambda of: log_of(of).table.selectRow(row)


def log_of(of: Any) -> Any:
    return of.window.desk_view.log_page


def searching(text: str) -> Callable[[Any], None]:
    def play(of: Any) -> None:
        of.kiosk.desk.searched_since_utc = NOW_UTC
        field = log_of(of).filter_bar.search_field
        field.setText(text)
        field.returnPressed.emit()

    return play


def why(of: Any) -> None:
    log_of(of).filter_bar.why_box.choose(tuple(MEMBERS[ReasonGroup.NOT_RECOGNISED]))


def today_of(of: Any) -> Any:
    return of.window.desk_view.today_page


FIGURES = {
    "log by days": busy(LOG, lambda of: log_of(of).table.verticalScrollBar().setValue(105)),
    "log panel": busy(LOG, chosen(5)),
    "log panel release": busy(LOG, chosen(17)),
    "log searched": busy(LOG, searching("parcel")),
    "log why": busy(LOG, why),
    "today": busy(TODAY),
    "today empty": empty,
    "today report": busy(TODAY, lambda of: today_of(of).report_button.click()),
    "today told": busy(TODAY, lambda of: today_of(of).maker.told.emit(WRITTEN)),
    "today alarms": busy(TODAY, lambda of: of.tell(alarms(Notice.FORCED, Notice.HELD))),
}
