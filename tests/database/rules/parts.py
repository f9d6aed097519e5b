"""One part of the rules of every kind, which go together, and each with another in its place."""

from dataclasses import replace
from datetime import date

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import WORKDAYS, Hours, Window
from door_access.domain.permissions.rights import (
    DoorGroup,
    DoorPlan,
    DoorsOf,
    Group,
    MembersOf,
    OneDoor,
    Right,
)
from door_access.domain.permissions.schedule import HolidayRow, Schedule

STAFF = Group("staff", "Staff")
LABS = DoorGroup("labs", "Laboratories", frozenset({"lab-1"}))
OURS = HolidayCalendar("ours", "Ours", (Holiday(date(2026, 12, 24), "company", "Christmas party"),))
OFFICE = Schedule(
    "office",
    "Office hours",
    (Window(WORKDAYS, Hours.of("08:00", "17:00")),),
    (HolidayRow("company", (Hours.of("09:00", "12:00"),)),),
    ("ours",),
)
STAFF_RIGHT = Right("staff-labs", MembersOf("staff"), DoorsOf("labs"), "office", DoorMode.CARD_FACE)
NIGHT = DoorPlan("open", "office", OperatingMode.UNLOCKED, OneDoor("lab-1"), "staff")
PARTS = (STAFF, LABS, OURS, OFFICE, STAFF_RIGHT, NIGHT)
"""In an order in which each may be added."""
OTHERS = (
    replace(STAFF, name="Everybody's staff", takes_newcomers=True),
    replace(LABS, doors=frozenset({"lab-1", "lab-2"})),
    replace(OURS, days=()),
    replace(OFFICE, week=(Window(WORKDAYS, Hours.of("22:00", "06:00", is_past_midnight=True)),)),
    replace(STAFF_RIGHT, schedule=None, shows=None),
    replace(NIGHT, does=DoorMode.PIN_FACE, first_of=None),
)
