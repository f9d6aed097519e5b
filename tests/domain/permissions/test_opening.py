"""A door that a schedule holds unlocked, if need be only once somebody has come."""

import pytest

from door_access.domain.door.modes import OperatingMode
from door_access.domain.permissions.opening import Opening
from door_access.domain.permissions.timetable import Timetable
from door_access.domain.permissions.verdict import Moment
from tests.domain.permissions.site import BERLIN, OFFICE, at, wall

HOURS = Timetable.of(OFFICE, ())
NOON = at("2026-12-01 12:00")


def mode(opening: Opening, moment: Moment, entered: str | None = None) -> OperatingMode:
    return opening.mode(moment, BERLIN, entered_utc=wall(entered) if entered else None)


def test_the_door_is_unlocked_within_the_hours_only():
    assert mode(Opening(HOURS), NOON) is OperatingMode.UNLOCKED
    assert mode(Opening(HOURS), at("2026-12-01 17:00")) is OperatingMode.NORMAL


def test_while_the_clock_is_in_doubt_nothing_is_unlocked():
    assert mode(Opening(HOURS), Moment(NOON.at_utc, is_in_doubt=True)) is OperatingMode.NORMAL


@pytest.mark.parametrize(
    ("entered", "wanted"),
    [
        (None, OperatingMode.NORMAL),
        ("2026-12-01 07:59", OperatingMode.NORMAL),
        ("2026-12-01 08:00", OperatingMode.UNLOCKED),
        ("2026-12-01 12:00", OperatingMode.UNLOCKED),
        ("2026-12-01 12:01", OperatingMode.NORMAL),
        ("2026-11-30 09:00", OperatingMode.NORMAL),
    ],
)
def test_who_comes_first_must_come_within_the_very_hours(entered, wanted):
    assert mode(Opening(HOURS, first_of="staff"), NOON, entered) is wanted
