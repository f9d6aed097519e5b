"""Rules for the fake desk: a small company, and a large one."""

from datetime import date, timedelta

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import WORKDAYS, Hours, Weekday, Window
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorPlan,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
)
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.validity import Validity
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC, FakeKiosk

STAFF, CLEANERS, VISITORS = (Group(name.lower(), name) for name in ("Staff", "Cleaners", "Visitors"))
EVENING = Window(
    frozenset({Weekday.TUESDAY, Weekday.THURSDAY}), Hours.of("22:00", "02:00", is_past_midnight=True)
)
HOLIDAYS = HolidayCalendar(
    "holidays",
    "Berlin",
    (
        Holiday(date(2026, 3, 8), "public", "Internationaler Frauentag"),
        Holiday(date(2026, 4, 3), "public", "Karfreitag"),
        Holiday(date(2026, 12, 24), "half day", "Heiligabend"),
    ),
)
OFFICE = Schedule(
    "office",
    "Office hours",
    (
        Window(WORKDAYS, Hours.of("08:00", "17:00")),
        Window(frozenset({Weekday.SATURDAY}), Hours.of("09:00", "12:00")),
    ),
    (HolidayRow("public"), HolidayRow("half day", (Hours.of("09:00", "12:00"),))),
    ("holidays",),
)
CLEANING = Schedule("cleaning", "Cleaning", (EVENING,))
NIGHT = Schedule(
    "night", "Night", (Window(frozenset(Weekday), Hours.of("20:00", "06:00", is_past_midnight=True)),)
)
PARTS = (
    STAFF, CLEANERS, VISITORS, HOLIDAYS, OFFICE, CLEANING, NIGHT,
    Right("staff", MembersOf("staff"), AllDoors(), "office"),
    Right("cleaners", MembersOf("cleaners"), OneDoor("main-entrance"), "cleaning", DoorMode.CARD_FACE),
    Right("ada", OnePerson(ADA)),
    DoorPlan("day", "office", OperatingMode.UNLOCKED, first_of="staff"),
    DoorPlan("night", "night", DoorMode.CARD_FACE),
)  # fmt: skip


def small_company(kiosk: FakeKiosk) -> None:
    """Three groups with their hours; nobody may enter only because they are enrolled."""
    rules = kiosk.desk.rules
    rules.memberships(ADA)  # the fake's people are known from now on
    everybody, always = rules.rules().groups[0], rules.rules().rights[0]
    for part in PARTS:
        rules.put(None, part)
    rules.put(always, None)
    rules.set_membership(ADA, Membership("staff"))
    rules.set_membership(GRACE, Membership("staff", Validity(NOON_UTC - timedelta(days=400), None)))
    rules.set_membership(ALAN, Membership("cleaners", Validity(None, NOON_UTC + timedelta(days=30))))
    for person in (ADA, GRACE, ALAN):
        rules.end_membership(person, everybody.id)
    rules.put(everybody, None)


def large_company(kiosk: FakeKiosk, *, groups: int = 200, rights: int = 500) -> None:
    """As large a site as there is; its rights go round the groups."""
    small_company(kiosk)
    rules = kiosk.desk.rules
    for number in range(groups):
        rules.put(None, Group(f"g{number}", f"Department {number}"))
    for number in range(rights):
        whom = MembersOf(f"g{number % groups}")
        rules.put(None, Right(f"r{number}", whom, AllDoors(), ("office", "night", None)[number % 3]))
