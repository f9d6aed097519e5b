"""A small site to try rules on."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from door_access.domain.entry.credentials import Requirement
from door_access.domain.permissions.hours import WORKDAYS, Hours, Window
from door_access.domain.permissions.rights import Group, Membership, MembersOf, Right
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment

BERLIN = ZoneInfo("Europe/Berlin")
DOOR = DoorNow("front", BERLIN)
ANNA = Entrant("anna", memberships=(Membership("staff"),))
FACE = Requirement(card=False, face=True, pin=False)
CARD_FACE = Requirement(card=True, face=True, pin=False)
PIN_FACE = Requirement(card=False, face=True, pin=True)
CARD_PIN = Requirement(card=True, face=False, pin=True)
OFFICE = Schedule("office", "Office hours", (Window(WORKDAYS, Hours.of("08:00", "17:00")),))
NIGHTS = Schedule("nights", "Nights", (Window(WORKDAYS, Hours.of("22:00", "06:00", is_past_midnight=True)),))
STAFF, GUARDS = Group("staff", "Staff"), Group("guards", "Guards")


def wall(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """Return the instant in UTC at which the zone's clocks show this, the first if it comes twice."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def at(text: str) -> Moment:
    return Moment(wall(text))


def site(*rights: Right, **parts) -> Rules:
    """Return a site where Anna is staff, with these rights."""
    usual = {
        "groups": (STAFF, GUARDS),
        "schedules": (OFFICE, NIGHTS),
    }
    return Rules(7, rights=rights, **(usual | parts))


def member(*memberships: Membership, **parts) -> Entrant:
    """Return Anna, who is in these groups."""
    return Entrant("anna", memberships=memberships, **parts)


def staff_right(name: str = "day", **parts) -> Right:
    return Right(name, MembersOf("staff"), **parts)
