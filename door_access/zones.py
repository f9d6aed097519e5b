"""Time zones by their names, and this computer's own."""

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import get_localzone


def is_zone(name: str) -> bool:
    """Say whether a time zone is called so."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_of(name: str) -> tzinfo:
    """Return the zone of this name; an empty one is the computer's own."""
    return ZoneInfo(name) if name else get_localzone()
