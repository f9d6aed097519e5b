"""The scenes of ``looks`` that show figures, and the log by days."""

from collections.abc import Callable
from typing import Any

from door_access.domain.door.alarms import Notice
from door_access.domain.door.states import DoorState
from tests.ui.busy_days import NOW_UTC, BusyLog
from tests.ui.scenes import a_camera, a_door, alarms

TODAY, LOG = 6, 2


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


FIGURES = {
    "today": busy(TODAY),
    "today empty": empty,
    "today alarms": busy(TODAY, lambda of: of.tell(alarms(Notice.FORCED, Notice.HELD))),
}
